"""A page per notebook for the learner: what each check said, points, and their own work as it ran.

The source of tests, visible or hidden, is not shown; everything of the learner's is escaped or sanitised.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import mistune
from markupsafe import Markup, escape

from classroom import messages
from classroom.assignment.plan import ANSWER, TEST, TEXT, AssignmentPlan, NotebookPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.reports.grades import Row, cell_names
from classroom.reports.html import clean_html, has_key, spans, style

__all__ = ["write_feedback"]

_OUTPUT_CHARACTERS = 20_000  # of one output that is shown


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    folder = files("classroom.reports") / "templates"
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["spans"] = spans
    return environment.from_string((folder / "feedback.html.j2").read_text(encoding="utf-8"))


def _output(output: dict[str, Any]) -> Markup:
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
        return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(
            messages.FEEDBACK.PICTURE, picture
        )
    if "text/html" in data:
        return clean_html(_joined(data["text/html"])[: 10 * _OUTPUT_CHARACTERS])
    return Markup("<pre>{}</pre>").format(_joined(data.get("text/plain", ""))[:_OUTPUT_CHARACTERS])


def _joined(content: Any) -> str:
    return "".join(content) if isinstance(content, list) else str(content)


@dataclass(frozen=True)
class _Page:
    """All that one page is made from."""

    assignment: str
    notebook: NotebookPlan
    row: Row
    columns: dict[str, str]  # column by grade_id
    comments: dict[str, str]
    executed: str
    target: str
    key: str


def _check(page: _Page, grade_id: str, points: float, answer: bool) -> dict[str, Any]:
    column = page.columns[grade_id]
    given = page.row.cells.get(column)
    mark = page.row.marks.get(column, {})
    state = "wait" if given is None else "pass" if given >= points else "fail"
    shown = messages.FEEDBACK.OPEN if given is None else f"{given:g} / {points:g}"
    message = mark.get("message", "") if state == "fail" else ""
    if answer and mark.get("score") == 0 and not given:
        message = messages.FEEDBACK.UNANSWERED
    return {
        "kind": "check",
        "name": grade_id,
        "state": state,
        "points": shown,
        "message": message,
        "hidden": state == "fail" and mark.get("hidden"),
        "comment": page.comments.get(grade_id, ""),
    }


def _cells(page: _Page) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    executed = json.loads(page.executed)["cells"]
    for cell, ran in zip(page.notebook.cells, executed, strict=True):
        source = _joined(ran["source"])
        if cell.role == TEXT:
            shown.append({"kind": "text", "html": _markdown(source)})
        elif cell.role != TEST:
            if cell.code:
                outputs = [_output(output) for output in ran.get("outputs", [])]
                shown.append({"kind": "code", "source": source, "outputs": outputs})
            else:
                shown.append({"kind": "text", "html": _markdown(source)})
        if cell.points is not None and cell.grade_id and (cell.role in (TEST, ANSWER)):
            shown.append(_check(page, cell.grade_id, cell.points, cell.role == ANSWER))
    return shown


@lru_cache(maxsize=256)
def _markdown(source: str) -> Markup:
    try:
        return clean_html(str(mistune.html(source)))
    except (RecursionError, ValueError):
        return Markup("<pre>{}</pre>").format(escape(source))


def _write(page: _Page) -> None:
    row = page.row
    content = _template().render(
        t=messages.FEEDBACK,
        style=Markup(style()),
        key=page.key,
        assignment=page.assignment,
        student=row.student,
        score=row.score,
        max_score=row.max_score,
        waiting=sum(row.cells.get(column) is None for column in page.columns.values()),
        penalty=row.penalty,
        reasons=row.reasons,
        repairs=row.repairs,
        cells=_cells(page),
    )
    write_file(Path(page.target), content)


def _key(path: Path, row: Row, comments: dict[str, str]) -> str:
    content = repr((sorted(row.cells.items()), row.penalty, row.finished, sorted(comments.items()), "4"))
    return hashlib.sha256(
        content.encode("utf-8", "replace") + str(path).encode("utf-8", "replace")
    ).hexdigest()[:24]


def write_feedback(
    course: Course,
    plan: AssignmentPlan,
    rows: list[Row],
    comments: dict[str, dict[str, dict[str, str]]],
) -> int:
    """Write the pages whose content changed; returns how many.

    Parameters
    ----------
    comments : by learner, notebook and grade_id: what a person wrote in formgrader
    """
    names = cell_names(plan)
    written = 0
    for row in rows:
        if not row.finished:  # nothing of ours to show
            continue
        for notebook in plan.notebooks:
            source = course.autograded(row.student, plan.name) / f"{notebook.name}.ipynb"
            target = course.feedback(row.student, plan.name) / f"{notebook.name}.html"
            said = comments.get(row.student, {}).get(notebook.name, {})
            key = _key(source, row, said)
            if has_key(target, key):
                continue
            try:
                executed = source.read_text(encoding="utf-8")
            except OSError:
                continue
            columns = {cell: column for (book, cell), column in names.items() if book == notebook.name}
            page = _Page(plan.name, notebook, row, columns, said, executed, str(target), key)
            _write(page)
            written += 1
    return written
