"""Chapter 7, the first years: what a funnel shows before it has run dry, and what would have happened anyway.

Owns the stage funnel and its shape while ideas are still on their way, and the difference in differences. The
Kaplan-Meier curve for waits that have not ended (`survival`) has a module of its own; its names are here too.
Imports NumPy and models, no pandas.

Units: ideas and services are counted, stays are in months; an outcome keeps the unit in which it is given.

References
----------
.. [1] Bertrand, M., Duflo, E. and Mullainathan, S. (2004). How Much Should We Trust
   Differences-in-Differences Estimates? Quarterly Journal of Economics 119(1), 249-275.
   doi:10.1162/003355304772839588
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    SHARE,
    ParameterError,
    at_least,
    same_length,
    whole,
)
from digital_factory.models.survival import Survival, kaplan_meier

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

_SHARE_HINT: Final = "Give a share of the stage before, for example 0.4."


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

    shares: Numbers = Numbers(SHARE, _SHARE_HINT)
    stays: Numbers = Numbers(at_least(1), "Give the mean months in each stage, for example 4.")

    def __post_init__(self) -> None:
        same_length("stages need one share and one stay each and at least one stage", **vars(self))


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
    entered = NOT_NEGATIVE.check("ideas", ideas, "Give the ideas that enter, for example 100.")
    return np.asarray(
        entered * np.concatenate([[1.0], np.cumprod(SHARE.check("shares", shares, _SHARE_HINT))]),
        dtype=np.float64,
    )


def decided_shares(passed: npt.ArrayLike, dropped: npt.ArrayLike) -> Floats:
    """Return, for each stage, the share that passed among the ideas whose fate is known.

    Ideas still in the stage count neither way. Equation `years-decided`. Right if those that pass and those
    that are dropped take equally long; NaN for a stage in which nothing is decided yet.

    Examples
    --------
    >>> decided_shares([40, 10], [60, 30])
    array([0.4 , 0.25])
    """
    yes = NOT_NEGATIVE.check("passed", passed, "Give the ideas that passed.")
    no = NOT_NEGATIVE.check("dropped", dropped, "Give the ideas that were dropped.")
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
    ages = np.arange(int(whole(0).check("months", months, "Give the greatest age in months.")) + 1)
    moment = (ages == 0).astype(np.float64)  # probability of reaching the stage at exactly this age
    rows = [np.ones(ages.size)]
    for share, stay in zip(stages.shares, stages.stays, strict=True):
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
    rate = NOT_NEGATIVE.check("ideas_a_month", ideas_a_month, "Give the ideas of a month, for example 5.")
    by_age = reached(stages, months)[:, :-1] if months else np.empty((np.size(stages.shares) + 1, 0))
    return np.asarray(rate * np.pad(np.cumsum(by_age, axis=1), ((0, 0), (1, 0))), dtype=np.float64)


def difference_in_differences(before: npt.ArrayLike, after: npt.ArrayLike, exposed: npt.ArrayLike) -> Effect:
    """Return what the exposed units gained beyond the change of the others.

    One mean before and one after per unit: months of one unit resemble each other, so that counting each as
    an observation of its own would make the standard error too small [1]_. Equation `years-did`. Right if
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
    >>> effect = difference_in_differences([10, 12, 5, 7], [17, 19, 9, 11], [True, True, False, False])
    >>> effect.estimate, effect.without
    (3.0, 15.0)
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    marked = np.asarray(exposed, dtype=bool)
    same_length(
        "each unit needs a mean before, a mean after and a mark", before=first, after=second, exposed=marked
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
