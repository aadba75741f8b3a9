"""A few of the habits, of those that once got other marks than stock's; `make fidelity` grades all."""

from __future__ import annotations

import json

import pytest

from tests.fidelity.compare import EXPECTED, HABITS, differences

SAMPLE = (
    "a-file-that-counts-is-not-handed-in",
    "copies-and-aliases",
    "last-result",
    "open-cell",
    "own-cells",
)
MARKS = json.loads(EXPECTED.read_text(encoding="utf-8"))


def test_marks_are_of_habits_that_there_are() -> None:
    assert set(SAMPLE) <= set(MARKS) <= set(HABITS)


@pytest.mark.parametrize("name", SAMPLE)
def test_habit_gets_stocks_marks_or_is_flagged(name: str) -> None:
    count, lines = differences(HABITS[name], MARKS[name])

    assert count["DIFFERS"] == count["refused"] == 0, lines
    assert count["agrees"] >= 3 * len(next(iter(MARKS[name].values()))), lines  # right, wrong and blank
