"""A page per notebook for the student: what each check said, points, and their own work as it ran.

The source of tests, visible or hidden, is not shown; everything of the student's is escaped or sanitised.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from markupsafe import Markup

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.course import RECEIPTS, Course
from classroom.files import write_file
from classroom.records import CellRole
from classroom.reports.executed import RunCell, is_own, joined, output_html
from classroom.reports.grades import Row, cell_names
from classroom.reports.html import has_key, render
from classroom.reports.pictures import Album, Pictures
from classroom.reports.rich_text import markdown
from classroom.reports.texts import FEEDBACK
from classroom.reports.titles import task_titles

__all__ = ["write_feedback"]

_LAYOUT = "10"  # raised when a change of this module changes pages


@dataclass(frozen=True)
class _Text:
    """A text, as the page shows it."""

    kind: ClassVar[str] = "text"
    html: Markup


@dataclass(frozen=True)
class _Code:
    """A code cell and what it put out."""

    kind: ClassVar[str] = "code"
    source: str
    outputs: list[Markup]


@dataclass(frozen=True)
class _Check:
    """What a graded cell got, and why."""

    kind: ClassVar[str] = "check"
    name: str
    state: str  # "pass", "fail" or "wait"
    points: str
    message: str
    hidden: bool
    comment: str


@dataclass(frozen=True)
class _Page:
    """All that one page is made from."""

    assignment: str
    notebook: NotebookPlan
    row: Row
    columns: Mapping[str, str]  # column by grade_id
    comments: Mapping[str, str]
    executed: str
    source: Path  # the executed notebook's
    target: Path
    key: str


def _check(page: _Page, cell: CellPlan, grade_id: str, max_score: float) -> _Check:
    column = page.columns[grade_id]
    score = page.row.cells.get(column)
    result = page.row.results.get(column)
    failed = result is not None and bool(result.message)
    short = score is not None and (score < max_score or (failed and max_score == 0))  # practice: 0 points
    state = "wait" if score is None else "fail" if short else "pass"
    message = result.message if result is not None and state == "fail" else ""
    if cell.role == CellRole.ANSWER and result is not None and result.score == 0 and not score:
        message = FEEDBACK.UNANSWERED
    return _Check(
        grade_id,
        state,
        FEEDBACK.OPEN if score is None else f"{score:g} / {max_score:g}",
        message,
        state == "fail" and result is not None and result.hidden,
        page.comments.get(grade_id, ""),
    )


def _cells(page: _Page) -> list[_Text | _Code | _Check]:
    shown: list[_Text | _Code | _Check] = []
    executed: list[RunCell] = json.loads(page.executed)["cells"]
    album = Album(page.source.parent)
    planned = iter(page.notebook.cells)
    for ran in executed:
        source = joined(ran["source"])
        if is_own(ran):
            shown.append(_shown(ran, source, album.of(ran.get("attachments", {}))))
            continue
        cell = next(planned, None)
        if cell is None:  # it ran before the assignment lost cells
            break
        if cell.role != CellRole.TEST:
            shown.append(_shown(ran, source, album.of(ran.get("attachments", {}))))
        if cell.points is not None and cell.grade_id and cell.role in (CellRole.TEST, CellRole.ANSWER):
            shown.append(_check(page, cell, cell.grade_id, cell.points))
    return shown


def _shown(ran: RunCell, source: str, pictures: Pictures) -> _Text | _Code:
    """A cell of the student's, or a text of the trainer's, with the pictures that it shows."""
    if ran.get("cell_type") != "code":
        return _Text(markdown(source, pictures))
    return _Code(source, [output_html(output, pictures) for output in ran.get("outputs", [])])


def _write(page: _Page) -> None:
    row = page.row
    content = render(
        "feedback.html.j2",
        page.key,
        t=FEEDBACK,
        assignment=page.assignment,
        student=row.shown,
        score=row.score,
        max_score=row.max_score,
        waiting=sum(row.cells.get(column) is None for column in page.columns.values()),
        penalty=row.penalty,
        reasons=row.reasons,
        repairs=row.repairs,
        cells=_cells(page),
        titles=task_titles(page.notebook),
    )
    write_file(page.target, content)


def _key(path: Path, row: Row, comments: Mapping[str, str]) -> str:
    made_from = (
        row.shown,
        sorted(row.cells.items()),
        row.penalty,
        str(row.finished),
        sorted(comments.items()),
        _LAYOUT,
    )
    content = repr(made_from).encode("utf-8", "replace") + str(path).encode("utf-8", "replace")
    return hashlib.sha256(content).hexdigest()[:24]


def _copy_receipts(course: Course, student: str, assignment: str) -> None:
    """Put what belongs to the hand-in beside the pages: without it `nbgrader release_feedback` stops."""
    graded, feedback = course.autograded(student, assignment), course.feedback(student, assignment)
    for name in RECEIPTS:
        source, target = graded / name, feedback / name
        if source.is_file() and not source.is_symlink():
            content = source.read_text(encoding="utf-8", errors="replace")
            if not target.is_file() or target.read_text(encoding="utf-8", errors="replace") != content:
                write_file(target, content)


def write_feedback(
    course: Course,
    plan: AssignmentPlan,
    rows: list[Row],
    comments: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> int:
    """Write the pages whose content changed; returns how many.

    Parameters
    ----------
    comments : by student, notebook and grade_id: what a person wrote in formgrader
    """
    names = cell_names(plan)
    count = 0
    for row in rows:
        if row.finished is None:  # nothing of ours to show
            continue
        _copy_receipts(course, row.student, plan.name)
        for notebook in plan.notebooks:
            source = course.autograded(row.student, plan.name) / f"{notebook.name}.ipynb"
            target = course.feedback(row.student, plan.name) / f"{notebook.name}.html"
            written = comments.get(row.student, {}).get(notebook.name, {})
            key = _key(source, row, written)
            if has_key(target, key):
                continue
            try:
                executed = source.read_text(encoding="utf-8")
            except OSError:
                continue
            columns = {cell: column for (book, cell), column in names.items() if book == notebook.name}
            page = _Page(plan.name, notebook, row, columns, written, executed, source, target, key)
            _write(page)
            count += 1
    return count
