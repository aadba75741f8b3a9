"""Takes students out of a course: their rows in the gradebook, and the folders of their work."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import delete, inspect, select
from sqlalchemy import text as sql

from classroom.course import Course
from classroom.files import writing
from classroom.gradebook.connection import with_retry
from classroom.gradebook.store import Store

__all__ = ["Holding", "find_holdings", "remove_students"]

_OWN_TABLES = ("classroom_result", "classroom_extension")


@dataclass(frozen=True)
class Holding:
    """What a course has of one student."""

    student: str
    enrolled: bool
    assignments: tuple[str, ...]  # in which there is a submission in the gradebook
    folders: tuple[Path, ...]


def find_holdings(course: Course, store: Store, students: Iterable[str]) -> list[Holding]:
    """What the course has of the students; those of whom it has nothing are left out."""
    db = store.gradebook.db
    enrolled = set(store.enrolled())
    query = select(SubmittedAssignment.student_id, Assignment.name).join(
        Assignment, Assignment.id == SubmittedAssignment.assignment_id
    )
    submissions = [(row.student_id, row.name) for row in db.execute(query)]
    names = {*course.assignments(), *db.execute(select(Assignment.name)).scalars()}
    found = []
    for student in dict.fromkeys(students):
        if PurePath(student).name != student:  # no id: it would lead to folders of something else
            continue
        marked = tuple(sorted(name for who, name in submissions if who == student))
        folders = tuple(_folders(course, student, sorted(names)))
        if student in enrolled or marked or folders:
            found.append(Holding(student, student in enrolled, marked, folders))
    return found


def _folders(course: Course, student: str, names: list[str]) -> list[Path]:
    places = [
        place(student, name)
        for place in (course.submitted, course.autograded, course.feedback)
        for name in names
    ]
    return [path for path in places if os.path.lexists(path)]


def remove_students(course: Course, store: Store, holdings: Iterable[Holding]) -> None:
    """Remove what was found: the gradebook's rows in one transaction, then the folders.

    Raises
    ------
    CourseError
        When the gradebook or a folder cannot be written. The gradebook is then as it was, or without them.
    """
    holdings = list(holdings)
    with_retry(store.gradebook, lambda: _forget(store, [each.student for each in holdings]))
    for folder in (path for each in holdings for path in each.folders):
        with writing(folder):
            _clear(course, folder)


def _forget(store: Store, students: list[str]) -> None:
    db = store.gradebook.db
    submissions = select(SubmittedAssignment.id).where(SubmittedAssignment.student_id.in_(students))
    notebooks = select(SubmittedNotebook.id).where(SubmittedNotebook.assignment_id.in_(submissions))
    for model in (Grade, Comment):
        db.execute(delete(model).where(model.notebook_id.in_(notebooks)))
    db.execute(delete(SubmittedNotebook).where(SubmittedNotebook.assignment_id.in_(submissions)))
    db.execute(delete(SubmittedAssignment).where(SubmittedAssignment.student_id.in_(students)))
    db.execute(delete(Student).where(Student.id.in_(students)))
    present = set(inspect(store.gradebook.engine).get_table_names())
    for table in _OWN_TABLES:
        if table in present:
            for student in students:
                db.execute(sql(f"DELETE FROM {table} WHERE student = :student"), {"student": student})
    db.commit()
    db.expunge_all()


def _clear(course: Course, folder: Path) -> None:
    """Take a folder away at once, then what is in it; the folders above go where nothing is left in them."""
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink()
    else:
        aside = Path(tempfile.mkdtemp(prefix=".removed-", dir=course.root))
        os.rename(folder, aside / "folder")
        shutil.rmtree(aside, ignore_errors=True)
    for above in folder.parents:
        if above == course.root or not above.is_relative_to(course.root) or any(above.iterdir()):
            break
        above.rmdir()
