"""Values made plain before they are compared: neither a dtype nor an object's own `==` decides a mark.

Owns the conversion of whatever a learner may hold (NumPy and pandas scalars, dates of every sort, missing
values) into a few exact types, and of what a message shows of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, cast

import numpy as np
import pandas as pd

from digital_factory import text

__all__ = [
    "MISSING",
    "Kind",
    "NotPlainError",
    "Plain",
    "describe",
    "kind_of",
    "kind_of_all",
    "plain",
    "plain_all",
    "same",
    "show",
    "show_some",
]

Kind = Literal["number", "text", "boolean", "date", "duration"]


class _Missing:
    """The one value that NaN, None, NaT and NA all become."""

    def __repr__(self) -> str:
        return text.CHECK_MISSING_VALUE


MISSING: Final = _Missing()
Plain = bool | int | float | str | pd.Timestamp | pd.Timedelta | _Missing

# Rounding that a learner cannot be blamed for; anything coarser is the task's to state, as `within`.
_RELATIVE: Final = 1e-6
_SHOWN_ITEMS: Final = 5


class NotPlainError(TypeError):
    """The value is none of the plain kinds (a list in a cell, an object with its own idea of equality)."""


def plain(value: object) -> Plain:
    """Convert one value to an exact plain type.

    Raises
    ------
    NotPlainError
        When the value's exact type is not one of those known here; subclasses may redefine `==`.
    """
    kind = type(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return MISSING
    if kind is bool or kind is int or kind is str or kind is pd.Timedelta:
        return value  # type: ignore[return-value]  # the exact type was just tested
    if kind is pd.Timestamp:
        return value  # type: ignore[return-value]
    if kind is float or kind is Decimal or kind is Fraction:
        number = float(value)  # type: ignore[arg-type]
        return MISSING if math.isnan(number) else number
    if kind is dt.datetime or kind is dt.date:
        return pd.Timestamp(value)  # type: ignore[arg-type]
    if kind is dt.timedelta:
        return pd.Timedelta(value)  # type: ignore[arg-type]
    if kind is pd.Period:
        return value.start_time  # type: ignore[attr-defined,no-any-return]
    if kind is pd.Interval:
        return str(value)  # what pd.cut labels its classes with
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return _plain_numpy(value)
    if kind is np.ndarray and value.ndim == 0:  # type: ignore[attr-defined]
        return plain(value[()])  # type: ignore[index]
    raise NotPlainError(kind.__name__)


def _plain_numpy(value: np.generic) -> Plain:
    if isinstance(value, np.datetime64):
        return MISSING if np.isnat(value) else pd.Timestamp(value)
    if isinstance(value, np.timedelta64):
        return MISSING if np.isnat(value) else pd.Timedelta(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating):
        return plain(float(value))
    if isinstance(value, np.str_):
        return str(value)
    raise NotPlainError(type(value).__name__)


_KINDS: Final[dict[type, Kind | Literal["missing"]]] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "text",
    pd.Timestamp: "date",
    pd.Timedelta: "duration",
    _Missing: "missing",
}
_PLAIN_AS_THEY_ARE: Final = {bool, int, str, pd.Timestamp, pd.Timedelta}
_PLAIN_OR_MISSING: Final = _PLAIN_AS_THEY_ARE | {float, type(None), type(pd.NaT), type(pd.NA)}


def plain_all(values: list[object]) -> list[Plain]:
    """Convert many values, as `plain` does one.

    Raises
    ------
    NotPlainError
        When one of them cannot be converted; its message is the type of the first such value.
    """
    kinds = set(map(type, values))
    if kinds <= _PLAIN_AS_THEY_ARE:
        return cast("list[Plain]", values)
    if kinds <= _PLAIN_OR_MISSING:
        filled = [
            MISSING if value is None or value is pd.NaT or value is pd.NA or value != value else value
            for value in values
        ]
        return cast("list[Plain]", filled)
    return [plain(value) for value in values]


def kind_of(value: Plain) -> Kind | Literal["missing"]:
    """Return the kind of one plain value."""
    return _KINDS[type(value)]


def kind_of_all(values: Iterable[Plain]) -> Kind | Literal["mixed", "empty"]:
    """Return the one kind of many plain values, missing ones left aside."""
    kinds = {_KINDS[kind] for kind in set(map(type, values))} - {"missing"}
    if not kinds:
        return "empty"
    return kinds.pop() if len(kinds) == 1 else "mixed"  # type: ignore[return-value]  # "missing" was taken out


def same(found: Plain, expected: Plain, within: float | None = None) -> bool:
    """Tell whether two plain values are equal.

    Parameters
    ----------
    within
        Largest absolute difference allowed between two numbers; None allows a relative 1e-6.
    """
    if found is MISSING or expected is MISSING:
        return found is expected
    if type(found) is type(expected) and found == expected:
        return True
    if kind_of(found) != kind_of(expected):
        return False
    if isinstance(found, int | float) and isinstance(expected, int | float) and not isinstance(found, bool):
        if within is None:
            return math.isclose(found, expected, rel_tol=_RELATIVE, abs_tol=1e-9)
        return math.isclose(found, expected, rel_tol=1e-12, abs_tol=within)
    if isinstance(found, pd.Timestamp) and isinstance(expected, pd.Timestamp):
        return (found.tz is None) == (expected.tz is None) and found == expected
    return found == expected


def show(value: Plain) -> str:
    """Write a plain value for a message: short, with no more digits than help."""
    if isinstance(value, bool) or value is MISSING:
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    if isinstance(value, pd.Timestamp):
        return str(value.date()) if value == value.normalize() and value.tz is None else str(value)
    return str(value)


def show_some(values: Iterable[object]) -> str:
    """Write the first few of many labels or values, and how many more there are."""
    items = list(values)
    shown = ", ".join(_show_any(item) for item in items[:_SHOWN_ITEMS])
    if len(items) > _SHOWN_ITEMS:
        shown += " " + text.CHECK_AND_MORE.format(count=len(items) - _SHOWN_ITEMS)
    return shown


def _show_any(item: object) -> str:
    if isinstance(item, tuple):
        return " / ".join(_show_any(part) for part in item)
    try:
        return show(plain(item))
    except NotPlainError:
        return type(item).__name__


def describe(value: object) -> tuple[str, str]:
    """Return what a value is, as (kind, words): `("text", "the text 'security'")`."""
    if type(value) is pd.DataFrame:
        rows, columns = value.shape
        return "frame", f"a DataFrame of {rows} rows and {columns} columns"
    if type(value) is pd.Series:
        return "series", f"a Series of {len(value)} values"
    if isinstance(value, list | tuple | set | dict | pd.Index) or (
        isinstance(value, np.ndarray) and value.ndim
    ):
        return "list", f"a {type(value).__name__} of {len(value)}"
    try:
        simple = plain(value)
    except NotPlainError:
        if callable(value):
            return "function", f"the function `{getattr(value, '__name__', 'without a name')}`"
        return "other", f"of type {type(value).__name__}"
    kind = kind_of(simple)
    words = {"text": "the text {}", "date": "the date {}", "duration": "the duration {}"}.get(kind, "{}")
    return kind, words.format(show(simple))
