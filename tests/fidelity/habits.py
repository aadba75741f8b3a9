"""Reads the small assignments of the YAML files beside: a habit of real courses each.

A habit has `cells` (each names its kind and grade_id: answer, test, locked, open, text, written, task), the
answers of a `wrong` submission, what `odd` submissions do otherwise than the reference, and `files`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Habit", "change", "load", "make_notebook"]

Notebook = dict[str, Any]
_KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}
_SETTINGS: dict[str, dict[str, Any]] = {
    "answer": {"solution": True},
    "test": {"grade": True, "locked": True, "points": 1},
    "locked": {"locked": True},
    "written": {"grade": True, "solution": True, "points": 2},
    "task": {"task": True, "locked": True, "points": 2},
}


@dataclass(frozen=True)
class Habit:
    """One assignment and what is handed in of it."""

    name: str
    cells: list[dict[str, Any]]
    wrong: dict[str, str]
    odd: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    more: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # further notebooks, by name
    hands_in: list[str] = field(default_factory=list)  # which of the files the others hand in as they are
    own_files: dict[str, str] = field(default_factory=dict)  # that the odd submissions bring along


def load() -> dict[str, Habit]:
    """All habits, by name."""
    found = {}
    for name in ("values", "tools", "further", "beyond"):
        content = yaml.safe_load(Path(__file__).with_name(f"{name}.yml").read_text(encoding="utf-8"))
        found.update({habit: Habit(habit, **settings) for habit, settings in content.items()})
    return found


def make_notebook(cells: list[dict[str, Any]]) -> Notebook:
    """The trainer's notebook."""
    made = [{**_cell(cell), "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return {"cells": made, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    kind, name = next(iter(cell.items()))
    if kind in ("open", "text"):
        return _raw("code" if kind == "open" else "markdown", name, {})
    source = cell["source"]
    if kind == "answer" or cell.get("kind") == "code":
        source = _marked(source, cell.get("head", ""))
    if "hidden" in cell:
        source = f"{source}\n### BEGIN HIDDEN TESTS\n{cell['hidden']}\n### END HIDDEN TESTS"
    text = kind in ("written", "task") and cell.get("kind") != "code"
    flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    settings = {**flags, **_SETTINGS[kind], "grade_id": name}
    if "points" in cell:
        settings["points"] = cell["points"]
    return _raw("markdown" if text else "code", source, {"nbgrader": settings})


def _marked(solution: str, head: str) -> str:
    """A solution between nbgrader's marks; with a head (`def f(x):`) it is the body."""
    mark = "    " if head else ""
    inner = "\n".join(f"{mark}{line}" for line in solution.split("\n"))
    marked = f"{mark}### BEGIN SOLUTION\n{inner}\n{mark}### END SOLUTION"
    return f"{head}\n{marked}" if head else marked


def _raw(kind: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def change(given: Notebook, what: dict[str, Any]) -> None:
    """Put other answers, a cell of the learner's own and a changed open cell into a notebook."""
    answers = what.get("answers", {})
    for cell in given["cells"]:
        cell["source"] = answers.get(label(cell), cell["source"])
    if "edit" in what:
        given["cells"][what["edit"]["cell"]]["source"] = what["edit"]["source"]
    if "add" in what:
        extra = what["add"]
        place = next(at for at, cell in enumerate(given["cells"]) if label(cell) == extra["before"])
        own = _raw(extra.get("kind", "code"), extra["source"], {})
        given["cells"].insert(place, {**own, "id": f"own-before-{extra['before']}"})


def label(cell: dict[str, Any]) -> str:
    """The grade_id of a cell; empty when it has none."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
