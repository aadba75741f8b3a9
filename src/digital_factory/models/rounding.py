"""Comparing numbers that were computed: what is equal but for rounding counts as equal. Imports NumPy only.

To a computer 0.1 + 0.2 is a little more than 0.3. Where a model draws a line on numbers that it has computed
(a loss or not, the better of two, how many whole times), a tie would fall on one side or the other by
accident: 6 successes of 3 M EUR pay to the last euro for 35 tests and 15 scalings, and would count as a loss.
Every model draws its lines with these functions, so that a tie is a tie.

>>> 0.1 + 0.2 <= 0.3, bool(at_most(0.1 + 0.2, 0.3))
(False, True)
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Bools, Floats, Ints

__all__ = [
    "ROUNDING",
    "at_most",
    "below",
    "ceil",
    "first_largest",
    "first_smallest",
    "floor",
    "merged",
    "next_date",
]

ROUNDING: Final = 1e-9
"""Share of a number up to which a difference is rounding [1]: sums of thousands of terms err by less than a
thousandth of it, and no two settings of a case study lie as close."""


def below(left: npt.ArrayLike, right: npt.ArrayLike) -> Bools:
    """Say where `left` is less than `right` by more than rounding; they broadcast."""
    low, high = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    return np.asarray(high > low + ROUNDING * np.abs(low))


def at_most(left: npt.ArrayLike, right: npt.ArrayLike) -> Bools:
    """Say where `left` is less than `right` or equal to it but for rounding; they broadcast."""
    low, high = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    return np.asarray(low <= high + ROUNDING * np.abs(high))


def floor(quotient: npt.ArrayLike) -> Floats:
    """Return the whole times that a computed quotient holds, up to a million or so.

    Examples
    --------
    >>> 0.3 / 0.1, float(floor(0.3 / 0.1))
    (2.9999999999999996, 3.0)
    """
    return np.asarray(np.floor(np.asarray(quotient, dtype=np.float64) + ROUNDING))


def ceil(quotient: npt.ArrayLike) -> Floats:
    """Return the whole times that are needed to reach a computed quotient, up to a million or so."""
    return np.asarray(np.ceil(np.asarray(quotient, dtype=np.float64) - ROUNDING))


def next_date(moments: npt.ArrayLike, interval: float) -> Floats:
    """Return the first multiple of `interval` from each moment on; a moment on a date catches it.

    Parameters
    ----------
    moments
        At least 0, in any unit of time.
    interval
        Above 0, in the same unit.

    Examples
    --------
    >>> next_date([12.5, 13, 13.5], 13)
    array([13., 13., 26.])
    """
    when = np.asarray(moments, dtype=np.float64)
    return np.asarray(np.maximum(ceil(when / interval) * interval, when))


def first_largest(values: npt.ArrayLike, axis: int = -1) -> Ints:
    """Return the position of the largest of finite `values`, of equals the first; NaN is none of them.

    Equal means up to rounding of the largest in size, since what is compared is often a difference.

    Examples
    --------
    >>> int(first_largest([0.3, 0.1 + 0.2, 0.2]))
    0
    """
    numbers = np.asarray(values, dtype=np.float64)
    size = np.nanmax(np.abs(numbers), axis=axis, keepdims=True)
    most = np.nanmax(numbers, axis=axis, keepdims=True)
    return np.asarray(np.argmax(numbers >= most - ROUNDING * size, axis=axis), dtype=np.int64)


def first_smallest(values: npt.ArrayLike, axis: int = -1) -> Ints:
    """Return the position of the smallest of `values` by the rule of `first_largest`."""
    return first_largest(-np.asarray(values, dtype=np.float64), axis)


def merged(values: npt.ArrayLike) -> Floats:
    """Return `values`, shape (n,), with those that are equal but for rounding made exactly equal.

    For what sorts or groups by a computed number.

    Examples
    --------
    >>> merged([0.1 + 0.2, 1, 0.3])
    array([0.3, 1. , 0.3])
    """
    numbers = np.asarray(values, dtype=np.float64)
    ascending, back = np.unique(numbers, return_inverse=True)
    opens = np.ones(ascending.size, dtype=bool)  # True where a number is more than the one before it
    opens[1:] = below(ascending[:-1], ascending[1:])
    return np.asarray(ascending[opens][np.cumsum(opens)[back] - 1], dtype=np.float64)
