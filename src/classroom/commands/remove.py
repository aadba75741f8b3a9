"""`classroom remove`: take learners out of the course, after a look at what would go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from classroom.assignment.spelling import did_you_mean
from classroom.commands import texts
from classroom.commands.frame import CourseDir, Database, console, open_course, say
from classroom.gradebook.removal import Holding, find_holdings, remove_students
from classroom.records import CourseError
from classroom.reports.words import counted
from classroom.submission.collect.download_names import forget_names

__all__ = ["register"]

Students = Annotated[list[str], typer.Argument(help=texts.HELP_REMOVE_WHOM, metavar="ID...")]


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    app.command("remove", help=texts.HELP_REMOVE)(_remove)


def _remove(
    student: Students,
    yes: Annotated[bool, typer.Option("--yes", help=texts.HELP_YES)] = False,
    course_dir: CourseDir = Path(),
    db: Database = None,
) -> None:
    with open_course(course_dir, db) as (course, store):
        found = find_holdings(course, store, student)
        if not found:
            refusal = texts.NOTHING_TO_REMOVE.format(names=", ".join(student))
            raise CourseError(refusal + did_you_mean(student[0], store.enrolled()))
        if yes:
            remove_students(course, store, found)
            forget_names(course, {each.student for each in found})
    _show(found)
    text = texts.REMOVED if yes else texts.WOULD_REMOVE
    say(text.format(count=counted(len(found), "learner")))


def _show(found: list[Holding]) -> None:
    table = Table(
        texts.COLUMN_LEARNER, texts.COLUMN_ENROLLED, texts.COLUMN_IN_GRADEBOOK, texts.COLUMN_FOLDERS
    )
    for each in found:
        enrolled = "yes" if each.enrolled else "no"
        marked = ", ".join(each.assignments)
        table.add_row(escape(each.student), enrolled, escape(marked), str(len(each.folders)))
    console.print(table)
