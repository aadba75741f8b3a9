"""The class as a table: one row per student, and `grades.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.gradebook.scores import Person, Scores, people, scores
from classroom.gradebook.store import Store
from classroom.records import CellResult, Status, SubmissionResult, Summary
from classroom.reports.spreadsheet import table
from classroom.reports.texts import FINAL

__all__ = [
    "Row",
    "cell_names",
    "collect",
    "collect_marks",
    "columns_of",
    "grades_table",
    "unmarked",
    "write_csv",
]


_NOBODY = Person()


@dataclass(frozen=True)
class Row:
    """One student."""

    student: str
    status: Status
    score: float
    max_score: float
    cells: Mapping[str, float | None]  # score by column; None: a person has to mark it
    results: Mapping[str, CellResult] = field(default_factory=dict)  # by column: what the grader found
    waiting: tuple[str, ...] = ()  # columns that a person has to mark or to look at again
    late_s: float = 0.0  # [s] after the due date
    penalty: float = 0.0  # [points]
    finished: datetime | None = None  # when it was graded; None when no run of ours has
    seconds: float = 0.0
    peak_mb: float = 0.0
    reasons: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    person: Person = _NOBODY
    again: bool = False  # other work was handed in than what was graded

    @property
    def shown(self) -> str:
        """The student's name and id; the id alone where no name is known."""
        name = " ".join(part for part in (self.person.first_name, self.person.last_name) if part)
        return f"{name} ({self.student})" if name else self.student

    @property
    def needs_manual(self) -> bool:
        """Whether anything waits for a person."""
        return bool(self.waiting)

    @property
    def ungraded(self) -> bool:
        """Whether there is work that no run has graded."""
        return self.again or self.status is Status.UNGRADED

    @property
    def note(self) -> str:
        """Everything a trainer should know, in one line."""
        flagged = [messages.NOTE_FLAGGED.format(what="; ".join(self.flags))] if self.flags else []
        again = [messages.NOTE_AGAIN] if self.again else []
        return "; ".join([*self.reasons, *again, *flagged, *self._around])

    @property
    def remark(self) -> str:
        """What of the note is for the student: not what a person has yet to look at."""
        return "; ".join([*self.reasons, *self._around])

    @property
    def _around(self) -> list[str]:
        repaired = [messages.NOTE_REPAIRED.format(what="; ".join(self.repairs))] if self.repairs else []
        late = [messages.NOTE_LATE.format(time=_duration(self.late_s))] if self.late_s > 0 else []
        return repaired + late


def _duration(seconds: float) -> str:
    """A time [s] in the unit that suits it."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def cell_names(plan: AssignmentPlan) -> dict[tuple[str, str], str]:
    """Column of each graded cell, by notebook and grade_id; the notebook is named where ids repeat."""
    return columns_of(
        [(notebook.name, cell.grade_id or "") for notebook in plan.notebooks for cell in notebook.graded()]
    )


def columns_of(pairs: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The same, from pairs of notebook and grade_id."""
    ids = [cell for _, cell in pairs]
    return {(book, cell): cell if ids.count(cell) == 1 else f"{book}/{cell}" for book, cell in pairs}


def collect(plan: AssignmentPlan, summary: Summary, store: Store) -> list[Row]:
    """The rows of everybody, marks given by hand included."""
    return collect_marks(plan.name, cell_names(plan), plan.max_score, summary, store)


def collect_marks(
    name: str, columns: Mapping[tuple[str, str], str], max_score: float, summary: Summary, store: Store
) -> list[Row]:
    """The same where the plan is not at hand; `columns` as from `cell_names`."""
    results = store.results(name)
    marks = scores(store.gradebook, name)
    enrolled = people(store.gradebook)
    rows = []
    for student in summary.students:
        result, mark = results.get(student), marks.get(student)
        if result is None:
            status, reason = _ungraded(student, summary, mark)
            result = SubmissionResult(student, status, reasons=(reason,))
        if mark is not None and mark.undated and messages.REPAIR_TIMESTAMP in result.repairs:
            result = _undated(result)
        row = _row(columns, max_score, result, mark)
        again = student in summary.outdated
        rows.append(replace(row, person=enrolled.get(student, row.person), again=again))
    return rows


def _undated(result: SubmissionResult) -> SubmissionResult:
    """Nobody can tell whether it was late: it counts as on time, and a person looks."""
    status = Status.FLAGGED if result.status in (Status.GRADED, Status.REPAIRED) else result.status
    return replace(result, status=status, flags=(*result.flags, messages.FLAG_UNDATED))


def _row(
    columns: Mapping[tuple[str, str], str], max_score: float, result: SubmissionResult, mark: Scores | None
) -> Row:
    cells: dict[str, float | None] = dict.fromkeys(columns.values(), 0.0)
    late_s = penalty = 0.0
    waiting: tuple[str, ...] = ()
    if mark is not None:
        cells.update({columns[key]: score for key, score in mark.cells.items() if key in columns})
        late_s, penalty = mark.late_s, mark.penalty
        waiting = tuple(column for key, column in columns.items() if key in mark.waiting)
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
        waiting,
        late_s,
        penalty,
        result.finished,
        result.seconds,
        result.peak_mb,
        result.reasons,
        result.repairs,
        result.flags,
    )


def unmarked(student: str, summary: Summary) -> Row:
    """The row of a student in an assignment that the gradebook does not know."""
    status, reason = _ungraded(student, summary, None)
    return Row(student, status, 0.0, 0.0, {}, reasons=(reason,))


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
    write_file(path, table(grades_table(plan, rows)))
    return str(path)


def grades_table(plan: AssignmentPlan, rows: list[Row], provisional: bool = False) -> list[list[str]]:
    """The table of a class, with its header; `provisional` says so above the score."""
    names = list(cell_names(plan).values())
    score = FINAL.PROVISIONAL.format(name="score") if provisional else "score"
    about = ["student_id", "assignment", "status", score, "max_score"]
    lines = [[*about, *names, "needs_manual", "note", "last_name", "first_name", "email"]]
    for row in rows:
        cells = [_shown(row.cells[name]) for name in names]
        points = [f"{row.score:g}", f"{row.max_score:g}", *cells]
        manual = "yes" if row.needs_manual else "no"
        who = [row.person.last_name, row.person.first_name, row.person.email]
        lines.append([row.student, plan.name, row.status, *points, manual, row.note, *who])
    return lines


def _shown(score: float | None) -> str:
    return "" if score is None else f"{score:g}"
