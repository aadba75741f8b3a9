"""Earlier releases of an assignment: what the trainer has changed since is not the students' doing.

A submission carries the cells of the release that it was made from. Each version of a cell, its source and
its nbgrader settings, is remembered by a digest, with the number of the release in which it first came.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan

__all__ = [
    "SETTINGS",
    "Version",
    "settings_digest",
    "source_digest",
    "versions_of",
    "with_history",
    "without_hidden",
]

SETTINGS = ("grade", "solution", "locked", "task", "points", "schema_version", "grade_id")


@dataclass(frozen=True)
class Version:
    """A source or the settings that a cell of a release had."""

    notebook: str
    cell: str  # its grade_id, else its own id
    digest: str


def source_digest(source: str) -> str:
    """Stands for a cell's source, but for empty lines around it."""
    return hashlib.sha256(b"source\0" + source.strip().encode("utf-8", "replace")).hexdigest()[:32]


def settings_digest(settings: Mapping[str, object]) -> str:
    """Stands for a cell's nbgrader settings."""
    content = json.dumps([settings.get(each) for each in SETTINGS], sort_keys=True, default=str)
    return hashlib.sha256(b"settings\0" + content.encode("utf-8", "replace")).hexdigest()[:32]


def without_hidden(source: str, begin: str, end: str) -> str:
    """A test's source as it is released: without its hidden parts."""
    pattern = rf"^[^\n]*{re.escape(begin)}.*?^[^\n]*{re.escape(end)}[^\n]*\n?"
    return re.sub(pattern, "", source, flags=re.DOTALL | re.MULTILINE)


def _key(cell: CellPlan) -> str:
    return cell.grade_id or str(cell.cell["id"])


def versions_of(plan: AssignmentPlan) -> list[Version]:
    """What the cells of a release are."""
    found = []
    for notebook in plan.notebooks:
        for cell in notebook.cells:
            digests = [source_digest(cell.visible)]
            if cell.grade_id:
                digests.append(settings_digest(cell.cell["metadata"].get("nbgrader", {})))
            found += [Version(notebook.name, _key(cell), digest) for digest in digests]
    return found


def with_history(plan: AssignmentPlan, known: Iterable[tuple[Version, int]]) -> AssignmentPlan:
    """The plan with what is known of earlier releases; `known` has versions and their release's number."""
    digests: dict[tuple[str, str], set[str]] = defaultdict(set)
    first: dict[tuple[str, str], int] = {}
    for version, number in known:
        key = version.notebook, version.cell
        digests[key].add(version.digest)
        first[key] = min(number, first.get(key, number))
    start = min(first.values(), default=0)

    def completed(notebook: NotebookPlan, cell: CellPlan) -> CellPlan:
        key = notebook.name, _key(cell)
        return replace(cell, earlier=frozenset(digests[key]), added=first.get(key, start) > start)

    return replace(
        plan,
        notebooks=tuple(
            replace(notebook, cells=tuple(completed(notebook, cell) for cell in notebook.cells))
            for notebook in plan.notebooks
        ),
    )
