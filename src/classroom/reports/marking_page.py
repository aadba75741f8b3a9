"""The page on which a person marks: one task at a time over the class, its rubric beside each answer."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from markupsafe import Markup

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.course import Course
from classroom.gradebook.hand_marks import HandMarked
from classroom.gradebook.scores import Person
from classroom.records import CellRole
from classroom.reports.html import render, template
from classroom.reports.rich_text import Pictures, display, markdown, pictures_of, plain
from classroom.reports.texts import FEEDBACK, MARKING

__all__ = ["answer_html", "answers_json", "marking_page"]

_CHARACTERS = 100_000  # of one answer that is shown
_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


class _Output(TypedDict, total=False):
    """An output of a cell, as the notebook format has it."""

    text: str | list[str]
    evalue: str
    data: dict[str, str | list[str]]


class _Cell(TypedDict, total=False):
    """A cell of an executed notebook, as the notebook format has it."""

    cell_type: str
    metadata: dict[str, dict[str, object]]
    source: str | list[str]
    outputs: list[_Output]
    attachments: dict[str, dict[str, str]]


@dataclass(frozen=True)
class _Task:
    """One question that is marked by hand."""

    key: str
    title: str
    max_score: float
    question: Markup
    rubric: Markup


def marking_page(plan: AssignmentPlan, answers: Sequence[HandMarked], nonce: str) -> str:
    """The page; what it shows of learners, it asks for afterwards."""
    keys = {(each.notebook, each.cell) for each in answers}
    tasks = [
        _task(notebook, place)
        for notebook in plan.notebooks
        for place, cell in enumerate(notebook.cells)
        if (notebook.name, cell.grade_id or "") in keys
    ]
    script = Markup(template("mark.js"))
    return render(
        "mark.html.j2", "", t=MARKING, assignment=plan.name, tasks=tasks, nonce=nonce, script=script
    )


def _task(notebook: NotebookPlan, place: int) -> _Task:
    cell = notebook.cells[place]
    grade_id = cell.grade_id or ""
    asked = _question(notebook.cells[:place])
    title = next((line.lstrip("# ") for line in asked.splitlines() if line.startswith("#")), grade_id)
    lines = (cell.reference or "").splitlines()
    rubric = "\n".join(line for line in lines if line.strip() not in _MARKS)
    pictures = pictures_of(Path(os.devnull), cell.cell.get("attachments", {}))  # only those attached
    shown = Markup("<pre>{}</pre>").format(rubric) if cell.code else markdown(rubric, pictures)
    if not rubric.strip():
        shown = Markup("<p>{}</p>").format(MARKING.NO_RUBRIC)
    return _Task(f"{notebook.name}/{grade_id}", title, cell.points or 0.0, markdown(asked, pictures), shown)


def _question(before: Sequence[CellPlan]) -> str:
    """The text that stands above an answer."""
    for cell in reversed(before):
        if cell.role is CellRole.TEXT and cell.cell["cell_type"] == "markdown":
            return str(cell.cell["source"])
        if cell.role is CellRole.ANSWER:
            break
    return ""


def answers_json(answers: Sequence[HandMarked], people: Mapping[str, Person]) -> str:
    """Every answer's place, state and mark; learners in an order that tells nothing, their names apart."""
    order = sorted({each.student for each in answers}, key=lambda who: hashlib.sha256(who.encode()).digest())
    numbers = {who: number for number, who in enumerate(order, 1)}
    rows: list[dict[str, object]] = []
    for each in sorted(answers, key=lambda one: numbers[one.student]):
        person = people.get(each.student, Person())
        name = " ".join(part for part in (person.first_name, person.last_name) if part)
        rows.append(
            {
                "key": each.key,
                "task": f"{each.notebook}/{each.cell}",
                "alias": MARKING.ALIAS.format(number=numbers[each.student]),
                "name": f"{name} ({each.student})" if name else each.student,
                "score": each.score,
                "waits": each.waits,
                "comment": each.comment,
            }
        )
    return json.dumps(rows)


def answer_html(course: Course, assignment: str, answer: HandMarked) -> str:
    """What a learner wrote, cleaned of all that could run or fetch."""
    path = course.autograded(answer.student, assignment) / f"{answer.notebook}.ipynb"
    try:
        cells: list[_Cell] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return Markup("<p>{}</p>").format(MARKING.NO_NOTEBOOK.format(path=path))
    places = [at for at, cell in enumerate(cells) if _label(cell) == answer.cell]
    if not places:
        return Markup("<p>{}</p>").format(MARKING.NO_ANSWER)
    below = itertools.takewhile(_is_own, cells[places[0] + 1 :])
    return Markup("").join(_shown(cell, path.parent) for cell in [cells[places[0]], *below])


def _label(cell: _Cell) -> object:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")


def _is_own(cell: _Cell) -> bool:
    """Whether it is a cell of the learner's own: work goes on below an answer."""
    return cell.get("metadata", {}).get("classroom", {}).get("own") is True


def _shown(cell: _Cell, folder: Path) -> Markup:
    source = _joined(cell.get("source", ""))[:_CHARACTERS]
    pictures = pictures_of(folder, cell.get("attachments", {}))
    if not source.strip():
        return Markup("<p>{}</p>").format(MARKING.NO_ANSWER)
    if cell.get("cell_type") != "code":
        return markdown(source, pictures)
    outputs = [_output(output, pictures) for output in cell.get("outputs", [])]
    return Markup("<pre><code>{}</code></pre>{}").format(source, Markup("").join(outputs))


def _output(output: _Output, pictures: Pictures) -> Markup:
    if "data" in output:
        return display(output["data"], pictures, FEEDBACK.PICTURE)
    return Markup("<pre>{}</pre>").format(plain(_joined(output.get("text") or output.get("evalue") or "")))


def _joined(content: str | list[str]) -> str:
    return "".join(content) if isinstance(content, list) else str(content)
