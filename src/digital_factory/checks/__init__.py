"""Teaching checks for the exercises: each says which name, what was found, and where to look.

A check goes from the coarse to the fine and stops at the first thing wrong: the name is missing, then
its type, then its rows, labels and columns, then its values. It returns nothing, so that a check on the
last line of a cell shows nothing (nbgrader would read a shown number as partial credit).

Names are read through a lambda, so that a name that does not exist becomes a message and not a
traceback, and so that a grader may keep the learner's code in another process than the test:

>>> mean_wait = 12.5
>>> number(lambda: mean_wait, "mean_wait", unit="days", low=0)
>>> number(lambda: mean_wait, "mean_wait", equals=9, mistakes=[(12.5, "That mean leaves out the queue.")])
Traceback (most recent call last):
digital_factory.checks._learner.CheckFailed: `mean_wait` is 12.5; expected 9. That mean leaves out the queue.

The result of a function is checked like any name, after the function itself:

>>> def double(log):
...     return log.assign(days=2 * log["days"])
>>> keep(toy=pd.DataFrame({"service": ["S1", "S2"], "days": [3, 4]}))
>>> function(lambda: double, "double", parameters=1, example=(given.toy,))
>>> wanted = pd.DataFrame({"service": ["S2", "S1"], "days": [8, 6]})
>>> frame(lambda: double(given.toy), "double(toy)", equals=wanted, key=["service"])

The rules, the same in what learners see and in what is hidden
---------------------------------------------------------------
*Numbers.* Asked for unrounded; four significant digits are enough, rounded or cut. A whole number is exact,
moments and durations within a second. Every type that holds the value will do: int, float, NumPy's of any
size, an array without dimensions, nullable and object columns, Decimal, Fraction, categories. Too few digits
get a sentence of their own, if a right value does not end: give each visible check one, or call the function
on a shipped table with `endless`, which shows no right value. NaN, and True for a number,
are refused. No check has a tolerance of its own; `sampling_error` is for answers drawn at random.

*Tables.* The key of a row may be a column or the index, under another name too; so may the labels of a
Series, which may come as a dict or a table of one column. Further columns do no harm. The order of rows is
free, but where the task asks for one: `order="largest first"` then has a sentence of its own.

*Causes.* `mistakes` pairs a wrong value (or table) with the message for whoever finds just that: the only
place in which to name a cause. `hint` goes to everybody else: it says where to look and guesses at no cause.

A check cell
------------
It imports what it uses, `from digital_factory import checks` first, and reads no name of the notebook but
the learner's answers, in lambdas. Its data are its own: a set-up cell keeps them, `checks.keep(toy=toy)`, the
check takes copies, `checks.given.toy`; shipped tables come from `datasets.load`. So a learner may re-index
`toy`, and after a restart of the kernel a check says to run the cells above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from digital_factory import text as _text
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
    cells_of,
    label_of,
    read_list,
    read_series,
    read_table,
)
from digital_factory.checks._function import function
from digital_factory.checks._given import given, keep
from digital_factory.checks._learner import CheckFailed, Read, fail, value
from digital_factory.checks._numbers import are_shortened, is_near, is_short
from digital_factory.checks._values import (
    Kind,
    NotPlainError,
    describe,
    grain_of,
    kind_of,
    plain,
    same,
    show,
    show_apart,
    show_some,
)

__all__ = [
    "CheckFailed",
    "frame",
    "function",
    "given",
    "keep",
    "number",
    "passed",
    "series",
    "text",
    "that",
    "value",
]

Mistakes = Iterable[tuple[object, str]]


def that(condition: object, message: str) -> None:
    """Fail with the author's own `message` unless `condition` is True."""
    if condition is not True and condition is not np.True_:
        fail(message)


def passed(task: str) -> None:
    """Say that all checks above have passed; the last visible line of a test cell."""
    print(_text.CHECK_PASSED.format(task=task))


def number(
    read: Read,
    name: str,
    *,
    equals: float | None = None,
    low: float | None = None,
    high: float | None = None,
    sampling_error: float | None = None,
    endless: bool = False,
    unit: str = "",
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check one number.

    Parameters
    ----------
    low, high
        Bounds that any answer keeps, in the unit of the number.
    sampling_error
        How far a right answer, drawn at random, may lie from `equals`, in the same unit. For nothing else.
    endless
        Whether the right number is known to have no end: one of fewer than four digits is then refused, and
        the right one need not be shown.
    """
    raw, found = _scalar(read, name, "number")
    grain = grain_of(raw)
    if found in (float("inf"), float("-inf")) and equals != found:
        fail(_text.CHECK_INFINITE.format(name=name, expected=_text.CHECK_KINDS["number"]), hint)
    for bound, sign, sentence in ((low, -1, _text.CHECK_LOW), (high, 1, _text.CHECK_HIGH)):
        if bound is not None and sign * found > sign * bound and not is_near(found, bound, grain):
            shown = show_apart(found, plain(bound))
            fail(sentence.format(name=name, found=f"{shown[0]} {unit}".rstrip(), bound=shown[1]), hint)
    if endless and is_short(found, grain):
        fail(
            _text.CHECK_ENDS.format(name=name, found=f"{show(found)} {unit}".rstrip()), _text.CHECK_UNROUNDED
        )

    def agrees(other: object) -> bool:
        wanted: Any = plain(other)
        drawn = sampling_error is not None and abs(found - wanted) <= sampling_error
        return drawn or same(found, wanted, grain)

    if equals is None or agrees(equals):
        return
    expected: Any = plain(equals)
    told = next((message for wrong, message in mistakes if agrees(wrong)), "")
    if not told:
        told = _text.CHECK_ROUNDED if are_shortened([(found, expected)], grain) else hint
    shown = show_apart(found, expected)
    both = [f"{each} {unit}".rstrip() for each in shown]
    fail(_text.CHECK_VALUE.format(name=name, found=both[0], expected=both[1]), told)


def text(
    read: Read,
    name: str,
    *,
    equals: str | None = None,
    one_of: Iterable[str] | None = None,
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check one text, such as the name of a stage; capitals and spaces count."""
    _, found = _scalar(read, name, "text")
    allowed = [plain(option) for option in one_of] if one_of is not None else None
    wanted = None if equals is None else plain(equals)
    known = allowed if allowed is not None else [found] if wanted is None else [wanted]
    if found not in known and found.strip().casefold() in {str(each).strip().casefold() for each in known}:
        hint = _text.CHECK_CASE
    if allowed is not None and found not in allowed:
        fail(_text.CHECK_ONE_OF.format(name=name, found=show(found), expected=show_some(allowed)), hint)
    if wanted is None or found == wanted:
        return
    told = next((message for wrong, message in mistakes if found == plain(wrong)), hint)
    shown = show_apart(found, wanted)
    fail(_text.CHECK_VALUE.format(name=name, found=shown[0], expected=shown[1]), told)


def _scalar(read: Read, name: str, kind: Kind) -> tuple[object, Any]:
    """Return what a name holds, as it is and made plain."""
    raw = value(read, name)
    try:
        found = plain(raw)
    except NotPlainError:
        _wrong_type(name, raw, kind)
    if kind_of(found) == "missing":
        fail(_text.CHECK_NAN.format(name=name, expected=_text.CHECK_KINDS[kind]))
    if kind_of(found) != kind:
        _wrong_type(name, raw, kind)
    return raw, found


def _wrong_type(name: str, found: object, expected: str) -> NoReturn:
    kind, words = describe(found)
    hint = _text.CHECK_CALL_IT if kind == "function" else _text.CHECK_TYPE_HINTS.get((expected, kind), "")
    fail(_text.CHECK_TYPE.format(name=name, found=words, expected=_text.CHECK_KINDS[expected]), hint)


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
        _wrong_type(name, raw, "series" if labels else "list")
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
    if not key and (equals is not None or endless):
        raise ValueError(f"{name}: a table is compared by a key; name the columns that tell its rows apart")
    raw = value(read, name)
    expected = {} if equals is None else _columns(equals)
    found = read_table(raw, [column for column in expected if column not in key])
    if found is None:
        _wrong_type(name, raw, "frame")
    kinds: dict[str, Kind | None] = (
        dict(columns) if isinstance(columns, Mapping) else dict.fromkeys((*(columns or ()), *endless))
    )
    wrong_rows = rows_problem(name, found.rows, rows, rows_of)
    problem = table_problem(name, found, kinds, expected, key if expected else (), wrong_rows)
    if endless and not problem:
        problem = endless_in_table(name, found, key[0], endless)
    if problem:
        told = (
            message
            for wrong, message in mistakes
            if isinstance(wrong, pd.DataFrame) and not table_problem("", found, {}, _columns(wrong), key)
        )
        _fail(problem, told, hint)


def _columns(table: pd.DataFrame) -> dict[str, Column]:
    return {str(column): cells_of(table[column]) for column in table.columns}


def _fail(problem: Problem, told: Iterable[str], hint: str) -> NoReturn:
    """Stop with what is wrong, and with the message for a known mistake, the cause, or else the hint."""
    fail(problem.message, next(iter(told), problem.advice or hint))
