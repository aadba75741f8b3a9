"""The page on which a person marks: one task at a time over the class, its rubric beside each answer."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.course import Course
from classroom.gradebook.hand_marks import HandMarked
from classroom.gradebook.scores import Person
from classroom.records import CellRole
from classroom.reports.executed import RunCell, is_own, joined, output_html
from classroom.reports.html import render, template
from classroom.reports.pictures import Album
from classroom.reports.rich_text import markdown
from classroom.reports.texts import MARKING
from classroom.reports.titles import task_titles

__all__ = ["answer_html", "answers_json", "marking_page"]

_CHARACTERS = 100_000  # of one answer that is shown


@dataclass(frozen=True)
class _Task:
    """One question that is marked by hand."""

    key: str
    title: str
    max_score: float
    question: Markup
    rubric: Markup


def marking_page(course: Course, plan: AssignmentPlan, answers: Sequence[HandMarked], nonce: str) -> str:
    """The page; what it shows of learners, it asks for afterwards."""
    album = Album(course.source(plan.name))
    keys = {(each.notebook, each.cell) for each in answers}
    tasks = [
        _task(notebook, place, album)
        for notebook in plan.notebooks
        for place, cell in enumerate(notebook.cells)
        if (notebook.name, cell.grade_id or "") in keys
    ]
    script = Markup(template("mark.js"))
    return render(
        "mark.html.j2", "", t=MARKING, assignment=plan.name, tasks=tasks, nonce=nonce, script=script
    )


def _task(notebook: NotebookPlan, place: int, album: Album) -> _Task:
    cell = notebook.cells[place]
    grade_id = cell.grade_id or ""
    title = task_titles(notebook).get(grade_id, grade_id)
    question = _question(notebook.cells[:place])
    asked = Markup("")
    if question is not None:
        attached = album.of(question.cell.get("attachments", {}))
        asked = markdown(joined(question.cell["source"]), attached)
    rubric = cell.reference or ""
    pictures = album.of(cell.cell.get("attachments", {}))
    shown = Markup("<pre>{}</pre>").format(rubric) if cell.code else markdown(rubric, pictures)
    if not rubric.strip():
        shown = Markup("<p>{}</p>").format(MARKING.NO_RUBRIC)
    return _Task(f"{notebook.name}/{grade_id}", title, cell.points or 0.0, asked, shown)


def _question(before: Sequence[CellPlan]) -> CellPlan | None:
    """The text that stands above an answer."""
    for cell in reversed(before):
        if cell.role is CellRole.TEXT and cell.cell["cell_type"] == "markdown":
            return cell
        if cell.role is CellRole.ANSWER:
            break
    return None


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
        cells: list[RunCell] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return Markup("<p>{}</p>").format(MARKING.NO_NOTEBOOK.format(path=path))
    places = [at for at, cell in enumerate(cells) if _label(cell) == answer.cell]
    if not places:
        return Markup("<p>{}</p>").format(MARKING.NO_ANSWER)
    below = itertools.takewhile(is_own, cells[places[0] + 1 :])
    album = Album(path.parent)
    return Markup("").join(_shown(cell, album) for cell in [cells[places[0]], *below])


def _label(cell: RunCell) -> object:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")


def _shown(cell: RunCell, album: Album) -> Markup:
    source = joined(cell.get("source", ""))[:_CHARACTERS]
    pictures = album.of(cell.get("attachments", {}))
    if not source.strip():
        return Markup("<p>{}</p>").format(MARKING.NO_ANSWER)
    if cell.get("cell_type") != "code":
        return markdown(source, pictures)
    outputs = [output_html(output, pictures) for output in cell.get("outputs", [])]
    return Markup("<pre><code>{}</code></pre>{}").format(source, Markup("").join(outputs))
