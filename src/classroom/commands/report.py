"""`classroom report` and `classroom export`: what the gradebook holds of one assignment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classroom.commands import texts
from classroom.commands.frame import AssignmentName, CourseDir, Database, exported_to, open_assignment
from classroom.commands.grade import show
from classroom.reports.export import Format
from classroom.run import export_assignment, report_assignment

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command("report", help=texts.HELP_REPORT)(_report)
    app.command("export", help=texts.HELP_EXPORT)(_export)


def _report(assignment: AssignmentName, course_dir: CourseDir = Path(), db: Database = None) -> None:
    with open_assignment(course_dir, db, assignment) as (course, store, name):
        outcome = report_assignment(course, store, name)
    show(outcome)


def _export(
    assignment: AssignmentName,
    form: Annotated[Format, typer.Option("--format", help=texts.HELP_FORMAT)] = Format.csv,
    course_dir: CourseDir = Path(),
    db: Database = None,
) -> None:
    with open_assignment(course_dir, db, assignment) as (course, store, name):
        exported = export_assignment(course, store, name, form)
    exported_to(exported)
