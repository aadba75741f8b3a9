"""The gradebook's one writer: one transaction per submission, in nbgrader's own tables plus one of ours.

Our table remembers what was graded from what, so that a second run knows what is done. Stock nbgrader
ignores it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Column, DateTime, Float, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.connection import failure, open_gradebook, persist
from classroom.gradebook.folders import sweep, write_graded
from classroom.records import CellMark, Marked

__all__ = ["Store", "open_store"]

_METADATA = MetaData()
_RESULT = Table(
    "classroom_result",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("digest", String(80), nullable=False),
    Column("status", String(16), nullable=False),
    Column("detail", Text, nullable=False),  # JSON: reasons, repairs, flags, marks, seconds
    Column("seconds", Float, nullable=False),
    Column("finished", DateTime, nullable=False),
)
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
        _METADATA.create_all(gradebook.engine)
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
        self._known: dict[str, tuple[str, dict[str, _Entry]]] = {}

    def done(self, assignment: str) -> dict[str, dict[str, Any]]:
        """What earlier runs finished, by learner."""
        rows = self._db.execute(select(_RESULT).where(_RESULT.c.assignment == assignment)).mappings()
        return {row["student"]: {**row, **json.loads(row["detail"])} for row in rows if row["student"]}

    def digests(self, assignment: str) -> dict[str, str]:
        """What each finished submission was graded from, by learner."""
        query = select(_RESULT.c.student, _RESULT.c.digest).where(_RESULT.c.assignment == assignment)
        return {student: digest for student, digest in self._db.execute(query) if student}

    def note(self, assignment: str) -> dict[str, Any] | None:
        """What was found out about the assignment itself: kept under the empty learner's name."""
        key = (_RESULT.c.assignment == assignment) & (_RESULT.c.student == "")
        found = self._db.execute(select(_RESULT.c.detail).where(key)).scalar()
        return None if found is None else dict(json.loads(found))

    def set_note(self, assignment: str, note: dict[str, Any]) -> None:
        """Remember something about the assignment itself."""

        def work() -> None:
            self._put(assignment, "", "", "", note, 0.0)
            self._db.commit()

        persist(self.gradebook, work)

    def _put(
        self, assignment: str, student: str, digest: str, status: str, detail: dict[str, Any], seconds: float
    ) -> None:
        key = (_RESULT.c.assignment == assignment) & (_RESULT.c.student == student)
        self._db.execute(delete(_RESULT).where(key))
        self._db.execute(
            insert(_RESULT).values(
                assignment=assignment,
                student=student,
                digest=digest,
                status=status,
                detail=json.dumps(detail),
                seconds=seconds,
                finished=datetime.now(UTC).replace(tzinfo=None),
            )
        )

    def sweep(self, assignment: str) -> None:
        """Remove the unfinished folders that a killed run has left."""
        sweep(self._course.autograded("*", assignment))

    def enrolled(self) -> list[str]:
        """Every learner the gradebook knows."""
        return [str(name) for name in self._db.execute(select(Student.id)).scalars()]

    def save(
        self,
        plan: AssignmentPlan,
        marked: Marked,
        digest: str,
        stamp: datetime | None,
        files: dict[str, bytes],
    ) -> None:
        """Write one submission: the folder first, then everything else in one transaction.

        A run that is killed between the two leaves a folder without an entry, which the next run replaces.

        Raises
        ------
        CourseError
            When the folder or the gradebook cannot be written. Nothing of this submission is then recorded.
        """
        write_graded(self._course.autograded(marked.student, plan.name), plan, marked, files, stamp)

        def work() -> None:
            self._write_marks(plan.name, marked, digest, stamp)
            self._put(plan.name, marked.student, digest, marked.status, _detail(marked), marked.seconds)
            self._db.commit()

        try:
            persist(self.gradebook, work)
        except SQLAlchemyError as error:
            raise failure(self._course.db_url, error) from error

    def _shape(self, name: str) -> tuple[str, dict[str, _Entry]]:
        """The assignment's id, and its notebooks' cells by name."""
        if name not in self._known:
            found = self._db.query(Assignment).filter(Assignment.name == name).one()
            notebooks = {
                book.name: _Entry(
                    book.id,
                    {cell.id: cell.name for cell in [*book.grade_cells, *book.task_cells]},
                    {cell.id: cell.name for cell in [*book.solution_cells, *book.task_cells]},
                )
                for book in found.notebooks
            }
            self._known[name] = (found.id, notebooks)
        return self._known[name]

    def _write_marks(self, name: str, marked: Marked, digest: str, stamp: datetime | None) -> None:
        assignment, notebooks = self._shape(name)
        who = marked.student
        if self._db.execute(select(_STUDENT.c.id).where(_STUDENT.c.id == who)).scalar() is None:
            self._db.execute(insert(_STUDENT).values(id=who))
        key = (_SUBMISSION.c.assignment_id == assignment) & (_SUBMISSION.c.student_id == who)
        known = self._db.execute(select(_SUBMISSION.c.id, _SUBMISSION.c.timestamp).where(key)).first()
        if known is None:
            made = insert(_SUBMISSION).values(assignment_id=assignment, student_id=who, timestamp=stamp)
            submission, again = self._db.execute(made).inserted_primary_key[0], False
        else:
            submission = known.id
            again = known.timestamp != stamp or self._changed(name, who, digest)
            self._db.execute(update(_SUBMISSION).where(key).values(timestamp=stamp))
        for book, entry in notebooks.items():
            self._write_notebook(entry, submission, marked, book, again)

    def _changed(self, name: str, who: str, digest: str) -> bool:
        """Whether something else was handed in than what we graded last time."""
        key = (_RESULT.c.assignment == name) & (_RESULT.c.student == who)
        last = self._db.execute(select(_RESULT.c.digest).where(key)).scalar()
        return bool(last and digest) and last.rpartition("-")[2] != digest.rpartition("-")[2]

    def _write_notebook(self, entry: _Entry, submission: str, marked: Marked, book: str, again: bool) -> None:
        key = (_NOTEBOOK.c.assignment_id == submission) & (_NOTEBOOK.c.notebook_id == entry.id)
        own = self._db.execute(select(_NOTEBOOK.c.id).where(key)).scalar()
        grades: dict[str, Any] = {}
        comments: dict[str, Any] = {}
        if own is None:
            made = insert(_NOTEBOOK).values(assignment_id=submission, notebook_id=entry.id)
            own = self._db.execute(made).inserted_primary_key[0]
        else:
            found = self._db.execute(select(_GRADE).where(_GRADE.c.notebook_id == own))
            grades = {row.cell_id: row for row in found}
            said = self._db.execute(select(_COMMENT).where(_COMMENT.c.notebook_id == own))
            comments = {row.cell_id: row for row in said}
        marks, unanswered = marked.marks.get(book, {}), marked.unanswered.get(book, ())
        self._merge(
            _GRADE,
            own,
            grades,
            {cell: _grade(grades.get(cell), marks.get(name), again) for cell, name in entry.graded.items()},
        )
        self._merge(
            _COMMENT,
            own,
            comments,
            {
                cell: {"auto_comment": "No response." if name in unanswered else None}
                for cell, name in entry.commented.items()
            },
        )

    def _merge(
        self, table: Any, notebook: str, known: dict[str, Any], wanted: dict[str, dict[str, Any]]
    ) -> None:
        """Insert the rows that are not there and update those that differ."""
        fresh = [
            {"notebook_id": notebook, "cell_id": cell, **row}
            for cell, row in wanted.items()
            if cell not in known
        ]
        if fresh:
            self._db.execute(insert(table), fresh)
        for cell, row in wanted.items():
            if cell in known and any(getattr(known[cell], key) != value for key, value in row.items()):
                self._db.execute(update(table).where(table.c.id == known[cell].id).values(**row))


def _grade(known: Any, mark: CellMark | None, again: bool) -> dict[str, Any]:
    """The automatic mark. One given by hand stays, and asks for a look only when something changed."""
    score = None if mark is None else mark.score
    waits = score is None
    if known is not None and known.manual_score is not None:
        waits = bool(known.needs_manual_grade or known.auto_score != score or again)
    return {"auto_score": score, "needs_manual_grade": waits}


def _detail(marked: Marked) -> dict[str, Any]:
    return {
        "reasons": marked.reasons,
        "repairs": marked.repairs,
        "flags": marked.flags,
        "peak_mb": marked.peak_mb,
        "marks": {
            notebook: {cell: asdict(mark) for cell, mark in marks.items()}
            for notebook, marks in marked.marks.items()
        },
    }
