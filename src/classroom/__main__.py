"""The command `classroom`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from classroom import doctor as doctoring
from classroom import text
from classroom.course import Course, CourseError
from classroom.grade import Options, Progress, Summary, grade
from classroom.feedback import write_feedback
from classroom.rows import Row, collect, comments_of, write_csv
from classroom.store import open_store

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text.HELP)
_console = Console()
_LISTED = 20  # learners that are listed on the screen; grades.csv has all

CourseDir = Annotated[Path, typer.Option("--course-dir", help=text.HELP_COURSE_DIR)]
Database = Annotated[str | None, typer.Option("--db", help=text.HELP_DB)]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help=text.HELP_WORKERS)]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help=text.HELP_SCHEDULER)]
Unsafe = Annotated[bool, typer.Option("--unsafe", help=text.HELP_UNSAFE)]


@app.callback()
def _commands() -> None:
    """Grade a class in an nbgrader course directory."""


@app.command("grade", help=text.HELP_GRADE)
def grade_command(
    assignment: str,
    course_dir: CourseDir = Path(),
    workers: Workers = None,
    scheduler: Scheduler = None,
    db: Database = None,
    student: Annotated[list[str] | None, typer.Option("--student", help=text.HELP_STUDENT)] = None,
    force: Annotated[bool, typer.Option("--force", help=text.HELP_FORCE)] = False,
    unsafe: Unsafe = False,
) -> None:
    """Grade every submission of an assignment."""
    options = Options(frozenset(student or ()), force, unsafe, workers, scheduler)
    if unsafe:
        _console.print(text.UNSAFE, style="bold red")
    try:
        course = Course(course_dir, db)
        with open_store(course) as store:
            with _bar(assignment) as bar:
                task = bar.add_task(assignment, total=None)

                def told(step: Progress) -> None:
                    bar.update(task, completed=step.done, total=step.count)
                    if not _console.is_terminal:
                        line = f"[{step.done}/{step.count}] {step.student}: {step.status}"
                        _console.print(line, markup=False, highlight=False)

                summary = grade(course, store, assignment, options, told)
            rows = collect(summary, store)
            path = write_csv(course, summary, rows)
            said = comments_of(store, assignment)
        write_feedback(course, summary.plan, rows, said, workers or os.cpu_count() or 1)
        _show(summary, rows, path)
    except CourseError as error:
        _fail(error)


@app.command("doctor", help=text.HELP_DOCTOR)
def doctor_command() -> None:
    """Say what isolation this machine offers."""
    table = Table("", "", "")
    for finding in doctoring.examine():
        table.add_row(finding.what, "yes" if finding.works else "no", finding.meaning)
    _console.print(table)
    isolation = doctoring.best_isolation()
    if isolation is None:
        _console.print(text.NO_ISOLATION)
        raise typer.Exit(1)
    _console.print(text.DOCTOR_VERDICT.format(isolation=isolation))


def _fail(error: CourseError) -> None:
    typer.echo(str(error), err=True)
    raise typer.Exit(2)


def _bar(name: str) -> Bar:
    columns = (
        TextColumn(name),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(text.TIME_LEFT),
        TimeRemainingColumn(),
    )
    return Bar(*columns, console=_console, transient=True, disable=not _console.is_terminal)


def _show(summary: Summary, rows: list[Row], path: str) -> None:
    table = Table(text.COLUMN_STATUS, text.COLUMN_LEARNERS, text.COLUMN_MEAN, title=summary.plan.name)
    for status, count in sorted(Counter(row.status for row in rows).items()):
        mean = sum(row.score for row in rows if row.status == status) / count
        table.add_row(status, str(count), f"{mean:.1f} / {summary.plan.max_score:g}")
    _console.print(table)
    special = [row for row in rows if row.status not in ("graded", "repaired", "missing")]
    for row in special[:_LISTED]:
        _console.print(f"{row.student}: {row.status}: {row.note[:200]}", markup=False, highlight=False)
    if len(special) > _LISTED:
        _console.print(text.MORE_ROWS.format(count=len(special) - _LISTED), markup=False)
    if summary.shared:
        _console.print(text.SHARED_FOUND.format(cells=", ".join(summary.shared)), markup=False)
    if summary.broken:
        _console.print(text.BROKEN_FOUND.format(cells=", ".join(summary.broken)), markup=False)
    _console.print(text.RUN_DONE.format(new=summary.graded_now, rows=len(rows), path=path), markup=False)


if __name__ == "__main__":
    app()
