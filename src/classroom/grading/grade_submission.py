"""Grades one submission: rebuild, run, mark. Pure work: touches neither the gradebook nor the course's
folders.
"""

from __future__ import annotations

import builtins
import json
import math
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.assignment.names import names_of
from classroom.assignment.plan import ANSWER, SETUP, TEST, AssignmentPlan, CellPlan, NotebookPlan
from classroom.grading.mutation import run_shared
from classroom.grading.outputs import untaint
from classroom.grading.processes import Engine, room_mb
from classroom.grading.session import Outcome, Session
from classroom.records import CellMark, Marked, Submission
from classroom.submission.notebook import UnreadableError, read_cells
from classroom.submission.rebuild import Rebuilt, rebuild

__all__ = ["mark", "mark_notebook"]


def mark(plan: AssignmentPlan, submission: Submission, engine: Engine) -> Marked:
    """Grade one submission."""
    began = time.monotonic()
    marked = Marked(submission.student, repairs=list(submission.repairs))
    folders = [engine.files]
    own = None
    if submission.files:
        own = Path(tempfile.mkdtemp(prefix="own-"))
        for name, content in submission.files.items():
            target = own / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        # The assignment's own files win over the learner's copies of them.
        folders = [own, engine.files]
        marked.files_mb = room_mb(submission.files)
    try:
        ends: list[str] = []
        for notebook in plan.notebooks:
            ends += _one(plan, notebook, submission, engine, folders, marked)
    finally:
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)
    marked.status = _status(plan, submission, marked, ends)
    marked.seconds = time.monotonic() - began
    return marked


def _status(plan: AssignmentPlan, submission: Submission, marked: Marked, ends: list[str]) -> str:
    taken = [name for name in submission.notebooks if name not in submission.problems]
    if not taken:
        return "unreadable" if submission.problems else "missing"
    for status in ("timeout", "memory", "crashed"):
        if status in ends:
            return status
    if marked.flags or len(taken) < len(plan.notebooks):
        return "flagged"
    return "repaired" if marked.repairs else "graded"


def _one(
    plan: AssignmentPlan,
    notebook: NotebookPlan,
    submission: Submission,
    engine: Engine,
    folders: list[Path],
    marked: Marked,
) -> list[str]:
    raw = submission.notebooks.get(notebook.name)
    problem = submission.problems.get(notebook.name)
    if raw is not None and problem is None:
        try:
            cells, repairs, kernel = read_cells(raw, f"{notebook.name}.ipynb")
            marked.repairs += repairs
        except UnreadableError as error:
            problem = submission.problems[notebook.name] = str(error)
    if problem is not None or raw is None:
        why = problem or messages.READ_NO_NOTEBOOK.format(name=f"{notebook.name}.ipynb")
        marked.reasons += [why] if why not in marked.reasons else []
        _zero(notebook, marked)
        return []
    expected = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if kernel != expected:
        marked.repairs.append(messages.REPAIR_KERNEL.format(found=kernel or "-", expected=expected or "-"))
    rebuilt = rebuild(notebook, cells)
    marked.repairs += rebuilt.repairs
    marked.flags += rebuilt.flags
    return mark_notebook(plan, rebuilt, engine, folders, marked)


def _zero(notebook: NotebookPlan, marked: Marked) -> None:
    """No points for a notebook that was not there: as stock nbgrader does."""
    blank = Rebuilt(notebook, {c.grade_id or "": c.cell["source"] for c in notebook.answers()}, (), ())
    marked.marks[notebook.name] = {
        cell.grade_id or "": CellMark(0.0, cell.points or 0.0) for cell in notebook.graded()
    }
    marked.unanswered[notebook.name] = []
    marked.notebooks[notebook.name] = _write(blank, {})


def mark_notebook(
    plan: AssignmentPlan, rebuilt: Rebuilt, engine: Engine, folders: list[Path], marked: Marked
) -> list[str]:
    """Run and mark one rebuilt notebook; returns how cells ended that did not end by themselves."""
    files_mb = engine.files_mb + marked.files_mb
    session = Session(engine.fork, folders, files_mb, plan.limits)
    outcomes: dict[int, Outcome] = {}
    try:
        _run(rebuilt, session, outcomes)
    finally:
        session.close()
    marked.peak_mb = max(marked.peak_mb, session.peak_mb)
    untaint(rebuilt, Session(engine.fork, folders, files_mb, plan.limits), outcomes)
    notebook = rebuilt.plan
    marks = marked.marks[notebook.name] = {}
    ends = []
    for place, cell in enumerate(notebook.cells):
        outcome = outcomes.get(place, Outcome())
        if outcome.ended:
            ends.append(outcome.ended)
            label = cell.grade_id or cell.cell["id"]
            marked.reasons.append(f"{label}: {messages.ENDED[outcome.ended]}")
        if cell.points is not None and cell.grade_id:
            marks[cell.grade_id] = _mark_cell(rebuilt, cell, outcome, marked)
    marked.unanswered[notebook.name] = [
        cell.grade_id or ""
        for cell in notebook.answers()
        if rebuilt.source(cell) == cell.cell["source"] and not cell.task
    ]
    marked.notebooks[notebook.name] = _write(rebuilt, outcomes)
    return ends


def _run(rebuilt: Rebuilt, session: Session, outcomes: dict[int, Outcome]) -> None:
    cells = rebuilt.plan.cells
    learners: set[str] = set()
    later = _read_later(rebuilt)
    for place, cell in enumerate(cells):
        source = rebuilt.source(cell)
        if not cell.code or not source.strip():
            continue
        if cell.role == ANSWER:
            learners |= set(cell.owned)
            outcomes[place] = session.learner(source)
            session.prepare(cell.imports or None, list(cell.owned), sorted(learners))
        elif cell.role == SETUP:
            outcomes[place] = session.learner(source)
            if cell.in_tests:
                session.prepare(source, [], sorted(learners))
        elif cell.role == TEST and cell.shared:
            outcomes[place] = run_shared(session, source)
        elif cell.role == TEST:
            outcomes[place] = session.test(source, sorted(learners))
            # What a visible test defines, later cells may use.
            if names_of(cell.visible).bound & later[place]:
                session.learner(cell.visible)


def _read_later(rebuilt: Rebuilt) -> list[set[str]]:
    """For each cell, the names that cells after it read in the learner's process."""
    found: list[set[str]] = []
    names: set[str] = set()
    for cell in reversed(rebuilt.plan.cells):
        found.append(set(names))
        if cell.code and (cell.role in (ANSWER, SETUP) or cell.shared):
            names |= names_of(rebuilt.source(cell)).read
    return found[::-1]


def _mark_cell(rebuilt: Rebuilt, cell: CellPlan, outcome: Outcome, marked: Marked) -> CellMark:
    points = cell.points or 0.0
    if cell.role == ANSWER:
        unchanged = rebuilt.source(cell) == cell.cell["source"]
        # Work on a task is done anywhere: a person looks, whether its own cell was touched or not.
        return CellMark(0.0 if unchanged and not cell.task else None, points, seconds=outcome.seconds)
    if not cell.code:  # a graded text of the trainer's own
        return CellMark(None, points)
    mark = CellMark(0.0, points, seconds=outcome.seconds, shared=cell.shared)
    if outcome.unsendable and outcome.failed:
        marked.flags.append(messages.FLAG_UNSENDABLE.format(cell=cell.grade_id, why=outcome.unsendable[0]))
    if outcome.suspicions:
        marked.flags.append(
            messages.FLAG_SHARED.format(cell=cell.grade_id, what=", ".join(sorted(set(outcome.suspicions))))
        )
        mark.message = messages.MESSAGE_FLAGGED
        return mark
    if outcome.failed:
        _explain(cell, outcome, mark)
        return mark
    mark.score = _score(cell, outcome, points, marked)
    return mark


def _explain(cell: CellPlan, outcome: Outcome, mark: CellMark) -> None:
    error = next((out for out in reversed(outcome.outputs) if out["output_type"] == "error"), None)
    mark.hidden = bool(cell.hidden_from and outcome.line and outcome.line >= cell.hidden_from)
    if error is None:
        mark.message = mark.detail = messages.MESSAGE_FAILED
        return
    value, name = error["evalue"].strip(), error["ename"]
    spoke = outcome.assertion or name == "AssertionError"
    mark.detail = ((value or messages.MESSAGE_FAILED) if spoke else f"{name}: {value}")[:2000]
    mark.message = mark.detail
    unseen = mark.hidden or (cell.shared and cell.hidden_from is not None and value not in cell.visible)
    if unseen and outcome.from_learner:
        # Its text, and a name of its own, are the learner's: they could carry out what it passed in.
        known = isinstance(getattr(builtins, name, None), type)
        mark.message = messages.MESSAGE_HIDDEN_ERROR.format(name=name if known else messages.SOME_ERROR)
    elif unseen and (outcome.direct or cell.shared):
        mark.message = messages.MESSAGE_HIDDEN  # the words of the hidden test itself


def _score(cell: CellPlan, outcome: Outcome, points: float, marked: Marked) -> float:
    """Stock nbgrader's rule for a test that ended without an error: a result that is a number is the score.

    Two differences: a warning on stderr costs nothing, and a number outside the range is no score.
    """
    result = next((out for out in outcome.outputs if out["output_type"] == "execute_result"), None)
    if result is None:
        return points
    try:
        value = float(result["data"].get("text/plain", ""))
    except ValueError:
        return points
    if not math.isfinite(value) or not 0 <= value <= points:
        marked.flags.append(messages.FLAG_SCORE.format(cell=cell.grade_id, value=value, points=points))
        return 0.0
    return value


def _write(rebuilt: Rebuilt, outcomes: dict[int, Outcome]) -> str:
    cells = []
    count = 0
    for place, cell in enumerate(rebuilt.plan.cells):
        raw: dict[str, Any] = {**cell.cell, "source": rebuilt.source(cell)}
        if rebuilt.plan.format < (4, 5):
            raw.pop("id", None)
        if cell.code and place in outcomes:
            count += 1
            outputs = [dict(out) for out in outcomes[place].outputs]
            for output in outputs:
                if output["output_type"] == "execute_result":
                    output["execution_count"] = count
            raw.update(execution_count=count, outputs=outputs)
        cells.append(raw)
    major, minor = rebuilt.plan.format
    tree = {"cells": cells, "metadata": rebuilt.plan.metadata, "nbformat": major, "nbformat_minor": minor}
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"
