"""The gradebook's one writer: one transaction per submission, in nbgrader's own tables and ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Row, Table, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook import tables
from classroom.gradebook.connection import failure, open_gradebook, with_retry
from classroom.gradebook.folders import remove_partial, write_graded
from classroom.records import AssignmentNote, CellResult, SubmissionResult

__all__ = ["Store", "open_store"]

# nbgrader's tables. Rows are written without its objects: those load every sum of the class with them.
_STUDENT, _SUBMISSION, _NOTEBOOK, _GRADE, _COMMENT = (
    model.__table__ for model in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
)


@contextmanager
def open_store(course: Course) -> Iterator[Store]:
    """Open the course's gradebook.

    Raises
    ------
    CourseError
        When the database cannot be reached or written, or belongs to another version of nbgrader.
    """
    with open_gradebook(course.db_url, course.course_id) as gradebook:
        with_retry(gradebook, lambda: tables.prepare(gradebook.engine))
        yield Store(course, gradebook)


@dataclass(frozen=True)
class _Entry:
    """The rows of the gradebook that one notebook of an assignment needs."""

    id: str
    graded: dict[str, str]  # cell names by their id
    commented: dict[str, str]  # the same


class Store:
    """Writes marks and executed notebooks."""

    def __init__(self, course: Course, gradebook: Gradebook) -> None:
        self._course = course
        self.gradebook = gradebook
        self._db = gradebook.db
        self._shapes: dict[str, tuple[str, dict[str, _Entry]]] = {}

    def has_assignment(self, assignment: str) -> bool:
        """Whether the gradebook has the assignment, with its notebooks."""
        entry = self._db.query(Assignment).filter(Assignment.name == assignment).one_or_none()
        return entry is not None and bool(entry.notebooks)

    def results(self, assignment: str) -> dict[str, SubmissionResult]:
        """What earlier runs finished, by student."""
        return {result.student: result for result in tables.results(self._db, assignment)}

    def digests(self, assignment: str) -> dict[str, str]:
        """What each finished submission was graded from, by student."""
        return tables.digests(self._db, assignment)

    def note(self, assignment: str) -> AssignmentNote | None:
        """What running the trainer's own solution showed; None when it was never run."""
        return tables.note(self._db, assignment)

    def set_note(self, assignment: str, note: AssignmentNote) -> None:
        """Remember what running the trainer's own solution showed."""

        def work() -> None:
            tables.put_note(self._db, assignment, note)
            self._db.commit()

        with_retry(self.gradebook, work)

    def remove_partial(self, assignment: str) -> None:
        """Remove the unfinished folders that a killed run has left."""
        remove_partial(self._course.autograded("*", assignment))

    def enrolled(self) -> list[str]:
        """Every student the gradebook knows."""
        return [str(name) for name in self._db.execute(select(Student.id)).scalars()]

    def save(
        self,
        plan: AssignmentPlan,
        result: SubmissionResult,
        digest: str,
        stamp: datetime | None,
        files: Mapping[str, bytes],
    ) -> None:
        """Write one submission: the folder first, then everything else in one transaction.

        A run that is killed between the two leaves a folder without an entry, which the next run replaces.

        Raises
        ------
        CourseError
            When the folder or the gradebook cannot be written. Nothing of this submission is then recorded.
        """
        folder = self._course.autograded(result.student, plan.name)
        kept = {name: content for name, content in files.items() if name in plan.kept}
        write_graded(folder, result.notebooks, {**files, **plan.files, **kept}, stamp)

        def work() -> None:
            self._write_marks(plan.name, result, digest, stamp)
            tables.put_result(self._db, plan.name, result, digest)
            self._db.commit()

        try:
            with_retry(self.gradebook, work)
        except SQLAlchemyError as error:
            raise failure(self._course.db_url, error) from error

    def _shape(self, name: str) -> tuple[str, dict[str, _Entry]]:
        """The assignment's id, and its notebooks' cells by name."""
        if name not in self._shapes:
            entry = self._db.query(Assignment).filter(Assignment.name == name).one()
            notebooks = {
                book.name: _Entry(
                    book.id,
                    {cell.id: cell.name for cell in [*book.grade_cells, *book.task_cells]},
                    {cell.id: cell.name for cell in [*book.solution_cells, *book.task_cells]},
                )
                for book in entry.notebooks
            }
            self._shapes[name] = (entry.id, notebooks)
        return self._shapes[name]

    def _write_marks(self, name: str, result: SubmissionResult, digest: str, stamp: datetime | None) -> None:
        assignment, notebooks = self._shape(name)
        who = result.student
        if self._db.execute(select(_STUDENT.c.id).where(_STUDENT.c.id == who)).scalar() is None:
            self._db.execute(insert(_STUDENT).values(id=who))
        key = (_SUBMISSION.c.assignment_id == assignment) & (_SUBMISSION.c.student_id == who)
        row = self._db.execute(select(_SUBMISSION.c.id, _SUBMISSION.c.timestamp).where(key)).first()
        if row is None:
            made = insert(_SUBMISSION).values(assignment_id=assignment, student_id=who, timestamp=stamp)
            submission, again = self._db.execute(made).inserted_primary_key[0], False
        else:
            submission = row.id
            again = row.timestamp != stamp or self._changed(name, who, digest)
            self._db.execute(update(_SUBMISSION).where(key).values(timestamp=stamp))
        for book, entry in notebooks.items():
            cells, unanswered = result.cells.get(book, {}), result.unanswered.get(book, ())
            self._write_notebook(entry, submission, cells, unanswered, again)

    def _changed(self, name: str, who: str, digest: str) -> bool:
        """Whether something else was handed in than what we graded last time."""
        last = tables.digest(self._db, name, who)
        if not last or not digest:
            return False
        return last.rpartition("-")[2] != digest.rpartition("-")[2]

    def _write_notebook(
        self,
        entry: _Entry,
        submission: str,
        cells: Mapping[str, CellResult],
        unanswered: Collection[str],
        again: bool,
    ) -> None:
        key = (_NOTEBOOK.c.assignment_id == submission) & (_NOTEBOOK.c.notebook_id == entry.id)
        notebook = self._db.execute(select(_NOTEBOOK.c.id).where(key)).scalar()
        grades, comments = {}, {}
        if notebook is None:
            made = insert(_NOTEBOOK).values(assignment_id=submission, notebook_id=entry.id)
            notebook = self._db.execute(made).inserted_primary_key[0]
        else:
            grades, comments = self._rows(_GRADE, notebook), self._rows(_COMMENT, notebook)
        self._merge(
            _GRADE,
            notebook,
            grades,
            {cell: _grade(grades.get(cell), cells.get(name), again) for cell, name in entry.graded.items()},
        )
        self._merge(
            _COMMENT,
            notebook,
            comments,
            {
                cell: {"auto_comment": "No response." if name in unanswered else None}
                for cell, name in entry.commented.items()
            },
        )

    def _rows(self, table: Table, notebook: str) -> dict[str, Row[tuple[object, ...]]]:
        """What a table holds of one submitted notebook, by cell."""
        query = select(table).where(table.c.notebook_id == notebook)
        return {row.cell_id: row for row in self._db.execute(query)}

    def _merge(
        self,
        table: Table,
        notebook: str,
        present: Mapping[str, Row[tuple[object, ...]]],
        expected: Mapping[str, Mapping[str, object]],
    ) -> None:
        """Insert the rows that are not there and update those that differ."""
        fresh = [
            {"notebook_id": notebook, "cell_id": cell, **row}
            for cell, row in expected.items()
            if cell not in present
        ]
        if fresh:
            self._db.execute(insert(table), fresh)
        for cell, row in expected.items():
            if cell in present and any(getattr(present[cell], key) != value for key, value in row.items()):
                self._db.execute(update(table).where(table.c.id == present[cell].id).values(**row))


def _grade(
    present: Row[tuple[object, ...]] | None, result: CellResult | None, again: bool
) -> dict[str, object]:
    """The automatic mark. One given by hand stays, and asks for a look only when something changed."""
    score = None if result is None else result.score
    waits = score is None
    if present is not None and present.manual_score is not None:
        waits = bool(present.needs_manual_grade or present.auto_score != score or again)
    return {"auto_score": score, "needs_manual_grade": waits}
