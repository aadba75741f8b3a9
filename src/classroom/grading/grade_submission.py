"""Grades one submission: rebuild, run, mark. Pure work: touches neither the gradebook nor the course's
folders.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.grading.mark_cell import mark_cell
from classroom.grading.outcome import Outcome
from classroom.grading.outputs import rerun_without_tests
from classroom.grading.processes import Engine, room_mb
from classroom.grading.run_cells import run_apart
from classroom.grading.second_look import Run, look_again
from classroom.grading.session import Session
from classroom.records import CellResult, CellRole, Status, Submission, SubmissionResult
from classroom.submission.notebook import ReadNotebook, UnreadableError, read_notebook
from classroom.submission.rebuild import RebuiltNotebook, rebuild

__all__ = ["NotebookResult", "Scratch", "grade_notebook", "grade_submission", "marks", "run_notebook"]


@dataclass(frozen=True)
class Scratch:
    """What a notebook finds in its working folder."""

    folders: tuple[Path, ...]  # copied one over the other: the assignment's own files last
    files_mb: int  # [MB] room that they take
    over: tuple[Path, ...] = ()  # what of the student's lies over the assignment's


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
    with _scratch(plan, submission, engine) as scratch:
        for notebook in plan.notebooks:
            name = notebook.name
            if name in read:
                graded[name] = _grade(plan, notebook, read[name], engine, scratch, submission.files)
            else:
                missing = messages.READ_NO_NOTEBOOK.format(name=f"{name}.ipynb")
                graded[name] = _zero(notebook, problems.get(name, missing))
    results = graded.values()
    repairs = (*submission.repairs, *(line for each in results for line in each.repairs))
    return SubmissionResult(
        submission.student,
        _status(graded, len(read), bool(problems), bool(submission.flags), bool(repairs)),
        tuple(dict.fromkeys(line for each in results for line in each.reasons)),
        repairs,
        (*submission.flags, *(line for each in results for line in each.flags)),
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
def _scratch(plan: AssignmentPlan, submission: Submission, engine: Engine) -> Iterator[Scratch]:
    """Lay out the student's own files. The assignment's win over the student's copies of most of them."""
    if not submission.files:
        yield Scratch((engine.files,), engine.files_mb)
        return
    folder, over = Path(tempfile.mkdtemp(prefix="own-")), Path(tempfile.mkdtemp(prefix="over-"))
    try:
        for name, content in submission.files.items():
            target = (over if name in plan.kept else folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield Scratch((folder, engine.files), engine.files_mb + room_mb(submission.files), (over,))
    finally:
        for each in (folder, over):
            shutil.rmtree(each, ignore_errors=True)


def _status(
    graded: Mapping[str, NotebookResult], read: int, problems: bool, flagged: bool, repaired: bool
) -> Status:
    if not read:
        return Status.UNREADABLE if problems else Status.MISSING
    for status in (Status.TIMEOUT, Status.MEMORY, Status.CRASHED):
        if any(status in notebook.endings for notebook in graded.values()):
            return status
    if flagged or read < len(graded) or any(notebook.flags for notebook in graded.values()):
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
    plan: AssignmentPlan,
    notebook: NotebookPlan,
    read: ReadNotebook,
    engine: Engine,
    scratch: Scratch,
    files: Collection[str],
) -> NotebookResult:
    """Rebuild a notebook that was handed in with `files` beside it, and grade it."""
    repairs = list(read.repairs)
    expected = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if read.kernel != expected:
        repairs.append(messages.REPAIR_KERNEL.format(found=read.kernel or "-", expected=expected or "-"))
    rebuilt = rebuild(notebook, list(read.cells), files)
    graded = grade_notebook(plan, rebuilt, engine, scratch)
    return replace(graded, repairs=(*repairs, *rebuilt.repairs, *graded.repairs))


def grade_notebook(
    plan: AssignmentPlan, rebuilt: RebuiltNotebook, engine: Engine, scratch: Scratch
) -> NotebookResult:
    """Run a rebuilt notebook and mark its cells."""
    outcomes, peak_mb = run_notebook(plan, rebuilt, engine, scratch, run_apart)
    rerun_without_tests(rebuilt, _session(plan, engine, scratch), outcomes)
    flags = [*rebuilt.flags]
    cells = marks(rebuilt, outcomes, flags)
    look_again(
        rebuilt, outcomes, cells, flags, lambda run: run_notebook(plan, rebuilt, engine, scratch, run)[0]
    )
    ended = {place: outcome for place, outcome in outcomes.items() if outcome.ended}
    own = {place for place in ended if rebuilt.plan.cells[place].role == CellRole.OWN}
    return NotebookResult(
        cells,
        _executed(rebuilt, outcomes),
        unanswered=tuple(
            cell.grade_id or ""
            for cell in rebuilt.plan.answers()
            if _is_unchanged(rebuilt, cell) and not cell.task and cell.grade_id not in rebuilt.asks
        ),
        reasons=tuple(
            f"{_name(rebuilt.plan.cells[place])}: {messages.ENDED[outcome.ended]}"
            for place, outcome in ended.items()
            if place not in own
        ),
        repairs=tuple(
            messages.REPAIR_OWN_ENDED.format(how=messages.ENDED[ended[place].ended]) for place in sorted(own)
        ),
        flags=tuple(dict.fromkeys(flags)),
        endings=frozenset(Status(outcome.ended) for place, outcome in ended.items() if place not in own),
        peak_mb=peak_mb,
    )


def run_notebook(
    plan: AssignmentPlan,
    rebuilt: RebuiltNotebook,
    engine: Engine,
    scratch: Scratch,
    run: Run,
    watched: bool = False,
) -> tuple[dict[int, Outcome], float]:
    """Run a rebuilt notebook in one of the ways of `run_cells`; what its cells gave by place, and the memory
    [MB] that it took at most. The tests of a watched one say what
    they leave in their process.
    """
    session = _session(plan, engine, scratch, watched)
    outcomes: dict[int, Outcome] = {}
    try:
        run(rebuilt, session, outcomes)
    finally:
        session.close()
    return outcomes, session.peak_mb


def _session(plan: AssignmentPlan, engine: Engine, scratch: Scratch, watched: bool = False) -> Session:
    where = engine.sandbox, scratch.folders, scratch.files_mb
    return Session(*where, plan.limits, scratch.over, engine.known, watched)


def _name(cell: CellPlan) -> str:
    return cell.grade_id or str(cell.cell["id"])


def _is_unchanged(rebuilt: RebuiltNotebook, cell: CellPlan) -> bool:
    same = rebuilt.source(cell) == cell.cell["source"]
    return cell.role == CellRole.ANSWER and same and not rebuilt.attachments.get(cell.grade_id or "")


def marks(rebuilt: RebuiltNotebook, outcomes: dict[int, Outcome], flags: list[str]) -> dict[str, CellResult]:
    """The results of the graded cells, by grade_id; what a person should look at is added to `flags`."""
    return {
        cell.grade_id: mark_cell(
            cell,
            outcomes.get(place, Outcome()),
            _is_unchanged(rebuilt, cell) and cell.grade_id not in rebuilt.asks,
            flags,
        )
        for place, cell in enumerate(rebuilt.plan.cells)
        if cell.points is not None and cell.grade_id
    }


def _executed(rebuilt: RebuiltNotebook, outcomes: dict[int, Outcome]) -> str:
    """The notebook as it ran, as JSON."""
    cells = []
    count = 0
    for place, cell in enumerate(rebuilt.plan.cells):
        raw: dict[str, Any] = {**cell.cell, "source": rebuilt.source(cell)}
        pictures = rebuilt.attachments.get(cell.grade_id or "")
        if pictures and not cell.code:
            raw["attachments"] = {**raw.get("attachments", {}), **pictures}
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
