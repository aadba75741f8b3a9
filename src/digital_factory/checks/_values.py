"""Values made plain before they are compared: neither a dtype nor an object's own `==` decides a mark.

Owns the conversion of whatever a learner may hold (NumPy and pandas scalars, dates of every sort, missing
values) into a few exact types, and of what a message shows of them.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, cast

import numpy as np
import pandas as pd

from digital_factory import text
from digital_factory.checks._numbers import is_near

__all__ = [
    "MISSING",
    "Kind",
    "NotPlainError",
    "Plain",
    "counted",
    "describe",
    "grain_of",
    "kind_of",
    "kind_of_all",
    "plain",
    "plain_all",
    "same",
    "show",
    "show_apart",
    "show_some",
]

Kind = Literal["number", "text", "boolean", "date", "duration"]


class _Missing:
    """The one value that NaN, None, NaT and NA all become."""

    def __repr__(self) -> str:
        return text.CHECK_MISSING_VALUE


MISSING: Final = _Missing()
Plain = bool | int | float | str | pd.Timestamp | pd.Timedelta | _Missing

_SECOND: Final = pd.Timedelta(seconds=1)  # moments and durations are the same within it
_INTEGER_BITS: Final = 1000  # a longer one is no float, nor an answer to anything asked
_SHOWN_ITEMS: Final = 5
_SHOWN_CHARACTERS: Final = 60
_SHOWN_DIGITS: Final = (6, 9, 12, 17)  # tried in turn until two numbers look different


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
    if kind in _CONVERSIONS:
        return _CONVERSIONS[kind](value)
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return _plain_numpy(value)
    if kind is np.ndarray and value.ndim == 0:  # type: ignore[attr-defined]
        return plain(value[()])  # type: ignore[index]
    raise NotPlainError(kind.__name__)


def _number(value: float | Decimal | Fraction) -> Plain:
    try:
        number = float(value)
    except (ValueError, OverflowError):  # a signalling NaN, a fraction beyond what a float can hold
        raise NotPlainError(type(value).__name__) from None
    return MISSING if math.isnan(number) else number


def _integer(value: int) -> Plain:
    if value.bit_length() > _INTEGER_BITS:
        raise NotPlainError("int of many digits")
    return value


def _as_it_is(value: Plain) -> Plain:
    return value


# One letter may be written in two ways, é or e and an accent: they are the same text.
_CONVERSIONS: Final[dict[type, Callable[..., Plain]]] = {
    bool: _as_it_is,
    int: _integer,
    pd.Timestamp: _as_it_is,
    pd.Timedelta: _as_it_is,
    str: lambda value: unicodedata.normalize("NFC", value),
    float: _number,
    Decimal: _number,
    Fraction: _number,
    dt.datetime: pd.Timestamp,
    dt.date: pd.Timestamp,
    dt.timedelta: pd.Timedelta,
    pd.Period: lambda value: value.start_time,
    pd.Interval: str,  # what pd.cut labels its classes with
}


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
        return _number(float(value))
    if isinstance(value, np.str_):
        return plain(str(value))
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
_PLAIN_AS_THEY_ARE: Final = {bool, int, pd.Timestamp, pd.Timedelta}
_PLAIN_OR_MISSING: Final = _PLAIN_AS_THEY_ARE | {float, type(None), type(pd.NaT), type(pd.NA)}


def plain_all(values: list[object]) -> list[Plain]:
    """Convert many values, as `plain` does one.

    Raises
    ------
    NotPlainError
        When one of them cannot be converted; its message is the type of the first such value.
    """
    kinds = set(map(type, values))
    if kinds <= _PLAIN_AS_THEY_ARE or (kinds == {str} and all(map(str.isascii, cast("list[str]", values)))):
        return cast("list[Plain]", values)
    if kinds <= _PLAIN_OR_MISSING:
        filled = [
            MISSING if value is None or value is pd.NaT or value is pd.NA or value != value else value
            for value in values
        ]
        return cast("list[Plain]", filled)
    return [plain(value) for value in values]


def grain_of(value: object) -> float:
    """Return the relative spacing of the numbers that a value's type, or a column's, can hold.

    Examples
    --------
    >>> grain_of(0.1), grain_of(np.float32(0.1)) < 1.2e-7
    (0.0, True)
    """
    dtype = getattr(value, "dtype", None)
    dtype = getattr(dtype, "numpy_dtype", dtype)  # of a nullable column
    if not isinstance(dtype, np.dtype):
        return 0.0
    if dtype.kind == "O" and isinstance(value, pd.Series | np.ndarray):
        return max((grain_of(item) for item in value.tolist() if isinstance(item, np.generic)), default=0.0)
    return float(np.finfo(dtype).eps) if dtype.kind == "f" and dtype.itemsize < 8 else 0.0


def kind_of(value: Plain) -> Kind | Literal["missing"]:
    """Return the kind of one plain value."""
    return _KINDS[type(value)]


def kind_of_all(values: Iterable[Plain]) -> Kind | Literal["mixed", "empty"]:
    """Return the one kind of many plain values, missing ones left aside."""
    kinds = {_KINDS[kind] for kind in set(map(type, values))} - {"missing"}
    if not kinds:
        return "empty"
    return kinds.pop() if len(kinds) == 1 else "mixed"  # type: ignore[return-value]  # "missing" was taken out


def same(found: Plain, expected: Plain, grain: float = 0.0) -> bool:
    """Tell whether two plain values are equal by the course's rule.

    Numbers are, to four significant digits (see `is_near`); moments and durations within a second; True and
    1, False and 0 where True or False is expected; everything else exactly.
    """
    if found is MISSING or expected is MISSING:
        return found is expected
    if isinstance(expected, bool) or isinstance(found, bool):
        return isinstance(expected, bool) and isinstance(found, int | float) and found == expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return is_near(found, expected, grain)
    if isinstance(found, pd.Timestamp) and isinstance(expected, pd.Timestamp):
        return (found.tz is None) == (expected.tz is None) and abs(found - expected) <= _SECOND
    if isinstance(found, pd.Timedelta) and isinstance(expected, pd.Timedelta):
        return abs(found - expected) <= _SECOND
    return type(found) is type(expected) and found == expected


def show(value: Plain, digits: int = _SHOWN_DIGITS[0]) -> str:
    """Write a plain value for a message: short, with no more digits than help."""
    if isinstance(value, bool) or value is MISSING:
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{digits}g}"
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN_CHARACTERS else value[: _SHOWN_CHARACTERS - 3] + "...")
    if isinstance(value, pd.Timestamp):
        return str(value.date()) if value == value.normalize() and value.tz is None else str(value)
    return str(value)


def show_apart(found: Plain, expected: Plain) -> tuple[str, str]:
    """Write two different values so that they look different: with more digits, if it takes that."""
    for digits in _SHOWN_DIGITS:
        shown = show(found, digits), show(expected, digits)
        if shown[0] != shown[1]:
            return shown
    return ascii(found), ascii(expected)


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


def counted(count: int, noun: str) -> str:
    """Write how many there are of something: `counted(1, "row")` is "1 row"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def describe(value: object) -> tuple[str, str]:
    """Return what a value is, as (kind, words): `("text", "the text 'security'")`."""
    if type(value) is pd.DataFrame:
        rows, columns = value.shape
        return "frame", f"a DataFrame of {counted(rows, 'row')} and {counted(columns, 'column')}"
    if type(value) is pd.Series:
        return "series", f"a Series of {counted(len(value), 'value')}"
    if isinstance(value, np.ndarray) and value.ndim:
        return "list", f"an array of {counted(value.size, 'value')}"
    if isinstance(value, list | tuple | set | dict | pd.Index):
        return "list", f"a {type(value).__name__} of {counted(len(value), 'value')}"
    try:
        simple = plain(value)
    except NotPlainError:
        if callable(value):
            return "function", f"the function `{getattr(value, '__name__', 'without a name')}`"
        return "other", f"of type {type(value).__name__}"
    kind = kind_of(simple)
    words = {"text": "the text {}", "date": "the date {}", "duration": "the duration {}"}.get(kind, "{}")
    return kind, words.format(show(simple))
