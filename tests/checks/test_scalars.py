"""checks on one value: what they accept in any dtype, what they refuse, and in which words."""

import doctest
import sys
import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from nbconvert.filters import strip_ansi

from digital_factory import checks
from digital_factory.checks import CheckFailed


class AlwaysEqual:
    """Matches to equal whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


class AlwaysEqualNumber(float):
    """A float that claims to equal whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


def message_of(check, *args, **kwargs) -> str:
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return str(caught.value)


def test_module_examples_run():
    assert doctest.testmod(checks).failed == 0


@pytest.mark.parametrize(
    "found", [12, 12.0, np.int64(12), np.float32(12), np.array(12), Decimal(12), pd.Series([12]).iloc[0]]
)
def test_number_of_any_numeric_type_passes(found):
    checks.number(lambda: found, "mean_wait", equals=12, low=0, high=20, unit="days")


def test_number_missing_name_says_which():
    assert "`mean_wait` does not exist" in message_of(checks.number, lambda: mean_wait, "mean_wait")  # noqa: F821


@pytest.mark.parametrize("found", [None, ...])
def test_number_unanswered_asks_for_an_answer(found):
    assert "`mean_wait` is still" in message_of(checks.number, lambda: found, "mean_wait")


@pytest.mark.parametrize(
    ("found", "fragment"),
    [
        (True, "count or average it"),
        ("12", "Take off the quotes"),
        (pd.Series([12]), "a Series of 1 value;"),
        ([12], "take one value"),
        (pd.Timedelta(days=12), "Divide by pd.Timedelta(days=1)"),
        (pd.DataFrame({"a": [1]}), "select a column"),
        (float("nan"), "is missing (NaN)"),
        (np.float64("nan"), "is missing (NaN)"),
        (pd.NA, "is missing (NaN)"),
        (float("inf"), "is infinite"),
        (max, "Call it"),
        (AlwaysEqual(), "of type AlwaysEqual"),
        (AlwaysEqualNumber(12), "of type AlwaysEqualNumber"),
        (1 + 2j, "of type complex"),
    ],
)
def test_number_of_another_kind_fails_with_a_hint(found, fragment):
    message = message_of(checks.number, lambda: found, "mean_wait", equals=12)
    assert message.startswith("`mean_wait` is")
    assert fragment in message


def test_number_known_mistake_gets_its_own_message():
    mistakes = [(9, "Calendar days were asked for."), (7, "Only the finished ones.")]
    message = message_of(
        checks.number,
        lambda: 7.0004,
        "w",
        equals=12,
        unit="days",
        mistakes=mistakes,
        hint="Look again.",
    )
    assert message == "`w` is 7.0004 days; expected 12 days. Only the finished ones."


def test_number_unknown_mistake_gets_the_hint():
    assert message_of(checks.number, lambda: 3, "w", equals=12, hint="Look again.").endswith("Look again.")


def test_number_drawn_at_random_may_lie_within_the_sampling_error():
    checks.number(lambda: 12.049, "w", equals=12, sampling_error=0.05)
    message = message_of(
        checks.number,
        lambda: 9.03,
        "w",
        equals=12,
        sampling_error=0.05,
        mistakes=[(9, "Each draw is too small.")],
    )
    assert message == "`w` is 9.03; expected 12. Each draw is too small."


def test_number_out_of_bounds_names_the_bound():
    assert "cannot be above 1" in message_of(checks.number, lambda: 1.2, "share", high=1)
    assert "cannot be below 0" in message_of(checks.number, lambda: -3, "wait", low=0)


@pytest.mark.parametrize("found", ["security", np.str_("security")])
def test_text_equal_passes(found):
    checks.text(lambda: found, "bottleneck", equals="security", one_of=["security", "release"])


def test_text_with_other_capitals_says_so():
    assert "Capitals and spaces count" in message_of(checks.text, lambda: "Security ", "b", equals="security")


def test_text_outside_the_choice_lists_it():
    assert "'release', 'security'" in message_of(
        checks.text, lambda: "ops", "b", one_of=["release", "security"]
    )


def test_that_truthy_but_not_true_fails():
    checks.that(np.True_, "never shown")
    assert message_of(checks.that, AlwaysEqual(), "The shares add up to 1.3.") == "The shares add up to 1.3."


def test_value_error_in_the_learners_code_is_told_without_a_traceback():
    message = message_of(checks.value, lambda: {}["wait"], "wait")
    assert message == "`wait` stops with KeyError: 'wait'."


def test_value_name_error_inside_a_function_names_the_inner_name():
    def wait() -> float:
        return waits.mean()  # noqa: F821

    assert "NameError: name 'waits' is not defined" in message_of(checks.value, lambda: wait(), "wait(toy)")


def test_value_not_implemented_is_told():
    def wait() -> float:
        raise NotImplementedError

    assert "not written yet" in message_of(checks.value, lambda: wait(), "wait(toy)")


def test_value_function_without_return_asks_for_it():
    assert "let `return` give the result" in message_of(checks.value, lambda: print("12"), "wait(toy)")


def test_value_exit_is_a_message():
    assert "ends the program" in message_of(checks.value, lambda: sys.exit(0), "wait(toy)")


def test_value_drops_what_the_learners_code_prints_and_warns(capsys):
    def noisy() -> int:
        print("on one stream")
        print("on the other", file=sys.stderr)
        warnings.warn("something deprecated", stacklevel=1)
        return 3

    assert checks.value(lambda: noisy(), "noisy()") == 3
    assert capsys.readouterr() == ("", "")


def test_passed_prints_and_gives_nothing_that_nbgrader_could_read_as_points(capsys):
    assert checks.passed("wall-1") is None
    assert capsys.readouterr().out == "wall-1: the checks that you can see pass.\n"


def test_check_failed_renders_as_the_message_alone():
    assert CheckFailed("`w` is 3; expected 4.")._render_traceback_() == [
        "\x1b[1m`w` is 3; expected 4.\x1b[0m"
    ]


def test_check_failed_long_message_is_wrapped_and_loses_nothing():
    message = "`w` is 3; expected 4. " + "Did the visits that are not over drop out? " * 5
    lines = [strip_ansi(line) for line in CheckFailed(message.strip())._render_traceback_()]
    assert max(map(len, lines)) <= 83, "behind its indent Validate cuts a line there"
    assert " ".join(lines) == message.strip()
