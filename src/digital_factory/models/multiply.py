"""Chapter 1, why they multiply: how an organisational fashion spreads from firm to firm.

Owns the Bass model in closed form, its split into openings for a firm's own reasons and openings that follow
others, the yearly recursion that spreadsheets use in its place, and a simulation firm by firm. Imports NumPy
and `parameters`, no pandas.

Units: years everywhere; rates are per year and per firm that has no factory yet. Parameters may be arrays:
the functions broadcast, so a whole grid of settings is one call.

References
----------
.. [1] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15(5),
   215-227. doi:10.1287/mnsc.15.5.215
.. [2] Sultan, F., Farley, J. U. and Lehmann, D. R. (1990). A meta-analysis of applications of diffusion
   models. Journal of Marketing Research 27(1), 70-77. doi:10.1177/002224379002700107
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Bools, Floats, number_or_array
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    ParameterError,
    broadcastable,
    single_numbers,
    whole,
)
from digital_factory.models.rounding import below

__all__ = [
    "MEAN_IMITATION",
    "MEAN_INNOVATION",
    "Diffusion",
    "ParameterError",
    "Wave",
    "following_share",
    "opened",
    "opened_for_own_reasons",
    "openings_rate",
    "peak_years",
    "simulate",
    "stepped",
]

MEAN_INNOVATION = 0.03  # [1/year], mean of 213 applications [2]
MEAN_IMITATION = 0.38  # [1/year], the same 213 applications [2]

_YEARS_HINT = "Give years since the first firm could open one, for example 5."


@dataclass(frozen=True, eq=False)
class Diffusion:
    """A fashion among firms: why they open, and how many there are. Numbers or arrays that broadcast.

    Parameters
    ----------
    innovation
        Chance per year that a firm without a factory opens one for its own reasons, p [1/year], above 0:
        somebody has to begin.
    imitation
        What is added to that chance once every other firm has a factory, q [1/year], at least 0.
    firms
        Firms that will have opened one in the end, m [firms], above 0.

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.

    Examples
    --------
    >>> round(float(opened(Diffusion(innovation=0.03, imitation=0.38, firms=1000), years=5)), 1)
    331.2
    """

    innovation: Numbers = Numbers(
        POSITIVE,
        "Give the chance per year that a firm opens one for its own reasons, for example 0.03.",
        default=MEAN_INNOVATION,
    )
    imitation: Numbers = Numbers(
        NOT_NEGATIVE,
        "Give what is added once all others have one, per year, for example 0.38.",
        default=MEAN_IMITATION,
    )
    firms: Numbers = Numbers(POSITIVE, "Give the number of firms, for example 1000.", default=1.0)

    def __post_init__(self) -> None:
        broadcastable(**vars(self))


class Wave(NamedTuple):
    """One simulated wave; arrays of shape (firms,), in the order of opening.

    ``opened_years`` are moments [years since the start]; ``followed`` is True where the firm opened because
    others had.
    """

    opened_years: Floats
    followed: Bools


def opened(diffusion: Diffusion, years: npt.ArrayLike) -> Floats:
    """Return the firms that have opened a factory by each moment, N(t) [firms]. Equation `multiply-curve`.

    The closed form of the Bass model [1]_. The parameters and `years` broadcast.

    Examples
    --------
    >>> opened(Diffusion(firms=1000), [0, 5, 10]).round(1)
    array([  0. , 331.2, 812.8])
    """
    p, q, m, t = _broadcast(diffusion, years)
    done = -np.expm1(-(p + q) * t)
    return number_or_array(m * done / (1.0 + q / p * (1.0 - done)))


def openings_rate(diffusion: Diffusion, years: npt.ArrayLike) -> Floats:
    """Return the speed of openings at each moment [firms a year]. Equation `multiply-rate`.

    Examples
    --------
    >>> round(float(openings_rate(Diffusion(firms=1000), 0)), 1)
    30.0
    """
    p, q, m, _ = _broadcast(diffusion, years)
    so_far = np.asarray(opened(diffusion, years))
    return number_or_array((p + q * so_far / m) * (m - so_far))


def following_share(diffusion: Diffusion, years: npt.ArrayLike) -> Floats:
    """Return the share of openings that follow others at each moment [1]. Equation `multiply-following`.

    The imitation term of the rate divided by the whole rate, q F / (p + q F), with F the share of firms that
    have opened.

    Examples
    --------
    >>> following_share(Diffusion(), [0, 1, 5]).round(2)
    array([0.  , 0.31, 0.81])
    """
    p, q, m, _ = _broadcast(diffusion, years)
    pull = q * np.asarray(opened(diffusion, years)) / m
    return number_or_array(pull / (p + pull))


def opened_for_own_reasons(diffusion: Diffusion, years: npt.ArrayLike) -> Floats:
    """Return how many of the firms that have opened by each moment did so for their own reasons [firms].

    The integral of p (m - N) from 0 to t: ``m (p / q) ln((1 + q / p) / (1 + (q / p) exp(-(p + q) t)))``, and
    ``m (1 - exp(-p t))`` without imitation.

    Examples
    --------
    >>> round(float(opened_for_own_reasons(Diffusion(firms=1000), 100)))
    206
    """
    p, q, m, t = _broadcast(diffusion, years)
    ratio = q / p
    imitated = ratio > 0
    safe = np.where(imitated, ratio, 1.0)
    # (1 + r) / (1 + r e) = 1 + r (1 - e) / (1 + r e): log1p keeps the digits of early years and small ratios
    gained = -np.expm1(-(p + q) * t) / (1.0 + ratio * np.exp(-(p + q) * t))
    return number_or_array(m * np.where(imitated, np.log1p(safe * gained) / safe, -np.expm1(-p * t)))


def peak_years(diffusion: Diffusion) -> Floats:
    """Return when openings are fastest [years]. Equation `multiply-peak`.

    ln(q / p) / (p + q), or 0 where own reasons weigh at least as much as imitation (q <= p).

    Examples
    --------
    >>> round(float(peak_years(Diffusion())), 2)
    6.19
    """
    p, q, _, _ = _broadcast(diffusion, 0.0)
    return number_or_array(np.log(np.maximum(q, p) / p) / (p + q))


def stepped(diffusion: Diffusion, steps: int, steps_a_year: int = 1) -> Floats:
    """Return the firms that have opened after each step of a recursion. Equation `multiply-spreadsheet`.

    What a spreadsheet does with one row a year: the chance to open is held for a whole step at what it was
    when the step began, so imitation answers late. With more steps a year it approaches `opened`.

    Parameters
    ----------
    diffusion
        The parameters.
    steps
        Rows of the spreadsheet, at least 1.
    steps_a_year
        Steps in a year, at least 1.

    Returns
    -------
    Array of shape (*parameters, steps + 1) [firms]: 0 at the start, then the value at the end of each step.

    Raises
    ------
    ParameterError
        If a count is not whole or below 1, or if a step is so long that more firms would open than are left.

    Examples
    --------
    >>> stepped(Diffusion(firms=1000), 8).round().astype(int)
    array([  0,  30,  70, 123, 190, 273, 370, 478, 588])
    """
    rows = int(whole(1).check("steps", steps, "Give the rows of the spreadsheet, for example 8."))
    per_year = int(whole(1).check("steps_a_year", steps_a_year, "Give the steps in a year, for example 12."))
    p, q, m, _ = _broadcast(diffusion, 0.0)
    if np.any(below(per_year, p + q)):
        raise ParameterError(
            f"`steps_a_year` must be at least innovation + imitation, which reaches {np.max(p + q):g}, "
            f"got {per_year}. Take shorter steps, for example 12 a year."
        )
    path = np.zeros((*p.shape, rows + 1))
    for row in range(rows):
        so_far = path[..., row]
        path[..., row + 1] = so_far + (p + q * so_far / m) * (m - so_far) / per_year
    return path


def simulate(diffusion: Diffusion, rng: np.random.Generator) -> Wave:
    """Simulate every firm's opening, one after the other, until all have opened.

    When k firms have opened, each of the others opens at the rate p + q k / m, so the time to the next
    opening is exponential with the sum of their rates; the opening follows others with the chance of
    `following_share`. The closed form is what this tends to with many firms.

    Parameters
    ----------
    diffusion
        The parameters, single numbers; `firms` whole.
    rng
        Source of randomness; the same generator state gives the same wave.

    Raises
    ------
    ParameterError
        If a parameter is an array or `firms` is not whole.
    """
    p, q, m, _ = _broadcast(diffusion, 0.0)
    next_step = "Simulate one setting, for example Diffusion(firms=80)."
    single_numbers("diffusion", vars(diffusion).values(), next_step)
    count = int(whole(1).check("firms", m, "Give the number of firms, for example 80."))
    before = np.arange(count)
    pull = float(q) * before / count
    waits = rng.exponential(1.0 / ((count - before) * (float(p) + pull)))
    followed = rng.random(count) < pull / (float(p) + pull)
    return Wave(np.cumsum(waits), followed)


# ---- shared by the functions above
def _broadcast(diffusion: Diffusion, years: npt.ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    """Return p, q, m and the moments as arrays of one shape."""
    when = NOT_NEGATIVE.check("years", years, _YEARS_HINT)
    broadcastable(**vars(diffusion), years=when)
    p, q, m, t = np.broadcast_arrays(diffusion.innovation, diffusion.imitation, diffusion.firms, when)
    return p, q, m, t
