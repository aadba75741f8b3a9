"""Numbers on their way to the page: rounding, bytes, what stands for none and for without bound."""

import numpy as np
import pytest

from digital_factory.explorer import ExplorerError, Values
from digital_factory.explorer.values import pack


@pytest.mark.parametrize(
    ("numbers", "decimals", "kind", "size"),
    [
        ([0, 253], 0, "u1", 1),
        ([0, 254], 0, "u2", 2),  # 254 and 255 stand for "without bound" and "none"
        ([0, 65533], 0, "u2", 2),
        ([-1, 3], 0, "i2", 2),
        ([0, 1e6], 2, "i4", 4),
        ([0, 1e9], 2, "f4", 4),
        ([0, 1], None, "f4", 4),
    ],
)
def test_encoding_takes_the_smallest_type_that_holds_the_numbers(numbers, decimals, kind, size):
    coded, how = Values(numbers, decimals=decimals).encoded()
    assert (how["type"], coded.itemsize) == (kind, size)


@pytest.mark.parametrize("decimals", [None, 0, 2])
@pytest.mark.parametrize("scale", [1, 300, 1e5, -300])
def test_decoding_gives_the_rounded_numbers_and_keeps_none_and_unbounded(decimals, scale):
    numbers = np.append(np.linspace(0.004, 0.996, 50) * scale, [np.nan, np.inf])
    half_a_step = abs(scale) * 1e-7 if decimals is None else 0.5 * 10.0**-decimals
    decoded = Values(numbers, decimals=decimals).decoded()
    np.testing.assert_allclose(decoded, numbers, rtol=0, atol=half_a_step * 1.000001)


def test_minus_infinity_becomes_no_value():
    assert np.isnan(Values([-np.inf, 0]).array).tolist() == [True, False]


def test_pack_puts_every_array_at_a_multiple_of_four_bytes():
    values = {
        "a": Values(np.arange(3), ("x",), decimals=0),
        "b": Values(np.ones((2, 3, 5)), ("y", "x")),
        "c": Values(7, decimals=0),
    }
    payload = pack(values, ["x", "y"])
    assert {name: how["at"] for name, how in payload.arrays.items()} == {"a": 0, "b": 4, "c": 124}
    assert payload.arrays["b"]["dims"] == [1, 0]
    assert payload.arrays["b"]["shape"] == [5]
    assert len(payload.data) == 128
    assert np.frombuffer(payload.data, "u1", 3).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ([1, 2], ("x", "y")),
            r"data must have an axis for each of the dims \('x', 'y'\), got 'shape \(2,\)'",
        ),
        ((np.ones((2, 2)), ("x", "x")), r"dims must name each control once"),
        (([1, 2], ("x",), 7), r"decimals must be from 0 to 6, got 7"),
        (
            ([0, 2], ("x",), None, ("no", "yes")),
            r"hold whole numbers from 0 to 1, one per label, got 'up to 2'",
        ),
    ],
)
def test_values_with_wrong_argument_names_it(arguments, message):
    with pytest.raises(ExplorerError, match=message):
        Values(*arguments)
