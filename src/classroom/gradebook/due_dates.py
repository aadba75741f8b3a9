"""When an assignment is due: for the class in nbgrader's own column, for one student in a table of ours.

nbgrader keeps an extension with a submission, so that nobody can have one before they hand in. Ours is kept
by student, and put into nbgrader's column once there is a submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from nbgrader.api import Assignment, SubmittedAssignment
from sqlalchemy import Column, DateTime, MetaData, String, Table, delete, insert, select

from classroom import messages
from classroom.gradebook.connection import with_retry
from classroom.gradebook.store import Store
from classroom.records import CourseError

__all__ = ["apply_extensions", "due_date", "extensions", "read_date", "set_due_date", "set_extension"]

_METADATA = MetaData()
_EXTENSION = Table(
    "classroom_extension",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("due", DateTime, nullable=False),  # UTC
)
_NEVER = "none"
_DAY_LENGTH = 10  # of a date without a time, as ISO 8601 writes it


def read_date(typed: str) -> datetime | None:
    """A date as people type it, in UTC; None for `none`, which takes a date away.

    A day without a time means its end, a time without a zone the time of this machine.

    Raises
    ------
    CourseError
        When it is no date.
    """
    if typed.strip().casefold() == _NEVER:
        return None
    try:
        date = datetime.fromisoformat(typed.strip())
        if len(typed.strip()) <= _DAY_LENGTH:
            date = datetime.combine(date, time(23, 59, 59))
        return date.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:  # the latter for the first and last days that there are
        raise CourseError(messages.BAD_DATE.format(value=typed)) from error


def due_date(store: Store, assignment: str) -> datetime | None:
    """When an assignment is due [UTC]; None when it never is."""
    query = select(Assignment.duedate).where(Assignment.name == assignment)
    due: datetime | None = store.gradebook.db.execute(query).scalar()
    return due


def set_due_date(store: Store, assignment: str, due: datetime | None) -> None:
    """Set when an assignment is due; the extensions keep their own dates."""
    db = store.gradebook.db

    def work() -> None:
        entry = db.query(Assignment).filter(Assignment.name == assignment).one_or_none()
        if entry is None:
            store.gradebook.add_assignment(assignment, duedate=due)
        else:
            entry.duedate = due
        db.commit()

    with_retry(store.gradebook, work)
    apply_extensions(store, assignment)


def extensions(store: Store, assignment: str) -> Mapping[str, datetime]:
    """The students who have a date of their own [UTC]."""
    with_retry(store.gradebook, lambda: _METADATA.create_all(store.gradebook.engine))
    query = select(_EXTENSION.c.student, _EXTENSION.c.due).where(_EXTENSION.c.assignment == assignment)
    return {row.student: row.due for row in store.gradebook.db.execute(query.order_by(_EXTENSION.c.student))}


def set_extension(store: Store, assignment: str, student: str, due: datetime | None) -> None:
    """Give a student a date of their own, or take it away.

    Raises
    ------
    CourseError
        When the assignment has no date for the class, or a later one.
    """
    general = due_date(store, assignment)
    if due is not None and general is None:
        raise CourseError(messages.NO_DUE_DATE.format(assignment=assignment))
    if due is not None and general is not None and due < general:
        raise CourseError(messages.EARLIER_THAN_CLASS.format(student=student, due=due, general=general))
    with_retry(store.gradebook, lambda: _METADATA.create_all(store.gradebook.engine))
    db = store.gradebook.db

    def work() -> None:
        key = (_EXTENSION.c.assignment == assignment) & (_EXTENSION.c.student == student)
        db.execute(delete(_EXTENSION).where(key))
        if due is not None:
            db.execute(insert(_EXTENSION).values(assignment=assignment, student=student, due=due))
        else:
            _submissions(store, assignment).filter(SubmittedAssignment.student_id == student).update(
                {"extension": None}, synchronize_session=False
            )
        db.commit()

    with_retry(store.gradebook, work)
    apply_extensions(store, assignment)


def apply_extensions(store: Store, assignment: str) -> None:
    """Put the dates of single students into the submissions that there are by now.

    A submission whose extension was given elsewhere, in nbgrader itself, keeps it.
    """
    general, own = due_date(store, assignment), extensions(store, assignment)
    db = store.gradebook.db

    def work() -> None:
        for submission in _submissions(store, assignment):
            due = own.get(submission.student_id)
            if due is not None and general is not None:
                submission.extension = max(due, general) - general
        db.commit()

    with_retry(store.gradebook, work)
    db.expunge_all()


def _submissions(store: Store, assignment: str) -> Any:
    db = store.gradebook.db
    known = select(Assignment.id).where(Assignment.name == assignment).scalar_subquery()
    return db.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == known)
