"""The stays of chapter 6: who has come back from the factory, and who still works in the new way.

Imports NumPy and models. Units: people and months. An *alumnus* has left the factory for another part of the
firm. Illustrative; the count of alumni is Little's law [1]_ read from its other side.

References
----------
.. [1] Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9(3),
   383-387. doi:10.1287/opre.9.3.383
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import NOT_NEGATIVE, POSITIVE, broadcastable
from digital_factory.models.rounding import floor

__all__ = ["Rotation", "alumni", "cohort_alumni", "learned", "practising"]


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

    seats: Numbers = Numbers(POSITIVE, "Give the seats of the factory, for example 100.")
    stay_months: Numbers = Numbers(POSITIVE, "Give the months of a stay, for example 12.")

    def __post_init__(self) -> None:
        broadcastable(**vars(self))

    @property
    def returns_a_month(self) -> Floats:
        """People who go back in a month if the stays are staggered [people a month]."""
        return self.seats / self.stay_months


def alumni(rotation: Rotation, months: npt.ArrayLike) -> Floats:
    """Return how many have gone back after `months`, stays staggered. Equation `eq-decisions-alumni`.

    Examples
    --------
    >>> float(alumni(Rotation(100, 24), 60)), float(alumni(Rotation(100, 6), 60))
    (250.0, 1000.0)
    """
    return rotation.seats * _months(months) / rotation.stay_months


def cohort_alumni(rotation: Rotation, months: npt.ArrayLike) -> Floats:
    """Return how many have gone back after `months` if all arrive on the first day and leave together.

    Examples
    --------
    >>> float(cohort_alumni(Rotation(100, 24), 60))
    200.0
    """
    return rotation.seats * floor(_months(months) / rotation.stay_months)


def learned(stay_months: npt.ArrayLike, half_months: float) -> Floats:
    """Return the share of people who go back with the new practice: half of them after `half_months` [1].

    S-shaped and illustrative: little after a few weeks, nearly all after four times `half_months`.
    """
    stay = POSITIVE.check("stay_months", stay_months, "Give the months of a stay, for example 12.")
    half = POSITIVE.check("half_months", half_months, "Give the months after which half have learned it.")
    return stay**2 / (stay**2 + half**2)


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
    fade = POSITIVE.check(
        "fade_months", fade_months, "Give the months for which a practice is kept, for example 18."
    )
    arriving = rotation.returns_a_month * learned(rotation.stay_months, half_months)
    return arriving * fade * -np.expm1(-_months(months) / fade)


def _months(months: npt.ArrayLike) -> Floats:
    return NOT_NEGATIVE.check("months", months, "Give the months since the factory opened, for example 60.")
