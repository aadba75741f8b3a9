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
from classroom.sandbox.forkserver import SandboxError
from classroom.submission.rebuild import Rebuilt

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration:
    """What the reference solution showed."""

    plan: AssignmentPlan
    shared: tuple[str, ...]  # tests that pass only in the learner's process
    broken: tuple[str, ...]  # tests that the reference does not pass at all
    engine: Engine  # what the reference was run with, still warm; the caller closes it


def _short(plan: AssignmentPlan, notebook: NotebookPlan, engine: Engine) -> set[str]:
    """The tests on which the reference gets fewer points than there are."""
    answers = {
        cell.grade_id or "": cell.reference if cell.reference is not None else cell.cell["source"]
        for cell in notebook.answers()
    }
    scratch = Scratch((engine.files,), engine.files_mb)
    graded = grade_notebook(plan, Rebuilt(notebook, answers, (), ()), engine, scratch)
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
        found = _find(plan)
    except SandboxError:  # the reference itself may not bear to be run in a warm parent
        return _find(replace(plan, warm_up=False))
    if not (found.shared or found.broken):
        return found
    # Tests may not bear to follow a rehearsal in the same process: see whether they do better without.
    plain = _find(replace(plan, warm_up=False))
    if (plain.shared, plain.broken) == (found.shared, found.broken):
        plain.engine.close()
        return found
    found.engine.close()
    return plain


def _find(plan: AssignmentPlan) -> Calibration:
    notebooks, shared, broken = [], set[str](), set[str]()
    engine = Engine(plan)
    try:
        for notebook in plan.notebooks:
            if notebook.has_answers:
                declared = {cell.grade_id or "" for cell in notebook.cells if cell.shared}
                apart = _short(plan, notebook, engine)
                if apart - declared:
                    still = _short(plan, notebook.share(declared | apart), engine)
                    notebook = notebook.share(declared | (apart - still))
                    shared |= apart - still - declared
                    broken |= still
            notebooks.append(notebook)
    except BaseException:
        engine.close()
        raise
    plan = replace(plan, notebooks=tuple(notebooks))
    return Calibration(plan, tuple(sorted(shared)), tuple(sorted(broken)), engine)
