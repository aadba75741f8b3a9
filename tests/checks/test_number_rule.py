"""The one rule for numbers, tried on every type and on numbers drawn at random."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digital_factory import checks
from digital_factory.checks import CheckFailed

SHARE = 3 / 7
ROUNDED = "It looks rounded. Give it unrounded: four significant digits are enough."
TYPES = {
    "float": float,
    "float64": np.float64,
    "float32": np.float32,
    "float16": np.float16,
    "longdouble": np.longdouble,
    "array without dimensions": np.array,
    "float32 array without dimensions": lambda value: np.array(value, dtype="float32"),
    "Decimal": Decimal,
    "Fraction": Fraction,
    "nullable": lambda value: pd.array([value], dtype="Float64")[0],
    "cell of an object column": lambda value: pd.Series([value], dtype=object).iloc[0],
}
COLUMNS = ["float64", "float32", "float16", "Float64", "Float32", "object", "category", "Sparse[float64]"]

# Not so small that floating-point noise is all there is; whole numbers have a rule of their own.
answers = st.floats(0.001, 1e6).filter(lambda number: number % 1 > 0.001) | st.floats(-1e4, -0.001).filter(
    lambda number: number % 1 > 0.001
)


def message_of(found: object, **kwargs) -> str | None:
    """Return what the check of a number says, or None when it passes."""
    try:
        checks.number(lambda: found, "x", **kwargs)
    except CheckFailed as failure:
        return str(failure)
    return None


def shortened(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


@pytest.mark.parametrize("kind", TYPES)
def test_number_right_in_any_type_passes(kind):
    assert message_of(TYPES[kind](SHARE), equals=SHARE) is None


@pytest.mark.parametrize("kind", TYPES)
def test_number_wrong_in_any_type_fails_and_finds_its_mistake(kind):
    message = message_of(TYPES[kind](0.75), equals=SHARE, mistakes=[(0.75, "Of all four.")])
    assert message == "`x` is 0.75; expected 0.428571. Of all four."


@pytest.mark.parametrize("kind", [int, np.int8, np.uint64, np.float32, np.array, Decimal, Fraction])
def test_number_whole_in_any_type_is_exact(kind):
    assert message_of(kind(12), equals=12) is None
    assert message_of(kind(13), equals=12) == "`x` is 13; expected 12."


@pytest.mark.parametrize("count", [9, 999, 12_345, 1_234_567])
def test_number_whole_and_large_is_not_its_neighbour(count):
    assert message_of(count + 1, equals=count) == f"`x` is {count + 1}; expected {count}."
    assert message_of(count + 0.0, equals=count) is None


@given(answers, st.integers(4, 12))
def test_number_with_four_digits_or_more_passes(value, digits):
    assert message_of(shortened(value, digits), equals=value) is None


@given(answers)
def test_number_cut_after_four_digits_passes(value):
    places = 3 - Decimal(value).adjusted()
    assert message_of(math.trunc(value * 10**places) / 10**places, equals=value) is None


@pytest.mark.parametrize(("short", "held"), [(9.129, 9.13), (0.1999, 0.2), (1.199, 1.2), (-0.2999, -0.3)])
def test_number_cut_from_a_hair_below_a_short_one_passes(short, held):
    assert message_of(short, equals=held) is None, "9.13 may be 9.129999999999999 when it is cut"
    assert message_of(2 * held - short, equals=held) is not None


@given(st.floats(0.06, 0.94), st.integers(1, 3))
def test_number_with_fewer_digits_is_told_that_it_looks_rounded(value, decimals):
    found = round(value, decimals)
    assume(abs(found - value) > 1e-4)
    assert ROUNDED in (message_of(found, equals=value, hint="Look elsewhere.") or "")


@given(answers, st.floats(-1e6, 1e6))
def test_number_that_is_not_the_expected_one_shortened_is_not_called_rounded(value, found):
    near = [round(value, decimals) for decimals in range(10)] + [
        shortened(value, digits) for digits in (2, 3)
    ]
    cut = [math.trunc(value * 10**decimals) / 10**decimals for decimals in range(10)]
    assume(all(abs(found - each) > 1e-6 * max(1, abs(found)) for each in (*near, *cut, value)))
    assert ROUNDED not in (message_of(found, equals=value) or "")


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_number_refused_never_shows_two_equal_numbers(found, expected):
    message = message_of(found, equals=expected)
    shown = re.match(r"`x` is (\S+); expected (\S+)\.(?: |$)", message or "")
    assert message is None or "infinite" in message or (shown and shown[1] != shown[2]), message


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_number_out_of_bounds_never_shows_its_bound(found, bound):
    for message in (message_of(found, low=bound), message_of(found, high=bound)):
        shown = re.match(r"`x` is (\S+); it cannot be (?:below|above) (\S+)\.$", message or "")
        assert message is None or (shown and shown[1] != shown[2]), message


def test_number_rounded_to_nothing_is_not_called_rounded():
    assert message_of(0.0, equals=0.004, hint="Look again.") == "`x` is 0; expected 0.004. Look again."


def test_number_whole_where_a_share_is_expected_is_not_called_rounded():
    assert message_of(1, equals=0.8) == "`x` is 1; expected 0.8."


@pytest.mark.parametrize("noise", [1e-17, -1e-12, 0.0])
def test_number_zero_but_for_floating_point_noise_is_zero(noise):
    assert message_of(noise, equals=0) is None
    assert message_of(0, equals=noise) is None
    assert message_of(noise, low=0, high=0) is None


@pytest.mark.parametrize(("found", "expected"), [(5, math.inf), (math.inf, 5), (-math.inf, math.inf)])
def test_number_infinite_or_not_is_told(found, expected):
    assert message_of(found, equals=expected) is not None
    assert message_of(expected, equals=expected) is None


@pytest.mark.parametrize("found", [10**400, Decimal("sNaN"), np.ma.masked, b"3", 3 + 0j, np.array([3.0])])
def test_number_of_no_usual_kind_is_a_message(found):
    assert message_of(found, equals=3) is not None


def test_number_of_one_cell_array_is_counted_in_the_singular():
    assert "`x` is an array of 1 value; expected a number." in (message_of(np.array([3.0]), equals=3) or "")


# ---- whole columns


def column_message(found: object, expected: object, **kwargs) -> str | None:
    try:
        checks.series(lambda: found, "x", equals=expected, **kwargs)
    except CheckFailed as failure:
        return str(failure)
    return None


SHARES = pd.Series({"a": 1 / 3, "b": 2 / 7, "c": 0.0, "d": 12.0})


@pytest.mark.parametrize("dtype", COLUMNS)
def test_column_right_in_any_type_passes(dtype):
    assert column_message(SHARES.astype(dtype), SHARES) is None
    frame = pd.DataFrame({"key": list("abcd"), "share": SHARES.to_numpy()}).astype({"share": dtype})
    checks.frame(
        lambda: frame, "x", equals=pd.DataFrame({"key": list("abcd"), "share": [*SHARES]}), key=["key"]
    )


@pytest.mark.parametrize("dtype", COLUMNS)
def test_column_wrong_in_any_type_fails(dtype):
    message = column_message(SHARES.astype(dtype), SHARES + 1)
    assert message is not None
    assert "4 of 4 values differ." in message


@pytest.mark.parametrize("make", [Decimal, Fraction, np.float16, np.array])
def test_column_of_objects_that_are_numbers_passes(make):
    assert (
        column_message(pd.Series({"a": make(1 / 3), "b": make(2 / 7)}, dtype=object), SHARES[["a", "b"]])
        is None
    )
    assert column_message({"a": make(1 / 3), "b": make(2 / 7)}, SHARES[["a", "b"]]) is None


@pytest.mark.parametrize("decimals", [1, 2, 3])
def test_column_rounded_alike_is_told_so(decimals):
    message = column_message(SHARES.round(decimals), SHARES, hint="Look elsewhere.")
    assert message is not None
    assert message.endswith(ROUNDED)


def test_column_with_one_value_wrong_beside_rounded_ones_is_not_called_rounded():
    message = column_message(
        SHARES.round(2) + pd.Series({"a": 0, "b": 1, "c": 0, "d": 0}), SHARES, hint="Look."
    )
    assert message is not None
    assert message.endswith("2 of 4 values differ. Look.")


def test_column_with_a_known_mistake_in_it_names_the_mistake_and_not_the_rounding():
    message = column_message({"a": 1.0}, {"a": 1.2}, mistakes=[({"a": 1}, "That is a number of teams.")])
    assert message == "`x`, 'a': found 1; expected 1.2. That is a number of teams."


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4), st.floats(-1e6, 1e6))
def test_column_refused_never_shows_two_equal_numbers(values, other):
    message = column_message(values, [*values[:-1], other], labels=False)
    shown = re.search(r"found (\S+); expected (\S+)\.(?: |$)", message or "")
    assert message is None or (shown and shown[1] != shown[2]), message


# ---- moments and durations


def test_column_of_moments_within_a_second_passes():
    expected = pd.to_datetime(pd.Series(["2026-03-01 00:00", "2026-03-02 10:00"], index=["a", "b"]))
    for shift, passes in ((0.9, True), (-0.9, True), (60, False)):
        message = column_message(expected + pd.Timedelta(seconds=shift), expected)
        assert (message is None) is passes, message


def test_column_of_days_that_lose_the_fraction_of_a_second_passes():
    spans = pd.Series(pd.to_timedelta([20.7272727, 0.33333, 3], unit="D"), index=list("abc"))
    seconds = spans.map(lambda span: span.days + span.seconds / 86400)
    assert column_message(seconds, spans / pd.Timedelta(days=1)) is None


def test_column_of_durations_where_numbers_are_expected_says_how():
    message = column_message(pd.to_timedelta(pd.Series({"a": 3}), unit="D"), {"a": 3})
    assert (
        message == "`x` holds durations; expected numbers. Use .dt.days, or divide by pd.Timedelta(days=1)."
    )


def test_column_of_moments_with_a_time_zone_names_both_clocks():
    expected = pd.Series(pd.to_datetime(["2026-03-01"]), index=["a"])
    message = column_message(expected.dt.tz_localize("UTC"), expected)
    assert message is not None
    assert "What was found carries a time zone, what was expected carries no time zone" in message


# ---- numbers known to have no end

UNROUNDED = "the right number does not end there. Give it unrounded: four significant digits are enough."


@pytest.mark.parametrize("found", [0.43, 0.4, 0.429, 1, 0, np.float32(0.43), Decimal("0.43")])
def test_number_of_few_digits_that_is_endless_is_told_without_the_right_one(found):
    message = message_of(found, endless=True, unit="days")
    assert message is not None
    assert message.endswith(f" days, and {UNROUNDED}")
    assert "expected" not in message


@pytest.mark.parametrize("found", [0.4286, 0.42857, 17.26, 1726.0, np.float32(SHARE), Fraction(3, 7)])
def test_number_of_four_digits_that_is_endless_passes(found):
    assert message_of(found, endless=True) is None


def test_series_with_an_endless_value_cut_short_names_its_label():
    found = pd.Series({"stores": 73.5, "app": 27.3})
    assert column_message(found, None, endless=["app"]) == f"`x`, 'app': found 27.3, and {UNROUNDED}"
    assert column_message(found, None, endless=["site"]) == "`x` has nothing for 'site'."
    assert column_message(found + pd.Series({"stores": 0, "app": 0.0274}), None, endless=["app"]) is None
    labelled = found.rename_axis("team").reset_index(name="days")
    assert column_message(labelled, None, endless=["app"]) == f"`x`, 'app': found 27.3, and {UNROUNDED}"


@pytest.mark.parametrize(
    "form",
    [
        lambda table: table,
        lambda table: table.set_index("team"),
        lambda table: table.rename(columns={"team": "squad"}),
        lambda table: table.set_index("team").rename_axis(None),
    ],
)
def test_frame_with_an_endless_value_cut_short_names_its_cell(form):
    table = pd.DataFrame({"team": ["stores", "app"], "share": [0.5, 1 / 3], "days": [3, 4]})
    checks.frame(lambda: form(table), "x", key=["team"], endless={"share": "app"})
    with pytest.raises(CheckFailed) as caught:
        checks.frame(lambda: form(table.round(2)), "x", key=["team"], endless={"share": "app"})
    assert str(caught.value) == f"`x`, column 'share', 'app': found 0.33, and {UNROUNDED}"


def test_frame_with_an_endless_value_and_no_key_is_told():
    table = pd.DataFrame({"share": [0.5, 1 / 3]})
    with pytest.raises(CheckFailed, match="needs 'team', as a column or as its index"):
        checks.frame(lambda: table, "x", key=["team"], endless={"share": "app"})
    with pytest.raises(ValueError, match="compared by a key"):
        checks.frame(lambda: table, "x", endless={"share": "app"})
