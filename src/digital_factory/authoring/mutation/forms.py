"""Other forms of a right result: the same values in other types, another order, another shape.

Each must get the marks, as the rules of the exercises promise. A form is a function that a result passes
through on its way from the learner's function to the check; where it has nothing to change it returns the
very same object.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["FORMS", "ORDERED", "Form", "reshape"]

Form = Callable[[Any], Any]
_DIGITS = 4  # significant digits that are enough
_NOISE = 1e-12  # what the order of a sum does to a whole number


def _float32(result: Any) -> Any:
    """NumPy's short floats, the rows turned around."""
    if isinstance(result, pd.DataFrame):
        floats = result.select_dtypes("float").columns
        return result.astype(dict.fromkeys(floats, "float32")).iloc[::-1]
    if isinstance(result, pd.Series):
        return (result.astype("float32") if result.dtype.kind == "f" else result).iloc[::-1]
    if isinstance(result, dict):
        return {name: _float32(result[name]) for name in reversed(result)}
    return np.float32(result) if isinstance(result, float) else result


def _decimals(result: Any) -> Any:
    """Decimal numbers in columns of objects, and a further column."""
    if isinstance(result, pd.DataFrame):
        return result.astype(object).map(_decimals).assign(remark="none")
    if isinstance(result, pd.Series):
        return result.astype(object).map(_decimals)
    if isinstance(result, dict):
        return {name: _decimals(value) for name, value in result.items()}
    exact = isinstance(result, float | np.floating) and np.isfinite(result)
    return Decimal(repr(float(result))) if exact else result


def _nullable(result: Any) -> Any:
    """Pandas' nullable types; the labels of the rows as a column."""
    if isinstance(result, pd.DataFrame):
        found = result.convert_dtypes()
        return found if isinstance(found.index, pd.RangeIndex) else found.reset_index()
    if isinstance(result, pd.Series):
        return result.rename(str(result.name or "value")).convert_dtypes().reset_index()
    return np.str_(result) if type(result) is str else result


def _four_digits(result: Any) -> Any:
    """Four significant digits, in arrays without dimensions; texts as categories."""
    if isinstance(result, pd.DataFrame):
        return result.apply(_four_digits)
    if isinstance(result, pd.Series):
        if result.dtype.kind == "f":
            return result.map(_rounded)
        return result.astype("category") if pd.api.types.is_string_dtype(result.dtype) else result
    if isinstance(result, dict):
        return {name: _four_digits(value) for name, value in result.items()}
    if isinstance(result, float | np.floating):
        return np.asarray(_rounded(float(result)))
    return np.asarray(result) if isinstance(result, bool | int) else result


def _rounded(number: float) -> float:
    whole = not np.isfinite(number) or number == round(number)
    return number if whole else float(f"{number:.{_DIGITS}g}")


def _dict(result: Any) -> Any:
    """Cut to four significant digits; a dict for a Series, a Series for a dict."""
    if isinstance(result, pd.DataFrame):
        return result.apply(lambda column: column.map(_cut) if column.dtype.kind == "f" else column)
    if isinstance(result, pd.Series):
        return {label: _cut(value) for label, value in result.items()}
    if isinstance(result, dict):
        return pd.Series({label: _cut(value) for label, value in result.items()})
    return _cut(result)


def _cut(number: Any) -> Any:
    """Leave four significant digits of a number that is not whole."""
    if not isinstance(number, float | np.floating):
        return number
    exact = float(number)
    if not math.isfinite(exact) or math.isclose(exact, round(exact), rel_tol=_NOISE):
        return number
    decimals = _DIGITS - 1 - Decimal(exact).adjusted()
    return math.trunc(exact * 10.0**decimals) / 10.0**decimals


FORMS: Mapping[str, Form] = {
    "short floats, rows turned around": _float32,
    "decimals and objects, a further column": _decimals,
    "nullable types, the labels as a column": _nullable,
    "four digits, categories, arrays of one number": _four_digits,
    "cut to four digits, a dict for a Series": _dict,
}
# Forms that a task cannot take if it asks for an order.
ORDERED = ("short floats, rows turned around",)


def reshape(
    namespace: dict[str, object], before: Mapping[str, object], cell: str, form: Form
) -> Callable[[], bool]:
    """Let what a solution cell has made give its results in another form; return a way to ask whether it did.

    Parameters
    ----------
    before
        The namespace before the cell.
    cell
        The name under which the cell was compiled: its own functions get each other's results as they are.
    """
    changed = []

    def converted(result: Any) -> Any:
        other = form(result)
        changed.append(other is not result)
        return other

    def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            result = function(*arguments, **named)
            return result if sys._getframe(1).f_code.co_filename == cell else converted(result)

        return call

    for name, value in list(namespace.items()):
        if name in before and before[name] is value:
            continue
        if isinstance(value, float | int | str | dict | pd.Series | pd.DataFrame | np.generic):
            namespace[name] = converted(value)
        elif callable(value) and getattr(getattr(value, "__code__", None), "co_filename", "") == cell:
            namespace[name] = wrapped(value)
    return lambda: any(changed)
