"""Looks into the notebooks that were found: of which assignment, whose by the hand-in cell, and
unchanged since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from classroom.course import Course
from classroom.submission.collect.sources import Found
from classroom.submission.notebook import ReadCell, UnreadableError, read_notebook

__all__ = ["Content", "Expected", "expected", "look_into"]

_MARK = "hand_in"  # the entry of a notebook's metadata that the hand-in cell writes


@dataclass(frozen=True)
class Expected:
    """What notebooks of the course look like."""

    assignment: str
    notebooks: Mapping[str, frozenset[str]]  # grade_ids of the assignment's notebooks, by name
    others: Mapping[str, frozenset[str]]  # grade_ids of every other assignment

    @property
    def names(self) -> frozenset[str]:
        """What files are called after."""
        return frozenset({self.assignment, *self.notebooks, *self.others})


@dataclass(frozen=True)
class Content:
    """What a notebook file says of itself."""

    notebook: str | None  # which of the assignment's notebooks it is; None when it is of another assignment
    other: str = ""  # which other assignment
    readable: bool = True
    own_id: str = ""  # by the hand-in cell
    changed: bool = False  # since the hand-in cell wrote it
    digest: str = ""  # of the file


def expected(course: Course, assignment: str) -> Expected:
    """What the notebooks of an assignment, and those of the others, look like."""
    own = _labels_in(course.source(assignment)) or _labels_in(course.release(assignment))
    others = {}
    for name in course.assignments():
        if name != assignment:
            found = _labels_in(course.source(name)) or _labels_in(course.release(name))
            others[name] = frozenset().union(*found.values())
    return Expected(assignment, own, others)


def _labels_in(folder: Path) -> dict[str, frozenset[str]]:
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            cells = read_notebook(path.read_bytes(), path.name).cells
        except (UnreadableError, OSError):
            continue
        found[path.stem] = frozenset(cell.grade_id for cell in cells if cell.grade_id)
    return found


def look_into(found: Found, course: Expected) -> Content:
    """What a notebook file says of itself.

    Raises
    ------
    UnreadableError
        When its bytes cannot be read at all.
    """
    raw = found.read()
    digest = hashlib.sha256(raw).hexdigest()
    stem = PurePosixPath(found.path).stem.casefold()
    try:
        cells = read_notebook(raw, found.name).cells
    except UnreadableError:
        return _by_name(stem, course, Content(None, readable=False, digest=digest))
    mark = _mark(raw)
    own_id = mark.get("student")
    changed = bool(mark) and mark.get("sha256") != _digest(cells)
    content = Content(None, "", True, own_id if isinstance(own_id, str) else "", changed, digest)
    labels = {cell.grade_id for cell in cells if cell.grade_id}
    overlap = {name: len(labels & own) for name, own in course.notebooks.items()}
    best = max(overlap, key=lambda name: (overlap[name], name.casefold() in stem), default=None)
    if best is not None and overlap[best]:
        return _as(content, best)
    other = next((name for name, own in course.others.items() if labels & own), "")
    if labels or other:
        return Content(None, other, True, content.own_id, changed, digest)
    return _by_name(stem, course, content)


def _as(content: Content, notebook: str) -> Content:
    return Content(notebook, "", content.readable, content.own_id, content.changed, content.digest)


def _by_name(stem: str, course: Expected, content: Content) -> Content:
    """Without labels, a file is the assignment's when it is called after it, or after nothing else."""
    called = [name for name in course.notebooks if name.casefold() in stem]
    if called:
        return _as(content, max(called, key=len))
    other = next((name for name in course.others if name.casefold() in stem), "")
    if other or len(course.notebooks) != 1:
        return Content(None, other, content.readable, content.own_id, content.changed, content.digest)
    return _as(content, next(iter(course.notebooks)))


def _mark(raw: bytes) -> dict[str, Any]:
    try:
        mark = json.loads(raw).get("metadata", {}).get(_MARK)
    except (ValueError, AttributeError, RecursionError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _digest(cells: tuple[ReadCell, ...]) -> str:
    """As the hand-in cell writes it: SHA-256 of the cells' types and sources."""
    text = "\0".join(f"{cell.cell_type}\n{cell.source}" for cell in cells)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
