"""`classroom roster`: who is enrolled, and `classroom roster import`: enrol a class from a list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from classroom.commands import intake_texts as texts
from classroom.commands.frame import CourseDir, Database, console, errors_told, open_course, say
from classroom.gradebook.roster import Changes, apply, enrolled, plan_import, read_roster
from classroom.submission.learners import Learner

__all__ = ["register"]

_LISTED = 20  # learners of a kind that are listed; the rest are counted


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    group = typer.Typer(invoke_without_command=True)
    group.callback(help=texts.HELP_ROSTER)(_roster)
    group.command("import", help=texts.HELP_IMPORT)(_import)
    app.add_typer(group, name="roster")


def _roster(context: typer.Context, course_dir: CourseDir = Path(), db: Database = None) -> None:
    if context.invoked_subcommand is not None:
        return
    with open_course(course_dir, db) as (_, store):
        learners = enrolled(store.gradebook)
    if not learners:
        say(texts.ROSTER_EMPTY)
        return
    table = _table()
    for learner in learners:
        _add(table, learner)
    console.print(table)
    say(texts.ENROLLED.format(count=_learners(len(learners))))


def _import(
    file: Annotated[Path, typer.Argument(help=texts.HELP_ROSTER_FILE, metavar="FILE")],
    course_dir: CourseDir = Path(),
    db: Database = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=texts.HELP_DRY_RUN)] = False,
    id_column: Annotated[str | None, typer.Option("--id", metavar="COLUMN", help=texts.HELP_ID)] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help=texts.HELP_ENCODING)] = None,
) -> None:
    with errors_told():
        listed = read_roster(file, id_column, encoding)  # before a gradebook is made where there is none
    with open_course(course_dir, db) as (_, store):
        changes = plan_import(store.gradebook, listed)
        if not dry_run:
            apply(store.gradebook, changes)
    _show(changes, file, dry_run)


def _show(changes: Changes, file: Path, dry_run: bool) -> None:
    say(texts.READ_AS.format(path=file, form=changes.form))
    if changes.new:
        say(texts.WOULD_ENROL if dry_run else texts.ENROLLED_NOW)
        table = _table()
        for learner in changes.new[:_LISTED]:
            _add(table, learner)
        console.print(table)
        _more(len(changes.new))
    if changes.changed:
        say(texts.WOULD_CHANGE if dry_run else texts.CHANGED_NOW)
        for before, after in changes.changed[:_LISTED]:
            say(f"  {after.student}: {_difference(before, after)}")
        _more(len(changes.changed))
    if changes.kept:
        names = ", ".join(each.student for each in changes.kept[:_LISTED])
        say(texts.NOT_IN_LIST.format(count=_learners(len(changes.kept)), names=names))
        _more(len(changes.kept))
    for note in changes.notes:
        say(texts.NOTE.format(note=note))
    text = texts.WOULD_DO if dry_run else texts.DONE
    say(text.format(new=len(changes.new), changed=len(changes.changed), same=changes.same))


def _table() -> Table:
    return Table(*texts.ROSTER_COLUMNS)


def _add(table: Table, learner: Learner) -> None:
    cells = (learner.student, learner.last_name, learner.first_name, learner.email, learner.number)
    table.add_row(*(escape(each) for each in cells))


def _difference(before: Learner, after: Learner) -> str:
    named = (("last_name", 1), ("first_name", 2), ("email", 3), ("number", 4))
    pairs = [(texts.ROSTER_COLUMNS[at], getattr(before, name), getattr(after, name)) for name, at in named]
    return "; ".join(f"{name} {old or '-'} -> {new}" for name, old, new in pairs if old != new)


def _learners(count: int) -> str:
    return texts.ONE_LEARNER if count == 1 else texts.LEARNERS.format(count=count)


def _more(count: int) -> None:
    if count > _LISTED:
        say(texts.MORE.format(count=count - _LISTED))
