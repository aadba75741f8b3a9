"""A second look at marks that may not be what they should: the notebook is run again in another way.

Two things give cause. A test that failed while a value of the student's could not cross as data: stock
nbgrader may pass it. And names of the trainer's set-up that the student's cells rebind: tests may pass with
the one value and fail with the other. A mark that depends on it is never given silently.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from classroom import messages
from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan
from classroom.grading.mark_cell import mark_cell
from classroom.grading.run_cells import Given, View, given_names, run_apart, run_as_stock
from classroom.grading.session import Outcome, Session
from classroom.records import CellResult, CellRole
from classroom.submission.rebuild import RebuiltNotebook

__all__ = ["look_again"]

Run = Callable[[RebuiltNotebook, Session, dict[int, Outcome]], None]
Again = Callable[[Run], dict[int, Outcome]]  # runs the notebook once more in fresh processes
Marks = dict[str, CellResult]


def look_again(
    rebuilt: RebuiltNotebook, outcomes: dict[int, Outcome], cells: Marks, flags: list[str], again: Again
) -> None:
    """Correct the marks in `cells`, and say in `flags` what a person has to decide."""
    _rebound(rebuilt, cells, flags, again)
    tests = {
        place: cell
        for place, cell in enumerate(rebuilt.plan.cells)
        if cell.role == CellRole.TEST and not cell.shared and place in outcomes and _is_odd(outcomes[place])
    }
    if not any((cells[cell.grade_id or ""].score or 0) < (cell.points or 0) for cell in tests.values()):
        return
    stock = again(run_as_stock)
    for place, cell in tests.items():
        found, label = outcomes[place], cell.grade_id or ""
        before = cells[label]
        passes = _score(cell, stock.get(place)) > (before.score or 0.0)
        if before.score is not None and passes:
            why = next(
                iter([*found.unsendable, *(messages.OPAQUE.format(kind=kind) for kind in found.opaque)])
            )
            flags.append(messages.FLAG_UNSENDABLE.format(cell=label, why=why))
            cells[label] = replace(before, score=None, message=messages.MESSAGE_FLAGGED)


def _is_odd(outcome: Outcome) -> bool:
    return outcome.failed and not outcome.ended and bool(outcome.unsendable or outcome.opaque)


def _score(cell: CellPlan, outcome: Outcome | None) -> float:
    return 0.0 if outcome is None else mark_cell(cell, outcome, False, []).score or 0.0


def _rebound(rebuilt: RebuiltNotebook, cells: Marks, flags: list[str], again: Again) -> None:
    """Try the tests with the other value of each name that the student's cells took from the set-up."""
    usual, other = given_names(rebuilt, View.OPEN), given_names(rebuilt, View.STUDENT)
    if usual == other:
        other = given_names(rebuilt, View.TRAINER)
    names = _contested(rebuilt, usual, other)
    if not names:
        return
    found = again(functools.partial(run_apart, given=other))
    left_open = all(rebuilt.plan.cells[place].released is not None for place in _differing(usual, other))
    for place, cell in enumerate(rebuilt.plan.cells):
        label = cell.grade_id or ""
        if cell.role != CellRole.TEST or label not in cells or place not in found:
            continue
        before, after = cells[label], _score(cell, found[place])
        if before.score is not None and before.score != after:
            shown = ", ".join(sorted(names)[:5])
            flags.append(messages.FLAG_REBOUND.format(cell=label, names=shown, one=before.score, other=after))
            if not left_open:
                cells[label] = replace(before, score=None, message=messages.MESSAGE_FLAGGED)


def _differing(usual: Given, other: Given) -> set[int]:
    return {place for place in {*usual, *other} if usual.get(place) != other.get(place)}


def _contested(rebuilt: RebuiltNotebook, usual: Given, other: Given) -> set[str]:
    """The names whose value differs between two views, and that a test or a set-up cell may read there."""
    differ = _differing(usual, other)
    names = {name for place in differ for name in {*usual.get(place, ()), *other.get(place, ())}}
    read = set[str]()
    for place, cell in enumerate(rebuilt.plan.cells):
        in_tests = (cell.role == CellRole.TEST and not cell.shared) or (
            cell.role == CellRole.SETUP and cell.in_tests
        )
        if in_tests and place > min(differ, default=place):
            read |= names_of(cell.cell["source"]).read
    return names & read
