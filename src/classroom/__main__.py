"""The command `classroom`: options in, tables and a progress bar out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from classroom import messages
from classroom.records import CourseError, Options, Progress


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Have imports find that there is no such module, unless it is there already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # how Python itself notes it
    try:
        yield
    finally:
        del sys.modules[module]


# jsonschema, which nbgrader imports, would spend a second on a grammar for web addresses in other alphabets,
# which reading notebooks never needs.
with _without("rfc3987_syntax"):
    from classroom.course import Course
    from classroom.gradebook.store import Store, open_store
    from classroom.reports.changes import Change, points
    from classroom.reports.export import Format
    from classroom.run import Outcome, export_assignment, grade_assignment, report_assignment
    from classroom.sandbox import doctor
    from classroom.sandbox.backends import best_isolation

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, add_completion=False, help=messages.HELP)
_console = Console()
_LISTED = 20  # students that are listed on the screen; grades.csv has all

AssignmentName = Annotated[str, typer.Argument(help=messages.HELP_ASSIGNMENT, metavar="ASSIGNMENT")]
CourseDir = Annotated[Path, typer.Option("--course-dir", help=messages.HELP_COURSE_DIR)]
Database = Annotated[str | None, typer.Option("--db", help=messages.HELP_DB)]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help=messages.HELP_WORKERS)]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help=messages.HELP_SCHEDULER)]
Unsafe = Annotated[bool, typer.Option("--unsafe", help=messages.HELP_UNSAFE)]


@app.callback()
def _commands() -> None:
    """Grade a class in an nbgrader course directory."""


@app.command("grade", help=messages.HELP_GRADE)
def grade_command(
    assignment: AssignmentName,
    course_dir: CourseDir = Path(),
    workers: Workers = None,
    scheduler: Scheduler = None,
    db: Database = None,
    student: Annotated[list[str] | None, typer.Option("--student", help=messages.HELP_STUDENT)] = None,
    force: Annotated[bool, typer.Option("--force", help=messages.HELP_FORCE)] = False,
    unsafe: Unsafe = False,
) -> None:
    """Grade every submission of an assignment."""
    _grade(assignment, Options(frozenset(student or ()), force, unsafe, workers, scheduler), course_dir, db)


@app.command("regrade", help=messages.HELP_REGRADE)
def regrade_command(
    assignment: AssignmentName,
    course_dir: CourseDir = Path(),
    workers: Workers = None,
    scheduler: Scheduler = None,
    db: Database = None,
    diff: Annotated[bool, typer.Option("--diff", help=messages.HELP_DIFF)] = False,
    unsafe: Unsafe = False,
) -> None:
    """Grade again after a test changed."""
    options = Options(frozenset(), False, unsafe, workers, scheduler, renew=True, diff=diff)
    _grade(assignment, options, course_dir, db)


@app.command("report", help=messages.HELP_REPORT)
def report_command(assignment: AssignmentName, course_dir: CourseDir = Path(), db: Database = None) -> None:
    """Write the table and the page again, marks given by hand included."""
    with _course(course_dir, db) as (course, store):
        outcome = report_assignment(course, store, assignment)
    _show(outcome)


@app.command("export", help=messages.HELP_EXPORT)
def export_command(
    assignment: AssignmentName,
    form: Annotated[Format, typer.Option("--format", help=messages.HELP_FORMAT)] = Format.csv,
    course_dir: CourseDir = Path(),
    db: Database = None,
) -> None:
    """Write the marks for a learning platform."""
    with _course(course_dir, db) as (course, store):
        path = export_assignment(course, store, assignment, form)
    _wrote(path)


@app.command("doctor", help=messages.HELP_DOCTOR)
def doctor_command() -> None:
    """Say what isolation this machine offers."""
    table = Table("", "", "", show_header=False)
    for finding in doctor.examine():
        meaning = finding.meaning
        if finding.why_not:
            meaning += "\n" + messages.DOCTOR_WHY_NOT.format(why=finding.why_not)
        table.add_row(finding.what, "yes" if finding.works else "no", escape(meaning))
    _console.print(table)
    isolation = best_isolation()
    if isolation is None:
        _console.print(messages.NO_ISOLATION)
        raise typer.Exit(1)
    _console.print(messages.DOCTOR_VERDICT.format(isolation=isolation))


@contextmanager
def _course(folder: Path, db: str | None) -> Iterator[tuple[Course, Store]]:
    """The course and its gradebook; what the trainer has to mend ends the command without a traceback."""
    try:
        course = Course(folder, db)
        with open_store(course) as store:
            yield course, store
    except CourseError as error:
        _fail(str(error))
    except OSError as error:
        where = error.filename or os.environ.get("TMPDIR", "/tmp")
        _fail(messages.CANNOT_WRITE.format(path=where, error=error.strerror or error))
    except KeyboardInterrupt:
        _fail(messages.INTERRUPTED, 130)


def _fail(message: str, code: int = 2) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _say(line: str) -> None:
    _console.print(line, markup=False, highlight=False, soft_wrap=True)


def _wrote(path: str) -> None:
    _say(messages.WROTE.format(path=path))


def _show_changes(changed: list[Change]) -> None:
    for change in changed:
        cells = "; ".join(f"{cell}: {points(was)} -> {points(now)}" for cell, was, now in change.cells)
        line = messages.DIFF_LINE.format(
            student=change.student, before=change.before, after=change.after, cells=cells
        )
        _say(line)
    if not changed:
        _console.print(messages.DIFF_NONE)


def _grade(assignment: str, options: Options, folder: Path, db: str | None) -> None:
    """Everything that can be done is done; then say what the trainer has to mend for the rest."""
    if options.unsafe:
        _console.print(messages.UNSAFE, style="bold red")
    with _course(folder, db) as (course, store), _progress(assignment) as on_progress:
        outcome = grade_assignment(course, store, assignment, options, on_progress)
    if outcome.changes is not None and outcome.changes_csv is not None:
        _show_changes(outcome.changes)
        _wrote(outcome.changes_csv)
    _show(outcome)
    if outcome.summary.problems:
        _fail("\n".join(outcome.summary.problems))


@contextmanager
def _progress(assignment: str) -> Iterator[Callable[[Progress], None]]:
    """A progress bar on a terminal, a line a submission elsewhere."""
    columns = (
        TextColumn(assignment),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(messages.TIME_LEFT),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=_console, transient=True, disable=not _console.is_terminal) as bar:
        task = bar.add_task(assignment, total=None)

        def on_progress(step: Progress) -> None:
            bar.update(task, completed=step.done, total=step.count)
            if not _console.is_terminal:
                line = f"[{step.done}/{step.count}] {step.student}: {step.status}"
                _console.print(line, markup=False, highlight=False)

        yield on_progress


def _show(outcome: Outcome) -> None:
    plan, summary, rows = outcome.plan, outcome.summary, outcome.rows
    table = Table(messages.COLUMN_STATUS, messages.COLUMN_LEARNERS, messages.COLUMN_MEAN, title=plan.name)
    for status, count in sorted(Counter(row.status for row in rows).items()):
        mean = sum(row.score for row in rows if row.status == status) / count
        table.add_row(status, str(count), f"{mean:.1f} / {plan.max_score:g}")
    _console.print(table)
    special = [row for row in rows if row.status.needs_look]
    for row in special[:_LISTED]:
        line = f"{row.student}: {row.status}: {row.note[:200]}"
        _say(line)
    if len(special) > _LISTED:
        _console.print(messages.MORE_ROWS.format(count=len(special) - _LISTED), markup=False)
    if summary.shared:
        _say(messages.SHARED_FOUND.format(cells=", ".join(summary.shared)))
    if summary.broken:
        _say(messages.BROKEN_FOUND.format(cells=", ".join(summary.broken)))
    path, page = outcome.grades_csv, outcome.class_page
    _say(messages.RUN_DONE.format(new=summary.graded_now, rows=len(rows), path=path, report=page))


if __name__ == "__main__":
    app()
