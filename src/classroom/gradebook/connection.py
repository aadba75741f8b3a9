"""Opens nbgrader's gradebook, checks its version, and bears a database that goes away for a moment."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from nbgrader import api
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, exists, insert, inspect, literal, select
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from classroom import messages
from classroom.records import CourseError

__all__ = ["failure", "open_gradebook", "with_retry"]

_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)  # [s] between tries: a database server restarts in less than 8
_BUSY = ("database is locked", "database is busy")  # somebody else writes: formgrader, another run
_FULL = "disk is full"
_MADE = ("already exists", "duplicate column")  # what was missing a moment ago

_COURSE = api.Course.__table__

Result = TypeVar("Result")


def without_password(url: str) -> str:
    """A database address without its password."""
    head, at, tail = url.rpartition("@")
    return f"{head.rpartition(':')[0]}:***@{tail}" if at and head.count(":") > 1 else url


def failure(url: str, error: Exception) -> CourseError:
    """What to tell the trainer about a database that did not do as asked."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    if any(word in line for word in _BUSY for line in lines[:1]):
        return CourseError(messages.GRADEBOOK_BUSY.format(url=without_password(url)))
    if any(_FULL in line for line in lines[:1]):
        return CourseError(messages.GRADEBOOK_FULL.format(url=without_password(url)))
    return CourseError(
        messages.GRADEBOOK_FAILED.format(url=without_password(url), error=lines[0] if lines else type(error))
    )


def with_retry(gradebook: Gradebook, work: Callable[[], Result]) -> Result:
    """Do one whole transaction, again if the connection broke or the database was busy.

    Raises
    ------
    SQLAlchemyError
        When it still fails after about 8 s, or for another reason.
    """
    for pause in (*_PAUSES_S, None):
        try:
            return work()
        except SQLAlchemyError as error:
            _undo(gradebook)
            if pause is None or not _passing(error):
                raise
            time.sleep(pause)
    raise AssertionError  # the last turn returns or raises


def _undo(gradebook: Gradebook) -> None:
    try:
        gradebook.db.rollback()
    except SQLAlchemyError:
        gradebook.db.remove()  # the connection is dead: the next transaction opens another


def _made_meanwhile(error: Exception) -> bool:
    """Whether another run has made the same table, or added the same student, a moment ago."""
    return isinstance(error, IntegrityError) or any(words in str(error) for words in _MADE)


def _passing(error: SQLAlchemyError) -> bool:
    """Whether trying again may help."""
    if _made_meanwhile(error):
        return True
    if not isinstance(error, DBAPIError):
        return False
    no_connection = type(error.orig).__name__ == "OperationalError" and error.statement is None
    return error.connection_invalidated or no_connection or any(word in str(error.orig) for word in _BUSY)


@contextmanager
def open_gradebook(url: str, course_id: str) -> Iterator[Gradebook]:
    """Open a gradebook; a new one is made when there is none, and left if anything was written into it.

    Raises
    ------
    CourseError
        When the database cannot be reached or written, or belongs to another version of nbgrader.
    """
    made = _missing_file(url)
    try:
        gradebook = _opened(url, course_id)
    except (SQLAlchemyError, ImportError) as error:
        raise failure(url, error) from error
    try:
        yield gradebook
    except SQLAlchemyError as error:
        raise failure(url, error) from error
    finally:
        unused = made is not None and _is_unused(gradebook)
        gradebook.close()
        if made is not None and unused:
            # Whoever has opened it since is refused by SQLite, and loses nothing.
            made.unlink(missing_ok=True)


def _opened(url: str, course_id: str) -> Gradebook:
    """A gradebook with its tables; where another run makes them at the same time, what that has made."""
    for pause in (*_PAUSES_S, None):
        gradebook = None
        try:
            _make_tables(url, course_id)
            gradebook = Gradebook(url, course_id)
            _check_version(gradebook)
        except (SQLAlchemyError, CourseError) as error:
            if gradebook is not None:
                gradebook.close()
            if pause is None or not _made_meanwhile(error):
                raise
            time.sleep(pause)
        else:
            return gradebook
    raise AssertionError  # the last turn returns or raises


def _missing_file(url: str) -> Path | None:
    """The file of an SQLite gradebook that is not there yet."""
    scheme, found, path = url.partition("sqlite:///")
    return Path(path) if found and not scheme and path and not Path(path).exists() else None


def _is_unused(gradebook: Gradebook) -> bool:
    try:
        return all(gradebook.db.query(kind).first() is None for kind in (api.Student, api.Assignment))
    except SQLAlchemyError:
        return False


def _make_tables(url: str, course_id: str) -> None:
    """Make nbgrader's tables in a new database, as nbgrader does; `_check_version` writes their version.

    nbgrader alone would start the program `alembic` for the version, which takes three seconds. Where two
    runs enter the course, it would show a traceback.
    """
    engine = create_engine(url)
    entered = _COURSE.c.id == course_id
    unless_entered = select(literal(course_id)).where(~exists().where(entered))
    try:
        api.Base.metadata.create_all(engine)
        with engine.begin() as connection:
            if connection.execute(select(_COURSE.c.id).where(entered)).first() is None:
                connection.execute(insert(_COURSE).from_select(["id"], unless_entered))
    finally:
        engine.dispose()


def _newest_version() -> str:
    """The version of a gradebook that this nbgrader makes: the step of its migrations that none follows.

    Read from the steps themselves: importing alembic takes a third of a second, of every command.
    """
    step = re.compile(r"^(down_revision|revision) = '(\w+)'", re.MULTILINE)
    steps = (Path(api.__file__).parent / "alembic" / "versions").glob("*.py")
    named: list[tuple[str, str]] = [
        match for path in steps for match in step.findall(path.read_text(encoding="utf-8"))
    ]
    followed = {version for key, version in named if key == "down_revision"}
    (newest,) = {version for key, version in named if key == "revision"} - followed
    return newest


def _check_version(gradebook: Any) -> None:
    head = _newest_version()
    if not inspect(gradebook.engine).has_table("alembic_version"):
        _finish_creation(gradebook)
    version = gradebook.db.execute(sql("SELECT version_num FROM alembic_version")).scalar()
    if version is None and _is_complete(gradebook):
        # Another run may be about to do the same: one row, whoever comes first.
        entering = "INSERT INTO alembic_version SELECT CAST(:head AS VARCHAR(32))"
        unless_entered = "WHERE NOT EXISTS (SELECT * FROM alembic_version)"
        gradebook.db.execute(sql(f"{entering} {unless_entered}"), {"head": head})
        gradebook.db.commit()
        version = head
    if version != head:
        raise CourseError(messages.GRADEBOOK_VERSION.format(found=version, expected=head))


def _is_complete(gradebook: Any) -> bool:
    """Whether every table and column of this nbgrader is there."""
    database = inspect(gradebook.engine)
    return all(
        {column.name for column in table.columns}
        <= {column["name"] for column in database.get_columns(table.name)}
        for table in api.Base.metadata.sorted_tables
    )


def _finish_creation(gradebook: Any) -> None:
    """A run that was killed while nbgrader made the gradebook has left it without its version."""
    if _is_complete(gradebook):
        gradebook.db.execute(sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        gradebook.db.commit()
