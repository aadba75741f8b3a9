"""Comparison of learners' values and tables with the expected ones: a sentence on the first difference.

Owns the order of those comparisons: columns and their kinds, rows, labels, then values, then the order of
rows where one is asked for. Raises nothing about a learner's data: it returns what is wrong, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from digital_factory import text
from digital_factory.checks._forms import Column, Label, Table, cells_of, label_of, one_kind
from digital_factory.checks._numbers import are_shortened, is_near, is_short
from digital_factory.checks._values import (
    MISSING,
    Kind,
    Plain,
    counted,
    kind_of_all,
    same,
    show,
    show_apart,
    show_some,
)

__all__ = [
    "NOTHING",
    "Order",
    "Problem",
    "endless_in_table",
    "endless_problem",
    "rows_problem",
    "series_problem",
    "table_problem",
]

Order = Literal["largest first", "smallest first"]
_Row = tuple[int, Plain, Plain, float]  # position, found, expected, grain


@dataclass(frozen=True)
class Problem:
    """What is wrong; empty when nothing is.

    Parameters
    ----------
    advice
        What to do about it, where the cause is established; it replaces the author's hint.
    """

    message: str = ""
    advice: str = ""

    def __bool__(self) -> bool:
        return bool(self.message)


NOTHING = Problem()


def series_problem(
    name: str, found: Column, expected: Column | None, kind: Kind | None, order: Order | None = None
) -> Problem:
    """Return what is wrong with one column of values; those without labels are compared in order."""
    if found.odd:
        return Problem(text.CHECK_ODD_VALUE.format(name=name, found=found.odd))
    wanted = kind or (None if expected is None else one_kind(expected.cells))
    wrong_kind = _kind_problem(found.cells, wanted)
    if wrong_kind:
        return Problem(text.CHECK_HOLDS.format(name=name, **wrong_kind).rstrip())
    if expected is None:
        return NOTHING
    problem = _matched(name, found.labels, expected.labels, len(found.cells), len(expected.cells))
    if isinstance(problem, Problem):
        return problem
    rows = [(at, found.cells[problem[at]], cell, found.grain) for at, cell in enumerate(expected.cells)]
    return _values_problem(name, rows, "", expected.labels) or _order_problem(name, found, order)


def table_problem(
    name: str,
    found: Table,
    kinds: Mapping[str, Kind | None],
    expected: Mapping[str, Column],
    key: Sequence[str],
    rows: Problem = NOTHING,
) -> Problem:
    """Return what is wrong with a table: a column missing or of another kind, then `rows`, then values."""
    columns: dict[str, Column] = {}
    for column in dict.fromkeys((*key, *kinds, *expected)):
        held = found.find(column)
        if not held and column in key and column in expected and len(key) == 1:
            other = found.find_key(expected[column].cells, set(expected) - {column})
            held = [] if other is None else [other]
        if not held:
            sentence = text.CHECK_KEY if column in key else text.CHECK_COLUMN
            return Problem(
                sentence.format(name=name, missing=show(column), found=show_some(found.columns) or "none")
            )
        if len(held) > 1:
            return Problem(text.CHECK_COLUMN_TWICE.format(name=name, column=show(column)))
        columns[column] = cells_of(held[0])
        if columns[column].odd:
            odd = columns[column].odd
            return Problem(text.CHECK_COLUMN_ODD.format(name=name, column=show(column), found=odd))
        wanted = kinds.get(column) or one_kind(expected[column].cells if column in expected else [])
        wrong_kind = _kind_problem(columns[column].cells, wanted)
        if wrong_kind:
            message = text.CHECK_COLUMN_KIND.format(name=name, column=show(column), **wrong_kind)
            return Problem(message.rstrip())
    if rows or not expected:
        return rows
    return _cells_problem(name, columns, expected, key)


def _cells_problem(
    name: str, columns: Mapping[str, Column], expected: Mapping[str, Column], key: Sequence[str]
) -> Problem:
    own, theirs = _key_labels(columns, key), _key_labels(expected, key)
    rows = _matched(name, own, theirs, len(own), len(theirs))
    if isinstance(rows, Problem):
        return rows
    for column, wanted in expected.items():
        found = columns[column]
        compared = [(at, found.cells[rows[at]], cell, found.grain) for at, cell in enumerate(wanted.cells)]
        problem = NOTHING if column in key else _values_problem(name, compared, column, theirs)
        if problem:
            return problem
    return NOTHING


def _key_labels(columns: Mapping[str, Column], key: Sequence[str]) -> list[Label]:
    parts = [columns[column].cells for column in key]
    return [label_of(row if len(key) > 1 else row[0]) for row in zip(*parts, strict=True)]


def _row(labels: Sequence[Label] | None, at: int) -> str:
    return text.CHECK_WHERE_ROW.format(position=at) if labels is None else show_some([labels[at]])


def rows_problem(name: str, found: int, rows: int | None, rows_of: str) -> Problem:
    """Return what is wrong with a number of rows."""
    if rows is None or found == rows:
        return NOTHING
    sentence = text.CHECK_ROWS_OF if rows_of else text.CHECK_ROWS
    return Problem(sentence.format(name=name, found=counted(found, "row"), expected=rows, what=rows_of))


def _matched(
    name: str, found: Sequence[Label] | None, expected: Sequence[Label] | None, rows: int, wanted: int
) -> Sequence[int] | Problem:
    """Return the position of each expected row among those found, or what is wrong with the rows."""
    if found is None or expected is None:
        return rows_problem(name, rows, wanted, "") or range(wanted)
    if len(set(expected)) < len(expected):
        raise ValueError(f"{name}: the expected rows are not told apart by their labels; give a longer key")
    kinds = _label_kind(found), _label_kind(expected)
    if None not in kinds and kinds[0] != kinds[1]:
        words = [text.CHECK_KINDS_MANY[str(each)] for each in kinds]
        sample = show_some([found[0]])
        message = text.CHECK_LABELS_KIND.format(name=name, found=words[0], expected=words[1], sample=sample)
        return Problem(message)
    twice = next((label for label, count in Counter(found).items() if count > 1), None)
    if twice is not None:
        count = Counter(found)[twice]
        return Problem(text.CHECK_LABELS_TWICE.format(name=name, label=show_some([twice]), count=count))
    where, wanted_labels = {label: position for position, label in enumerate(found)}, set(expected)
    missing = [label for label in expected if label not in where]
    extra = [label for label in found if label not in wanted_labels]
    if missing:
        message = text.CHECK_LABELS_MISSING.format(name=name, labels=show_some(missing))
        return Problem(message, text.CHECK_CASE if _only_spelling(missing, extra) else "")
    if extra:
        return Problem(text.CHECK_LABELS_EXTRA.format(name=name, labels=show_some(extra)))
    return [where[label] for label in expected]


def _label_kind(labels: Sequence[Label]) -> Kind | None:
    """Return the kind of labels that are no tuples."""
    plain = [label for label in labels if not isinstance(label, tuple)]
    return one_kind(plain) if len(plain) == len(labels) else None


def _only_spelling(missing: Sequence[Label], extra: Sequence[Label]) -> bool:
    """Whether what is missing is there with other capitals or spaces."""
    there = {label.strip().casefold() for label in extra if isinstance(label, str)}
    return all(isinstance(label, str) and label.strip().casefold() in there for label in missing)


def _values_problem(name: str, rows: Sequence[_Row], column: str, labels: Sequence[Label] | None) -> Problem:
    differing = [row for row in rows if not same(row[1], row[2], row[3])]
    if not differing:
        return NOTHING
    at, got, wanted, _ = differing[0]
    row, shown = _row(labels, at), show_apart(got, wanted)
    place = text.CHECK_WHERE_COLUMN.format(column=show(column), row=row) if column else row
    message = text.CHECK_DIFFERS.format(name=name, where=place, found=shown[0], expected=shown[1])
    if len(differing) > 1:
        also = text.CHECK_DIFFERS_ROWS if column else text.CHECK_DIFFERS_VALUES
        message += " " + also.format(count=len(differing), total=len(rows))
    return Problem(message, _zone_advice(got, wanted) or _rounded_advice(rows, differing))


def _rounded_advice(rows: Sequence[_Row], differing: Sequence[_Row]) -> str:
    """Say that the values look rounded, if all that differ are, and all alike."""
    if not all(_is_number(row[1]) and _is_number(row[2]) for row in differing):
        return ""
    numbers: list[Any] = [(row[1], row[2]) for row in rows if _is_number(row[1]) and _is_number(row[2])]
    return text.CHECK_ROUNDED if are_shortened(numbers, max(row[3] for row in rows)) else ""


def _zone_advice(found: Plain, expected: Plain) -> str:
    """Say that one of two moments carries a time zone, if only one does."""
    if not (isinstance(found, pd.Timestamp) and isinstance(expected, pd.Timestamp)):
        return ""
    zones = [
        text.CHECK_NO_TIMEZONE if each.tz is None else text.CHECK_HAS_TIMEZONE for each in (found, expected)
    ]
    return "" if zones[0] == zones[1] else text.CHECK_TIMEZONE.format(found=zones[0], expected=zones[1])


def _is_number(value: Plain) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _order_problem(name: str, found: Column, order: Order | None) -> Problem:
    if order is None:
        return NOTHING
    for at in range(len(found.cells) - 1):
        first, second = found.cells[at], found.cells[at + 1]
        if not (isinstance(first, int | float) and isinstance(second, int | float)):
            continue
        falls = first > second
        if is_near(first, second, found.grain) or falls is (order == "largest first"):
            continue
        pair = [_row(found.labels, at), _row(found.labels, at + 1)]
        shown = show_apart(first, second)
        return Problem(
            text.CHECK_ORDER.format(
                name=name, order=order, first=pair[0], found=shown[0], second=pair[1], next=shown[1]
            ),
            text.CHECK_ORDER_ADVICE,
        )
    return NOTHING


def endless_problem(name: str, found: Column, endless: Sequence[Label], column: str = "") -> Problem:
    """Return what is wrong with the values of labels of which the right value is known to have no end."""
    where = {label: at for at, label in enumerate(found.labels or ())}
    for label in endless:
        at = where.get(label_of(label))
        if at is None:
            return Problem(text.CHECK_LABELS_MISSING.format(name=name, labels=show_some([label])))
        cell = found.cells[at]
        if isinstance(cell, int | float) and is_short(cell, found.grain):
            row = show_some([label])
            place = text.CHECK_WHERE_COLUMN.format(column=show(column), row=row) if column else row
            message = text.CHECK_ENDS_AT.format(name=name, where=place, found=show(cell))
            return Problem(message, text.CHECK_UNROUNDED)
    return NOTHING


def endless_in_table(name: str, found: Table, key: str, endless: Mapping[str, Label]) -> Problem:
    """Return what is wrong with such values in a table's columns: `endless` has a row's key for each."""
    labels = [label for label in endless.values() if not isinstance(label, tuple)]
    held = found.find(key) or [
        column for column in [found.find_key(labels, set(endless))] if column is not None
    ]
    if not held:
        return Problem(text.CHECK_KEY.format(name=name, missing=show(key), found=show_some(found.columns)))
    own = [label_of(cell) for cell in cells_of(held[0]).cells]
    for column, label in endless.items():
        cells = cells_of(found.find(column)[0])
        problem = endless_problem(name, replace(cells, labels=own), [label], column)
        if problem:
            return problem
    return NOTHING


def _kind_problem(values: Sequence[Plain], kind: Kind | None) -> dict[str, str]:
    found = kind_of_all(values)
    if kind is None or found in (kind, "empty"):
        return {}
    if kind == "boolean" and all(value in (0, 1) for value in values if value is not MISSING):
        return {}  # True and False, written as 1 and 0
    hint = text.CHECK_COLUMN_HINTS.get((kind, found), "")
    return {"found": text.CHECK_KINDS_MANY[found], "expected": text.CHECK_KINDS_MANY[kind], "hint": hint}
