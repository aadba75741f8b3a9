"""The mark of one cell, from what running it gave."""

from __future__ import annotations

from typing import Any

import pytest

from classroom import messages
from classroom.assignment.plan import CellPlan
from classroom.grading.mark_cell import mark_cell
from classroom.grading.outcome import Outcome
from classroom.records import CellResult, CellRole


def marked(outcome: Outcome, kind: str = "code", **settings: Any) -> tuple[CellResult, list[str]]:
    """The result of a test worth 2 points, and what is flagged."""
    cell = {"cell_type": kind, "id": "t", "source": "assert x", "metadata": {}}
    flags: list[str] = []
    plan = CellPlan(CellRole.TEST, cell, "t", points=2.0, visible="assert x", **settings)
    return mark_cell(plan, outcome, False, flags), flags


def error(name: str, value: str) -> list[dict[str, Any]]:
    return [{"output_type": "error", "ename": name, "evalue": value}]


def result(text: str) -> list[dict[str, Any]]:
    return [{"output_type": "execute_result", "data": {"text/plain": text}}]


@pytest.mark.parametrize(
    ("text", "score"), [("1.5", 1.5), ("0", 0.0), ("'done'", 2.0), ("3", 0.0), ("nan", 0.0), ("-1", 0.0)]
)
def test_mark_result_that_is_a_number_of_points_is_the_score(text: str, score: float) -> None:
    found, flags = marked(Outcome(result(text)))

    assert found.score == score
    assert bool(flags) == (text in ("3", "nan", "-1"))  # a number outside the range is told


def test_mark_text_of_the_trainers_own_is_for_a_person() -> None:
    assert marked(Outcome(), "markdown")[0].score is None


def test_mark_suspicious_pass_gives_no_points_and_names_the_suspicion_once() -> None:
    found, flags = marked(Outcome(suspicions=["equal to all", "equal to all"]), shared=True)

    assert (found.score, found.message) == (0.0, messages.MESSAGE_FLAGGED)
    assert flags == [messages.FLAG_SHARED.format(cell="t", what="equal to all")]


@pytest.mark.parametrize(
    ("name", "shown"), [("ValueError", "ValueError"), ("The_answer_was_7", messages.SOME_ERROR)]
)
def test_mark_error_of_the_students_code_under_a_hidden_test_keeps_its_words_from_feedback(
    name: str, shown: str
) -> None:
    outcome = Outcome(error(name, "I was called with 7"), failed=True, line=5, from_learner=True)

    found, _ = marked(outcome, hidden_from=3)

    assert found.message == messages.MESSAGE_HIDDEN_ERROR.format(name=shown)
    assert "called with 7" in found.detail  # for the trainer


def test_mark_failure_without_an_error_says_that_it_failed() -> None:
    assert marked(Outcome(failed=True))[0].message == messages.MESSAGE_FAILED


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("AssertionError: 6 != 9\n\nRan 1 test in 0.0s\n\nFAILED (failures=1)\n", 0.0),
        ("Ran 2 tests in 0.0s\n\nFAILED (errors=2, skipped=1)\n", 0.0),
        ("Ran 1 test in 0.0s\n\nOK\n", 2.0),
        ("DeprecationWarning: what FAILED (failures=1) means\n", 2.0),
    ],
)
def test_mark_unit_tests_that_report_failures_give_no_points(said: str, score: float) -> None:
    found, _ = marked(Outcome([{"output_type": "stream", "name": "stderr", "text": said}]))

    assert found.score == score
    assert ("6 != 9" in found.message) == said.startswith("AssertionError")
