"""The one rule for tables: in which forms a learner may give labelled values, and a table with a key.

Owns the reading of a Series, a dict, a list or a DataFrame into plain cells: a key may stand in a column or
in the index, under its own name or another; further columns do no harm. Compares nothing.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from digital_factory.checks._values import (
    Kind,
    NotPlainError,
    Plain,
    grain_of,
    kind_of_all,
    plain,
    plain_all,
)

__all__ = [
    "Column",
    "Label",
    "Table",
    "cells_of",
    "label_of",
    "one_kind",
    "read_list",
    "read_series",
    "read_table",
]

Label = Plain | tuple[Plain, ...]
_DICTS = (dict, Counter, OrderedDict, defaultdict)
_LABEL_DIGITS = 6  # of a label that is a number: 0.8 counted up in steps is the label 0.8


@dataclass(frozen=True)
class Column:
    """Plain values, in the order in which they were given.

    Parameters
    ----------
    grain
        Relative spacing of the numbers that their type can hold.
    odd
        The type of the first value that is not plain; empty when all are.
    labels
        What each value belongs to; None where only the order says it.
    """

    cells: list[Plain]
    grain: float = 0.0
    odd: str = ""
    labels: list[Label] | None = None


@dataclass
class Table:
    """A learner's table: its columns by name, and the levels of its index."""

    rows: int
    columns: dict[Label, list[pd.Series]]
    levels: list[tuple[Label, pd.Series]] = field(default_factory=list)
    counts_rows: bool = False  # whether the index only numbers the rows

    def find(self, name: str) -> list[pd.Series]:
        """Return the columns of that name, or the levels of the index, where groupby may have left them."""
        return self.columns.get(name) or [level for label, level in self.levels if label == name]

    def find_key(self, expected: Sequence[Plain], taken: set[str]) -> pd.Series | None:
        """Return what holds a key's labels under another name: the index, or the only column that does.

        A table has few columns with the right labels, and the name of an index is easily lost.
        """
        candidates = [column for name, same in self.columns.items() if name not in taken for column in same]
        if len(self.levels) == 1 and not self.counts_rows:
            index = self.levels[0][1]
            if one_kind(cells_of(index).cells) == one_kind(expected):
                return index
        holding = [column for column in candidates if _holds(cells_of(column).cells, expected)]
        return holding[0] if len(holding) == 1 else None


def _holds(cells: Sequence[Plain], expected: Sequence[Plain]) -> bool:
    there, wanted = {label_of(cell) for cell in cells}, {label_of(cell) for cell in expected}
    return one_kind(cells) == one_kind(expected) and 2 * len(there & wanted) >= len(wanted) > 0


def label_of(value: Hashable) -> Label:
    """Return a label in the form in which labels are compared."""
    if isinstance(value, tuple) and len(value) == 1:
        return _part(value[0])
    if isinstance(value, tuple):
        return tuple(_part(part) for part in value)
    return _part(value)


def _part(value: object) -> Plain:
    simple = plain(value)
    if isinstance(simple, float) and not simple.is_integer():
        return float(f"{simple:.{_LABEL_DIGITS}g}")
    return simple


def cells_of(column: pd.Series) -> Column:
    """Return a column's plain values, or the type of the first that has none."""
    try:
        return Column(plain_all(column.tolist()), grain_of(column))
    except NotPlainError as error:
        return Column([], odd=str(error))


def one_kind(cells: Sequence[Plain]) -> Kind | None:
    """Return the kind of a column's values when there is one."""
    kind = kind_of_all(cells)
    return None if kind == "mixed" or kind == "empty" else kind


def read_list(raw: object) -> Column | None:
    """Return values given in order, as a list, an array, an index or a Series; None for anything else."""
    if type(raw) is pd.Series:
        return cells_of(raw)
    if type(raw) is np.ndarray and raw.ndim != 1:
        return None
    if isinstance(raw, list | tuple | np.ndarray | range | pd.Index | pd.api.extensions.ExtensionArray):
        return cells_of(_objects(list(raw)))
    return None


def read_series(raw: object, known: Sequence[Label]) -> Column | None:
    """Return labelled values: a Series, a dict, a table of one column or row, or of labels beside values.

    Parameters
    ----------
    known
        Labels that the answer ought to have: the column of a table that holds them holds the labels, else
        the one of texts.
    """
    if type(raw) in _DICTS and isinstance(raw, Mapping):
        return _labelled(_objects(list(raw.values())), list(raw))
    if type(raw) is pd.Series:
        return _labelled(raw, raw.index.tolist())
    if type(raw) is not pd.DataFrame:
        return None
    across = _across(raw, known)
    if across is not None:
        return across
    if raw.shape[1] == 1:
        return _labelled(raw.iloc[:, 0], raw.index.tolist())
    if raw.shape[1] == 2:
        columns = [cells_of(raw.iloc[:, at]).cells for at in (0, 1)]
        holds_them = [bool(known) and {label_of(cell) for cell in cells} >= set(known) for cells in columns]
        # A label that is missing has a sentence of its own: texts beside anything else are the labels.
        if not any(holds_them) and isinstance(raw.index, pd.RangeIndex):
            holds_them = [one_kind(cells) == "text" for cells in columns]
        if any(holds_them):
            at = holds_them.index(True)
            return _labelled(raw.iloc[:, 1 - at], columns[at])
    return None


def _across(raw: pd.DataFrame, known: Sequence[Label]) -> Column | None:
    """Return the values of the one row of a table whose columns are the labels."""
    places = {_name(label): at for at, label in enumerate(raw.columns.tolist())}
    if len(raw) != 1 or not known or not set(known) <= set(places):
        return None
    return _labelled(_objects([raw.iat[0, places[label]] for label in known]), known)


def _objects(values: list[Any]) -> pd.Series:
    """Return a Series that holds the values as they are; pandas takes an array in a list for a row."""
    array = np.empty(len(values), dtype=object)
    for at, value in enumerate(values):
        array[at] = value[()] if type(value) is np.ndarray and value.ndim == 0 else value
    return pd.Series(array, dtype=object)


def _labelled(values: pd.Series, labels: Sequence[Hashable]) -> Column:
    column = cells_of(values)
    try:
        return Column(column.cells, column.grain, column.odd, [label_of(label) for label in labels])
    except NotPlainError as error:
        return Column([], odd=str(error))


def read_table(raw: object, value_names: Sequence[str]) -> Table | None:
    """Return a table: a DataFrame, or a Series where a single column of values is asked for."""
    if type(raw) is pd.Series and len(value_names) == 1:
        raw = pd.DataFrame({value_names[0]: raw})
    if type(raw) is not pd.DataFrame:
        return None
    columns: dict[Label, list[pd.Series]] = {}
    for at, name in enumerate(raw.columns.tolist()):
        columns.setdefault(_name(name), []).append(raw.iloc[:, at])
    levels = [
        (_name(raw.index.names[at]), pd.Series(raw.index.get_level_values(at)))
        for at in range(raw.index.nlevels)
    ]
    return Table(len(raw), columns, levels, isinstance(raw.index, pd.RangeIndex))


def _name(name: Hashable) -> Label:
    try:
        return label_of(name)
    except NotPlainError:
        return type(name).__name__
