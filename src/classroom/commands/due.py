"""`classroom due`: when an assignment is due, for the class and for single learners."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from classroom import messages
from classroom.assignment.spelling import did_you_mean
from classroom.commands import texts
from classroom.commands.frame import AssignmentName, CourseDir, Database, fail, open_assignment, say
from classroom.course import Course
from classroom.gradebook.due_dates import due_date, extensions, read_date, set_due_date, set_extension
from classroom.gradebook.late_penalties import apply_late_penalties
from classroom.gradebook.scores import late_students
from classroom.gradebook.store import Store
from classroom.records import CourseError

__all__ = ["register"]

Date = Annotated[str | None, typer.Argument(help=texts.HELP_DATE, metavar="DATE")]
Learners = Annotated[list[str] | None, typer.Option("--learner", metavar="ID", help=texts.HELP_LEARNER)]


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    app.command("due", help=texts.HELP_DUE)(_due)


def _due(
    assignment: AssignmentName,
    date: Date = None,
    learner: Learners = None,
    course_dir: CourseDir = Path(),
    db: Database = None,
) -> None:
    problems: list[str] = []
    with open_assignment(course_dir, db, assignment) as (course, store, name):
        if date is not None:
            problems = _set(course, store, name, read_date(date), learner or [])
        _show(store, name)
    if date is not None:
        say(texts.DUE_DONE.format(assignment=name))
    if problems:
        fail("\n".join(problems))


def _set(course: Course, store: Store, name: str, due: datetime | None, learners: list[str]) -> list[str]:
    """Set a date; returns what the late-penalty plugin could not do."""
    _check_known(course, store, name, learners)
    if not learners:
        set_due_date(store, name, due)
    for each in learners:
        set_extension(store, name, each, due)
    return apply_late_penalties(course, store, name)


def _check_known(course: Course, store: Store, name: str, learners: list[str]) -> None:
    known = {*store.enrolled(), *(entry.student for entry in course.handed_in(name))}
    for each in learners:
        if each not in known:
            refusal = messages.NO_STUDENT.format(student=each, assignment=name)
            raise CourseError(refusal + did_you_mean(each, known))


def _show(store: Store, name: str) -> None:
    due = due_date(store, name)
    if due is None:
        say(texts.NEVER_DUE.format(assignment=name))
        return
    say(texts.DUE.format(assignment=name, date=_shown(due)))
    for student, own in extensions(store, name).items():
        say(texts.EXTENSION.format(student=student, date=_shown(own)))
    late = late_students(store.gradebook, name)
    say(texts.LATE_NOW.format(names=", ".join(late)) if late else texts.NOBODY_LATE)


def _shown(due: datetime) -> str:
    """A date in the time of this machine, and in UTC, which the gradebook keeps."""
    here = due.replace(tzinfo=UTC).astimezone()
    utc = "" if here.utcoffset() == UTC.utcoffset(None) else f" ({due:%Y-%m-%d %H:%M} UTC)"
    return f"{here:%Y-%m-%d %H:%M %Z}{utc}"
