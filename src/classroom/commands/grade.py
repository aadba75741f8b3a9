"""`classroom grade` and `classroom regrade`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from classroom import messages
from classroom.assignment.kernels import other_pythons
from classroom.commands import texts
from classroom.commands.frame import (
    AssignmentName,
    CourseDir,
    Database,
    console,
    fail,
    open_assignment,
    say,
    wrote,
)
from classroom.records import Options, Progress
from classroom.reports.changes import Change, points
from classroom.run import Outcome, grade_assignment
from classroom.submission.collect.collect import uncollected
from classroom.submission.collect.place import finish_interrupted
from classroom.submission.collect.texts import UNCOLLECTED

__all__ = ["register", "show"]

_LISTED = 20  # students that are listed on the screen; grades.csv has all

Workers = Annotated[int | None, typer.Option("--workers", min=1, help=texts.HELP_WORKERS)]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help=texts.HELP_SCHEDULER)]
Students = Annotated[list[str] | None, typer.Option("--student", metavar="ID", help=texts.HELP_STUDENT)]
Unsafe = Annotated[bool, typer.Option("--unsafe", help=texts.HELP_UNSAFE)]
Anyway = Annotated[bool, typer.Option("--anyway", help=texts.HELP_ANYWAY)]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command("grade", help=texts.HELP_GRADE)(_grade)
    app.command("regrade", help=texts.HELP_REGRADE)(_regrade)


def _grade(
    assignment: AssignmentName,
    course_dir: CourseDir = Path(),
    workers: Workers = None,
    scheduler: Scheduler = None,
    db: Database = None,
    student: Annotated[
        list[str] | None, typer.Option("--student", metavar="ID", help=texts.HELP_STUDENT)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=texts.HELP_FORCE)] = False,
    unsafe: Unsafe = False,
    anyway: Anyway = False,
) -> None:
    students = frozenset(student or ())
    options = Options(students, force, unsafe, workers, scheduler, anyway=anyway)
    _run(assignment, options, course_dir, db)


def _regrade(
    assignment: AssignmentName,
    course_dir: CourseDir = Path(),
    workers: Workers = None,
    scheduler: Scheduler = None,
    db: Database = None,
    diff: Annotated[bool, typer.Option("--diff/--no-diff", help=texts.HELP_DIFF)] = True,
    unsafe: Unsafe = False,
    anyway: Anyway = False,
) -> None:
    options = Options(frozenset(), False, unsafe, workers, scheduler, renew=True, diff=diff, anyway=anyway)
    _run(assignment, options, course_dir, db)


def _run(assignment: str, options: Options, folder: Path, db: str | None) -> None:
    """Everything that can be done is done; then say what the trainer has to mend for the rest."""
    if options.unsafe:
        console.print(texts.UNSAFE, style="bold red")
    opened = open_assignment(folder, db, assignment, to_run=True)
    with opened as (course, store, name), _progress(name) as on_progress:
        finish_interrupted(course)
        left_over = uncollected(course)
        for notice in [*course.notices(), *other_pythons(course, name)]:
            say(notice)
        outcome = grade_assignment(course, store, name, options, on_progress)
    if outcome.changes is not None and outcome.changes_csv is not None:
        _show_changes(outcome.changes)
        wrote(outcome.changes_csv)
    show(outcome)
    for line in outcome.summary.misplaced[:_LISTED]:
        if not any(name in line for name in left_over):  # those are named below, with what collects them
            say(line)
    if left_over:
        names, folder = ", ".join(left_over), course.submitted_root()
        say(UNCOLLECTED.format(names=names, folder=folder, assignment=name))
    if outcome.summary.problems:
        fail("\n".join(outcome.summary.problems))


@contextmanager
def _progress(assignment: str) -> Iterator[Callable[[Progress], None]]:
    """A progress bar on a terminal, a line a submission elsewhere."""
    columns = (
        TextColumn(assignment),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(texts.TIME_LEFT),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(assignment, total=None)

        def on_progress(step: Progress) -> None:
            bar.update(task, completed=step.done, total=step.count)
            if not console.is_terminal:
                line = f"[{step.done}/{step.count}] {step.student}: {step.status}"
                console.print(line, markup=False, highlight=False)

        yield on_progress


def _show_changes(changed: list[Change]) -> None:
    for change in changed:
        cells = "; ".join(f"{cell}: {points(was)} -> {points(now)}" for cell, was, now in change.cells)
        line = texts.DIFF_LINE.format(
            student=change.student, before=change.before, after=change.after, cells=cells
        )
        say(line)
    if not changed:
        console.print(texts.DIFF_NONE)


def show(outcome: Outcome) -> None:
    """Print what a run came to, and who needs a look."""
    plan, summary, rows = outcome.plan, outcome.summary, outcome.rows
    table = Table(texts.COLUMN_STATUS, texts.COLUMN_LEARNERS, texts.COLUMN_MEAN, title=plan.name)
    for status, count in sorted(Counter(row.status for row in rows).items()):
        mean = sum(row.score for row in rows if row.status == status) / count
        table.add_row(status, str(count), f"{mean:.1f} / {plan.max_score:g}")
    console.print(table)
    special = [row for row in rows if row.status.needs_look]
    for row in special[:_LISTED]:
        line = f"{row.student}: {row.status}: {row.note[:200]}"
        say(line)
    if len(special) > _LISTED:
        console.print(texts.MORE_ROWS.format(count=len(special) - _LISTED), markup=False)
    if summary.shared:
        say(messages.SHARED_FOUND.format(cells=", ".join(summary.shared)))
    if summary.broken:
        say(messages.BROKEN_FOUND.format(cells=", ".join(summary.broken)))
    path, page = outcome.grades_csv, outcome.class_page
    say(texts.RUN_DONE.format(new=summary.graded_now, rows=len(rows), path=path, report=page))
