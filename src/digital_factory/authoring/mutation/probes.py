"""Slips that may make no difference at all to the data at hand, and tell whether they have made one.

A mutant that counts hours as parts of a day is no other answer where every date is a day; one that rounds
to three digits is none where all results are whole numbers. Each probe stands in the mutant's source under
its name and remembers whether it has changed anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Probes"]

_DIGITS = 3  # significant digits that are too few: four are asked for
# A change smaller than this, relative to the value, may count as four digits: 9.99 for 9.994 is nearly that.
_VISIBLE = 1e-3


class Probes:
    """The probes of one run; `differed` says whether one of them has made a difference."""

    def __init__(self) -> None:
        self.differed = False

    @property
    def names(self) -> Mapping[str, Callable[[Any], Any]]:
        """The probes by the name that a mutant's source calls them."""
        return {
            "days_and_hours": self._days_and_hours,
            "three_digits": self._three_digits,
            "with_fraction": self._with_fraction,
        }

    def _days_and_hours(self, durations: Any) -> Any:
        """Return durations [days], parts of a day included."""
        found = durations / pd.Timedelta(days=1)
        parts = np.asarray(found, dtype=float) % 1
        self.differed |= bool(np.any(parts[~np.isnan(parts)] != 0))
        return found

    def _with_fraction(self, number: Any) -> Any:
        """Return a number as it is, where `int` would cut off its fraction."""
        self.differed |= int(number) != number
        return number

    def _three_digits(self, result: Any) -> Any:
        """Return a result, each number in it that is not whole rounded to three significant digits."""
        if isinstance(result, pd.DataFrame):
            return result.apply(self._three_digits)
        if isinstance(result, pd.Series):
            return result.map(self._three_digits) if result.dtype.kind in "fO" else result
        if isinstance(result, dict):
            return {name: self._three_digits(value) for name, value in result.items()}
        if not isinstance(result, float | np.floating) or not np.isfinite(result) or result == round(result):
            return result
        exact = float(result)
        rounded = float(f"{exact:.{_DIGITS}g}")
        self.differed |= bool(abs(rounded - exact) > _VISIBLE * abs(exact))
        return rounded
