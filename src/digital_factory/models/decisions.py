"""Chapter 6, culture and decisions: what waits for a committee, and what remains of a stay in the factory.

Owns the wait for a committee that meets at fixed intervals and sends papers back, the same committee as a
list of meetings with an agenda, and what a delegation limit takes off that agenda. The former members of a
factory with fixed seats (`rotation`) have a module of their own; its names are here too. Imports NumPy and
models, no pandas.

Units: days for waits, k EUR for amounts, months for stays. A *decision* becomes ready on a day and is decided
at a meeting.

Notes
-----
All of it is elementary and illustrative: the wait is that of a passenger for a bus that keeps to its
timetable.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Bools, Floats, Ints, number_or_array
from digital_factory.models.fields import Number, Numbers
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    ParameterError,
    broadcastable,
    whole,
)
from digital_factory.models.rotation import Rotation, alumni, cohort_alumni, learned, practising
from digital_factory.models.rounding import at_most, below, merged

__all__ = [
    "DECIDED",
    "NOT_REACHED",
    "SENT_BACK",
    "Amounts",
    "Committee",
    "ParameterError",
    "Rotation",
    "Sittings",
    "alumni",
    "cohort_alumni",
    "learned",
    "mean_wait",
    "practising",
    "sit",
    "within",
]

DECIDED, SENT_BACK, NOT_REACHED = range(3)  # what a meeting does with a decision on its agenda
_ERF: Final = np.vectorize(math.erf, otypes=[np.float64])


@dataclass(frozen=True, eq=False)
class Committee:
    """A committee that meets at fixed intervals; arrays broadcast.

    Parameters
    ----------
    every_days
        Time between meetings, above 0 [days].
    sent_back
        Share of the decisions examined that are sent back to the next meeting, from 0 up to 1 [1].

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.
    """

    every_days: Numbers = Numbers(POSITIVE, "Give the days between meetings, for example 30.")
    sent_back: Numbers = Numbers(SHARE_BELOW_ONE, "Give 0.3 for three papers in ten.", default=0.0)

    def __post_init__(self) -> None:
        broadcastable(**vars(self))


def mean_wait(committee: Committee) -> Floats:
    """Return the mean time from ready to decided [days]. Equation `eq-decisions-wait`.

    Papers become ready at any moment with equal chance, every paper on the agenda is examined, and one that
    is sent back is ready again for the next meeting.

    Examples
    --------
    >>> float(mean_wait(Committee(30))), round(float(mean_wait(Committee(30, 0.3))), 1)
    (15.0, 27.9)
    """
    every, back = committee.every_days, committee.sent_back
    return every / 2 + every * back / (1 - back)


def within(committee: Committee, days: npt.ArrayLike) -> Floats:
    """Return the share of decisions taken within `days` of being ready, under the rules of `mean_wait`.

    Parameters
    ----------
    committee
        Its values broadcast with `days`.
    days
        At least 0 [days].

    Raises
    ------
    ParameterError
        If `days` is negative or not a number.
    """
    passed = NOT_NEGATIVE.check("days", days, "Give the days since the paper was ready.")
    every, back = committee.every_days, committee.sent_back
    meetings = np.floor(passed / every)  # no tie to mind: the share is the same on both sides of a meeting
    return 1 - back**meetings + (1 - back) * back**meetings * (passed / every - meetings)


class Sittings(NamedTuple):
    """What the meetings did: an entry for every decision on the agenda of a meeting, shape (entries,)."""

    decision: Ints  # its position in `ready`
    day: Floats  # of the meeting [days]
    result: Ints  # DECIDED, SENT_BACK or NOT_REACHED


def sit(
    ready: npt.ArrayLike,
    luck: npt.ArrayLike,
    committee: Committee,
    *,
    weight: npt.ArrayLike = 0.0,
    agenda: int | None = None,
    until: float = math.inf,
) -> Sittings:
    """Let a committee sit, on days `every_days`, 2 `every_days` and so on, until nothing is pending.

    Parameters
    ----------
    ready
        Day on which each decision is ready, at least 0 [days], shape (n,). It can go to a later meeting, not
        to one on that very day.
    luck
        Numbers between 0 and 1, shape (n, times): a decision is sent back at its k-th examination if number k
        is below `sent_back`. One that has been examined `times` times is decided.
    committee
        Single numbers.
    weight
        The heaviest are taken first, shape (n,); of equals the one that was ready first.
    agenda
        Decisions that one meeting can examine; the others are not reached and come to the next. None: all.
    until
        No meeting after this day [days].

    Raises
    ------
    ParameterError
        If a value breaks its rule, or the arrays do not have one length.
    """
    days = NOT_NEGATIVE.check("ready", ready, "Give the day on which each decision is ready.")
    chances = NOT_NEGATIVE.check("luck", luck, "Draw numbers between 0 and 1.")
    if days.ndim != 1 or chances.ndim != 2 or len(chances) != len(days):
        raise ParameterError(
            f"`luck` must have a row for each decision in `ready`, got the shapes {chances.shape} and "
            f"{days.shape}. Draw luck of shape (decisions, times)."
        )
    if agenda is not None:
        whole(1).check("agenda", agenda, "Give the decisions that a meeting can examine, or None.")
    again = np.pad(below(chances, committee.sent_back), ((0, 0), (0, 1)))  # at last, decided for good
    weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), days.shape)
    rank = np.lexsort((days, -merged(weights)))
    entries = list(_entries(days, again, rank, agenda, _meetings(float(committee.every_days), until)))
    table = np.array(entries, dtype=np.float64).reshape(-1, 3)
    return Sittings(table[:, 0].astype(np.int64), table[:, 1], table[:, 2].astype(np.int64))


def _entries(
    ready: Floats, again: Bools, rank: Ints, agenda: int | None, meetings: Iterable[float]
) -> Iterator[tuple[int, float, int]]:
    """Yield decision, day and result, meeting after meeting, until nothing is pending.

    `again` says whether a decision is sent back at its first examination, its second, and so on; `rank` holds
    the decisions in the order in which a meeting takes them.
    """
    examined, pending = np.zeros(len(ready), dtype=np.int64), np.ones(len(ready), dtype=bool)
    for day in meetings:
        if not pending.any():
            return
        waiting = rank[pending[rank] & below(ready[rank], day)]
        for decision in waiting[:agenda]:
            pending[decision] = again[decision, examined[decision]]
            examined[decision] += 1
            yield decision, day, SENT_BACK if pending[decision] else DECIDED
        for decision in waiting[agenda:] if agenda is not None else ():
            yield decision, day, NOT_REACHED


def _meetings(every: float, until: float) -> Iterator[float]:
    """Yield the days of the meetings, none of them after `until`."""
    return itertools.takewhile(lambda day: bool(at_most(day, until)), (k * every for k in itertools.count(1)))


@dataclass(frozen=True)
class Amounts:
    """What decisions are about, in money: lognormal, many small ones and a few very large.

    Parameters
    ----------
    median
        Half of the decisions are below it, above 0 [k EUR].
    spread
        Standard deviation of the logarithm, above 0 [1].

    Raises
    ------
    ParameterError
        If a value breaks its rule.
    """

    median: Number = Number(POSITIVE, "Give the k EUR of a typical decision, for example 20.")
    spread: Number = Number(POSITIVE, "Give the spread of the logarithm, for example 1.5.")

    def decisions_below(self, limit: npt.ArrayLike) -> Floats:
        """Return the share of the decisions below `limit` [k EUR], which is at least 0."""
        return self._below(limit, 0.0)

    def money_below(self, limit: npt.ArrayLike) -> Floats:
        """Return the share of the money that is in decisions below `limit` [k EUR], which is at least 0."""
        return self._below(limit, self.spread)

    def _below(self, limit: npt.ArrayLike, shift: Floats | float) -> Floats:
        bound = NOT_NEGATIVE.check("limit", limit, "Give the k EUR below which a team decides.")
        with np.errstate(divide="ignore"):
            z = np.log(bound / self.median) / self.spread - shift
        return number_or_array((1 + _ERF(z / math.sqrt(2))) / 2)
