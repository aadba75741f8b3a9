"""What is wrong with a source notebook is told by its cell."""

from __future__ import annotations

from typing import Any

import pytest

from classroom.assignment import texts
from classroom.assignment.faults import faults

ANSWER = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
TEST = "assert x\n### BEGIN HIDDEN TESTS\nassert x == 1\n### END HIDDEN TESTS"


def cell(source: str, label: str = "", **settings: Any) -> dict[str, Any]:
    found = {"nbgrader": {**settings, "grade_id": label}} if settings else {}
    return {"cell_type": "code", "metadata": found, "source": source}


def said(*cells: dict[str, Any]) -> list[str]:
    return faults({"hw": {"cells": list(cells)}})


def test_notebook_as_it_should_be_has_no_faults() -> None:
    right = cell(ANSWER, "a", solution=True), cell(TEST, "t", grade=True, points=1), cell("# Try it here.")
    assert said(*right) == []


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (cell("### BEGIN SOLUTION\nx = 1", "b", solution=True), texts.FAULT_MARKS.format(region="SOLUTION")),
        (cell("x\n### END SOLUTION", "b", solution=True), texts.FAULT_MARKS.format(region="SOLUTION")),
        (cell(TEST, "b", locked=True), texts.FAULT_PLACE.format(region="HIDDEN TESTS")),
        (cell("1", "b", grade=True), texts.FAULT_POINTS),
        (cell("1", "a", locked=True), texts.FAULT_TWICE.format(first=1)),
        (cell("1", "my test", locked=True), texts.FAULT_LABEL),
    ],
    ids=["no end", "no beginning", "wrong cell", "no points", "label twice", "space in the label"],
)
def test_fault_is_told_with_its_cell(bad: dict[str, Any], fault: str) -> None:
    label = bad["metadata"]["nbgrader"]["grade_id"]
    line = texts.FAULT.format(notebook="hw", number=2, cell=label, fault=fault)
    assert said(cell(ANSWER, "a", solution=True), bad) == [line]
