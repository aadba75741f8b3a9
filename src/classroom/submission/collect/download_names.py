"""Remembers how a platform called each learner's files: its upload of feedback asks for the same names."""

from __future__ import annotations

import json
from collections.abc import Container
from pathlib import Path

from classroom.course import Course
from classroom.files import write_file
from classroom.submission.collect.collect import Action, Collection

__all__ = ["forget_names", "remember_names", "remembered_names"]

_FOLDER = ".collected"  # in the `submitted` folder; what begins with a dot is nobody's work there


def _path(course: Course, assignment: str) -> Path:
    return course.submitted_root() / _FOLDER / f"{assignment}.json"


def remember_names(course: Course, collection: Collection) -> None:
    """Keep the paths that the collected notebooks had in their download.

    Raises
    ------
    CourseError
        When that cannot be written.
    """
    names = remembered_names(course, collection.assignment)
    for row in collection.rows:
        if row.action is not Action.KEPT:
            names[row.learner.student] = [found.path for found in row.work.notebooks.values()]
    if names:
        _write(_path(course, collection.assignment), names)


def _write(path: Path, names: dict[str, list[str]]) -> None:
    write_file(path, json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True))


def remembered_names(course: Course, assignment: str) -> dict[str, list[str]]:
    """The paths by student; empty where nothing was collected."""
    try:
        kept = json.loads(_path(course, assignment).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {str(who): [str(path) for path in paths] for who, paths in kept.items() if isinstance(paths, list)}


def forget_names(course: Course, students: Container[str]) -> None:
    """Take students' paths out of what is kept of every assignment.

    Raises
    ------
    CourseError
        When that cannot be written.
    """
    for path in sorted((course.submitted_root() / _FOLDER).glob("*.json")):
        names = remembered_names(course, path.stem)
        left = {who: paths for who, paths in names.items() if who not in students}
        if left != names:
            _write(path, left)
