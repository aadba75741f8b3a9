"""Chapter 7, the first years: what a funnel shows before it has run dry, and what would have happened anyway.

Owns the stage funnel and its shape while ideas are still on their way, the Kaplan-Meier curve for waits that
have not ended, and the difference in differences. Imports NumPy and `parameters`, no pandas.

Units: ideas and services are counted, stays are in months; a duration and an outcome keep the unit in which
they are given.

References
----------
.. [1] Kaplan, E. L. and Meier, P. (1958). Nonparametric Estimation from Incomplete Observations. Journal of
   the American Statistical Association 53(282), 457-481. doi:10.1080/01621459.1958.10501452
.. [2] Bertrand, M., Duflo, E. and Mullainathan, S. (2004). How Much Should We Trust
   Differences-in-Differences Estimates? Quarterly Journal of Economics 119(1), 249-275.
   doi:10.1162/003355304772839588
.. [3] Greenwood, M. (1926). The natural duration of cancer. Reports on Public Health and Medical Subjects 33,
   1-26: the standard error of a survival curve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.parameters import ParameterError, at_least, share_up_to_one, whole_number

__all__ = [
    "Effect",
    "ParameterError",
    "Stages",
    "Survival",
    "decided_shares",
    "difference_in_differences",
    "funnel",
    "kaplan_meier",
    "reached",
    "reached_by",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stages:
    """The stages behind the first one, from an idea to a service in use; arrays of one length n.

    Parameters
    ----------
    shares
        Share of the ideas in the stage before that reach each stage in the end, from 0 to 1, shape (n,).
    stays
        Mean time that an idea spends in the stage before, whether it passes or is dropped, at least 1
        [months], shape (n,).

    Raises
    ------
    ParameterError
        If a value breaks its rule, the list is empty, or the lengths differ.
    """

    shares: npt.ArrayLike
    stays: npt.ArrayLike

    def __post_init__(self) -> None:
        shares = _shares(self.shares)
        stays = at_least("stays", self.stays, 1, "Give the mean months in each stage, for example 4.")
        if shares.shape != stays.shape or shares.ndim != 1 or not shares.size:
            raise ParameterError(
                "stages need one share and one stay each and at least one stage, got "
                f"`shares` {shares.shape} and `stays` {stays.shape}. Give two lists of the same length."
            )
        object.__setattr__(self, "shares", shares)
        object.__setattr__(self, "stays", stays)


class Survival(NamedTuple):
    """A Kaplan-Meier curve: one entry per duration at which something ended, arrays of shape (k,).

    Attributes
    ----------
    time
        Durations at which at least one wait ended, increasing.
    at_risk
        Waits that had lasted that long, ended or not.
    ended
        Waits that ended at exactly that duration.
    share
        Share still waiting just after it [1].
    standard_error
        Greenwood's standard error [3]_ of `share` [1]; 0 once the share is 0.
    """

    time: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    standard_error: Floats

    def at(self, time: npt.ArrayLike) -> Floats:
        """Return the share still waiting after `time`, 1 before the first end."""
        steps = np.concatenate([[1.0], self.share])
        return steps[np.searchsorted(self.time, np.asarray(time, dtype=np.float64), side="right")]

    def median(self) -> float:
        """Return the first time at which at most half still wait; infinity if the curve ends above half."""
        below = self.time[self.share <= 0.5]
        return float(below[0]) if below.size else float("inf")


class Effect(NamedTuple):
    """A difference in differences, in the unit of the outcome.

    Attributes
    ----------
    estimate
        Mean change of the units exposed, less that of the others.
    standard_error
        Its standard error, from the spread of the changes between units.
    change_exposed, change_others
        The two mean changes.
    without
        What the exposed would have had after, had they changed like the others.
    """

    estimate: float
    standard_error: float
    change_exposed: float
    change_others: float
    without: float


def funnel(ideas: float, shares: npt.ArrayLike) -> Floats:
    """Return how many of `ideas` reach each stage in the end, the first included. Equation `years-funnel`.

    Parameters
    ----------
    ideas
        Ideas that enter, at least 0.
    shares
        Share of the stage before that reaches each stage, from 0 to 1, shape (n,).

    Returns
    -------
    Counts of shape (n + 1,).

    Examples
    --------
    >>> funnel(100, [0.4, 0.5, 0.2])
    array([100.,  40.,  20.,   4.])
    """
    entered = at_least("ideas", ideas, 0, "Give the ideas that enter, for example 100.")
    return np.asarray(entered * np.concatenate([[1.0], np.cumprod(_shares(shares))]), dtype=np.float64)


def decided_shares(passed: npt.ArrayLike, dropped: npt.ArrayLike) -> Floats:
    """Return, for each stage, the share that passed among the ideas whose fate is known.

    Ideas still in the stage count neither way. Equation `years-decided`. Right if those that pass and those
    that are dropped take equally long; NaN for a stage in which nothing is decided yet.

    Examples
    --------
    >>> decided_shares([40, 10], [60, 30])
    array([0.4 , 0.25])
    """
    yes = at_least("passed", passed, 0, "Give the ideas that passed.")
    no = at_least("dropped", dropped, 0, "Give the ideas that were dropped.")
    decided = yes + no
    return np.asarray(
        np.divide(yes, decided, out=np.full(decided.shape, np.nan), where=decided > 0), dtype=np.float64
    )


def reached(stages: Stages, months: int) -> Floats:
    """Return the share of ideas that have reached each stage by each age.

    In every month an idea in a stage of mean stay m is decided with probability 1/m, whatever its age: it
    passes with the stage's share or is dropped.

    Parameters
    ----------
    months
        Greatest age, at least 0.

    Returns
    -------
    Shares of shape (n + 1, months + 1), for the ages 0 to `months`.

    Examples
    --------
    >>> reached(Stages([0.5], [1]), months=2)
    array([[1. , 1. , 1. ],
           [0. , 0.5, 0.5]])
    """
    ages = np.arange(int(whole_number("months", months, 0, "Give the greatest age in months.")) + 1)
    moment = (ages == 0).astype(np.float64)  # probability of reaching the stage at exactly this age
    rows = [np.ones(ages.size)]
    for share, stay in zip(np.asarray(stages.shares), np.asarray(stages.stays), strict=True):
        decided = np.where(ages > 0, (1 / stay) * (1 - 1 / stay) ** np.maximum(ages - 1, 0), 0.0)
        moment = share * np.convolve(moment, decided)[: ages.size]
        rows.append(np.cumsum(moment))
    return np.stack(rows)


def reached_by(stages: Stages, ideas_a_month: float, months: int) -> Floats:
    """Return how many ideas have reached each stage by the end of each month, as they come in evenly.

    `ideas_a_month` ideas come in every month from the first on; those of the last month have age 0.

    Returns
    -------
    Counts of shape (n + 1, months + 1); nothing at month 0.

    Examples
    --------
    >>> reached_by(Stages([0.5], [1]), ideas_a_month=10, months=3)
    array([[ 0., 10., 20., 30.],
           [ 0.,  0.,  5., 10.]])
    """
    rate = at_least("ideas_a_month", ideas_a_month, 0, "Give the ideas of a month, for example 5.")
    by_age = reached(stages, months)[:, :-1] if months else np.empty((np.size(stages.shares) + 1, 0))
    return np.asarray(rate * np.pad(np.cumsum(by_age, axis=1), ((0, 0), (1, 0))), dtype=np.float64)


def kaplan_meier(durations: npt.ArrayLike, ended: npt.ArrayLike) -> Survival:
    """Return the Kaplan-Meier curve of waits, some of which had not ended when they were last seen [1]_.

    A wait that is censored at the duration at which another ends counts as still at risk there. Equation
    `years-kaplan-meier`. Right if what is censored would have gone on like the rest.

    Parameters
    ----------
    durations
        How long each wait lasted or had lasted, at least 0, shape (n,) with n at least 1.
    ended
        True where it ended, False where it was last seen still going on, shape (n,).

    Raises
    ------
    ParameterError
        If a duration breaks its rule, there is none, or the lengths differ.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 5], [True, True, False, True])
    >>> curve.share
    array([0.75, 0.5 , 0.  ])
    >>> curve.median()
    3.0
    """
    lasted = at_least("durations", durations, 0, "Give how long each wait lasted, for example 12.")
    over = np.asarray(ended, dtype=bool)
    if lasted.shape != over.shape or lasted.ndim != 1 or not lasted.size:
        raise ParameterError(
            "a curve needs at least one wait and one mark for each, got "
            f"`durations` {lasted.shape} and `ended` {over.shape}. Give two lists of the same length."
        )
    time, events = np.unique(lasted[over], return_counts=True)
    at_risk = (lasted[:, None] >= time).sum(axis=0)
    share = np.cumprod(1 - events / at_risk)
    stay = at_risk - events
    terms = np.divide(events, at_risk * stay, out=np.zeros(time.shape), where=stay > 0)
    standard_error = share * np.sqrt(np.cumsum(terms))
    return Survival(time, at_risk.astype(np.float64), events.astype(np.float64), share, standard_error)


def difference_in_differences(before: npt.ArrayLike, after: npt.ArrayLike, exposed: npt.ArrayLike) -> Effect:
    """Return what the exposed units gained beyond the change of the others.

    One mean before and one after per unit: months of one unit resemble each other, so that counting each as
    an observation of its own would make the standard error too small [2]_. Equation `years-did`. Right if
    the exposed would have changed like the others.

    Parameters
    ----------
    before, after
        Mean outcome of each unit in the two periods, shape (n,).
    exposed
        True for a unit that got what is to be judged, shape (n,); at least two units on each side.

    Raises
    ------
    ParameterError
        If the lengths differ, a value is missing, or a side has fewer than two units.

    Examples
    --------
    >>> found = difference_in_differences([10, 12, 5, 7], [17, 19, 9, 11], [True, True, False, False])
    >>> found.estimate, found.without
    (3.0, 15.0)
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    marked = np.asarray(exposed, dtype=bool)
    if not first.shape == second.shape == marked.shape or first.ndim != 1:
        raise ParameterError(
            f"each unit needs a mean before, a mean after and a mark, got `before` {first.shape}, `after` "
            f"{second.shape} and `exposed` {marked.shape}. Give three lists of the same length."
        )
    change = second - first
    if not np.isfinite(change).all():
        raise ParameterError(
            f"`before` and `after` must be finite, got {change[~np.isfinite(change)][0]:g} as a change. "
            "Leave out the units that lack a period."
        )
    sides = change[marked], change[~marked]
    if min(side.size for side in sides) < 2:
        raise ParameterError(
            f"`exposed` must mark at least two units and leave two, got {sides[0].size} and {sides[1].size}. "
            "Without a second unit there is no spread to judge by."
        )
    error = float(np.sqrt(sum(side.var(ddof=1) / side.size for side in sides)))
    mine, others = (float(side.mean()) for side in sides)
    return Effect(mine - others, error, mine, others, float(first[marked].mean()) + others)


def _shares(value: npt.ArrayLike) -> Floats:
    return share_up_to_one("shares", value, "Give a share of the stage before, for example 0.4.")
