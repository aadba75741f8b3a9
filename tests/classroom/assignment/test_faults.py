"""What is wrong with a source notebook is told by its cell."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets.config import Config

from classroom.assignment import texts
from classroom.assignment.faults import faults
from classroom.configuration import regions

ANSWER = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
UNPAIRED = texts.FAULT_MARKS.format(begin="BEGIN SOLUTION", end="END SOLUTION")
TEST = "assert x\n### BEGIN HIDDEN TESTS\nassert x == 1\n### END HIDDEN TESTS"


def cell(source: str, label: str = "", **settings: Any) -> dict[str, Any]:
    found = {"nbgrader": {**settings, "grade_id": label}} if settings else {}
    return {"cell_type": "code", "metadata": found, "source": source}


def said(*cells: dict[str, Any]) -> list[str]:
    return faults({"hw": {"cells": list(cells)}}, regions(Config()))


def test_notebook_as_it_should_be_has_no_faults() -> None:
    right = cell(ANSWER, "a", solution=True), cell(TEST, "t", grade=True, points=1), cell("# Try it here.")
    assert said(*right) == []


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (cell("### BEGIN SOLUTION\nx = 1", "b", solution=True), UNPAIRED),
        (cell("x\n### END SOLUTION", "b", solution=True), UNPAIRED),
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


def test_fault_is_told_in_the_words_that_the_course_has_for_a_region() -> None:
    config = Config()
    config.ClearSolutions.begin_solution_delimeter = "# <answer>"
    config.ClearSolutions.end_solution_delimeter = "# </answer>"
    cells = [cell(ANSWER, "a", solution=True), cell("# <answer>\nx = 1", "b", solution=True)]

    (line,) = faults({"hw": {"cells": cells}}, regions(config))

    assert line.endswith("cell number 2 (b): # <answer> and # </answer> do not match.")
