"""Our own tables in the gradebook, which stock nbgrader ignores.

One remembers what each submission was graded from and what came of it, so that a second run knows what is
done; another, what running the trainer's own solution showed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session, scoped_session

from classroom.records import AssignmentNote, SubmissionResult, Trial

__all__ = ["digest", "digests", "note", "prepare", "put_note", "put_result", "results"]

_METADATA = MetaData()
_RESULT = Table(
    "classroom_result",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("digest", String(80), nullable=False),
    Column("status", String(16), nullable=False),
    Column("detail", Text, nullable=False),  # records.StoredResult, as JSON
    Column("seconds", Float, nullable=False),
    Column("finished", DateTime, nullable=False),
)
_ASSIGNMENT = Table(
    "classroom_assignment",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("base", String(80), nullable=False),
    Column("source", String(80)),
    Column("shared", Text, nullable=False),  # a list of grade_ids, as JSON
    Column("broken", Text, nullable=False),  # the same
    Column("warm_up", Boolean, nullable=False),
    Column("trial", Text),  # what else of records.Trial, as JSON; null where an older version wrote the row
)
_NOBODY = ""  # under whose name the assignment's note stood before it had a table

Database = scoped_session[Session]


def prepare(engine: Engine) -> None:
    """Make the tables where they are not there yet, and take over what an older version kept elsewhere."""
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        present = {column["name"] for column in inspect(connection).get_columns(_ASSIGNMENT.name)}
        if "trial" not in present:  # until November 2026
            connection.execute(text(f"ALTER TABLE {_ASSIGNMENT.name} ADD COLUMN trial TEXT"))
        _take_over_notes(connection)


def _take_over_notes(connection: Connection) -> None:
    """Until November 2026 an assignment's note was a row of its results, under the empty student's name."""
    query = select(_RESULT.c.assignment, _RESULT.c.detail).where(_RESULT.c.student == _NOBODY)
    rows = connection.execute(query).all()
    for assignment, detail in rows:
        kept = json.loads(detail)
        connection.execute(delete(_ASSIGNMENT).where(_ASSIGNMENT.c.assignment == assignment))
        connection.execute(
            insert(_ASSIGNMENT).values(
                assignment=assignment,
                base=kept["base"],
                source=kept.get("source"),
                shared=json.dumps(kept["shared"]),
                broken=json.dumps(kept["broken"]),
                warm_up=bool(kept.get("rehearse", True)),
            )
        )
    if rows:  # else there is nothing to write, and no reason to lock the database
        connection.execute(delete(_RESULT).where(_RESULT.c.student == _NOBODY))


def results(db: Database, assignment: str) -> Iterator[SubmissionResult]:
    """What earlier runs finished."""
    for row in db.execute(select(_RESULT).where(_RESULT.c.assignment == assignment)):
        stored = json.loads(row.detail)
        yield SubmissionResult.from_json(row.student, row.status, row.seconds, row.finished, stored)


def digests(db: Database, assignment: str) -> dict[str, str]:
    """What each finished submission was graded from, by student."""
    query = select(_RESULT.c.student, _RESULT.c.digest).where(_RESULT.c.assignment == assignment)
    return {row.student: row.digest for row in db.execute(query)}


def digest(db: Database, assignment: str, student: str) -> str | None:
    """What a student's submission was last graded from."""
    key = (_RESULT.c.assignment == assignment) & (_RESULT.c.student == student)
    return db.execute(select(_RESULT.c.digest).where(key)).scalar()


def put_result(db: Database, assignment: str, result: SubmissionResult, graded_from: str) -> None:
    """Write a result, in the place of an earlier one."""
    key = (_RESULT.c.assignment == assignment) & (_RESULT.c.student == result.student)
    db.execute(delete(_RESULT).where(key))
    db.execute(
        insert(_RESULT).values(
            assignment=assignment,
            student=result.student,
            digest=graded_from,
            status=result.status.value,
            detail=json.dumps(result.to_json()),
            seconds=result.seconds,
            finished=datetime.now(UTC).replace(tzinfo=None),
        )
    )


def note(db: Database, assignment: str) -> AssignmentNote | None:
    """What running the trainer's own solution showed; None when it was never run."""
    row = db.execute(select(_ASSIGNMENT).where(_ASSIGNMENT.c.assignment == assignment)).first()
    if row is None:
        return None
    more = json.loads(row.trial or "{}")
    reasons = more.get("broken", {})
    trial = Trial(
        shared=tuple(json.loads(row.shared)),
        broken={cell: reasons.get(cell, "") for cell in json.loads(row.broken)},
        unsure=more.get("unsure", {}),
        spared={cell: tuple(numbers) for cell, numbers in more.get("spared", {}).items()},
        left=tuple(more.get("left", ())),
        opaque=tuple(more.get("opaque", ())),
        alone=tuple(more.get("alone", ())),
        warm_up=row.warm_up,
    )
    return AssignmentNote(row.base, row.source, trial)


def put_note(db: Database, assignment: str, content: AssignmentNote) -> None:
    """Write a note, in the place of an earlier one."""
    trial = content.trial
    db.execute(delete(_ASSIGNMENT).where(_ASSIGNMENT.c.assignment == assignment))
    db.execute(
        insert(_ASSIGNMENT).values(
            assignment=assignment,
            base=content.base,
            source=content.source,
            shared=json.dumps(trial.shared),
            broken=json.dumps(list(trial.broken)),
            warm_up=trial.warm_up,
            trial=json.dumps(
                {
                    "broken": dict(trial.broken),
                    "unsure": dict(trial.unsure),
                    "spared": dict(trial.spared),
                    "left": trial.left,
                    "opaque": trial.opaque,
                    "alone": trial.alone,
                }
            ),
        )
    )
