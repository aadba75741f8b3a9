"""The marks of all assignments of a course side by side, from the gradebook and the `submitted` folder."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nbgrader.api import Assignment, Gradebook

from classroom.assignment.load import load_plan
from classroom.course import Course
from classroom.gradebook.scores import Person, people
from classroom.gradebook.store import Store
from classroom.records import CourseError, Isolation, Status, Summary
from classroom.reports.grades import Row, collect_marks, columns_of, unmarked
from classroom.submission.pending import outdated

__all__ = ["AssignmentMarks", "CourseMarks", "Trend", "course_marks", "trend"]


@dataclass(frozen=True)
class AssignmentMarks:
    """One assignment over the class."""

    name: str
    max_score: float  # 0 while nbgrader does not know the assignment
    due: datetime | None  # UTC
    rows: Mapping[str, Row]  # by student

    @property
    def handed_in(self) -> int:
        """How many have handed in."""
        return sum(row.status is not Status.MISSING for row in self.rows.values())

    @property
    def begun(self) -> bool:
        """Whether the assignment counts by now: somebody has handed in, or it is past its due date."""
        over = self.due is not None and self.due <= datetime.now(UTC).replace(tzinfo=None)
        return bool(self.handed_in) or over

    @property
    def scores(self) -> list[float]:
        """The scores of those who have one [points]."""
        return [row.score for row in self.rows.values() if row.status.has_mark]

    @property
    def mean(self) -> float | None:
        """The mean score of those who have one [points]."""
        return statistics.fmean(self.scores) if self.scores else None

    @property
    def unmarked(self) -> int:
        """Answers that wait for a person."""
        return sum(len(row.waiting) for row in self.rows.values())

    @property
    def ungraded(self) -> int:
        """Submissions that no run has graded."""
        return sum(row.ungraded for row in self.rows.values())

    @property
    def flagged(self) -> list[str]:
        """Who needs a look, but for those whose work is not graded yet."""
        return [who for who, row in self.rows.items() if row.status.needs_look and not row.ungraded]

    @property
    def late(self) -> int:
        """How many handed in late."""
        return sum(row.late_s > 0 for row in self.rows.values())


@dataclass(frozen=True)
class CourseMarks:
    """The whole course."""

    course_id: str
    students: tuple[str, ...]
    people: Mapping[str, Person]
    assignments: tuple[AssignmentMarks, ...]

    def person(self, student: str) -> Person:
        """Name and address, as far as they are known."""
        return self.people.get(student, Person())

    def name(self, student: str) -> str:
        """How a learner is called: the name, else the id."""
        person = self.person(student)
        return " ".join(part for part in (person.first_name, person.last_name) if part) or student


@dataclass(frozen=True)
class Trend:
    """How a learner's shares of the points go from one assignment to the next."""

    shares: tuple[float, ...]  # of what was handed in, in order
    change: float | None  # mean of the later half less that of the earlier; None with fewer than two


def trend(marks: CourseMarks, student: str) -> Trend:
    """A learner's shares of the points of what they handed in, in order, and which way they go."""
    rows = [each.rows[student] for each in marks.assignments]
    shares = tuple(row.score / row.max_score for row in rows if row.status.has_mark and row.max_score)
    if len(shares) < 2:
        return Trend(shares, None)
    half = len(shares) // 2
    return Trend(shares, statistics.fmean(shares[-half:]) - statistics.fmean(shares[:half]))


def course_marks(course: Course, store: Store) -> CourseMarks:
    """Read the marks of every assignment; runs nothing and writes nothing."""
    handed_in = {
        name: frozenset(entry.student for entry in course.handed_in(name)) for name in course.assignments()
    }
    students = tuple(sorted({*store.enrolled(), *(who for each in handed_in.values() for who in each)}))
    assignments = tuple(
        _assignment(store, name, Summary(students, 0, (), (), who, outdated=_outdated(course, store, name)))
        for name, who in handed_in.items()
    )
    return CourseMarks(course.course_id, students, people(store.gradebook), assignments)


def _outdated(course: Course, store: Store, name: str) -> frozenset[str]:
    """Whose work in an assignment is another than what was graded."""
    graded = store.digests(name)
    if not graded:
        return frozenset()
    try:
        plan = load_plan(course, store.gradebook, name, Isolation.NONE)  # nothing is run
    except CourseError:  # its source is gone or broken: what was graded counts
        return frozenset()
    return outdated(course, plan, course.handed_in(name), graded)


def _assignment(store: Store, name: str, summary: Summary) -> AssignmentMarks:
    entry = _entry(store.gradebook, name)
    if entry is None:  # nbgrader has not seen it: nothing of it can be marked
        rows = [unmarked(student, summary) for student in summary.students]
        return AssignmentMarks(name, 0.0, None, {row.student: row for row in rows})
    cells = [
        (notebook.name, cell)
        for notebook in entry.notebooks
        for cell in [*notebook.grade_cells, *notebook.task_cells]
    ]
    columns = columns_of([(notebook, cell.name) for notebook, cell in cells])
    max_score = float(sum(cell.max_score for _, cell in cells))
    rows = collect_marks(name, columns, max_score, summary, store)
    return AssignmentMarks(name, max_score, entry.duedate, {row.student: row for row in rows})


def _entry(gradebook: Gradebook, name: str) -> Assignment | None:
    return gradebook.db.query(Assignment).filter(Assignment.name == name).one_or_none()
