"""A page per notebook for the student: what each check said, points, and their own work as it ran.

The source of tests, visible or hidden, is not shown; everything of the student's is escaped or sanitised.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, TypedDict

import mistune
from markupsafe import Markup, escape

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.records import CellRole
from classroom.reports.grades import Row, cell_names
from classroom.reports.html import clean_html, has_key, render
from classroom.reports.texts import FEEDBACK
from classroom.reports.titles import task_titles

__all__ = ["write_feedback"]

_OUTPUT_CHARACTERS = 20_000  # of one output that is shown
_RECEIPTS = ("timestamp.txt", "submission_secret.txt")  # the latter names the page in nbgrader's exchange
_LAYOUT = "7"  # raised when a change of this module changes pages


class _Output(TypedDict, total=False):
    """An output of a cell, as the notebook format has it."""

    output_type: str
    text: str | list[str]
    ename: str
    evalue: str
    data: dict[str, str | list[str]]


class _RunCell(TypedDict, total=False):
    """A cell of an executed notebook, as the notebook format has it."""

    source: str | list[str]
    outputs: list[_Output]


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
    target: Path
    key: str


def _output(output: _Output) -> Markup:
    kind = output["output_type"]
    if kind == "stream":
        shown = _joined(output["text"])[:_OUTPUT_CHARACTERS]
        return Markup("<pre>{}</pre>").format(shown)
    if kind == "error":
        shown = f"{output['ename']}: {output['evalue']}"[:_OUTPUT_CHARACTERS]
        return Markup('<pre class="bad">{}</pre>').format(shown)
    data = output.get("data", {})
    picture = _joined(data.get("image/png", "")).replace("\n", "")
    if picture and re.fullmatch(r"[A-Za-z0-9+/=]+", picture):
        image = Markup('<img alt="{}" src="data:image/png;base64,{}">')
        return image.format(FEEDBACK.PICTURE, picture)
    if "text/html" in data:
        return clean_html(_joined(data["text/html"])[: 10 * _OUTPUT_CHARACTERS])
    return Markup("<pre>{}</pre>").format(_joined(data.get("text/plain", ""))[:_OUTPUT_CHARACTERS])


def _joined(content: str | list[str]) -> str:
    return "".join(content) if isinstance(content, list) else str(content)


def _check(page: _Page, cell: CellPlan, grade_id: str, max_score: float) -> _Check:
    column = page.columns[grade_id]
    score = page.row.cells.get(column)
    result = page.row.results.get(column)
    state = "wait" if score is None else "pass" if score >= max_score else "fail"
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
    executed: list[_RunCell] = json.loads(page.executed)["cells"]
    for cell, ran in zip(page.notebook.cells, executed, strict=True):
        source = _joined(ran["source"])
        if cell.role != CellRole.TEST and cell.code:
            shown.append(_Code(source, [_output(output) for output in ran.get("outputs", [])]))
        elif cell.role != CellRole.TEST:
            shown.append(_Text(_markdown(source)))
        if cell.points is not None and cell.grade_id and cell.role in (CellRole.TEST, CellRole.ANSWER):
            shown.append(_check(page, cell, cell.grade_id, cell.points))
    return shown


@lru_cache(maxsize=256)
def _markdown(source: str) -> Markup:
    try:
        return clean_html(str(mistune.html(source)))
    except (RecursionError, ValueError):
        return Markup("<pre>{}</pre>").format(escape(source))


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
    for name in _RECEIPTS:
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
            page = _Page(plan.name, notebook, row, columns, written, executed, target, key)
            _write(page)
            count += 1
    return count
