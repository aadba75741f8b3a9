"""A second look at marks that may not be what they should: the notebook is run again in another way.

Four things give cause. A test that failed while a value of the student's could not cross as data: stock
nbgrader may pass it. One that passed while it only had a handle of what the reference gives as data, or that
changed its copy of what the student's code may hold: stock may fail it. What the student's cells set of
their process, an option of a library say: the tests' is not set so. And names of the trainer's set-up
that the student's cells rebind: tests may pass with the one value and fail with the other. A mark that
depends on it is never given silently. A test that misses a name which a set-up cell should have made is left
to a person at once.
"""

from __future__ import annotations

import builtins
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from classroom import messages
from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan
from classroom.assignment.settings import settings_of
from classroom.grading import texts
from classroom.grading.mark_cell import mark_cell
from classroom.grading.outcome import Outcome
from classroom.grading.run_cells import Given, View, given_names, run_apart, run_as_stock
from classroom.grading.session import Session
from classroom.records import CellResult, CellRole
from classroom.submission.rebuild import RebuiltNotebook

__all__ = ["look_again"]

Run = Callable[[RebuiltNotebook, Session, dict[int, Outcome]], None]
Again = Callable[[Run], dict[int, Outcome]]  # runs the notebook once more in fresh processes
Marks = dict[str, CellResult]
_UNTOUCHED = NotImplementedError.__name__  # nbgrader leaves it in the place of a solution


def look_again(
    rebuilt: RebuiltNotebook, outcomes: dict[int, Outcome], cells: Marks, flags: list[str], again: Again
) -> None:
    """Correct the marks in `cells`, and say in `flags` what a person has to decide."""
    _missing_set_up(rebuilt, outcomes, cells, flags)
    _rebound(rebuilt, cells, flags, again)
    as_stock = functools.cache(functools.partial(again, run_as_stock))
    _covered(rebuilt, cells, flags, as_stock)
    reached, held = _reached(rebuilt), _held(rebuilt)
    settings = _settings(rebuilt)
    causes = {
        place: why
        for place, cell in enumerate(rebuilt.plan.cells)
        if cell.role == CellRole.TEST and not cell.shared and place in outcomes and cell.points
        if (why := _cause(cell, outcomes[place], cells[cell.grade_id or ""].score, reached, held))
        or (why := "" if outcomes[place].ended else _set_before(place, settings))
    }
    if not causes:
        return
    stock = as_stock()
    for place, why in causes.items():
        cell = rebuilt.plan.cells[place]
        label = cell.grade_id or ""
        before, after = cells[label], _score(cell, stock.get(place))
        if before.score is None or before.score == after:
            continue
        flag = messages.FLAG_UNSENDABLE if after > before.score else texts.FLAG_FAILS_AS_STOCK
        flags.append(flag.format(cell=label, why=why))
        cells[label] = replace(before, score=None, message=messages.MESSAGE_FLAGGED)


def _settings(rebuilt: RebuiltNotebook) -> dict[int, frozenset[str]]:
    """What each of the student's cells sets of its process, by place."""
    cells = [(place, cell) for place, cell in enumerate(rebuilt.plan.cells) if cell.code]
    imports = {line for _, cell in cells for line in names_of(rebuilt.source(cell)).imports}
    return {
        place: settings_of(rebuilt.source(cell), imports)
        for place, cell in cells
        if cell.role in (CellRole.ANSWER, CellRole.OWN)
    }


def _set_before(place: int, settings: Mapping[int, frozenset[str]]) -> str:
    """Why a test may give another mark in a process that the student's cells have set; empty if none has."""
    names = {name for earlier, found in settings.items() if earlier < place for name in found}
    return texts.SET.format(names=", ".join(sorted(names)[:5])) if names else ""


def _missing_set_up(
    rebuilt: RebuiltNotebook, outcomes: dict[int, Outcome], cells: Marks, flags: list[str]
) -> None:
    """Leave to a person the tests that miss a name after a set-up cell failed in their process alone."""
    failed = [place for place, outcome in outcomes.items() if outcome.set_up]
    for place, cell in enumerate(rebuilt.plan.cells):
        label, outcome = cell.grade_id or "", outcomes.get(place)
        if not failed or place < failed[0] or outcome is None or not outcome.failed or label not in cells:
            continue
        names = {out["ename"] for out in outcome.outputs if out["output_type"] == "error"}
        if cell.role == CellRole.TEST and not outcome.from_learner and "NameError" in names:
            why = outcomes[failed[0]].set_up
            flags.append(texts.SET_UP_FAILED.format(cell=label, number=failed[0] + 1, why=why))
            cells[label] = replace(cells[label], score=None, message=messages.MESSAGE_FLAGGED)


def _reached(rebuilt: RebuiltNotebook) -> set[str]:
    """The global names that the student's functions read."""
    names = set[str]()
    for cell in rebuilt.plan.cells:
        if cell.code and cell.role in (CellRole.ANSWER, CellRole.OWN):
            names |= names_of(rebuilt.source(cell)).reached
    return names


def _held(rebuilt: RebuiltNotebook) -> set[str]:
    """The names of the trainer's set-up that both processes have, and the student's functions change in
    their own.
    """
    touched, made, owned = set[str](), set[str](), set[str]()
    for cell in rebuilt.plan.cells:
        if not cell.code:
            continue
        if cell.role in (CellRole.ANSWER, CellRole.OWN):
            names = names_of(rebuilt.source(cell))
            touched |= names.touched
            owned |= {*cell.owned, *(names.bound if cell.role == CellRole.OWN else ())}
        elif cell.role == CellRole.SETUP and cell.in_tests:
            made |= names_of(cell.cell["source"]).bound
    return touched & made - owned


def _cause(cell: CellPlan, outcome: Outcome, score: float | None, reached: set[str], held: set[str]) -> str:
    """Why stock nbgrader may give more to a test that failed, or less to one that passed; empty if none."""
    if outcome.ended or score is None:
        return ""
    names = names_of(cell.cell["source"])
    given = reached & (names.bound - names.defined - _bound_by(names.imports))
    if given:
        return texts.GIVEN.format(names=", ".join(sorted(given)[:5]))
    shown = held & names.read
    if shown:
        return texts.HELD.format(names=", ".join(sorted(shown)[:5]))
    if cell.beyond and not _is_untouched(outcome):
        return texts.BEYOND[cell.beyond]
    if not outcome.failed and outcome.altered and score > 0:
        return texts.ALTERED
    lacking = score < (cell.points or 0.0) if outcome.failed else score > 0 and not cell.opaque
    kinds = [messages.OPAQUE.format(kind=kind) for kind in outcome.opaque]
    return next(iter([*outcome.unsendable, *kinds]), "") if lacking else ""


def _is_untouched(outcome: Outcome) -> bool:
    """Whether a test ended at what stands in an answer nobody has given."""
    return any(out["output_type"] == "error" and out["ename"] == _UNTOUCHED for out in outcome.outputs)


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


def _covered(
    rebuilt: RebuiltNotebook, cells: Marks, flags: list[str], as_stock: Callable[[], dict[int, Outcome]]
) -> None:
    """Tell where a function, module or built-in that the student's cells bind anew would change a mark.

    The mark stays: tests are made of the trainer's, or whoever binds one anew could have them say anything.
    """
    names = _bound_anew(rebuilt)
    tests = [
        cell
        for cell in rebuilt.plan.cells
        if cell.role == CellRole.TEST and not cell.shared and names & names_of(cell.cell["source"]).read
    ]
    if not tests:
        return
    stock = as_stock()
    for place, cell in enumerate(rebuilt.plan.cells):
        before, after = cells.get(cell.grade_id or ""), _score(cell, stock.get(place))
        if cell in tests and before is not None and before.score not in (None, after):
            shown = ", ".join(sorted(names & names_of(cell.cell["source"]).read)[:5])
            flag = messages.FLAG_REBOUND
            flags.append(flag.format(cell=cell.grade_id, names=shown, one=before.score, other=after))


def _bound_anew(rebuilt: RebuiltNotebook) -> set[str]:
    """The names of the trainer's functions, classes and modules, and of built-ins, that the student's cells
    bind to something else.
    """
    code, imports = set(dir(builtins)), set[str]()
    for cell in rebuilt.plan.cells:
        if cell.code:
            own = {CellRole.ANSWER: cell.imports, CellRole.OWN: cell.released or ""}
            names = names_of(own.get(cell.role, cell.cell["source"]))
            imports |= set(names.imports)
            code |= names.defined | _bound_by(names.imports)
    found = set[str]()
    for cell in rebuilt.plan.cells:
        if cell.code and cell.role in (CellRole.ANSWER, CellRole.OWN):
            names = names_of(rebuilt.source(cell))
            same = _bound_by(imports & set(names.imports))
            found |= (names.bound & code) - same - set(cell.owned)
    return found


def _bound_by(imports: Iterable[str]) -> frozenset[str]:
    """The names that import statements bind."""
    return names_of("\n".join(imports)).bound


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
