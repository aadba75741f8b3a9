"""The hand-over of chapter 8, service by service: what no formula covers. Imports NumPy and models.

Returns that rejoin the queue, release dates, any variability, several reviewers, and the first months after
an empty start, all at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models import fifo
from digital_factory.models.arrays import Floats, Ints
from digital_factory.models.hand_over import MONTH_HINT, HandOver
from digital_factory.models.parameters import NOT_NEGATIVE, single_numbers, whole
from digital_factory.models.rounding import ROUNDING, next_date

__all__ = ["Simulation", "in_progress", "simulate"]


class Simulation(NamedTuple):
    """What happened to every simulated service; arrays of shape (replications, services).

    ``arrived`` and ``left`` are moments [months since the empty start]; ``waiting``, ``reviewing``,
    ``fixing`` and ``releasing`` are durations [months] that add up to ``left - arrived``; ``reviews`` is a
    count.
    """

    arrived: Floats
    left: Floats
    waiting: Floats
    reviewing: Floats
    fixing: Floats
    releasing: Floats
    reviews: Ints


def simulate(
    hand_over: HandOver, services: int, rng: np.random.Generator, replications: int = 1
) -> Simulation:
    """Simulate the hand-over from empty until every service is in operation.

    Reviewers take services in the order in which they join. A returned service is fixed, joins the end of the
    queue, and may be returned again. An accepted one goes into operation at the next release date (multiples
    of the interval). Times between arrivals and review times are gamma distributed with the given
    coefficients of variation: exponential at 1, constant at 0.

    Parameters
    ----------
    hand_over
        The parameters, all of them single numbers.
    services
        Services handed over in each replication, at least 1.
    rng
        Source of randomness; the same generator state gives the same run.
    replications
        Independent runs, at least 1. A million services take under a second as one long run when one reviewer
        returns nothing; else split them, for example into 1,000 replications of 1,000.

    Raises
    ------
    ParameterError
        If a parameter is an array, or `services` or `replications` is not a whole number of at least 1.
    """
    next_step = "Simulate one setting at a time, for example HandOver(arrival_rate=1.8, service_rate=2)."
    single_numbers("hand_over", vars(hand_over).values(), next_step)
    jobs = int(whole(1).check("services", services, "Give the services handed over, for example 1000."))
    runs = int(
        whole(1).check("replications", replications, "Give the number of independent runs, for example 1.")
    )
    arrived = _arrivals(rng, hand_over, (runs, jobs))
    reviews = _reviews(rng, hand_over, (runs, jobs))
    passed = _pass(rng, hand_over, arrived, reviews)
    interval = float(hand_over.release_interval_months)
    left = next_date(passed.done, interval) if interval else passed.done
    fixing = np.asarray((reviews - 1) * hand_over.fix_months, dtype=np.float64)
    return Simulation(arrived, left, passed.waiting, passed.serving, fixing, left - passed.done, reviews)


def in_progress(simulation: Simulation, months: npt.ArrayLike) -> Floats:
    """Return the services handed over, not yet in operation, at each of `months` (mean of replications).

    What comes or goes at that very moment has come or gone.
    """
    when = NOT_NEGATIVE.check("months", months, MONTH_HINT) * (1.0 + ROUNDING)
    came = np.searchsorted(np.sort(simulation.arrived, axis=None), when, side="right")
    went = np.searchsorted(np.sort(simulation.left, axis=None), when, side="right")
    return np.asarray((came - went) / len(simulation.arrived), dtype=np.float64)


def _arrivals(rng: np.random.Generator, h: HandOver, shape: tuple[int, int]) -> Floats:
    between = _durations(rng, 1.0 / h.arrival_rate, h.cv_arrival, shape)
    return np.cumsum(between, axis=1)


def _reviews(rng: np.random.Generator, h: HandOver, shape: tuple[int, int]) -> Ints:
    return np.ones(shape, np.int64) if h.return_share == 0 else rng.geometric(1.0 - h.return_share, shape)


def _pass(rng: np.random.Generator, h: HandOver, arrived: Floats, reviews: Ints) -> fifo.Visits:
    most = int(reviews.sum(axis=1).max())
    service = _durations(rng, 1.0 / h.service_rate, h.cv_service, (len(arrived), most))
    if h.reviewers == 1 and h.return_share == 0:
        return fifo.one_server(arrived, service)
    return fifo.servers_with_returns(arrived, reviews, service, int(h.reviewers), float(h.fix_months))


def _durations(rng: np.random.Generator, mean: Floats, cv: Floats, shape: tuple[int, int]) -> Floats:
    if cv == 0:
        return np.full(shape, float(mean))
    if cv == 1:
        return rng.exponential(float(mean), shape)
    return rng.gamma(1.0 / float(cv) ** 2, float(mean * cv**2), shape)
