"""Tasks are called by the heading above them; words of a message are stressed."""

from __future__ import annotations

from typing import Any

import pytest

from classroom.assignment.divide import make_notebook
from classroom.assignment.plan import NotebookPlan
from classroom.reports.html import spans
from classroom.reports.titles import task_titles


def plan_of(*cells: tuple[str, str]) -> NotebookPlan:
    """A notebook of texts, and of tests where a grade_id is given."""
    made: list[dict[str, Any]] = []
    for grade_id, source in cells:
        settings = {"nbgrader": {"grade_id": grade_id, "grade": True, "locked": True}} if grade_id else {}
        kind = "code" if grade_id else "markdown"
        made.append({"cell_type": kind, "id": f"c{len(made)}", "metadata": settings, "source": source})
    points = {grade_id: 1.0 for grade_id, _ in cells if grade_id}
    return make_notebook("book", {"cells": made}, {}, points, {}, "### BEGIN HIDDEN TESTS")


def test_title_is_the_last_heading_above_without_its_markup() -> None:
    plan = plan_of(
        ("", "# The exercise"),
        ("first", "assert 1"),
        ("", "## Task 1. *Waiting* or `work`? ##\n\nText\n\n```\n# no heading\n```"),
        ("second", "assert 1"),
        ("third", "# a comment\nassert 1"),
    )

    assert task_titles(plan) == {"second": "Task 1. Waiting or work?", "third": "Task 1. Waiting or work?"}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("it is *at most* 17 days", "it is <em>at most</em> 17 days"),
        ("`a*b*c` and *so*", "<code>a*b*c</code> and <em>so</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a*b*c", "a*b*c"),
        ("*.csv and *.txt", "*.csv and *.txt"),
        ("**kwargs*", "**kwargs*"),
        ("*<b>*", "<em>&lt;b&gt;</em>"),
    ],
)
def test_words_between_asterisks_are_stressed_and_products_are_not(message: str, shown: str) -> None:
    assert str(spans(message)) == shown
