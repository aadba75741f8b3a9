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
digital_factory.checks.CheckFailed: `mean_wait` is 12.5; expected 9. That mean leaves out the queue.

The result of a function is checked like any name, after the function itself:

>>> toy = pd.DataFrame({"service": ["S1", "S2"], "days": [3, 4]})
>>> def double(log):
...     return log.assign(days=2 * log["days"])
>>> function(lambda: double, "double", parameters=1, example=(toy,))
>>> wanted = pd.DataFrame({"service": ["S2", "S1"], "days": [8, 6]})
>>> frame(lambda: double(toy), "double(toy)", equals=wanted, key=["service"])

What a check accepts: any dtype that holds the right values (int or float, object, str or category,
datetime or date), and any order of rows when rows are known by a key or a label. What it refuses: NaN
and True where a number is asked for. `mistakes` pairs a wrong value (or table) with the message meant
for whoever finds it; `hint` goes to everybody else. What a learner's function prints or warns during a
check is dropped: nbgrader takes the points for a warning.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from digital_factory import text as _text
from digital_factory.checks import _tables
from digital_factory.checks._values import (
    Kind,
    NotPlainError,
    describe,
    kind_of,
    plain,
    same,
    show,
    show_some,
)

__all__ = [
    "CheckFailed",
    "boolean",
    "date",
    "frame",
    "function",
    "number",
    "passed",
    "series",
    "text",
    "that",
    "value",
]

_WIDTH = 90  # characters of a line that a notebook's output shows whole
Read = Callable[[], object]
Mistakes = Iterable[tuple[object, str]]


class CheckFailed(AssertionError):  # noqa: N818 - learners read this name in their feedback
    """What a learner's answer lacks. In a notebook only the message is shown, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        # Wrapped here: nbgrader's feedback pages cut long lines off.
        return textwrap.wrap(str(self), _WIDTH, break_long_words=False)


def _fail(message: str, hint: str = "") -> NoReturn:
    raise CheckFailed(f"{message} {hint}".rstrip()) from None


def that(condition: object, message: str) -> None:
    """Fail with the author's own `message` unless `condition` is True."""
    if condition is not True and condition is not np.True_:
        _fail(message)


def passed(task: str) -> None:
    """Say that all checks above have passed; the last visible line of a test cell."""
    print(_text.CHECK_PASSED.format(task=task))


def value(read: Read, name: str) -> Any:
    """Return what a name holds, or what a call gives; fail when that is nothing, or an error."""
    called = "(" in name
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            with contextlib.redirect_stderr(io.StringIO()):
                found = read()
    except NotImplementedError:
        message = _text.CHECK_NOT_IMPLEMENTED.format(name=name)
    except NameError as error:
        missing = re.search(r"name '(\w+)'", str(error))
        owner = re.match(r"\w+", name)
        if missing and owner and missing[1] == owner[0]:
            message = _text.CHECK_MISSING.format(name=owner[0])
        else:
            message = _text.CHECK_RAISED.format(name=name, error=_error(error))
    except Exception as error:
        message = _text.CHECK_RAISED.format(name=name, error=_error(error))
    except SystemExit:
        message = _text.CHECK_EXITS.format(name=name)
    else:
        if found is not None and found is not ...:
            return found
        sentence = _text.CHECK_NO_RETURN if called else _text.CHECK_UNANSWERED
        message = sentence.format(name=name, found=found if found is None else "...")
    _fail(message)


def _error(error: Exception) -> str:
    first = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first[:200]}".removesuffix(": ").removesuffix(".")


def _wrong_type(name: str, found: object, expected: str) -> NoReturn:
    kind, words = describe(found)
    hint = _text.CHECK_CALL_IT if kind == "function" else _text.CHECK_TYPE_HINTS.get((expected, kind), "")
    _fail(_text.CHECK_TYPE.format(name=name, found=words, expected=_text.CHECK_KINDS[expected]), hint)


def number(
    read: Read,
    name: str,
    *,
    equals: float | None = None,
    within: float | None = None,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    hint: str = "",
    mistakes: Mistakes = (),
) -> None:
    """Check one number; `within`, `low` and `high` are in the same unit as the number."""
    found = _scalar(read, name, "number")
    if found in (float("inf"), float("-inf")) and equals != found:
        _fail(_text.CHECK_INFINITE.format(name=name, expected=_text.CHECK_KINDS["number"]))
    shown = f"{show(found)} {unit}".rstrip()
    if low is not None and found < low:
        _fail(_text.CHECK_LOW.format(name=name, found=shown, bound=show(plain(low))), hint)
    if high is not None and found > high:
        _fail(_text.CHECK_HIGH.format(name=name, found=shown, bound=show(plain(high))), hint)
    _equal(found, name, equals, within, unit, hint, mistakes)


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
    found = _scalar(read, name, "text")
    allowed = [str(option) for option in one_of] if one_of is not None else None
    known = allowed if allowed is not None else [equals] if equals is not None else [found]
    if found not in known and found.strip().casefold() in {option.strip().casefold() for option in known}:
        hint = _text.CHECK_CASE
    if allowed is not None and found not in allowed:
        _fail(_text.CHECK_ONE_OF.format(name=name, found=show(found), expected=show_some(allowed)), hint)
    _equal(found, name, equals, None, "", hint, mistakes)


def boolean(
    read: Read, name: str, *, equals: bool | None = None, hint: str = "", mistakes: Mistakes = ()
) -> None:
    """Check one True or False."""
    _equal(_scalar(read, name, "boolean"), name, equals, None, "", hint, mistakes)


def date(read: Read, name: str, *, equals: object = None, hint: str = "", mistakes: Mistakes = ()) -> None:
    """Check one date: a Timestamp, datetime, date, datetime64 or Period, which counts as its first moment."""
    _equal(_scalar(read, name, "date"), name, equals, None, "", hint, mistakes)


def _scalar(read: Read, name: str, kind: Kind) -> Any:
    raw = value(read, name)
    try:
        found = plain(raw)
    except NotPlainError:
        _wrong_type(name, raw, kind)
    if kind_of(found) == "missing":
        _fail(_text.CHECK_NAN.format(name=name, expected=_text.CHECK_KINDS[kind]))
    if kind_of(found) != kind:
        _wrong_type(name, raw, kind)
    return found


def _equal(
    found: Any, name: str, equals: object, within: float | None, unit: str, hint: str, mistakes: Mistakes
) -> None:
    if equals is None:
        return
    expected = plain(equals)
    if kind_of(expected) == "date" == kind_of(found) and (found.tz is None) != (expected.tz is None):  # type: ignore[union-attr]
        clocks = (_text.CHECK_NO_TIMEZONE, _text.CHECK_HAS_TIMEZONE)
        found_clock, expected_clock = clocks if found.tz is None else reversed(clocks)
        _fail(_text.CHECK_TIMEZONE.format(name=name, found=found_clock, expected=expected_clock))
    if same(found, expected, within):
        return
    told = next((message for wrong, message in mistakes if same(found, plain(wrong), within)), hint)
    shown = [f"{show(each)} {unit}".rstrip() for each in (found, expected)]
    _fail(_text.CHECK_VALUE.format(name=name, found=shown[0], expected=shown[1]), told)


def series(
    read: Read,
    name: str,
    *,
    kind: Kind | None = None,
    equals: object = None,
    rows: int | None = None,
    rows_of: str = "",
    labels: bool = True,
    within: float | None = None,
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
    """
    raw = value(read, name)
    found = _tables.as_series(raw, labels=labels)
    if found is None:
        _wrong_type(name, raw, "series" if labels else "list")
    expected = None if equals is None else _tables.as_series(equals, labels=labels)
    problem = _tables.series_problem(name, found, expected, kind, rows, rows_of, within, labels=labels)
    if problem:
        _fail(problem, _told(found, mistakes, hint, labels, within))


def _told(found: pd.Series, mistakes: Mistakes, hint: str, labels: bool, within: float | None) -> str:
    for wrong, message in mistakes:
        other = _tables.as_series(wrong, labels=labels)
        if other is not None and not _tables.series_problem(
            "", found, other, None, None, "", within, labels=labels
        ):
            return message
    return hint


def frame(
    read: Read,
    name: str,
    *,
    columns: Sequence[str] | Mapping[str, Kind] | None = None,
    rows: int | None = None,
    rows_of: str = "",
    equals: pd.DataFrame | None = None,
    key: Sequence[str] | None = None,
    within: float | None = None,
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
        Expected table. Only its columns are compared.
    key
        Columns that name a row (`["service", "stage"]`): order is then ignored, and they may stand in the
        index; a single one also in an index of another name, or of none. Without a key the rows are compared
        in order, and the index is ignored.
    """
    raw = value(read, name)
    if type(raw) is not pd.DataFrame:
        _wrong_type(name, raw, "frame")
    found = _tables.with_index_as_columns(raw, list(columns or ()), equals, key)
    problem = _tables.frame_problem(name, found, columns, rows, rows_of, equals, key, within)
    if problem:
        told = (
            message
            for wrong, message in mistakes
            if isinstance(wrong, pd.DataFrame)
            and not _tables.frame_problem("", found, None, None, "", wrong, key, within)
        )
        _fail(problem, next(told, hint))


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
    """
    found = value(read, name)
    if not callable(found) or isinstance(found, type):
        _wrong_type(name, found, "function")
    if parameters is not None:
        _accepts(found, name, parameters)
    if example is not None:
        arguments = _copied(example)
        label = f"{name}(...)"
        first = value(lambda: found(*arguments), label)
        if not _tables.alike(arguments, example):
            _fail(_text.CHECK_CHANGES_ARGUMENT.format(name=name))
        again = value(lambda: found(*_copied(example)), label)
        if not _tables.alike(first, again):
            _fail(_text.CHECK_NOT_REPEATABLE.format(name=name))


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
        _fail(_text.CHECK_PARAMETERS.format(name=name, found=takes, expected=f"{count} argument(s)"))
