"""The class as a table: one row per student, and `grades.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.gradebook.scores import Scores, scores
from classroom.gradebook.store import Store
from classroom.records import CellResult, Status, SubmissionResult, Summary
from classroom.reports.spreadsheet import table

__all__ = ["Row", "cell_names", "collect", "write_csv"]


@dataclass(frozen=True)
class Row:
    """One student."""

    student: str
    status: Status
    score: float
    max_score: float
    cells: Mapping[str, float | None]  # score by column; None: a person has to mark it
    results: Mapping[str, CellResult] = field(default_factory=dict)  # by column: what the grader found
    needs_manual: bool = False
    late_s: float = 0.0  # [s] after the due date
    penalty: float = 0.0  # [points]
    finished: datetime | None = None  # when it was graded; None when no run of ours has
    seconds: float = 0.0
    peak_mb: float = 0.0
    reasons: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Everything a trainer should know, in one line."""
        flagged = [messages.NOTE_FLAGGED.format(what="; ".join(self.flags))] if self.flags else []
        return "; ".join([*self.reasons, *flagged, *self._around])

    @property
    def remark(self) -> str:
        """What of the note is for the student: not what a person has yet to look at."""
        return "; ".join([*self.reasons, *self._around])

    @property
    def _around(self) -> list[str]:
        repaired = [messages.NOTE_REPAIRED.format(what="; ".join(self.repairs))] if self.repairs else []
        late = [messages.NOTE_LATE.format(hours=self.late_s / 3600)] if self.late_s > 0 else []
        return repaired + late


def cell_names(plan: AssignmentPlan) -> dict[tuple[str, str], str]:
    """Column of each graded cell, by notebook and grade_id; the notebook is named where ids repeat."""
    pairs = [
        (notebook.name, cell.grade_id or "") for notebook in plan.notebooks for cell in notebook.graded()
    ]
    ids = [cell for _, cell in pairs]
    return {(book, cell): cell if ids.count(cell) == 1 else f"{book}/{cell}" for book, cell in pairs}


def collect(plan: AssignmentPlan, summary: Summary, store: Store) -> list[Row]:
    """The rows of everybody, marks given by hand included."""
    columns, max_score = cell_names(plan), plan.max_score
    results = store.results(plan.name)
    marks = scores(store.gradebook, plan.name)
    rows = []
    for student in summary.students:
        result, mark = results.get(student), marks.get(student)
        if result is None:
            status, reason = _ungraded(student, summary, mark)
            result = SubmissionResult(student, status, reasons=(reason,))
        rows.append(_row(columns, max_score, result, mark))
    return rows


def _row(
    columns: Mapping[tuple[str, str], str], max_score: float, result: SubmissionResult, mark: Scores | None
) -> Row:
    cells: dict[str, float | None] = dict.fromkeys(columns.values(), 0.0)
    late_s = penalty = 0.0
    needs_manual = False
    if mark is not None:
        cells.update({columns[key]: score for key, score in mark.cells.items() if key in columns})
        late_s, penalty, needs_manual = mark.late_s, mark.penalty, mark.needs_manual
    return Row(
        result.student,
        result.status,
        max(0.0, sum(score or 0.0 for score in cells.values()) - penalty),
        max_score,
        cells,
        {
            columns[notebook, grade_id]: cell
            for notebook, of_notebook in result.cells.items()
            for grade_id, cell in of_notebook.items()
            if (notebook, grade_id) in columns
        },
        needs_manual,
        late_s,
        penalty,
        result.finished,
        result.seconds,
        result.peak_mb,
        result.reasons,
        result.repairs,
        result.flags,
    )


def _ungraded(student: str, summary: Summary, mark: Scores | None) -> tuple[Status, str]:
    """Status and reason of a student whom no run of ours has graded."""
    if mark is not None and any(score is not None for score in mark.cells.values()):
        return Status.GRADED, messages.NOTE_STOCK
    if student in summary.handed_in:
        return Status.UNGRADED, summary.unmarked.get(student, messages.NOTE_UNGRADED)
    return Status.MISSING, messages.NOTE_MISSING


def write_csv(course: Course, plan: AssignmentPlan, rows: list[Row]) -> str:
    """Write `reports/ASSIGNMENT/grades.csv`; returns its path."""
    path = course.reports(plan.name) / "grades.csv"
    names = list(cell_names(plan).values())
    header = ["student_id", "assignment", "status", "score", "max_score", *names, "needs_manual", "note"]
    lines = [header]
    for row in rows:
        cells = [_shown(row.cells[name]) for name in names]
        points = [f"{row.score:g}", f"{row.max_score:g}", *cells]
        manual = "yes" if row.needs_manual else "no"
        lines.append([row.student, plan.name, row.status, *points, manual, row.note])
    write_file(path, table(lines))
    return str(path)


def _shown(score: float | None) -> str:
    return "" if score is None else f"{score:g}"
