"""Runs a rebuilt notebook from top to bottom: the student's cells in one process, the tests in another.

Or as stock nbgrader does, everything in the student's process: no mark comes of that, but it says what stock
would give.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from enum import StrEnum

from classroom.assignment.names import names_of
from classroom.grading.mutation import TRIALS_S, run_shared
from classroom.grading.outcome import Outcome
from classroom.grading.session import Session
from classroom.records import CellRole
from classroom.submission.rebuild import RebuiltNotebook

__all__ = ["Given", "View", "given_names", "run_apart", "run_as_stock"]

Given = Mapping[int, frozenset[str]]  # by place: names that are the student's once the cell has run


class View(StrEnum):
    """Whose value the tests see under a name that the trainer's set-up cells bind and the student rebinds."""

    OPEN = "open"  # the student's in cells that the trainer left open, or that the student added
    STUDENT = "student"  # the student's always, as in stock nbgrader
    TRAINER = "trainer"  # the trainer's always


def given_names(rebuilt: RebuiltNotebook, view: View) -> Given:
    """What the student's cells take from the trainer's set-up, as a view has it.

    Functions, classes, modules and built-ins never: tests are made of them.
    """
    cells = rebuilt.plan.cells
    data, code = set[str](), set(dir(builtins))
    for cell in cells:
        if not cell.code or cell.role not in (CellRole.SETUP, CellRole.TEST, CellRole.OWN):
            continue
        own = cell.released if cell.role == CellRole.OWN else cell.cell["source"]
        names = names_of(own or "")
        imported = names_of("\n".join(names.imports)).bound
        code |= names.defined | imported
        if cell.role != CellRole.TEST:
            data |= names.bound
    mutating = {name for cell in cells if cell.code for name in names_of(rebuilt.source(cell)).mutating}
    given: dict[int, frozenset[str]] = {}
    for place, cell in enumerate(cells):
        takes = cell.role == CellRole.OWN or (cell.role == CellRole.ANSWER and view is View.STUDENT)
        if cell.code and takes and view is not View.TRAINER:
            names = names_of(rebuilt.source(cell))
            passed = {name for function, name in names.passed if function in mutating}
            taken = (names.bound | names.changed | passed) & data - code - set(cell.owned)
            if taken:
                given[place] = frozenset(taken)
    return given


def run_apart(
    rebuilt: RebuiltNotebook,
    session: Session,
    outcomes: dict[int, Outcome],
    given: Given | None = None,
    trials_s: float = TRIALS_S,
) -> None:
    """Run the cells, the tests apart from the student's code but for those that are shared.

    Parameters
    ----------
    given : whose names are whose; by default as `View.OPEN` has it
    trials_s : [s] for the wrong versions of a shared test
    """
    given = given_names(rebuilt, View.OPEN) if given is None else given
    student_names: set[str] = set()
    later = _read_later(rebuilt)
    for place, cell in enumerate(rebuilt.plan.cells):
        source = rebuilt.source(cell)
        if not cell.code:
            continue
        taken = set(given.get(place, ()))
        made: list[Outcome] = []  # in the tests' process
        if cell.role == CellRole.OWN and cell.released is not None:  # what the tests' process knows instead
            made.append(session.prepare(cell.released, [], sorted(student_names)))
        if cell.role in (CellRole.ANSWER, CellRole.OWN, CellRole.SETUP):
            if source.strip():
                outcomes[place] = session.learner(source)
            taken |= set(cell.owned)
            student_names |= taken
            in_tests = source if cell.role == CellRole.SETUP and cell.in_tests else cell.imports or None
            made += _prepare(session, in_tests, sorted(taken), sorted(student_names), cell.role)
            if place in outcomes:
                _note_set_up(outcomes[place], made)
        elif cell.role == CellRole.TEST and source.strip():
            if cell.shared:
                outcomes[place] = run_shared(session, source, cell.spared, trials_s)
            else:
                outcomes[place] = session.test(source, sorted(student_names), cell.alone)
                left = _left_by(cell.visible, later[place])
                if left:
                    session.learner(left)


def _prepare(
    session: Session, source: str | None, taken: list[str], student_names: list[str], role: CellRole
) -> list[Outcome]:
    """Run a cell in the tests' process, which then forgets the names that are the student's."""
    if source and taken and role == CellRole.SETUP:  # it may bind them itself, to be written by the student
        return [session.prepare(source, [], student_names), session.prepare(None, taken, student_names)]
    return [session.prepare(source, taken, student_names)] if taken or source else []


def _note_set_up(outcome: Outcome, made: list[Outcome]) -> None:
    """Note what running a cell in the tests' process as well came to."""
    outcome.calls = sum(each.calls for each in made)
    errors = [out for each in made if each.failed for out in each.outputs if out["output_type"] == "error"]
    if errors and not outcome.failed:
        outcome.set_up = f"{errors[0]['ename']}: {errors[0]['evalue'][:300]}"


def _left_by(test: str, later: set[str]) -> str:
    """What of a visible test has to run in the student's process, for cells after it that read `later`.

    Mostly nothing, or its imports: the test itself would call the student's code a second time.
    """
    names = names_of(test)
    if not names.bound & later:
        return ""
    more = (names.bound - names.imported) | names.changed
    return test if more & later else "\n".join(names.imports)


def run_as_stock(rebuilt: RebuiltNotebook, session: Session, outcomes: dict[int, Outcome]) -> None:
    """Run all cells, tests included, in the student's process, and believe what it says."""
    for place, cell in enumerate(rebuilt.plan.cells):
        source = rebuilt.source(cell)
        if cell.code and cell.role != CellRole.TEXT and source.strip():
            outcomes[place] = session.learner(source)


def _read_later(rebuilt: RebuiltNotebook) -> list[set[str]]:
    """For each cell, the names that cells after it read in the learner's process."""
    later: list[set[str]] = []
    names: set[str] = set()
    for cell in reversed(rebuilt.plan.cells):
        later.append(set(names))
        if cell.code and (cell.role != CellRole.TEST or cell.shared):
            names |= names_of(rebuilt.source(cell)).read
    return later[::-1]
