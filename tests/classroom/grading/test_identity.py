"""The id in an answer against the one that is enrolled: another's is flagged, and costs nothing."""

from __future__ import annotations

import json

import pytest

from classroom.grading.identity import flag_identity
from classroom.records import Status, SubmissionResult


def flagged(source: str, status: Status = Status.GRADED) -> SubmissionResult:
    """The result of a learner enrolled as `ada` whose answer is `source`."""
    cell = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"solution": True}}}
    notebook = json.dumps({"cells": [cell]})
    result = SubmissionResult("ada", status, notebooks={"x": notebook})
    return next(flag_identity([result], "learner_id", {"ada": ("ada@example.org", "4711")}))


@pytest.mark.parametrize(
    "source",
    [
        'learner_id = "ada"',
        "learner_id = ' ADA '",
        'learner_id = "ada@example.org"',
        "learner_id = 4711",
        "learner_id = None",
        "other = 1",
        "learner_id = (",
    ],
)
def test_identity_of_the_learners_own_or_none_is_not_flagged(source: str) -> None:
    assert flagged(source).status is Status.GRADED
    assert flagged(source).flags == ()


@pytest.mark.parametrize(
    "source",
    [
        'learner_id = "bob"',
        'learner_id = "ada"\nlearner_id = "bob"',
        "learner_id = f()",
        'learner_id: str = "bob"',
    ],
)
def test_identity_of_another_is_flagged_and_named(source: str) -> None:
    assert flagged(source).status is Status.FLAGGED
    assert "learner_id is" in flagged(source).flags[0]


def test_identity_of_another_leaves_a_worse_status() -> None:
    assert flagged('learner_id = "bob"', Status.TIMEOUT).status is Status.TIMEOUT


@pytest.mark.parametrize(
    "source", ["learner_id = 0x" + 4_000 * "f", "learner_id = " + " + ".join(1_000 * ["a"])]
)
def test_identity_written_far_too_long_is_flagged_and_stops_nobody(source: str) -> None:
    assert flagged(source).status is Status.FLAGGED
