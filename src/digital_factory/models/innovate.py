"""Innovate: what it is worth to test an idea before scaling it, and how many ideas a budget pays for.

Equations `eq-innovate-commit`, `eq-innovate-staged` and `eq-innovate-break-even` of chapter 4. Imports NumPy
and `parameters`. **Illustrative**: one test per idea, ideas that are good or not, no salvage, no discounting,
no learning from one idea to the next.

Money is in million euros. All parameters may be arrays that broadcast.

References
----------
.. [1] The value of a test before an irreversible step is the textbook decision tree; the accuracy
   serves as both sensitivity and specificity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats, number_or_array
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE_ABOVE_ZERO,
    between,
    broadcastable,
    single_numbers,
    whole,
)
from digital_factory.models.rounding import below, ceil, floor

__all__ = [
    "Bet",
    "bets_funded",
    "break_even_accuracy",
    "chance_of_a_success",
    "commit_value",
    "fates",
    "patience",
    "posterior",
    "simulate",
    "staged_cost",
    "staged_value",
    "successes",
]


@dataclass(frozen=True, eq=False)
class Bet:
    """One idea: what it costs to try and to scale, and what it brings. Numbers or arrays that broadcast.

    Parameters
    ----------
    chance
        Share of ideas that are good, p [1], above 0 and at most 1.
    value
        What a good idea brings once scaled, V [M EUR], above 0; a bad one brings nothing.
    mvp_cost
        Cost of the minimum viable product and its test [M EUR], at least 0; always paid when staged.
    scale_cost
        Cost of scaling [M EUR], above 0.
    accuracy
        Chance that the test is right, for good and for bad ideas alike, a [1], from 0.5 to 1.

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.
    """

    chance: Numbers = Numbers(SHARE_ABOVE_ZERO, "Give a share, for example 0.2 for one in five.", default=0.2)
    value: Numbers = Numbers(
        POSITIVE, "Give the value of a good idea in million euros, for example 3.", default=3.0
    )
    mvp_cost: Numbers = Numbers(
        NOT_NEGATIVE, "Give the cost of the test in million euros, for example 0.15.", default=0.15
    )
    scale_cost: Numbers = Numbers(
        POSITIVE, "Give the cost of scaling in million euros, for example 0.85.", default=0.85
    )
    accuracy: Numbers = Numbers(
        between(0.5, 1),
        "Give a share, for example 0.8; if a test is wrong more often than right, swap its answers.",
        default=0.8,
    )

    def __post_init__(self) -> None:
        broadcastable(**vars(self))

    @property
    def go_share(self) -> Floats:
        """Share of the tested ideas that the test recommends [1]."""
        p, a = self.chance, self.accuracy
        return p * a + (1 - p) * (1 - a)


def commit_value(bet: Bet) -> Floats:
    """Return the mean gain of scaling every idea at once [M EUR an idea]. Equation `eq-innovate-commit`.

    Examples
    --------
    >>> round(float(commit_value(Bet())), 9)
    -0.4
    """
    return bet.chance * bet.value - bet.mvp_cost - bet.scale_cost


def staged_value(bet: Bet) -> Floats:
    """Return the mean gain of testing every idea and scaling those that pass [M EUR an idea].

    Equation `eq-innovate-staged`.

    Examples
    --------
    >>> round(float(staged_value(Bet(accuracy=1.0))), 9)
    0.28
    """
    return bet.chance * bet.accuracy * bet.value - staged_cost(bet)


def staged_cost(bet: Bet) -> Floats:
    """Return the mean spending on an idea: MVP, and scaling if it passes the test [M EUR an idea]."""
    return bet.mvp_cost + bet.go_share * bet.scale_cost


def break_even_accuracy(bet: Bet) -> Floats:
    """Return the accuracy at which testing first pays for itself [1]. Equation `eq-innovate-break-even`.

    Above 1 no test can make the bet pay; infinite where a more accurate test gains nothing. The accuracy of
    `bet` is not used.

    Examples
    --------
    >>> round(float(break_even_accuracy(Bet())), 4)
    0.7477
    """
    p, v, k = bet.chance, bet.value, bet.scale_cost
    cost, gain = bet.mvp_cost + (1 - p) * k, p * v - p * k + (1 - p) * k
    return number_or_array(np.where(gain > 0, cost / np.where(gain > 0, gain, 1), np.inf))


def posterior(bet: Bet) -> Floats:
    """Return the chance that an idea is good once it has passed the test [1] (Bayes' rule)."""
    return bet.chance * bet.accuracy / bet.go_share


def bets_funded(bet: Bet, budget: npt.ArrayLike) -> Floats:
    """Return the whole number of ideas that a budget [M EUR] pays for on average."""
    money = NOT_NEGATIVE.check("budget", budget, "Give the budget in million euros, for example 6.")
    return number_or_array(floor(money / staged_cost(bet)))


def chance_of_a_success(bet: Bet, bets: npt.ArrayLike) -> Floats:
    """Return the chance that at least one of `bets` tested ideas is good and scaled [1]."""
    n = NOT_NEGATIVE.check("bets", bets, "Give the number of ideas tested, for example 10.")
    return number_or_array(1 - (1 - bet.chance * bet.accuracy) ** n)


def patience(bet: Bet, doubt: float = 0.1) -> Floats:
    """Return after how many bets without a success to doubt `chance` and `accuracy` [bets].

    The smallest number that would all fail with a probability of at most `doubt` [1], were both as believed.
    Equation `eq-innovate-patience`.

    Examples
    --------
    >>> float(patience(Bet()))
    14.0
    """
    SHARE_ABOVE_ZERO.check("doubt", doubt, "Give a share, for example 0.1 for one in ten.")
    hit = bet.chance * bet.accuracy
    with np.errstate(divide="ignore"):  # every idea good and recognised: one failure is enough
        return number_or_array(np.maximum(ceil(np.log(doubt) / np.log1p(-hit)), 1))


def fates(bet: Bet) -> Floats:
    """Return the four ends of the tree as shares of all ideas, last axis of 4 [1].

    In order: good and scaled, bad and scaled, good and stopped, bad and stopped.
    """
    p, a = np.broadcast_arrays(bet.chance, bet.accuracy)
    return np.stack([p * a, (1 - p) * (1 - a), p * (1 - a), (1 - p) * a], axis=-1)


def successes(bet: Bet, bets: int) -> Floats:
    """Return how many of `bets` staged ideas succeed, and with what result, shape (2, bets + 1) [1].

    Row 0 holds the chance of 0, 1, 2... successes in a portfolio that ends with a loss, row 1 in one that
    gains or breaks even. Exact: the bad ideas that are scaled are binomial among those that do not succeed.

    Raises
    ------
    ParameterError
        If a parameter of `bet` is an array, or `bets` is below 1.
    """
    single_numbers("bet", vars(bet).values(), "Take one bet at a time.")
    whole(1).check("bets", bets, "Give the number of ideas tested, for example 10.")
    hit, error = fates(bet)[:2]
    chances = np.zeros((2, bets + 1))
    for good, share in enumerate(_binomial(bets, float(hit))):
        bad = _binomial(bets - good, float(error / (1 - hit)) if hit < 1 else 0.0)
        spent = bets * bet.mvp_cost + (good + np.arange(bad.size)) * bet.scale_cost
        loses = below(good * bet.value, spent)
        chances[:, good] = share * bad[loses].sum(), share * bad[~loses].sum()
    return chances


def simulate(bet: Bet, bets: int, rng: np.random.Generator, portfolios: int = 1) -> Floats:
    """Return the gain of `portfolios` of `bets` staged ideas each, shape (portfolios,) [M EUR].

    A portfolio that breaks even gains 0 exactly, so that ``gain < 0`` is a loss.

    Raises
    ------
    ParameterError
        If a parameter of `bet` is an array, or a count is below 1.
    """
    single_numbers("bet", vars(bet).values(), "Take one bet at a time.")
    for name, count in (("bets", bets), ("portfolios", portfolios)):
        whole(1).check(name, count, "Give a whole number of at least 1.")
    good = rng.random((portfolios, bets)) < bet.chance
    right = rng.random((portfolios, bets)) < bet.accuracy
    scaled = good == right
    won = (good & scaled).sum(axis=1) * bet.value
    spent = scaled.sum(axis=1) * bet.scale_cost + bets * bet.mvp_cost
    return np.where(below(won, spent) | below(spent, won), won - spent, 0.0)


def _binomial(trials: int, chance: float) -> Floats:
    """Return the chances of 0 to `trials` successes."""
    counts = range(trials + 1)
    return np.array([math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in counts])
