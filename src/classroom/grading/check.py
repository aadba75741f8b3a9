"""Tries an assignment before anybody has it: its solution, an untouched copy, what learners can see of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.configuration import Regions
from classroom.grading import check_texts as texts
from classroom.grading.calibrate import calibrate
from classroom.grading.grade_submission import grade_submission
from classroom.records import CellRole, Submission, SubmissionResult, Trial

__all__ = ["CellVerdict", "Checked", "check_assignment"]

_ROOM = 0.5  # of a limit: a solution that needs more leaves learners too little


@dataclass(frozen=True)
class CellVerdict:
    """One graded cell."""

    name: str
    points: float
    by_hand: bool
    solution: float | None  # what the trainer's solution gets; None: a person marks it
    blank: float | None  # the same of the untouched release
    hidden: bool  # whether it has hidden tests
    shared: bool  # run in the student's process
    seconds: float  # that it took on the solution [s]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What trying an assignment showed."""

    cells: tuple[CellVerdict, ...]
    problems: tuple[str, ...]  # of the assignment as a whole
    slowest_s: float  # [s]
    trial: Trial

    @property
    def by_tests(self) -> float:
        """Points that tests give."""
        return sum(cell.points for cell in self.cells if not cell.by_hand)

    @property
    def by_hand(self) -> float:
        """Points that a person gives."""
        return sum(cell.points for cell in self.cells if cell.by_hand)

    @property
    def good(self) -> bool:
        """Whether nothing has to be mended."""
        return not self.problems and not any(cell.problems for cell in self.cells)


def check_assignment(
    plan: AssignmentPlan,
    solutions: Mapping[str, bytes],
    released: Mapping[str, str],
    regions: Regions,
) -> Checked:
    """Try an assignment; writes nothing.

    Parameters
    ----------
    solutions : the trainer's notebooks as they lie in the source folder, by name
    released : the notebooks of the release folder, by name; those that are not there yet are left out
    regions : what no release may hold

    Raises
    ------
    SandboxError
        When nothing can be run at all.
    """
    calibration = calibrate(plan)
    try:
        tried = calibration.plan
        with ThreadPoolExecutor(2) as pool:
            both = [_submission(tried, each) for each in (solutions, _untouched(tried))]
            solved, blank = pool.map(lambda each: grade_submission(tried, each, calibration.engine), both)
    finally:
        calibration.engine.close()
    cells = tuple(
        _verdict(notebook, cell, solved, blank) for notebook in tried.notebooks for cell in notebook.graded()
    )
    slowest = max((cell.seconds for cell in cells), default=0.0)
    problems = [*_as_a_whole(tried, cells, released, regions.marks)]
    if slowest > _ROOM * plan.limits.cell_s:
        problems.append(texts.SLOW.format(seconds=slowest, limit=plan.limits.cell_s))
    return Checked(cells, tuple(problems), slowest, calibration.trial)


def _submission(plan: AssignmentPlan, notebooks: Mapping[str, bytes]) -> Submission:
    return Submission("", notebooks, {name: plan.files[name] for name in plan.kept}, {})


def _untouched(plan: AssignmentPlan) -> dict[str, bytes]:
    """The notebooks as students get them."""
    made = {}
    for notebook in plan.notebooks:
        cells = [{**cell.cell, "source": cell.visible or cell.cell["source"]} for cell in notebook.cells]
        major, minor = notebook.format
        content = {
            "cells": cells,
            "metadata": notebook.metadata,
            "nbformat": major,
            "nbformat_minor": minor,
        }
        made[notebook.name] = json.dumps(content).encode()
    return made


def _verdict(
    notebook: NotebookPlan, cell: CellPlan, solved: SubmissionResult, blank: SubmissionResult
) -> CellVerdict:
    name, points = cell.grade_id or "", cell.points or 0.0
    right = solved.cells.get(notebook.name, {}).get(name)
    empty = blank.cells.get(notebook.name, {}).get(name)
    by_hand = cell.role is CellRole.ANSWER
    problems = []
    if not by_hand and (right is None or (right.score or 0.0) < points):
        why = right.detail.strip().splitlines()[:1] if right is not None else []
        problems.append(texts.SOLUTION_FAILS.format(why=why[0] if why else texts.NO_MESSAGE))
    if not by_hand and empty is not None and (empty.score or 0.0) > 0:
        problems.append(texts.BLANK_PASSES)
    if not by_hand and not points:
        problems.append(texts.NO_POINTS)
    return CellVerdict(
        name,
        points,
        by_hand,
        right.score if right is not None and not by_hand else None,
        empty.score if empty is not None and not by_hand else None,
        cell.hidden_from is not None,
        cell.shared,
        right.seconds if right is not None else 0.0,
        tuple(problems),
    )


def _as_a_whole(
    plan: AssignmentPlan,
    cells: tuple[CellVerdict, ...],
    released: Mapping[str, str],
    marks: Iterable[str],
) -> Iterator[str]:
    if not sum(cell.points for cell in cells):
        yield texts.WORTH_NOTHING
    for notebook in plan.notebooks:
        text = released.get(notebook.name)
        if text is None:
            yield texts.NOT_RELEASED.format(name=notebook.name)
            continue
        sources = _sources(text)
        found = [mark for mark in marks if any(mark in source for source in sources)]
        if found:
            yield texts.OPEN.format(name=notebook.name, mark=found[0])
        elif sources != [cell.visible for cell in notebook.cells]:
            yield texts.STALE.format(name=notebook.name)


def _sources(text: str) -> list[str]:
    """The sources of a notebook's cells."""
    try:
        cells = json.loads(text)["cells"]
        return [
            cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"]) for cell in cells
        ]
    except (ValueError, KeyError, TypeError):
        return []
