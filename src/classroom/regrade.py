"""After a test changed: what the new test makes of every learner's marks, before and after."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass

from classroom import text
from classroom.course import Course, CourseError
from classroom.rows import Row

__all__ = ["Change", "changes", "write_changes"]


@dataclass(frozen=True)
class Change:
    """One learner whose marks moved."""

    student: str
    before: float
    after: float
    cells: tuple[tuple[str, float | None, float | None], ...]  # cell, before, after
    status: tuple[str, str]


def changes(before: list[Row], after: list[Row]) -> list[Change]:
    """The learners whose score, a cell's points or status differ."""
    old = {row.student: row for row in before}
    found = []
    for row in after:
        was = old.get(row.student)
        if was is None:
            continue
        cells = tuple(
            (name, was.cells.get(name), points)
            for name, points in row.cells.items()
            if was.cells.get(name) != points
        )
        if cells or was.score != row.score or was.status != row.status:
            found.append(Change(row.student, was.score, row.score, cells, (was.status, row.status)))
    return found


def _shown(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def write_changes(course: Course, name: str, found: list[Change]) -> str:
    """Write `reports/ASSIGNMENT/changes.csv`; returns its path."""
    path = course.reports(name) / "changes.csv"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(".changes.csv.partial")
        with open(partial, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["student_id", "score_before", "score_after", "status_before", "status_after", "cells"]
            )
            for change in found:
                cells = "; ".join(
                    f"{cell}: {_shown(was)} -> {_shown(now)}" for cell, was, now in change.cells
                )
                writer.writerow(
                    [change.student, _shown(change.before), _shown(change.after), *change.status, cells]
                )
        os.replace(partial, path)
    except OSError as error:
        raise CourseError(text.CANNOT_WRITE.format(path=path, error=error.strerror)) from error
    return str(path)
