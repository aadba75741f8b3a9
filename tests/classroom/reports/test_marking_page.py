"""The page on which a person marks: the question, the rubric, and what a learner wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.course import Course
from classroom.gradebook.hand_marks import HandMarked
from classroom.limits import Limits
from classroom.records import CellRole, Isolation
from classroom.reports.marking_page import answer_html, marking_page
from classroom.reports.texts import MARKING

ANSWER = HandMarked("1", "ada", "hw", "why", 4.0, None, True, "")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return Course(tmp_path)


def shown(course: Course, *cells: dict[str, Any]) -> str:
    """What the page shows of a graded notebook."""
    folder = course.autograded("ada", "hw")
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return str(answer_html(course, "hw", ANSWER))


def answered(source: str, kind: str = "markdown", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": {"grade_id": "why"}}, **more}


def test_answer_in_code_is_shown_with_what_it_put_out(course: Course) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "<b>seven</b>\n"}

    html = shown(course, answered("print('<b>seven</b>')", "code", outputs=[output]))

    assert "print(&#39;&lt;b&gt;seven" in html
    assert html.count("&lt;b&gt;seven&lt;/b&gt;") == 2


@pytest.mark.parametrize("cells", [[answered(" \n")], []], ids=["empty", "not there"])
def test_answer_that_is_none_says_so(course: Course, cells: list[dict[str, Any]]) -> None:
    assert MARKING.NO_ANSWER in shown(course, *cells)


def test_answer_whose_notebook_is_gone_names_it(course: Course) -> None:
    assert str(course.autograded("ada", "hw") / "hw.ipynb") in str(answer_html(course, "hw", ANSWER))


@pytest.mark.parametrize(
    ("rubric", "said"), [("Two points: *why*.", "<em>why</em>"), ("", MARKING.NO_RUBRIC)]
)
def test_page_shows_the_text_above_an_answer_and_its_rubric(course: Course, rubric: str, said: str) -> None:
    text = {"cell_type": "markdown", "id": "q", "source": "## Task 1\n\nWhy **so**?", "metadata": {}}
    cells = (
        CellPlan(CellRole.TEXT, text, None),
        CellPlan(CellRole.ANSWER, answered("", id="why"), "why", points=4.0, reference=rubric),
    )
    notebook = NotebookPlan("hw", cells, {}, (4, 5))
    plan = AssignmentPlan("hw", (notebook,), {}, Limits(), Isolation.NONE, ())

    html = marking_page(course, plan, [ANSWER], "n0nce")

    assert "Why <strong>so</strong>?" in html
    assert said in html
