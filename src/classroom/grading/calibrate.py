"""Runs the trainer's own solution first: a test that it cannot pass from its own process has to be shared.

Which tests share the learner's process is thereby decided by the trainer's notebook, before any submission
is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from classroom.assignment.plan import AssignmentPlan, NotebookPlan
from classroom.grading.grade_submission import Scratch, grade_notebook
from classroom.grading.processes import Engine
from classroom.records import CellRole
from classroom.sandbox.base import SandboxError
from classroom.submission.rebuild import RebuiltNotebook

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration:
    """What the reference solution showed."""

    plan: AssignmentPlan
    shared: tuple[str, ...]  # tests that pass only in the student's process
    broken: tuple[str, ...]  # tests that the reference does not pass at all
    engine: Engine  # what the reference was run with, still warm; the caller closes it


def _failing(plan: AssignmentPlan, notebook: NotebookPlan, engine: Engine) -> set[str]:
    """The tests on which the reference gets fewer points than there are."""
    answers = {
        cell.grade_id or "": cell.reference if cell.reference is not None else cell.cell["source"]
        for cell in notebook.answers()
    }
    scratch = Scratch((engine.files,), engine.files_mb)
    graded = grade_notebook(plan, RebuiltNotebook(notebook, answers, (), ()), engine, scratch)
    tests = {cell.grade_id for cell in notebook.cells if cell.role == CellRole.TEST}
    return {
        grade_id
        for grade_id, cell in graded.cells.items()
        if grade_id in tests and (cell.score or 0.0) < cell.max_score
    }


def calibrate(plan: AssignmentPlan) -> Calibration:
    """Find the tests that have to be shared; leaves a notebook as it is when its solution is not known.

    Raises
    ------
    SandboxError
        When nothing can be run at all.
    """
    try:
        warm = _try(plan)
    except (
        SandboxError
    ):  # the reference itself may not bear to be run in a process that others are forked from
        return _try(replace(plan, warm_up=False))
    if not (warm.shared or warm.broken):
        return warm
    # Tests may not bear to follow a warm-up in the same process: see whether they do better without.
    cold = _try(replace(plan, warm_up=False))
    if (cold.shared, cold.broken) == (warm.shared, warm.broken):
        cold.engine.close()
        return warm
    warm.engine.close()
    return cold


def _try(plan: AssignmentPlan) -> Calibration:
    notebooks, shared, broken = [], set[str](), set[str]()
    engine = Engine(plan)
    try:
        for notebook in plan.notebooks:
            if notebook.has_answers:
                declared = {cell.grade_id or "" for cell in notebook.cells if cell.shared}
                failing_apart = _failing(plan, notebook, engine)
                if failing_apart - declared:
                    failing_shared = _failing(plan, notebook.share(declared | failing_apart), engine)
                    to_share = failing_apart - failing_shared
                    notebook = notebook.share(declared | to_share)
                    shared |= to_share - declared
                    broken |= failing_shared
            notebooks.append(notebook)
    except BaseException:
        engine.close()
        raise
    plan = replace(plan, notebooks=tuple(notebooks))
    return Calibration(plan, tuple(sorted(shared)), tuple(sorted(broken)), engine)
