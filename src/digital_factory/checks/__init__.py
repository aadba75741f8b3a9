"""Teaching checks for the exercises: each says which name, what was found, and where to look.

A check goes from the coarse to the fine and stops at the first thing wrong: the name is missing, then
its type, then its rows, labels and columns, then its values. It returns nothing, so that a check on the
last line of a cell shows nothing (nbgrader would read a shown number as partial credit).

Names are read through a lambda, so that a name that does not exist becomes a message and not a
traceback, and so that a grader may keep the learner's code in another process than the test:

>>> import pandas as pd
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
Series, which may come as a dict or a table of one column or one row. Further columns do no harm. The order
of rows is free, but where the task asks for one: `order="largest first"` then has a sentence of its own.

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

import numpy as np

from digital_factory import text as _text
from digital_factory.checks._function import function
from digital_factory.checks._given import given, keep
from digital_factory.checks._labelled import frame, labelled, series
from digital_factory.checks._learner import CheckFailed, fail, value
from digital_factory.checks._scalars import number, text

__all__ = [
    "CheckFailed",
    "frame",
    "function",
    "given",
    "keep",
    "labelled",
    "number",
    "passed",
    "series",
    "text",
    "that",
    "value",
]


def that(condition: object, message: str) -> None:
    """Fail with the author's own `message` unless `condition` is True."""
    if condition is not True and condition is not np.True_:
        fail(message)


def passed(task: str) -> None:
    """Say that all checks above have passed; the last visible line of a test cell."""
    print(_text.CHECK_PASSED.format(task=task))
