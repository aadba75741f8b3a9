"""Remembers the versions that an assignment's cells have had, from one release to the next."""

from __future__ import annotations

from collections.abc import Iterable

from nbgrader.api import Assignment
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from classroom.assignment.history import (
    Version,
    source_digest,
    versions_of,
    with_history,
    without_hidden,
)
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.connection import with_retry
from classroom.gradebook.store import Store

__all__ = ["remember_gradebook", "remember_release"]

_METADATA = MetaData()
_RELEASED = Table(
    "classroom_released",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("notebook", String(128), primary_key=True),
    Column("cell", String(128), primary_key=True),
    Column("digest", String(32), primary_key=True),
    Column("release", Integer, nullable=False),  # the number of the release in which it first came
)


def remember_gradebook(course: Course, store: Store, name: str) -> None:
    """Keep the cells that the gradebook has, before the source takes their place."""
    entry = store.gradebook.db.query(Assignment).filter(Assignment.name == name).one_or_none()
    if entry is None or _known(store, name):  # an earlier run has kept more of them than the gradebook has
        return
    hidden = course.regions().hidden_tests
    versions = [
        Version(
            notebook.name,
            cell.name,
            source_digest(without_hidden(cell.source or "", hidden.begin, hidden.end)),
        )
        for notebook in entry.notebooks
        for cell in notebook.source_cells
    ]
    _add(store, name, versions)


def remember_release(store: Store, plan: AssignmentPlan) -> AssignmentPlan:
    """Keep the cells of a release; the plan with what is known of earlier ones."""
    _add(store, plan.name, versions_of(plan))
    return with_history(plan, _known(store, plan.name))


def _known(store: Store, name: str) -> list[tuple[Version, int]]:
    with_retry(store.gradebook, lambda: _METADATA.create_all(store.gradebook.engine))
    rows = store.gradebook.db.execute(select(_RELEASED).where(_RELEASED.c.assignment == name))
    return [(Version(row.notebook, row.cell, row.digest), row.release) for row in rows]


def _add(store: Store, name: str, versions: Iterable[Version]) -> None:
    """Write down the versions that are not known yet, under the number of a new release."""
    known = {version for version, _ in _known(store, name)}
    fresh = [each for each in dict.fromkeys(versions) if each not in known]
    if not fresh:
        return
    db = store.gradebook.db

    def work() -> None:
        last = db.execute(
            select(func.max(_RELEASED.c.release)).where(_RELEASED.c.assignment == name)
        ).scalar()
        number = (last or 0) + 1
        rows = [
            {
                "assignment": name,
                "notebook": each.notebook,
                "cell": each.cell,
                "digest": each.digest,
                "release": number,
            }
            for each in fresh
        ]
        db.execute(insert(_RELEASED), rows)
        db.commit()

    with_retry(store.gradebook, work)
