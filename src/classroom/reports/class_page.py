"""`report.html`: one page for the trainer, with nothing to load from anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.records import Status, Summary
from classroom.reports.grades import Row, cell_names
from classroom.reports.html import has_key, render, style, template
from classroom.reports.item_analysis import TestFigures, figures
from classroom.reports.score_chart import score_chart
from classroom.reports.similarity import CELL_END, Pair, similar_pairs
from classroom.reports.texts import REPORT
from classroom.reports.titles import column_titles

__all__ = ["write_report"]

_TEMPLATE = "report.html.j2"
_LOW = 0.4  # of the points: below, somebody should ask how it goes
_LISTED = 200  # rows of one table
_NAMES = 8  # students named under one message
_LISTED_ANSWERS = 40  # of one task
# Who needs a person, the most urgent first.
_TROUBLE = (
    Status.FLAGGED,
    Status.UNREADABLE,
    Status.CRASHED,
    Status.TIMEOUT,
    Status.MEMORY,
    Status.UNGRADED,
    Status.MISSING,
)


@dataclass(frozen=True)
class _Person:
    """Somebody to talk to."""

    student: str
    status: Status
    score: float
    why: str
    page: bool  # whether there is a feedback page


def _people(rows: list[Row], tests: list[TestFigures]) -> list[_Person]:
    """Who needs a person: the worst trouble first, then those with few points of what is marked so far."""
    max_scores = {test.name: test.max_score for test in tests}
    ranked = []
    for row in rows:
        if row.status in _TROUBLE:
            rank, why = _TROUBLE.index(row.status), row.note
        else:
            rank, why = len(_TROUBLE), _low(row, max_scores)
        if why:
            person = _Person(row.student, row.status, row.score, why, row.finished is not None)
            ranked.append((rank, row.score, row.student, person))
    ranked.sort(key=lambda item: item[:3])
    return [person for *_, person in ranked]


def _low(row: Row, max_scores: dict[str, float]) -> str:
    """Why a student's points are worth a talk; empty when they are not."""
    marked = {name: score for name, score in row.cells.items() if score is not None and name in max_scores}
    possible = sum(max_scores[name] for name in marked)
    if not possible or sum(marked.values()) >= _LOW * possible:
        return ""
    short = [name for name, score in marked.items() if score < max_scores[name]]
    return REPORT.LOW.format(score=sum(marked.values()), most=possible, tests=", ".join(short))


def _pairs(course: Course, plan: AssignmentPlan, rows: list[Row]) -> list[Pair]:
    """Compare the answers as they were run."""
    cells = [cell for notebook in plan.notebooks for cell in notebook.cells if cell.code]
    released = CELL_END.join([*(cell.cell["source"] for cell in cells), *(c.reference or "" for c in cells)])
    labels = {cell.grade_id for notebook in plan.notebooks for cell in notebook.answers() if cell.code}
    sources: dict[str, str] = {}
    for row in rows:
        parts = []
        for notebook in plan.notebooks:
            path = course.autograded(row.student, plan.name) / f"{notebook.name}.ipynb"
            try:
                executed = json.loads(path.read_text(encoding="utf-8"))["cells"]
            except (OSError, ValueError, KeyError):
                continue
            for cell in executed:
                if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in labels:
                    source = cell["source"]
                    parts.append(source if isinstance(source, str) else "".join(source))
        if parts and row.status.ran:
            sources[row.student] = CELL_END.join(parts)
    return similar_pairs(sources, released)


def _used(rows: list[Row]) -> str:
    """Time and memory of the class, in a sentence."""
    if not rows:
        return ""
    slowest = max(rows, key=lambda row: row.seconds)
    return REPORT.USED.format(
        median=statistics.median(row.seconds for row in rows),
        most=slowest.seconds,
        student=slowest.shown,
        memory=max(row.peak_mb for row in rows),
    )


def _pages(course: Course, plan: AssignmentPlan, folder: Path) -> dict[str, str]:
    """The address of a student's page, seen from the report, with a place for the name."""
    target = course.feedback("*", plan.name) / f"{plan.notebooks[0].name}.html"
    up = len(folder.relative_to(course.root).parts)
    before, _, after = target.relative_to(course.root).as_posix().partition("*")
    return {"before": "../" * up + quote(before), "after": quote(after)}


def write_report(course: Course, plan: AssignmentPlan, summary: Summary, rows: list[Row]) -> str:
    """Write the page, unless it is there and nothing has changed; returns its path."""
    path = course.reports(plan.name) / "report.html"
    files = template(_TEMPLATE), style()
    made_from = (rows, plan.digest, plan.isolation, summary.shared, summary.broken, files)
    key = hashlib.sha256(repr(made_from).encode("utf-8", "replace")).hexdigest()[:24]
    if not has_key(path, key):
        write_file(path, _page(course, plan, summary, rows, key))
    return str(path)


def _learners(rows: list[Row], tests: list[TestFigures]) -> dict[str, object]:
    """What the page says of single students, and how they are called."""
    people = _people(rows, tests)
    repaired = [row for row in rows if row.repairs]
    return {
        "people": people[:_LISTED],
        "more_people": len(people) - _LISTED,
        "repairs": repaired[:_LISTED],
        "more_repairs": len(repaired) - _LISTED,
        "shown": {row.student: row.shown for row in rows},
        "emails": {row.student: row.person.email for row in rows if row.person.email},
    }


@dataclass(frozen=True)
class _OpenAnswer:
    """An answer that waits for a person."""

    shown: str  # the student
    page: str  # the address of the answer on the student's page


@dataclass(frozen=True)
class _OpenTask:
    """A task with answers that wait for a person."""

    column: str
    answers: tuple[_OpenAnswer, ...]


def _open_tasks(course: Course, plan: AssignmentPlan, rows: list[Row]) -> list[_OpenTask]:
    """The tasks with answers that wait, in the order of the notebooks."""
    tasks = []
    for (notebook, grade_id), column in cell_names(plan).items():
        answers = []
        for row in rows:
            if column not in row.waiting:
                continue
            page = course.feedback(row.student, plan.name) / f"{notebook}.html"
            link = os.path.relpath(page, course.reports(plan.name))
            answers.append(_OpenAnswer(row.shown, f"{quote(Path(link).as_posix())}#{quote(grade_id)}"))
        if answers:
            tasks.append(_OpenTask(column, tuple(answers)))
    return tasks


def _page(course: Course, plan: AssignmentPlan, summary: Summary, rows: list[Row], key: str) -> str:
    graded = [row for row in rows if row.status.has_mark]
    finished = [row for row in graded if row.finished is not None]
    scores = [row.score for row in graded]
    tests = figures(rows)
    counts = Counter(row.status for row in rows)
    return render(
        _TEMPLATE,
        key,
        t=REPORT,
        assignment=plan.name,
        course=course.course_id,
        handed_in=len(rows) - counts[Status.MISSING],
        count=len(rows),
        mean=statistics.fmean(scores) if scores else 0.0,
        median=statistics.median(scores) if scores else 0.0,
        max_score=plan.max_score,
        waiting=sum(row.needs_manual for row in rows),
        late=sum(row.late_s > 0 for row in rows),
        seconds=statistics.median([row.seconds for row in finished]) if finished else 0.0,
        statuses=[(status, counts[status]) for status in Status if counts[status]],
        drawing=score_chart(scores, plan.max_score),
        tests=tests,
        names=_NAMES,
        **_learners(rows, tests),
        titles=column_titles(plan),
        open_tasks=_open_tasks(course, plan, rows),
        most=_LISTED_ANSWERS,
        pairs=_pairs(course, plan, finished),
        pages=_pages(course, plan, course.reports(plan.name)),
        isolation=REPORT.ISOLATED[plan.isolation],
        used=_used(finished),
        shared=messages.SHARED_FOUND.format(cells=", ".join(summary.shared)) if summary.shared else "",
        broken=messages.BROKEN_FOUND.format(cells=", ".join(summary.broken)) if summary.broken else "",
    )
