"""What all commands share: the options that name a course, its opening, how a command speaks and fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from classroom import messages
from classroom.assignment.kernels import check_kernels, notebooks_of
from classroom.assignment.spelling import find_assignment
from classroom.commands import texts
from classroom.course import Course
from classroom.gradebook.store import Store, open_store
from classroom.records import CourseError
from classroom.reports.export import Exported

__all__ = [
    "AssignmentName",
    "CourseDir",
    "Database",
    "console",
    "errors_told",
    "exported_to",
    "fail",
    "open_assignment",
    "open_course",
    "say",
    "wrote",
]

console = Console()

AssignmentName = Annotated[str, typer.Argument(help=texts.HELP_ASSIGNMENT, metavar="ASSIGNMENT")]
CourseDir = Annotated[Path, typer.Option("--course-dir", help=texts.HELP_COURSE_DIR)]
Database = Annotated[str | None, typer.Option("--db", help=texts.HELP_DB)]


@contextmanager
def open_course(folder: Path, db: str | None) -> Iterator[tuple[Course, Store]]:
    """The course and its gradebook; what the trainer has to mend ends the command without a traceback."""
    with errors_told():
        course = Course(folder, db)
        with open_store(course) as store:
            yield course, store


@contextmanager
def open_assignment(
    folder: Path, db: str | None, typed: str, to_run: bool = False
) -> Iterator[tuple[Course, Store, str]]:
    """The same, and the assignment that was meant: no gradebook is made where there is none of this name, nor
    where its notebooks are to be run and are not in Python.
    """
    with errors_told():
        course = Course(folder, db)
        name = find_assignment(course, typed)
        if to_run:
            check_kernels(notebooks_of(course, name))
        with open_store(course) as store:
            yield course, store, name


@contextmanager
def errors_told() -> Iterator[None]:
    """End the command with a sentence where the trainer has to mend something."""
    try:
        yield
    except CourseError as error:
        fail(str(error))
    except OSError as error:
        where = error.filename or os.environ.get("TMPDIR", "/tmp")
        fail(messages.CANNOT_WRITE.format(path=where, error=error.strerror or error))
    except KeyboardInterrupt:
        fail(texts.INTERRUPTED, 130)


def fail(message: str, code: int = 2) -> NoReturn:
    """End the command with a message on stderr."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def say(line: str) -> None:
    """Print a line as it is, however long."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def wrote(path: str) -> None:
    """Say which file was written."""
    say(texts.WROTE.format(path=path))


def exported_to(exported: Exported) -> None:
    """Say which file of marks was written, and what is still open."""
    wrote(exported.path)
    say(f"{exported.open.sentence} {texts.PROVISIONAL_FILE}" if exported.open else exported.open.sentence)
