"""`classroom collect`: take in what a class has handed in, from a platform's download or any folder."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from classroom.commands import intake_texts as texts
from classroom.commands.frame import AssignmentName, CourseDir, Database, console, fail, open_assignment, say
from classroom.course import Course
from classroom.gradebook.due_dates import due_date
from classroom.gradebook.roster import enrolled
from classroom.gradebook.store import Store
from classroom.records import CourseError
from classroom.submission.collect import texts as reasons
from classroom.submission.collect.collect import Action, Collection, collect, decide, without_unsure
from classroom.submission.collect.download_names import remember_names
from classroom.submission.collect.place import finish_interrupted

__all__ = ["register"]

Sources = Annotated[list[Path], typer.Argument(help=texts.HELP_SOURCES, metavar="SOURCE")]
Matches = Annotated[list[str] | None, typer.Option("--match", metavar="FILE=ID", help=texts.HELP_MATCH)]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command("collect", help=texts.HELP_COLLECT)(_collect)


def _collect(
    assignment: AssignmentName,
    source: Sources,
    course_dir: CourseDir = Path(),
    db: Database = None,
    match: Matches = None,
    sure_only: Annotated[bool, typer.Option("--sure-only", help=texts.HELP_SURE_ONLY)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=texts.HELP_DRY_RUN)] = False,
) -> None:
    with open_assignment(course_dir, db, assignment) as (course, store, name):
        if finish_interrupted(course):
            say(reasons.INTERRUPTED_BEFORE)
        matches = _matches(match or [])
        collection = _decided(course, store, name, source, matches)
        while collection.choice.unsure and not sure_only:
            answer = None if dry_run else _ask(collection)
            if answer is None:
                break
            matches |= answer
            collection = _decided(course, store, name, source, matches)
        if sure_only:
            collection = without_unsure(collection)
        _refuse_unsure(collection)
        left = [] if dry_run else collect(course, collection)
        if not dry_run:
            remember_names(course, collection)
    _show(collection, left, dry_run)


def _decided(
    course: Course, store: Store, assignment: str, sources: Iterable[Path], matches: dict[str, str]
) -> Collection:
    due = due_date(store, assignment)
    return decide(course, assignment, sources, enrolled(store.gradebook), due, matches)


def _matches(given: list[str]) -> dict[str, str]:
    matches = {}
    for each in given:
        file, sign, student = each.rpartition("=")
        if not (file and sign and student):
            raise CourseError(reasons.BAD_MATCH.format(text=each))
        matches[file] = student
    return matches


def _refuse_unsure(collection: Collection) -> None:
    unsure, ties = collection.choice.unsure, collection.choice.ties
    if unsure:
        lines = "\n".join(f"  {line}" for line in [*unsure.values(), *ties])
        fail(reasons.NOT_SURE.format(count=len(unsure) + len(ties), lines=lines))
    if ties:
        fail(reasons.TIES.format(count=len(ties), lines="\n".join(f"  {line}" for line in ties)))


def _ask(collection: Collection) -> dict[str, str] | None:
    """Ask whose the first file is that is not sure; None where nobody can answer, or the answer is none."""
    if not sys.stdin.isatty():
        return None
    path, line = next(iter(collection.choice.unsure.items()))
    say(line)
    answer = typer.prompt(texts.WHOSE, default="", show_default=False).strip()
    return {path: answer} if answer else None


def _show(collection: Collection, left: list[str], dry_run: bool) -> None:
    table = Table(*texts.COLLECT_COLUMNS, title=collection.assignment)
    for row in collection.rows:
        files = ", ".join(each.path for each in row.work.notebooks.values())
        time = f"{row.time:%Y-%m-%d %H:%M} UTC" if row.time is not None else "-"
        late = texts.LATE if row.work.late else ""
        cells = (row.learner.student, row.learner.name, row.action, time, late, files)
        table.add_row(*(escape(each) for each in cells))
    if collection.rows:
        console.print(table)
    _list(texts.UNMATCHED, collection.choice.unmatched)
    _list(texts.LEFT, [*collection.choice.left, *left])
    for note in dict.fromkeys(collection.choice.notes):
        say(texts.NOTE.format(note=note))
    if collection.missing:
        names = ", ".join(f"{each.name} ({each.student})" for each in collection.missing)
        say(texts.NOTHING_FROM.format(names=names))
    counts = {action: sum(row.action is action for row in collection.rows) for action in Action}
    text = texts.WOULD_COLLECT if dry_run else texts.COLLECTED
    say(text.format(new=counts[Action.NEW], replaced=counts[Action.REPLACED], rest=_rest(counts)))


def _rest(counts: dict[Action, int]) -> int:
    return counts[Action.UNCHANGED] + counts[Action.KEPT]


def _list(heading: str, lines: list[str]) -> None:
    if lines:
        say(heading)
        for line in lines:
            say(f"  {line}")
