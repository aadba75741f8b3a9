"""The hand-over of chapter 8, service by service: what no formula covers. Imports NumPy and models.

Returns that rejoin the queue, release dates, any variability, several reviewers, and the first months after
an empty start, all at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models import fifo
from digital_factory.models.hand_over import MONTH_HINT, HandOver
from digital_factory.models.parameters import at_least, floats, single_numbers, whole_number

__all__ = ["Simulation", "in_progress", "simulate"]

Floats = npt.NDArray[np.float64]


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
    reviews: npt.NDArray[np.int64]


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
    h = hand_over
    next_step = "Simulate one setting at a time, for example HandOver(arrival_rate=1.8, service_rate=2)."
    single_numbers("hand_over", vars(h).values(), next_step)
    jobs = int(whole_number("services", services, 1, "Give the services handed over, for example 1000."))
    runs = int(
        whole_number("replications", replications, 1, "Give the number of independent runs, for example 1.")
    )
    between = _durations(rng, 1.0 / floats(h.arrival_rate), floats(h.cv_arrival), (runs, jobs))
    arrived = np.cumsum(between, axis=1)
    returned, away, servers = (
        float(floats(h.return_share)),
        float(floats(h.fix_months)),
        int(floats(h.reviewers)),
    )
    reviews = (
        np.ones((runs, jobs), np.int64) if returned == 0 else rng.geometric(1.0 - returned, (runs, jobs))
    )
    review_time = 1.0 / floats(h.service_rate)
    service = _durations(rng, review_time, floats(h.cv_service), (runs, int(reviews.sum(axis=1).max())))
    if servers == 1 and returned == 0:
        passed = fifo.one_server(arrived, service)
    else:
        passed = fifo.servers_with_returns(arrived, reviews, service, servers, away)
    interval = float(floats(h.release_interval_months))
    left = np.ceil(passed.done / interval) * interval if interval else passed.done
    fixing = np.asarray((reviews - 1) * away, dtype=np.float64)
    return Simulation(arrived, left, passed.waiting, passed.serving, fixing, left - passed.done, reviews)


def in_progress(simulation: Simulation, months: npt.ArrayLike) -> Floats:
    """Return the services handed over, not yet in operation, at each of `months` (mean of replications)."""
    when = at_least("months", months, 0, MONTH_HINT)
    came = np.searchsorted(np.sort(simulation.arrived, axis=None), when, side="right")
    went = np.searchsorted(np.sort(simulation.left, axis=None), when, side="right")
    return np.asarray((came - went) / len(simulation.arrived), dtype=np.float64)


def _durations(rng: np.random.Generator, mean: Floats, cv: Floats, shape: tuple[int, int]) -> Floats:
    if cv == 0:
        return np.full(shape, float(mean))
    if cv == 1:
        return rng.exponential(float(mean), shape)
    return rng.gamma(1.0 / float(cv) ** 2, float(mean * cv**2), shape)
