"""`classroom doctor`."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Table

from classroom import messages
from classroom.commands import texts
from classroom.commands.frame import CourseDir, console, errors_told, say
from classroom.course import Course
from classroom.reports.course_health import Check, examine_course
from classroom.sandbox import doctor
from classroom.sandbox.backends import best_isolation

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    app.command("doctor", help=texts.HELP_DOCTOR)(_doctor)


def _doctor(course_dir: CourseDir = Path()) -> None:
    table = Table("", "", "", show_header=False, title=texts.DOCTOR_MACHINE)
    for finding in doctor.examine():
        meaning = finding.meaning
        if finding.why_not:
            meaning += "\n" + texts.DOCTOR_WHY_NOT.format(why=finding.why_not)
        table.add_row(finding.what, "yes" if finding.works else "no", escape(meaning))
    console.print(table)
    isolation = best_isolation()
    if isolation is None:
        console.print(messages.NO_ISOLATION)
        raise typer.Exit(1)
    console.print(texts.DOCTOR_VERDICT.format(isolation=isolation))
    if (course_dir / "nbgrader_config.py").is_file():
        with errors_told():
            _show(examine_course(Course(course_dir)))
    else:
        say(texts.DOCTOR_NO_COURSE.format(folder=course_dir.resolve()))


def _show(checks: list[Check]) -> None:
    table = Table("", "", "", show_header=False, title=texts.DOCTOR_COURSE)
    for check in checks:
        table.add_row(check.what, texts.GOOD if check.good else texts.LOOK, escape(check.finding))
    console.print(table)
