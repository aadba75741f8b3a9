"""After a test changed: what the new test makes of every student's marks, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from classroom.course import Course
from classroom.files import write_file
from classroom.reports.grades import Row
from classroom.reports.spreadsheet import table

__all__ = ["Change", "changes", "points", "write_changes"]


@dataclass(frozen=True)
class Change:
    """One student whose marks moved."""

    student: str
    before: float
    after: float
    cells: tuple[tuple[str, float | None, float | None], ...]  # cell, before, after
    status: tuple[str, str]


def changes(before: list[Row], after: list[Row]) -> list[Change]:
    """The students whose score or a cell's points differ, and nobody else."""
    earlier = {row.student: row for row in before}
    changed = []
    for row in after:
        was = earlier.get(row.student)
        if was is None:
            continue
        cells = tuple(
            (name, was.cells.get(name), now) for name, now in row.cells.items() if was.cells.get(name) != now
        )
        if cells or was.score != row.score:
            changed.append(Change(row.student, was.score, row.score, cells, (was.status, row.status)))
    return changed


def points(value: float | None) -> str:
    """Points as they are shown; a dash for an answer that waits for a person."""
    return "-" if value is None else f"{value:g}"


def write_changes(course: Course, name: str, changed: list[Change]) -> str:
    """Write `reports/ASSIGNMENT/changes.csv`; returns its path."""
    path = course.reports(name) / "changes.csv"
    lines = [["student_id", "score_before", "score_after", "status_before", "status_after", "cells"]]
    for change in changed:
        cells = "; ".join(f"{cell}: {points(was)} -> {points(now)}" for cell, was, now in change.cells)
        lines.append([change.student, points(change.before), points(change.after), *change.status, cells])
    write_file(path, table(lines))
    return str(path)
