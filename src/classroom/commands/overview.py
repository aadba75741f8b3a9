"""`classroom overview` and `classroom final`: the whole course."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from classroom import messages
from classroom.commands import texts
from classroom.commands.frame import CourseDir, Database, console, exported_to, open_course, say, wrote
from classroom.course import Course
from classroom.gradebook.store import Store
from classroom.records import CourseError
from classroom.reports.course_marks import CourseMarks, course_marks
from classroom.reports.export import Format
from classroom.reports.final_export import export_final, open_in, shown
from classroom.reports.final_marks import FinalMark, FinalRule, final_marks, read_rule
from classroom.reports.overview import write_overview

__all__ = ["register"]

_LISTED = 40  # learners that are listed on the screen; the files have all


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command("overview", help=texts.HELP_OVERVIEW)(_overview)
    app.command("final", help=texts.HELP_FINAL)(_final)


def _overview(course_dir: CourseDir = Path(), db: Database = None) -> None:
    with open_course(course_dir, db) as (course, store):
        marks, rule, finals = _marks(course, store)
        page, sheet = write_overview(course, marks, rule, finals)
    columns = (
        texts.COLUMN_HANDED_IN,
        texts.COLUMN_MEAN,
        texts.COLUMN_UNMARKED,
        texts.COLUMN_UNGRADED,
        texts.COLUMN_FLAGGED,
    )
    table = Table(texts.COLUMN_ASSIGNMENT)
    for column in columns:
        table.add_column(column, justify="right")
    for each in marks.assignments:
        mean = "" if each.mean is None else f"{each.mean:.1f} / {each.max_score:g}"
        counts = (each.unmarked, each.ungraded, len(each.flagged))
        handed_in = f"{each.handed_in} / {len(marks.students)}"
        table.add_row(escape(each.name), handed_in, mean, *(str(count or "") for count in counts))
    console.print(table)
    say(open_in(finals).sentence)
    wrote(sheet)
    wrote(page)


def _final(
    form: Annotated[Format, typer.Option("--format", help=texts.HELP_FORMAT)] = Format.csv,
    course_dir: CourseDir = Path(),
    db: Database = None,
) -> None:
    with open_course(course_dir, db) as (course, store):
        marks, rule, finals = _marks(course, store)
        exported = export_final(course, marks, rule, finals, form)
    _show(marks, rule, finals)
    exported_to(exported)


def _marks(course: Course, store: Store) -> tuple[CourseMarks, FinalRule, list[FinalMark]]:
    rule = read_rule(course.options.get("final"), course.assignments())
    marks = course_marks(course, store)
    if not marks.students:
        raise CourseError(messages.NOBODY.format(folder=course.directory.submitted_directory))
    return marks, rule, final_marks(rule, marks)


def _show(marks: CourseMarks, rule: FinalRule, finals: list[FinalMark]) -> None:
    table = Table(texts.COLUMN_LEARNER, texts.COLUMN_FINAL)
    if rule.pass_mark is not None:
        table.add_column(texts.COLUMN_PASSED)
    for each in finals[:_LISTED]:
        passed = [] if each.passed is None else ["yes" if each.passed else "no"]
        table.add_row(escape(marks.name(each.student)), shown(each.mark), *passed)
    console.print(table)
    if len(finals) > _LISTED:
        say(texts.MORE_LEARNERS.format(count=len(finals) - _LISTED))
