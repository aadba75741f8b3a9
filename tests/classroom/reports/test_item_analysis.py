"""What a class's marks say about the tests."""

from __future__ import annotations

import pytest

from classroom.records import CellResult, Status
from classroom.reports.grades import Row
from classroom.reports.item_analysis import discrimination, figures, histogram


def row(student: str, score: float | None, status: Status = Status.GRADED, **result: object) -> Row:
    """A student who got `score` of two points in the test, and three points elsewhere."""
    found = CellResult(score, 2.0, **result)  # type: ignore[arg-type]
    results = {"test": found} if status.ran else {}
    return Row(student, status, (score or 0.0) + 3.0, 5.0, {"test": score}, results)


def test_figures_count_who_has_less_than_full_points() -> None:
    (test,) = figures([row("ada", 2.0, seconds=1.0), row("bob", 1.0, seconds=3.0), row("cyd", 0.0)])

    assert (test.graded, test.max_score, test.mean) == (3, 2.0, 1.0)
    assert test.fail_rate == pytest.approx(2 / 3)
    assert (test.median_s, test.most_s) == (1.0, 3.0)


@pytest.mark.parametrize("status", [Status.MISSING, Status.UNREADABLE, Status.UNGRADED])
def test_figures_leave_out_whose_code_never_ran(status: Status) -> None:
    (test,) = figures([row("ada", 2.0), row("bob", 0.0, status)])

    assert (test.graded, test.fail_rate) == (1, 0.0)


def test_figures_leave_out_an_answer_that_waits_for_a_person() -> None:
    assert figures([row("ada", 2.0), row("bob", None)]) == []


def test_figures_list_messages_by_how_many_got_them_and_hidden_ones_apart() -> None:
    rows = [
        row("ada", 0.0, detail="wrong mean\nmore"),
        row("bob", 0.0, detail="wrong mean"),
        row("cyd", 0.0, detail="wrong mean", hidden=True),
        row("dee", 0.0),
    ]

    (test,) = figures(rows)

    assert [(each.text, each.hidden, each.students) for each in test.errors] == [
        ("wrong mean", False, ("ada", "bob")),
        ("wrong mean", True, ("cyd",)),
    ]


def test_figures_count_failures_whose_messages_are_not_listed() -> None:
    (test,) = figures([row(f"student-{n}", 0.0, detail=f"message {n}") for n in range(6)])

    assert (len(test.errors), test.other) == (4, 2)


def test_discrimination_of_a_test_that_never_varies_is_none() -> None:
    assert discrimination([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None
    assert discrimination([0.0, 1.0], [1.0, 2.0]) is None


def test_discrimination_of_a_test_that_weak_work_passes_is_negative() -> None:
    assert discrimination([0.0, 1.0, 2.0], [2.0, 1.0, 0.0]) == pytest.approx(-1)


def test_histogram_counts_everybody_once() -> None:
    bins = histogram([0.0, 0.9, 5.0, 10.0, 10.0], 10.0)
    assert [count for _, _, count in bins] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 2]
