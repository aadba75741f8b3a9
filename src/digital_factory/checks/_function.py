"""The check of a function: that it is one, what it takes, and how it behaves on an example."""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from digital_factory import text
from digital_factory.checks._learner import Read, fail, value, wrong_type
from digital_factory.checks._values import (
    NotPlainError,
    Plain,
    counted,
    plain,
    plain_all,
    show_some,
)

__all__ = ["function"]


def function(
    read: Read, name: str, *, parameters: int | None = None, example: tuple[object, ...] | None = None
) -> None:
    """Check a function: that it is one, what it takes, and, on an example, that it behaves.

    Parameters
    ----------
    parameters
        How many arguments it must accept.
    example
        Arguments of a trial: the function must give something, leave them alone, and give the same again.
        It is called on copies.
    """
    found = value(read, name)
    if not callable(found) or isinstance(found, type):
        wrong_type(name, found, "function")
    if parameters is not None:
        _accepts(found, name, parameters)
    if example is None:
        return
    arguments = _copied(example)
    label = f"{name}(...)"
    first = value(lambda: found(*arguments), label)
    for left, given in zip(arguments, example, strict=True):
        if not _alike(left, given):
            fail(text.CHECK_CHANGES_ARGUMENT.format(name=name, what=_what_changed(left, given)))
    again = value(lambda: found(*_copied(example)), label)
    if not _alike(first, again):
        fail(text.CHECK_NOT_REPEATABLE.format(name=name))


def _what_changed(left: object, given: object) -> str:
    if isinstance(left, pd.DataFrame) and isinstance(given, pd.DataFrame):
        more = [column for column in left.columns if column not in given.columns]
        if more:
            return text.CHECK_CHANGES_COLUMNS.format(columns=show_some(more))
        if len(left) != len(given):
            return text.CHECK_CHANGES_ROWS
    return text.CHECK_CHANGES_VALUES


def _copied(example: tuple[object, ...]) -> tuple[object, ...]:
    """A copy of each argument; a table's costs nothing until it is written to."""
    tables = (pd.DataFrame, pd.Series)
    return tuple(
        item.copy(deep=False) if isinstance(item, tables) else copy.deepcopy(item) for item in example
    )


def _accepts(found: Callable[..., object], name: str, count: int) -> None:
    try:
        signature = inspect.signature(found)
    except (TypeError, ValueError):
        return  # a function that does not tell: the calls will
    try:
        signature.bind(*[None] * count)
    except TypeError:
        takes = show_some(signature.parameters) if signature.parameters else "no argument"
        fail(text.CHECK_PARAMETERS.format(name=name, found=takes, expected=counted(count, "argument")))


def _alike(first: object, second: object) -> bool:
    """Tell whether two results, or two states of an argument, hold the same values in the same places."""
    if type(first) is not type(second):
        return False
    if isinstance(first, pd.DataFrame) and isinstance(second, pd.DataFrame):
        return (
            list(first.columns) == list(second.columns)
            and _alike(first.index.to_series(), second.index.to_series())
            and all(_alike(first.iloc[:, at], second.iloc[:, at]) for at in range(first.shape[1]))
        )
    if isinstance(first, pd.Series) and isinstance(second, pd.Series):
        return first.dtype == second.dtype and _all_alike(first.tolist(), second.tolist())
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.shape == second.shape and _all_alike(first.ravel().tolist(), second.ravel().tolist())
    if isinstance(first, dict) and isinstance(second, dict):
        return _alike(list(first.items()), list(second.items()))
    if isinstance(first, list | tuple | pd.Index) and isinstance(second, list | tuple | pd.Index):
        return _all_alike(list(first), list(second))
    try:
        one, other = plain(first), plain(second)
    except NotPlainError:
        return True  # an object that cannot be made plain proves nothing either way
    return _equal(one, other)


def _all_alike(first: list[object], second: list[object]) -> bool:
    if len(first) != len(second):
        return False
    try:
        return all(map(_equal, plain_all(first), plain_all(second)))
    except NotPlainError:
        return all(map(_alike, first, second))


def _equal(one: Plain, other: Plain) -> bool:
    """Whether two values are the same, but for what the order of a sum does to its last digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other
