"""What is wrong with a source notebook, cell by cell: nbgrader names the fault, and not the cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from classroom.assignment import texts
from classroom.configuration import Region, Regions

__all__ = ["faults"]

_LABEL = re.compile(r"[a-zA-Z0-9_-]+")  # as nbgrader's own schema has it


def faults(notebooks: Mapping[str, Mapping[str, Any]], regions: Regions) -> list[str]:
    """A line for each fault that is seen in source notebooks, by name; nbgrader may find others."""
    places = ((regions.solution, "solution"), (regions.hidden_tests, "grade"))  # settings of their cells
    return [
        texts.FAULT.format(notebook=name, number=number, cell=label or "-", fault=fault)
        for name, content in notebooks.items()
        for number, label, fault in _of_notebook(content.get("cells", []), places)
    ]


def _of_notebook(
    cells: list[dict[str, Any]], places: Iterable[tuple[Region, str]]
) -> Iterator[tuple[int, str, str]]:
    first: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        settings = cell.get("metadata", {}).get("nbgrader") or {}
        label = str(settings.get("grade_id") or "")
        used = any(settings.get(name) for name in ("grade", "solution", "locked", "task"))
        if used and not _LABEL.fullmatch(label):
            yield number, label, texts.FAULT_LABEL
        elif used and label in first:
            yield number, label, texts.FAULT_TWICE.format(first=first[label])
        if used:
            first.setdefault(label, number)
        if (settings.get("grade") or settings.get("task")) and not _is_points(settings.get("points")):
            yield number, label, texts.FAULT_POINTS
        source = cell.get("source", "")
        lines = (source if isinstance(source, str) else "".join(source)).split("\n")
        for region, setting in places:
            fault = _of_region(lines, region)
            if fault is None and not settings.get(setting) and any(region.begin in line for line in lines):
                fault = texts.FAULT_PLACE.format(region=region.name)
            if fault is not None:
                yield number, label, fault


def _is_points(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _of_region(lines: list[str], region: Region) -> str | None:
    """What is wrong with the marks of a region: each beginning needs an end."""
    inside = False
    for line in lines:
        begins, ends = region.begin in line, region.end in line
        if (begins and inside) or (ends and not inside):
            return texts.FAULT_MARKS.format(begin=region.begin, end=region.end)
        inside = begins or (inside and not ends)
    return texts.FAULT_MARKS.format(begin=region.begin, end=region.end) if inside else None
