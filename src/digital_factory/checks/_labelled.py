"""The checks of many values: one per label, and tables with a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from digital_factory import text
from digital_factory.checks._compare import (
    NOTHING,
    Order,
    Problem,
    endless_in_table,
    endless_problem,
    rows_problem,
    series_problem,
    table_problem,
)
from digital_factory.checks._forms import (
    Column,
    Label,
    Table,
    cells_of,
    label_of,
    read_list,
    read_series,
    read_table,
)
from digital_factory.checks._learner import Mistakes, Read, fail, value, wrong_type
from digital_factory.checks._values import MISSING, Kind, show_some

__all__ = ["frame", "labelled", "series"]


def series(
    read: Read,
    name: str,
    *,
    kind: Kind | None = None,
    equals: object = None,
    rows: int | None = None,
    rows_of: str = "",
    labels: bool = True,
    order: Order | None = None,
    endless: Sequence[Label] = (),
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check one value per label, in any order; or, with `labels=False`, values in order, in a list as well.

    Parameters
    ----------
    kind
        What the values must be; taken from `equals` when that is given.
    equals
        Expected values: a Series or dict with `labels`, else any sequence.
    rows, rows_of
        Expected length, and the words that follow it: `rows=398, rows_of="services were handed over"`.
    order
        The order in which the task asks for the values; checked last, equal ones in any order.
    endless
        Labels whose right value is known to have no end, as in `number`.
    """
    raw = value(read, name)

    def read_as(answer: object, known: Sequence[Label]) -> Column | None:
        return read_series(answer, known) if labels else read_list(answer)

    expected = None if equals is None else read_as(equals, ())
    found = read_as(raw, [label_of(each) for each in endless] if expected is None else expected.labels or ())
    if found is None:
        wrong_type(name, raw, "series" if labels else "list")
    problem = rows_problem(name, len(found.cells), rows, rows_of) if not found.odd else NOTHING
    problem = problem or series_problem(name, found, expected, kind, order)
    problem = problem or endless_problem(name, found, endless)
    if problem:
        wrong = ((read_as(each, ()), message) for each, message in mistakes)
        told = (
            message
            for each, message in wrong
            if each is not None and not series_problem("", found, each, None)
        )
        _fail(problem, told, hint)


def labelled(read: Read, name: str, labels: Sequence[str]) -> dict[str, float]:
    """Return the numbers that an answer has for these labels, in whichever form of a Series it gives them.

    For a check that compares the numbers of one answer with each other. A missing one is NaN.
    """
    raw = value(read, name)
    found = read_series(raw, list(labels))
    if found is None:
        wrong_type(name, raw, "series")
    problem = series_problem(name, found, None, "number")
    if problem:
        _fail(problem, (), "")
    numbers: dict[Label, Any] = dict(zip(found.labels or (), found.cells, strict=True))
    absent = [label for label in labels if label not in numbers]
    if absent:
        fail(text.CHECK_LABELS_MISSING.format(name=name, labels=show_some(absent)))
    return {label: np.nan if numbers[label] is MISSING else float(numbers[label]) for label in labels}


def frame(
    read: Read,
    name: str,
    *,
    columns: Sequence[str] | Mapping[str, Kind] | None = None,
    rows: int | None = None,
    rows_of: str = "",
    equals: pd.DataFrame | None = None,
    key: Sequence[str] = (),
    endless: Mapping[str, Label] = MappingProxyType({}),
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check a table: its columns and what they hold, its rows, then its values column by column.

    Parameters
    ----------
    columns
        Columns that must be there, with what they hold if it matters; further columns do no harm.
    rows, rows_of
        Expected number of rows, and the words after it: `rows=398, rows_of="services were handed over"`.
    equals
        Expected table. Only its columns are compared, row by row as `key` says.
    key
        Columns that name a row (`["service", "stage"]`), to be found in the index as well; a single one
        also under another name.
    endless
        Columns, each with the key of a row in which the right value is known to have no end, as in `number`.

    Raises
    ------
    ValueError
        When `equals` or `endless` has no `key`, or rows that the key does not tell apart: the author's error.
    """
    _must_have_key(name, key, equals, endless)
    raw = value(read, name)
    expected = {} if equals is None else _columns(equals)
    found = read_table(raw, [column for column in expected if column not in key])
    if found is None:
        wrong_type(name, raw, "frame")
    kinds = _kinds(columns, endless)
    wrong_rows = rows_problem(name, found.rows, rows, rows_of)
    problem = table_problem(name, found, kinds, expected, key if expected else (), wrong_rows)
    if endless and not problem:
        problem = endless_in_table(name, found, key[0], endless)
    if problem:
        _fail(problem, _known(found, key, mistakes), hint)


def _must_have_key(
    name: str, key: Sequence[str], equals: pd.DataFrame | None, endless: Mapping[str, Label]
) -> None:
    if not key and (equals is not None or endless):
        raise ValueError(f"{name}: a table is compared by a key; name the columns that tell its rows apart")


def _kinds(
    columns: Sequence[str] | Mapping[str, Kind] | None, endless: Mapping[str, Label]
) -> dict[str, Kind | None]:
    if isinstance(columns, Mapping):
        return dict(columns)
    return dict.fromkeys((*(columns or ()), *endless))


def _known(found: Table, key: Sequence[str], mistakes: Mistakes) -> Iterator[str]:
    """Yield the messages of the known mistakes that the table found is."""
    for wrong, message in mistakes:
        if isinstance(wrong, pd.DataFrame) and not table_problem("", found, {}, _columns(wrong), key):
            yield message


def _columns(table: pd.DataFrame) -> dict[str, Column]:
    return {str(column): cells_of(table[column]) for column in table.columns}


def _fail(problem: Problem, told: Iterable[str], hint: str) -> NoReturn:
    """Stop with what is wrong, and with the message for a known mistake, the cause, or else the hint."""
    fail(problem.message, next(iter(told), problem.advice or hint))
