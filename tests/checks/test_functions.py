"""checks.function: what a learner's function takes, and how it behaves on an example."""

import itertools

import numpy as np
import pandas as pd
import pytest

from digital_factory import checks
from digital_factory.checks import CheckFailed

TOY = pd.DataFrame({"service": ["S1", "S2"], "days": [3, 4]})


def failing(function: object, **kwargs) -> str:
    with pytest.raises(CheckFailed) as caught:
        checks.function(lambda: function, "durations", **kwargs)
    return str(caught.value)


def test_function_that_behaves_passes_and_leaves_the_example_alone():
    before = TOY.copy()
    checks.function(lambda: lambda log: log.assign(days=0), "durations", parameters=1, example=(TOY,))
    pd.testing.assert_frame_equal(TOY, before)


def test_function_value_instead_fails():
    assert failing(12).startswith("`durations` is 12; expected a function.")


def test_function_class_instead_fails():
    assert "expected a function" in failing(dict)


def test_function_with_other_parameters_says_how_many():
    assert "takes 'log', 'stage'; expected 1 argument." in failing(lambda log, stage: log, parameters=1)


@pytest.mark.parametrize("function", [lambda log, stage="all": log, lambda *everything: everything[0]])
def test_function_with_optional_parameters_passes(function):
    checks.function(lambda: function, "durations", parameters=1)


def test_function_that_changes_its_argument_is_told():
    def durations(log: pd.DataFrame) -> pd.DataFrame:
        log["days"] = log["days"] / 7
        return log

    assert "changes the data it is given" in failing(durations, example=(TOY,))


def test_function_that_changes_a_dtype_in_its_argument_is_told():
    def durations(log: pd.DataFrame) -> int:
        log["days"] = log["days"].astype(float)
        return 1

    assert "changes the data it is given" in failing(durations, example=(TOY,))


def test_function_that_changes_a_list_argument_is_told():
    def durations(days: list[int]) -> int:
        days.append(1)
        return len(days)

    assert "changes the data it is given" in failing(durations, example=([1, 2],))


def test_function_with_a_state_is_told():
    counter = itertools.count()
    assert "another result the second time" in failing(lambda log: next(counter), example=(TOY,))


def test_function_without_return_is_told():
    assert "`durations(...)` gives None. Write its body, and let `return` give the result." in failing(
        lambda log: None, example=(TOY,)
    )


@pytest.mark.parametrize(
    "result",
    [
        np.array(3.0),
        np.float32(3),
        np.array([[1, 2], [3, 4]]),
        pd.Index([1, 2]),
        pd.array([1, pd.NA]),
        {"a": np.array(1)},
        [pd.NaT, np.array(2)],
        {1, 2},
    ],
    ids=lambda result: type(result).__name__,
)
def test_function_with_a_result_of_any_form_passes(result):
    checks.function(lambda: lambda log: result, "durations", parameters=1, example=(TOY,))


def test_function_of_arrays_without_dimensions_passes():
    floored = lambda years: np.where(years > 0, years, 0.0)  # noqa: E731
    checks.function(lambda: floored, "floored", parameters=1, example=(np.array(3.0),))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda log: log.insert(0, "total", 1), "it adds 'total' to the table"),
        (lambda log: log.drop(0, inplace=True), "afterwards the table has another number of rows"),
        (lambda log: log.sort_values("days", ascending=False, inplace=True), "not what they were"),
        (lambda log: log.set_index("service", inplace=True), "not what they were"),
    ],
)
def test_function_that_changes_its_argument_is_told_what_changed(change, what):
    def durations(log: pd.DataFrame) -> int:
        change(log)
        return 1

    assert what in failing(durations, example=(TOY,))


def test_function_that_changes_an_array_by_little_is_told():
    def durations(days: np.ndarray) -> float:
        days += 1e-6
        return 1.0

    assert "changes the data it is given" in failing(durations, example=(np.array([1.0, 2.0]),))


def test_function_drawn_at_random_is_told_however_near_its_results_are():
    rng = np.random.default_rng(1)
    message = failing(lambda log: 1 + 1e-6 * rng.random(), example=(TOY,))
    assert "gives another result the second time" in message


def test_function_summing_in_another_order_is_repeatable():
    sums = itertools.cycle([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1])
    checks.function(lambda: lambda log: next(sums), "durations", example=(TOY,))


def test_function_of_two_parameters_is_counted_in_the_plural():
    assert "takes no argument; expected 2 arguments." in failing(lambda: 1, parameters=2)
