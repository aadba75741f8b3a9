"""checks.function: what a learner's function takes, and how it behaves on an example."""

import itertools

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
