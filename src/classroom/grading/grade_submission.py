"""Grades one submission: rebuild, run, mark. Pure work: touches neither the gradebook nor the course's
folders.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.assignment.names import names_of
from classroom.assignment.plan import AssignmentPlan, NotebookPlan
from classroom.grading.mark_cell import mark_cell
from classroom.grading.mutation import run_shared
from classroom.grading.outputs import rerun_without_tests
from classroom.grading.processes import Engine, room_mb
from classroom.grading.session import Outcome, Session
from classroom.records import CellResult, CellRole, Status, Submission, SubmissionResult
from classroom.submission.notebook import ReadNotebook, UnreadableError, read_notebook
from classroom.submission.rebuild import RebuiltNotebook, rebuild

__all__ = ["NotebookResult", "Scratch", "grade_notebook", "grade_submission"]


@dataclass(frozen=True)
class Scratch:
    """What a notebook finds in its working folder."""

    folders: tuple[Path, ...]  # copied one over the other: the assignment's own files last
    files_mb: int  # [MB] room that they take


@dataclass(frozen=True)
class NotebookResult:
    """One graded notebook of a submission."""

    cells: Mapping[str, CellResult]  # by grade_id
    executed: str  # the notebook as it ran, as JSON
    unanswered: tuple[str, ...] = ()  # answer cells left as released
    reasons: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    endings: frozenset[Status] = frozenset()  # of cells that did not end by themselves
    peak_mb: float = 0.0


def grade_submission(plan: AssignmentPlan, submission: Submission, engine: Engine) -> SubmissionResult:
    """Grade one submission."""
    began = time.monotonic()
    read, problems = _read(plan, submission)
    graded: dict[str, NotebookResult] = {}
    with _scratch(submission, engine) as scratch:
        for notebook in plan.notebooks:
            name = notebook.name
            if name in read:
                graded[name] = _grade(plan, notebook, read[name], engine, scratch)
            else:
                missing = messages.READ_NO_NOTEBOOK.format(name=f"{name}.ipynb")
                graded[name] = _zero(notebook, problems.get(name, missing))
    results = graded.values()
    repairs = (*submission.repairs, *(line for each in results for line in each.repairs))
    return SubmissionResult(
        submission.student,
        _status(graded, len(read), bool(problems), bool(repairs)),
        tuple(dict.fromkeys(line for each in results for line in each.reasons)),
        repairs,
        tuple(line for each in results for line in each.flags),
        {name: each.cells for name, each in graded.items()},
        seconds=time.monotonic() - began,
        peak_mb=max((each.peak_mb for each in results), default=0.0),
        notebooks={name: each.executed for name, each in graded.items()},
        unanswered={name: each.unanswered for name, each in graded.items()},
    )


def _read(plan: AssignmentPlan, submission: Submission) -> tuple[dict[str, ReadNotebook], dict[str, str]]:
    """The notebooks that can be read, and what is wrong with those that cannot, by name."""
    read: dict[str, ReadNotebook] = {}
    problems = dict(submission.problems)
    for notebook in plan.notebooks:
        raw = submission.notebooks.get(notebook.name)
        if raw is None or notebook.name in problems:
            continue
        try:
            read[notebook.name] = read_notebook(raw, f"{notebook.name}.ipynb")
        except UnreadableError as error:
            problems[notebook.name] = str(error)
    return read, problems


@contextlib.contextmanager
def _scratch(submission: Submission, engine: Engine) -> Iterator[Scratch]:
    """Lay out the student's own files. The assignment's win over the student's copies of them."""
    if not submission.files:
        yield Scratch((engine.files,), engine.files_mb)
        return
    folder = Path(tempfile.mkdtemp(prefix="own-"))
    try:
        for name, content in submission.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield Scratch((folder, engine.files), engine.files_mb + room_mb(submission.files))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _status(graded: Mapping[str, NotebookResult], read: int, problems: bool, repaired: bool) -> Status:
    if not read:
        return Status.UNREADABLE if problems else Status.MISSING
    for status in (Status.TIMEOUT, Status.MEMORY, Status.CRASHED):
        if any(status in notebook.endings for notebook in graded.values()):
            return status
    if read < len(graded) or any(notebook.flags for notebook in graded.values()):
        return Status.FLAGGED
    return Status.REPAIRED if repaired else Status.GRADED


def _zero(notebook: NotebookPlan, why: str) -> NotebookResult:
    """No points for a notebook that was not there: as stock nbgrader does."""
    released = {cell.grade_id or "": cell.cell["source"] for cell in notebook.answers()}
    return NotebookResult(
        {cell.grade_id or "": CellResult(0.0, cell.points or 0.0) for cell in notebook.graded()},
        _executed(RebuiltNotebook(notebook, released, (), ()), {}),
        reasons=(why,),
    )


def _grade(
    plan: AssignmentPlan, notebook: NotebookPlan, read: ReadNotebook, engine: Engine, scratch: Scratch
) -> NotebookResult:
    """Rebuild a notebook that was handed in, and grade it."""
    repairs = list(read.repairs)
    expected = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if read.kernel != expected:
        repairs.append(messages.REPAIR_KERNEL.format(found=read.kernel or "-", expected=expected or "-"))
    rebuilt = rebuild(notebook, list(read.cells))
    graded = grade_notebook(plan, rebuilt, engine, scratch)
    return replace(graded, repairs=(*repairs, *rebuilt.repairs), flags=(*rebuilt.flags, *graded.flags))


def grade_notebook(
    plan: AssignmentPlan, rebuilt: RebuiltNotebook, engine: Engine, scratch: Scratch
) -> NotebookResult:
    """Run a rebuilt notebook and mark its cells."""
    folders = list(scratch.folders)
    session = Session(engine.sandbox, folders, scratch.files_mb, plan.limits)
    outcomes: dict[int, Outcome] = {}
    try:
        _run(rebuilt, session, outcomes)
    finally:
        session.close()
    rerun_without_tests(rebuilt, Session(engine.sandbox, folders, scratch.files_mb, plan.limits), outcomes)
    cells: dict[str, CellResult] = {}
    flags: list[str] = []
    reasons = []
    for place, cell in enumerate(rebuilt.plan.cells):
        outcome = outcomes.get(place, Outcome())
        if outcome.ended:
            reasons.append(f"{cell.grade_id or cell.cell['id']}: {messages.ENDED[outcome.ended]}")
        if cell.points is not None and cell.grade_id:
            unchanged = cell.role == CellRole.ANSWER and rebuilt.source(cell) == cell.cell["source"]
            cells[cell.grade_id] = mark_cell(cell, outcome, unchanged, flags)
    return NotebookResult(
        cells,
        _executed(rebuilt, outcomes),
        unanswered=tuple(
            cell.grade_id or ""
            for cell in rebuilt.plan.answers()
            if rebuilt.source(cell) == cell.cell["source"] and not cell.task
        ),
        reasons=tuple(reasons),
        flags=tuple(flags),
        endings=frozenset(Status(outcome.ended) for outcome in outcomes.values() if outcome.ended),
        peak_mb=session.peak_mb,
    )


def _run(rebuilt: RebuiltNotebook, session: Session, outcomes: dict[int, Outcome]) -> None:
    cells = rebuilt.plan.cells
    student_names: set[str] = set()
    later = _read_later(rebuilt)
    for place, cell in enumerate(cells):
        source = rebuilt.source(cell)
        if not cell.code or not source.strip():
            continue
        if cell.role == CellRole.ANSWER:
            student_names |= set(cell.owned)
            outcomes[place] = session.learner(source)
            session.prepare(cell.imports or None, list(cell.owned), sorted(student_names))
        elif cell.role == CellRole.SETUP:
            outcomes[place] = session.learner(source)
            if cell.in_tests:
                session.prepare(source, [], sorted(student_names))
        elif cell.role == CellRole.TEST and cell.shared:
            outcomes[place] = run_shared(session, source)
        elif cell.role == CellRole.TEST:
            outcomes[place] = session.test(source, sorted(student_names))
            # What a visible test defines, later cells may use.
            if names_of(cell.visible).bound & later[place]:
                session.learner(cell.visible)


def _read_later(rebuilt: RebuiltNotebook) -> list[set[str]]:
    """For each cell, the names that cells after it read in the learner's process."""
    later: list[set[str]] = []
    names: set[str] = set()
    for cell in reversed(rebuilt.plan.cells):
        later.append(set(names))
        if cell.code and (cell.role in (CellRole.ANSWER, CellRole.SETUP) or cell.shared):
            names |= names_of(rebuilt.source(cell)).read
    return later[::-1]


def _executed(rebuilt: RebuiltNotebook, outcomes: dict[int, Outcome]) -> str:
    """The notebook as it ran, as JSON."""
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
