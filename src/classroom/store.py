"""The gradebook's one writer: one transaction per submission, in nbgrader's own tables plus one of ours.

Our table remembers what was graded from what, so that a second run knows what is done. Stock nbgrader
ignores it.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Column, DateTime, Float, MetaData, String, Table, Text, delete, insert, inspect, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from classroom import text
from classroom.course import Course, CourseError
from classroom.marking import CellMark, Marked
from classroom.plan import AssignmentPlan

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


def _check_version(gradebook: Gradebook) -> None:
    folder = Path(api.__file__).parent / "alembic"
    config = AlembicConfig()
    config.set_main_option("script_location", str(folder))
    head = ScriptDirectory.from_config(config).get_current_head()
    if not inspect(gradebook.engine).has_table("alembic_version"):
        _finish_creation(gradebook)
    found = gradebook.db.execute(sql("SELECT version_num FROM alembic_version")).scalar()
    if found is None and _is_complete(gradebook):
        gradebook.db.execute(sql("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head})
        gradebook.db.commit()
        found = head
    if found != head:
        raise CourseError(text.GRADEBOOK_VERSION.format(found=found, expected=head))


def _is_complete(gradebook: Gradebook) -> bool:
    """Whether every table and column of this nbgrader is there."""
    found = inspect(gradebook.engine)
    return all(
        {column.name for column in table.columns}
        <= {column["name"] for column in found.get_columns(table.name)}
        for table in api.Base.metadata.sorted_tables
    )


def _finish_creation(gradebook: Gradebook) -> None:
    """A run that was killed while nbgrader made the gradebook has left it without its version."""
    if _is_complete(gradebook):
        gradebook.db.execute(sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        gradebook.db.commit()


def _shown(url: str) -> str:
    """A database address without its password."""
    head, at, tail = url.rpartition("@")
    return f"{head.rpartition(':')[0]}:***@{tail}" if at and head.count(":") > 1 else url


@contextmanager
def open_store(course: Course) -> Iterator[Store]:
    """Open the course's gradebook.

    Raises
    ------
    CourseError
        When the database cannot be reached or written, or belongs to another version of nbgrader.
    """
    # nbgrader calls the program `alembic` for a new gradebook: it lies beside the Python that runs us.
    os.environ["PATH"] = os.pathsep.join([str(Path(os.sys.executable).parent), os.environ.get("PATH", "")])  # type: ignore[attr-defined]
    try:
        gradebook = Gradebook(course.db_url, course.course_id)
        _METADATA.create_all(gradebook.engine)
        _check_version(gradebook)
    except (SQLAlchemyError, ImportError) as error:
        why = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise CourseError(text.GRADEBOOK_FAILED.format(url=_shown(course.db_url), error=why)) from error
    try:
        yield Store(course, gradebook)
    finally:
        gradebook.close()


class Store:
    """Writes marks and executed notebooks."""

    def __init__(self, course: Course, gradebook: Gradebook) -> None:
        self._course = course
        self.gradebook = gradebook
        self._db = gradebook.db

    def done(self, assignment: str) -> dict[str, dict[str, Any]]:
        """What earlier runs finished, by learner."""
        rows = self._db.execute(select(_RESULT).where(_RESULT.c.assignment == assignment)).mappings()
        return {row["student"]: {**row, **json.loads(row["detail"])} for row in rows if row["student"]}

    def note(self, assignment: str) -> dict[str, Any] | None:
        """What was found out about the assignment itself: kept under the empty learner's name."""
        key = (_RESULT.c.assignment == assignment) & (_RESULT.c.student == "")
        found = self._db.execute(select(_RESULT.c.detail).where(key)).scalar()
        return None if found is None else dict(json.loads(found))

    def set_note(self, assignment: str, note: dict[str, Any]) -> None:
        """Remember something about the assignment itself."""
        self._put(assignment, "", "", "", note, 0.0)
        self._db.commit()

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
        pattern = self._course.autograded("*", assignment)
        for kind in (f".{assignment}-*", f".old-{assignment}-*"):
            for path in glob.glob(str(pattern.parent / kind)):
                shutil.rmtree(path, ignore_errors=True)

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
        """
        self._write_folder(plan, marked, files, stamp)
        try:
            self._write_marks(plan, marked, stamp)
            self._put(plan.name, marked.student, digest, marked.status, _detail(marked), marked.seconds)
            self._db.commit()
        except SQLAlchemyError as error:
            self._db.rollback()
            why = str(getattr(error, "orig", error)).strip().splitlines()[0]
            raise CourseError(
                text.GRADEBOOK_FAILED.format(url=_shown(self._course.db_url), error=why)
            ) from error
        finally:
            self._db.expunge_all()

    def _write_folder(
        self, plan: AssignmentPlan, marked: Marked, files: dict[str, bytes], stamp: datetime | None
    ) -> None:
        target = self._course.autograded(marked.student, plan.name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=f".{plan.name}-", dir=target.parent))
            fresh.chmod(0o755)
            for name, content in {**files, **plan.files}.items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for name, content_text in marked.notebooks.items():
                (fresh / f"{name}.ipynb").write_text(content_text, encoding="utf-8")
            if stamp is not None:
                (fresh / "timestamp.txt").write_text(f"{stamp.isoformat(sep=' ')} UTC", encoding="ascii")
            _swap(fresh, target)
        except OSError as error:
            raise CourseError(
                text.CANNOT_WRITE.format(path=error.filename or target, error=error.strerror)
            ) from error

    def _write_marks(self, plan: AssignmentPlan, marked: Marked, stamp: datetime | None) -> None:
        assignment = self._db.query(Assignment).filter(Assignment.name == plan.name).one()
        if self._db.get(Student, marked.student) is None:
            self._db.add(Student(id=marked.student))
        entry = (
            self._db.query(SubmittedAssignment)
            .filter(
                SubmittedAssignment.assignment_id == assignment.id,
                SubmittedAssignment.student_id == marked.student,
            )
            .one_or_none()
        )
        fresh = entry is None
        if entry is None:
            entry = SubmittedAssignment(assignment_id=assignment.id, student_id=marked.student)
            self._db.add(entry)
        resubmitted = not fresh and entry.timestamp != stamp
        entry.timestamp = stamp
        self._db.flush()
        for notebook in assignment.notebooks:
            self._write_notebook(notebook, entry, marked, resubmitted)

    def _write_notebook(self, notebook: Any, entry: Any, marked: Marked, resubmitted: bool) -> None:
        own = (
            self._db.query(SubmittedNotebook)
            .filter(SubmittedNotebook.assignment_id == entry.id, SubmittedNotebook.notebook_id == notebook.id)
            .one_or_none()
        )
        if own is None:
            own = SubmittedNotebook(assignment_id=entry.id, notebook_id=notebook.id)
            self._db.add(own)
            self._db.flush()
        grades = {grade.cell_id: grade for grade in self._db.query(Grade).filter(Grade.notebook_id == own.id)}
        comments = {
            note.cell_id: note for note in self._db.query(Comment).filter(Comment.notebook_id == own.id)
        }
        marks = marked.marks.get(notebook.name, {})
        for cell in [*notebook.grade_cells, *notebook.task_cells]:
            grade = grades.get(cell.id)
            if grade is None:
                grade = Grade(cell_id=cell.id, notebook_id=own.id)
                self._db.add(grade)
            _set_grade(grade, marks.get(cell.name), resubmitted)
        for cell in [*notebook.solution_cells, *notebook.task_cells]:
            comment = comments.get(cell.id)
            if comment is None:
                comment = Comment(cell_id=cell.id, notebook_id=own.id)
                self._db.add(comment)
            unanswered = cell.name in marked.unanswered.get(notebook.name, ())
            comment.auto_comment = "No response." if unanswered else None


def _set_grade(grade: Any, mark: CellMark | None, resubmitted: bool) -> None:
    """Set the automatic mark. A mark given by hand stays, and asks for a look only when something changed."""
    score = None if mark is None else mark.score
    changed = grade.auto_score != score
    grade.auto_score = score
    if grade.manual_score is not None:
        grade.needs_manual_grade = bool(grade.needs_manual_grade or changed or resubmitted)
    else:
        grade.needs_manual_grade = score is None


def _swap(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one."""
    if target.is_symlink():
        target.unlink()
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".old-{target.name}-", dir=target.parent))
        os.rename(target, old / "old")
        os.rename(fresh, target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(fresh, target)


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
