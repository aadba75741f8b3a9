"""Comparison of learners' Series and DataFrames with the expected ones: a sentence on the first difference.

Owns the order of those comparisons: columns and their kinds, rows, labels, then values. Cells are made plain
first (see `_values`), so a dtype never decides. Raises nothing about a learner's data: it returns the
problem, or "".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from digital_factory import text
from digital_factory.checks._values import (
    MISSING,
    Kind,
    NotPlainError,
    Plain,
    kind_of_all,
    plain,
    plain_all,
    same,
    show,
    show_some,
)

__all__ = ["alike", "as_series", "frame_problem", "series_problem", "with_index_as_columns"]

Label = Plain | tuple[Plain, ...]


def as_series(raw: object, *, labels: bool) -> pd.Series | None:
    """Return a Series from what may stand for one, or None."""
    if type(raw) is pd.Series:
        return raw
    if labels:
        return pd.Series(raw, dtype=object) if type(raw) is dict else None
    if type(raw) is np.ndarray and raw.ndim != 1:
        return None
    if type(raw) in (list, tuple, np.ndarray) or isinstance(raw, pd.Index):
        values: list[Any] = list(raw)  # type: ignore[call-overload]  # a sequence, by the line above
        return pd.Series(values, dtype=object)
    return None


def with_index_as_columns(
    found: pd.DataFrame, columns: Sequence[str], equals: pd.DataFrame | None, key: Sequence[str] | None
) -> pd.DataFrame:
    """Bring wanted columns back from the index, where groupby or set_index may have left them."""
    wanted = {*columns, *(key or ()), *(equals.columns if equals is not None else ())} - set(found.columns)
    levels = [level for level in found.index.names if level in wanted]
    if levels:
        return found.reset_index(levels)
    if equals is not None and key is not None and len(key) == 1 and key[0] in wanted:
        return _named_index(found, key[0], equals[key[0]])
    return found


def _named_index(found: pd.DataFrame, key: str, expected: pd.Series) -> pd.DataFrame:
    """Take the index for the key if it holds what the key holds: the name of an index is easily lost."""
    if found.index.nlevels > 1 or isinstance(found.index, pd.RangeIndex):
        return found
    labels = _cells(found.index.to_series())[0]
    is_key = labels and kind_of_all(labels) == kind_of_all(_cells(expected)[0])
    return found.rename_axis(key).reset_index() if is_key else found


def series_problem(
    name: str,
    found: pd.Series,
    expected: pd.Series | None,
    kind: Kind | None,
    rows: int | None,
    rows_of: str,
    within: float | None,
    *,
    labels: bool,
) -> str:
    """Return what is wrong with a Series, or ""; without labels the values are compared in order."""
    values, odd = _cells(found)
    if odd:
        return text.CHECK_ODD_VALUE.format(name=name, found=odd)
    problem = _rows_problem(name, len(found), rows, rows_of)
    if problem:
        return problem
    wanted = [] if expected is None else _cells(expected)[0]
    wrong_kind = _kind_problem(values, kind or _one_kind(wanted))
    if wrong_kind:
        return text.CHECK_HOLDS.format(name=name, **wrong_kind).rstrip()
    if expected is None:
        return ""
    own, theirs = (_labels(found.index), _labels(expected.index)) if labels else (None, None)
    return _values_problem(name, [("", values, wanted)], own, theirs, within)


def frame_problem(
    name: str,
    found: pd.DataFrame,
    columns: Sequence[str] | Mapping[str, Kind] | None,
    rows: int | None,
    rows_of: str,
    equals: pd.DataFrame | None,
    key: Sequence[str] | None,
    within: float | None,
) -> str:
    """Return what is wrong with a DataFrame, or ""."""
    kinds: dict[str, Kind | None] = (
        dict(columns) if isinstance(columns, Mapping) else dict.fromkeys(columns or ())
    )
    expected: dict[str, list[Plain]] = {}
    if equals is not None:
        expected = {str(column): _cells(equals[column])[0] for column in equals.columns}
        kinds = {column: _one_kind(cells) for column, cells in expected.items()} | kinds
    missing = [column for column in (*kinds, *(key or ())) if column not in found.columns]
    if missing:
        held = show_some(found.columns)
        return text.CHECK_COLUMNS.format(name=name, missing=show_some(dict.fromkeys(missing)), found=held)
    cells: dict[str, list[Plain]] = {}
    for column in dict.fromkeys((*kinds, *(key or ()))):
        if isinstance(found[column], pd.DataFrame):
            return text.CHECK_COLUMN_TWICE.format(name=name, column=show(column))
        cells[column], odd = _cells(found[column])
        if odd:
            return text.CHECK_COLUMN_ODD.format(name=name, column=show(column), found=odd)
        problem = _kind_problem(cells[column], kinds.get(column))
        if problem:
            return text.CHECK_COLUMN_KIND.format(name=name, column=show(column), **problem).rstrip()
    problem_rows = _rows_problem(name, len(found), rows, rows_of)
    if problem_rows or equals is None:
        return problem_rows
    return _values_problem(
        name,
        [(column, cells[column], expected[column]) for column in expected if column not in (key or ())],
        _key_labels(cells, key, len(found)),
        _key_labels(expected, key, len(equals)),
        within,
    )


def _rows_problem(name: str, found: int, rows: int | None, rows_of: str) -> str:
    if rows is None or found == rows:
        return ""
    if rows_of:
        return text.CHECK_ROWS_OF.format(name=name, found=found, expected=rows, what=rows_of)
    return text.CHECK_ROWS.format(name=name, found=found, expected=rows)


def _values_problem(
    name: str,
    columns: Sequence[tuple[str, list[Plain], list[Plain]]],
    labels: Sequence[Label] | None,
    expected_labels: Sequence[Label] | None,
    within: float | None,
) -> str:
    """Compare columns row by row: rows are matched by label, or by position when there are no labels."""
    total = len(columns[0][2]) if columns else len(expected_labels or ())
    where: dict[Label, int] | None = None
    if labels is None or expected_labels is None:
        length = len(columns[0][1]) if columns else 0
        if length != total:
            return _rows_problem(name, length, total, "")
    else:
        problem = _labels_problem(name, labels, expected_labels)
        if problem:
            return problem
        where = {label: position for position, label in enumerate(labels)}
    for column, found, expected in columns:
        differing = []
        for position, wanted in enumerate(expected):
            at = position if where is None or expected_labels is None else where[expected_labels[position]]
            got = found[at]
            if got is not wanted and not same(got, wanted, within):
                differing.append((position, got, wanted))
        if differing:
            position, got, wanted = differing[0]
            row = text.CHECK_WHERE_ROW.format(position=position)
            if expected_labels is not None:
                row = show_some([expected_labels[position]])
            place = text.CHECK_WHERE_COLUMN.format(column=show(column), row=row) if column else row
            message = text.CHECK_DIFFERS.format(
                name=name, where=place, found=show(got), expected=show(wanted)
            )
            if len(differing) > 1:
                message += " " + text.CHECK_DIFFERS_ALSO.format(count=len(differing), total=total)
            return message
    return ""


def _labels_problem(name: str, labels: Sequence[Label], expected: Sequence[Label]) -> str:
    wanted = Counter(expected)
    if len(wanted) < len(expected):
        raise ValueError(f"{name}: the expected rows are not told apart by their labels; give a longer key")
    twice = next((label for label, count in Counter(labels).items() if count > 1), None)
    if twice is not None:
        count = Counter(labels)[twice]
        return text.CHECK_LABELS_TWICE.format(name=name, label=show_some([twice]), count=count)
    there = set(labels)
    missing = [label for label in expected if label not in there]
    if missing:
        return text.CHECK_LABELS_MISSING.format(name=name, labels=show_some(missing))
    extra = [label for label in labels if label not in wanted]
    if extra:
        return text.CHECK_LABELS_EXTRA.format(name=name, labels=show_some(extra))
    return ""


def _kind_problem(values: Sequence[Plain], kind: Kind | None) -> dict[str, str]:
    found = kind_of_all(values)
    if kind is None or found in (kind, "empty"):
        return {}
    hint = text.CHECK_COLUMN_HINTS.get((kind, found), "")
    return {"found": text.CHECK_KINDS_MANY[found], "expected": text.CHECK_KINDS_MANY[kind], "hint": hint}


def _one_kind(values: Sequence[Plain]) -> Kind | None:
    kind = kind_of_all(values)
    return None if kind == "mixed" or kind == "empty" else kind


def _cells(column: pd.Series) -> tuple[list[Plain], str]:
    """Return a column's plain values, and the type of the first that has none."""
    try:
        return plain_all(column.tolist()), ""
    except NotPlainError as error:
        return [], str(error)


def _labels(index: pd.Index) -> list[Label]:
    def label(item: Hashable) -> Label:
        if isinstance(item, tuple):
            return tuple(plain(part) for part in item)
        return plain(item)

    return [label(item) for item in index.tolist()]


def _key_labels(cells: Mapping[str, list[Plain]], key: Sequence[str] | None, rows: int) -> list[Label] | None:
    if not key:
        return None
    if len(key) == 1:
        return list(cells[key[0]])
    return [tuple(cells[column][row] for column in key) for row in range(rows)]


def alike(first: object, second: object) -> bool:
    """Tell whether two results, or two sets of arguments, hold the same plain values in the same places."""
    if type(first) is not type(second):
        return False
    if isinstance(first, pd.DataFrame) and isinstance(second, pd.DataFrame):
        return (
            list(first.columns) == list(second.columns)
            and alike(first.index.to_series(), second.index.to_series())
            and all(alike(first.iloc[:, at], second.iloc[:, at]) for at in range(first.shape[1]))
        )
    if isinstance(first, pd.Series) and isinstance(second, pd.Series):
        if first.dtype != second.dtype:
            return False
        mine, theirs = first.tolist(), second.tolist()
        try:
            mine, theirs = plain_all(mine), plain_all(theirs)
        except NotPlainError:
            return alike(mine, theirs)
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(first, dict) and isinstance(second, dict):
        return alike(list(first.items()), list(second.items()))
    if isinstance(first, list | tuple | np.ndarray) and isinstance(second, list | tuple | np.ndarray):
        return len(first) == len(second) and all(alike(a, b) for a, b in zip(first, second, strict=True))
    try:
        return same(plain(first), plain(second)) or (plain(first) is MISSING and plain(second) is MISSING)
    except NotPlainError:
        return True  # an object that cannot be made plain proves nothing either way
