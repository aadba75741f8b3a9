"""Chapter 6, culture and decisions: what waits for a committee, and what remains of a stay in the factory.

Owns the wait for a committee that meets at fixed intervals and sends papers back, the same committee as a
list of meetings with an agenda, what a delegation limit takes off that agenda, and the former members of a
factory with fixed seats. Imports NumPy and `parameters`, no pandas.

Units: days for waits, k EUR for amounts, months for stays. A *decision* becomes ready on a day and is decided
at a meeting; an *alumnus* has left the factory for another part of the firm.

Notes
-----
All of it is elementary and illustrative: the wait is that of a passenger for a bus that keeps to its
timetable, and the count of alumni is Little's law [1] read from its other side.

References
----------
.. [1] Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9(3),
   383-387. doi:10.1287/opre.9.3.383
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.parameters import (
    ParameterError,
    at_least,
    floats,
    keep,
    positive,
    share_below_one,
    whole_number,
)

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

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

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

    every_days: npt.ArrayLike
    sent_back: npt.ArrayLike = 0.0

    def __post_init__(self) -> None:
        every = positive("every_days", self.every_days, "Give the days between meetings, for example 30.")
        back = share_below_one("sent_back", self.sent_back, "Give 0.3 for three papers in ten.")
        keep(self, every_days=every, sent_back=back)


def mean_wait(committee: Committee) -> Floats:
    """Return the mean time from ready to decided [days]. Equation `eq-decisions-wait`.

    Papers become ready at any moment with equal chance, every paper on the agenda is examined, and one that
    is sent back is ready again for the next meeting.

    Examples
    --------
    >>> float(mean_wait(Committee(30))), round(float(mean_wait(Committee(30, 0.3))), 1)
    (15.0, 27.9)
    """
    every, back = floats(committee.every_days), floats(committee.sent_back)
    wait: Floats = np.asarray(every / 2 + every * back / (1 - back))
    return wait


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
    passed = at_least("days", days, 0, "Give the days since the paper was ready.")
    every, back = floats(committee.every_days), floats(committee.sent_back)
    meetings = np.floor(passed / every)
    share: Floats = np.asarray(1 - back**meetings + (1 - back) * back**meetings * (passed / every - meetings))
    return share


class Sittings(NamedTuple):
    """What the meetings did: an entry for every decision on the agenda of a meeting, shape (entries,)."""

    decision: Whole  # its position in `ready`
    day: Floats  # of the meeting [days]
    result: Whole  # DECIDED, SENT_BACK or NOT_REACHED


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
    days = at_least("ready", ready, 0, "Give the day on which each decision is ready.")
    chances = at_least("luck", luck, 0, "Draw numbers between 0 and 1.")
    if days.ndim != 1 or chances.ndim != 2 or len(chances) != len(days):
        raise ParameterError(
            f"`luck` must have a row for each decision in `ready`, got the shapes {chances.shape} and "
            f"{days.shape}. Draw luck of shape (decisions, times)."
        )
    if agenda is not None:
        whole_number("agenda", agenda, 1, "Give the decisions that a meeting can examine, or None.")
    places = len(days) if agenda is None else agenda
    every, back = float(floats(committee.every_days)), float(floats(committee.sent_back))
    rank = np.lexsort((days, -np.broadcast_to(floats(weight), days.shape)))
    examined, open_ = np.zeros(len(days), dtype=np.int64), np.ones(len(days), dtype=bool)
    entries: list[tuple[int, float, int]] = []
    day = every
    while open_.any() and day <= until:
        waiting = [int(i) for i in rank if open_[i] and days[i] < day]
        for place, decision in enumerate(waiting):
            if place >= places:
                entries.append((decision, day, NOT_REACHED))
                continue
            times = examined[decision]
            again = times < chances.shape[1] and chances[decision, times] < back
            examined[decision] += 1
            open_[decision] = again
            entries.append((decision, day, SENT_BACK if again else DECIDED))
        day += every
    found = np.array(entries, dtype=np.float64).reshape(-1, 3)
    return Sittings(found[:, 0].astype(np.int64), found[:, 1], found[:, 2].astype(np.int64))


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

    median: float
    spread: float

    def __post_init__(self) -> None:
        positive("median", self.median, "Give the k EUR of a typical decision, for example 20.")
        positive("spread", self.spread, "Give the spread of the logarithm, for example 1.5.")

    def decisions_below(self, limit: npt.ArrayLike) -> Floats:
        """Return the share of the decisions below `limit` [k EUR], which is at least 0."""
        return self._below(limit, 0.0)

    def money_below(self, limit: npt.ArrayLike) -> Floats:
        """Return the share of the money that is in decisions below `limit` [k EUR], which is at least 0."""
        return self._below(limit, self.spread)

    def _below(self, limit: npt.ArrayLike, shift: float) -> Floats:
        bound = at_least("limit", limit, 0, "Give the k EUR below which a team decides.")
        with np.errstate(divide="ignore"):
            z = np.log(bound / self.median) / self.spread - shift
        share: Floats = np.asarray((1 + _ERF(z / math.sqrt(2))) / 2)
        return share


@dataclass(frozen=True, eq=False)
class Rotation:
    """A factory with a fixed number of seats, all of them always taken; arrays broadcast.

    Parameters
    ----------
    seats
        Seats for people from the rest of the firm, above 0 [people].
    stay_months
        How long each stays, above 0 [months].

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.
    """

    seats: npt.ArrayLike
    stay_months: npt.ArrayLike

    def __post_init__(self) -> None:
        seats = positive("seats", self.seats, "Give the seats of the factory, for example 100.")
        stay = positive("stay_months", self.stay_months, "Give the months of a stay, for example 12.")
        keep(self, seats=seats, stay_months=stay)

    @property
    def returns_a_month(self) -> Floats:
        """People who go back in a month if the stays are staggered [people a month]."""
        return np.asarray(floats(self.seats) / floats(self.stay_months))


def alumni(rotation: Rotation, months: npt.ArrayLike) -> Floats:
    """Return how many have gone back after `months`, stays staggered. Equation `eq-decisions-alumni`.

    Examples
    --------
    >>> float(alumni(Rotation(100, 24), 60)), float(alumni(Rotation(100, 6), 60))
    (250.0, 1000.0)
    """
    return np.asarray(floats(rotation.seats) * _months(months) / floats(rotation.stay_months))


def cohort_alumni(rotation: Rotation, months: npt.ArrayLike) -> Floats:
    """Return how many have gone back after `months` if all arrive on the first day and leave together.

    Examples
    --------
    >>> float(cohort_alumni(Rotation(100, 24), 60))
    200.0
    """
    # A hair more, so that 0.3 / 0.1 counts as three whole stays.
    stays = np.floor(_months(months) / floats(rotation.stay_months) + 1e-9)
    return np.asarray(floats(rotation.seats) * stays)


def learned(stay_months: npt.ArrayLike, half_months: float) -> Floats:
    """Return the share of people who go back with the new practice: half of them after `half_months` [1].

    S-shaped and illustrative: little after a few weeks, nearly all after four times `half_months`.
    """
    stay = positive("stay_months", stay_months, "Give the months of a stay, for example 12.")
    half = positive("half_months", half_months, "Give the months after which half have learned it.")
    return np.asarray(stay**2 / (stay**2 + half**2))


def practising(
    rotation: Rotation, months: npt.ArrayLike, *, half_months: float, fade_months: float
) -> Floats:
    """Return how many alumni still work in the new way after `months`. Equation `eq-decisions-remain`.

    Parameters
    ----------
    half_months
        See `learned` [months].
    fade_months
        Mean time for which an alumnus keeps the practice, lost with a constant chance, above 0 [months].

    Raises
    ------
    ParameterError
        If a value breaks its rule.
    """
    fade = positive(
        "fade_months", fade_months, "Give the months for which a practice is kept, for example 18."
    )
    arriving = rotation.returns_a_month * learned(rotation.stay_months, half_months)
    return np.asarray(arriving * fade * -np.expm1(-_months(months) / fade))


def _months(months: npt.ArrayLike) -> Floats:
    return at_least("months", months, 0, "Give the months since the factory opened, for example 60.")
