"""Chapter 8, the wall of industrialisation: what happens to services after the factory hands them over.

Owns the queue in front of the hand-over: closed forms for the long run, an approximation for the first
months, and a simulation for what no formula covers (returns that rejoin, release dates). Imports NumPy and
`parameters`, no pandas.

Units: months everywhere; rates are services a month. A *service* here is a digital service that the factory
has built; *review* is the hand-over work on it (security, architecture, integration). Parameters may be
arrays: the functions broadcast, so a whole grid of settings is one call.

References
----------
.. [1] Kingman, J. F. C. (1961). The single server queue in heavy traffic. Math. Proc. Cambridge Phil. Soc.
   57(4), 902-904. doi:10.1017/S0305004100036094
.. [2] Allen, A. O. (1990). Probability, Statistics, and Queueing Theory, 2nd ed., Academic Press: the
   Allen-Cunneen approximation for several servers.
.. [3] Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9(3),
   383-387. doi:10.1287/opre.9.3.383
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models import fifo
from digital_factory.models.parameters import (
    ParameterError,
    at_least,
    broadcastable,
    positive,
    share_below_one,
    whole_number,
)
from digital_factory.models.queues import erlang_c, mm1_from_empty

__all__ = [
    "HandOver",
    "ParameterError",
    "Simulation",
    "Stay",
    "backlog_growth",
    "backlog_path",
    "erlang_c",
    "in_progress",
    "mean_wait",
    "simulate",
    "stay",
    "wait_path",
]

Floats = npt.NDArray[np.float64]

_MONTH_HINT = "Give months since the empty start, for example 36."
_CLOCKWORK = 0.01  # variability below which a queue is taken to be a straight line [1]


@dataclass(frozen=True, eq=False)
class HandOver:
    """The hand-over: what arrives, who reviews it, how often it goes back. Numbers or arrays that broadcast.

    Parameters
    ----------
    arrival_rate
        New services the factory hands over, lambda [services a month], above 0.
    service_rate
        Services one reviewer completes when never idle, mu [services a month], above 0.
    reviewers
        Reviewers (people or teams) who work in parallel, c, a whole number of at least 1.
    cv_arrival, cv_service
        Coefficients of variation (standard deviation divided by mean, not its square) of the times between
        arrivals and of the review times. 1 is the exponential distribution, 0 is clockwork.
    return_share
        Share p of reviews that end with the service sent back to the factory, from 0 up to, but not
        including, 1.
    fix_months
        Time in the factory per return [months]; the service then joins the end of the queue again.
    release_interval_months
        Time between release dates [months]; 0 means that an accepted service goes into operation at once.

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.

    Examples
    --------
    >>> HandOver(arrival_rate=1.8, service_rate=2.0).utilisation
    np.float64(0.9)
    """

    arrival_rate: npt.ArrayLike
    service_rate: npt.ArrayLike
    reviewers: npt.ArrayLike = 1
    cv_arrival: npt.ArrayLike = 1.0
    cv_service: npt.ArrayLike = 1.0
    return_share: npt.ArrayLike = 0.0
    fix_months: npt.ArrayLike = 0.0
    release_interval_months: npt.ArrayLike = 0.0

    def __post_init__(self) -> None:
        checked = {
            "arrival_rate": positive(
                "arrival_rate",
                self.arrival_rate,
                "Give the services that arrive in a month, for example 1.8.",
            ),
            "service_rate": positive(
                "service_rate",
                self.service_rate,
                "Give the services one reviewer completes in a month, for example 2.",
            ),
            "reviewers": whole_number(
                "reviewers", self.reviewers, 1, "Give the reviewers who work in parallel, for example 1."
            ),
            "cv_arrival": at_least(
                "cv_arrival", self.cv_arrival, 0, "Give 0 for clockwork, 1 for random arrivals."
            ),
            "cv_service": at_least(
                "cv_service", self.cv_service, 0, "Give 0 for identical reviews, 1 or more if they vary."
            ),
            "return_share": share_below_one(
                "return_share",
                self.return_share,
                "Give the share of reviews that send a service back, for example 0.2.",
            ),
            "fix_months": at_least(
                "fix_months", self.fix_months, 0, "Give the months in the factory per return."
            ),
            "release_interval_months": at_least(
                "release_interval_months",
                self.release_interval_months,
                0,
                "Give the months between release dates, or 0 for release at once.",
            ),
        }
        broadcastable(**checked)
        for name, value in checked.items():
            object.__setattr__(
                self, name, value[()]
            )  # a single number stays a number, not an array of no dimension

    @property
    def reviews_per_service(self) -> Floats:
        """Mean number of reviews until a service is accepted, 1 / (1 - p) [reviews]."""
        return 1.0 / (1.0 - _floats(self.return_share))

    @property
    def review_demand(self) -> Floats:
        """Reviews asked for, returns included: lambda / (1 - p) [reviews a month]. Equation `eq-wall-rework`."""
        return _floats(self.arrival_rate) * self.reviews_per_service

    @property
    def capacity(self) -> Floats:
        """Reviews that can be done when no reviewer is ever idle: c mu [reviews a month]."""
        return _floats(self.reviewers) * _floats(self.service_rate)

    @property
    def utilisation(self) -> Floats:
        """Review demand divided by capacity, rho [1]; above 1 the backlog grows for ever."""
        return self.review_demand / self.capacity


class Stay(NamedTuple):
    """Where the time between hand-over and operation goes, all reviews of a service together [months]."""

    waiting: Floats
    reviewing: Floats
    fixing: Floats
    releasing: Floats

    @property
    def total(self) -> Floats:
        """From hand-over to operation [months]."""
        return self.waiting + self.reviewing + self.fixing + self.releasing


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


# ---- the long run
def mean_wait(hand_over: HandOver) -> Floats:
    """Return the mean wait before one review in the long run [months], the review itself not included.

    Equation `eq-wall-wait`. The Allen-Cunneen approximation [2]_: the exact wait of M/M/c times
    ``(cv_arrival**2 + cv_service**2) / 2``. With one reviewer it is Kingman's formula [1]_; with both
    coefficients 1 it is exact. The arrivals are the review demand, returns included. Infinite from
    utilisation 1 on: the backlog then grows for ever and the long run has no mean.

    Examples
    --------
    >>> h = HandOver(arrival_rate=[1, 1.5, 1.8, 1.9], service_rate=2)
    >>> (mean_wait(h) + 1 / 2).round(9)
    array([ 1.,  2.,  5., 10.])
    """
    h = hand_over
    spare = h.capacity - h.review_demand
    stable = spare > 0
    wait = _chance_to_wait(h) * _variability(h) / np.where(stable, spare, 1.0)
    return _scalar_or_array(np.where(stable, wait, np.inf))


def stay(hand_over: HandOver, month: npt.ArrayLike | None = None) -> Stay:
    """Return where a service's time goes between hand-over and operation. Equation `eq-wall-stay`.

    Parameters
    ----------
    hand_over
        The parameters.
    month
        None for the long run (infinite waiting from utilisation 1 on). Or a month after an empty start
        [months], broadcast with the parameters: every review of the service then waits as `wait_path` says
        for that month.

    Examples
    --------
    >>> round(float(stay(HandOver(arrival_rate=1.8, service_rate=2)).total), 9)
    5.0
    """
    h = hand_over
    wait = mean_wait(h) if month is None else _after(h, at_least("month", month, 0, _MONTH_HINT)).wait
    reviews = h.reviews_per_service
    parts = (
        wait * reviews,
        reviews / _floats(h.service_rate),
        (reviews - 1.0) * _floats(h.fix_months),
        _floats(h.release_interval_months) / 2.0,  # accepted at a random moment between two release dates
    )
    return Stay(*(_scalar_or_array(part) for part in np.broadcast_arrays(*parts)))


# ---- the first months
def backlog_growth(hand_over: HandOver) -> Floats:
    """Return the services by which the backlog grows each month once capacity is exceeded [services a month].

    Equation `eq-wall-growth`: ``lambda - (1 - p) c mu`` where positive, else 0; without returns, (lambda - mu)
    t after t months. Reviews of returned services use capacity without taking a service off the backlog,
    hence (1 - p).

    Examples
    --------
    >>> float(backlog_growth(HandOver(arrival_rate=2.5, service_rate=2)))
    0.5
    """
    h = hand_over
    accepted = h.capacity / h.reviews_per_service
    return _scalar_or_array(np.maximum(_floats(h.arrival_rate) - accepted, 0.0))


def wait_path(hand_over: HandOver, months: npt.ArrayLike) -> Floats:
    """Return the mean wait before a review, for services that join at each of `months` from empty [months].

    The result has the shape of the parameters, then that of `months`. The approximation is that of
    `backlog_path`.
    """
    return _scalar_or_array(_after(*_with_time_axis(hand_over, months)).wait)


def backlog_path(hand_over: HandOver, months: npt.ArrayLike) -> Floats:
    """Return the mean number of services handed over, not yet in operation, at each of `months` [services].

    Counts services that wait, are reviewed, are being fixed in the factory or wait for a release date, after
    an empty start. The result has the shape of the parameters, then that of `months`. Equation
    `wall-backlog`.

    Notes
    -----
    Holds below, at and above saturation. Exact for one reviewer with both coefficients 1 and no time away
    (then it is M/M/1, `queues.mm1_from_empty`, served at ``(1 - p) mu``). Otherwise an approximation:

    - variability ``V = (cv_arrival**2 + cv_service**2) / 2`` stretches the queue V times in size and in time;
    - several reviewers queue as one who is c times as fast, times the ratio of the two long-run queues.

    Below saturation its long run is therefore exactly the review demand times `mean_wait`, as Little's law
    [3]_ asks; above, it grows by `backlog_growth`. The tests measure the error against a simulation.
    """
    h, when = _with_time_axis(hand_over, months)
    now = _after(h, when)
    returned, done = _floats(h.return_share), now.reviewing * _floats(h.service_rate)
    fixing = returned * done * np.minimum(when, _floats(h.fix_months))
    releasing = (1.0 - returned) * done * np.minimum(when, _floats(h.release_interval_months) / 2.0)
    return _scalar_or_array(now.waiting + now.reviewing + fixing + releasing)


# ---- what no formula covers
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
    if h.utilisation.shape or np.ndim(h.fix_months) or np.ndim(h.release_interval_months):
        raise ParameterError(
            "`hand_over` must hold single numbers to be simulated, got arrays. Simulate one setting at a "
            "time, for example HandOver(arrival_rate=1.8, service_rate=2)."
        )
    jobs = int(whole_number("services", services, 1, "Give the services handed over, for example 1000."))
    runs = int(
        whole_number("replications", replications, 1, "Give the number of independent runs, for example 1.")
    )
    between = _durations(rng, 1.0 / _floats(h.arrival_rate), _floats(h.cv_arrival), (runs, jobs))
    arrived = np.cumsum(between, axis=1)
    returned, away, servers = (
        float(_floats(h.return_share)),
        float(_floats(h.fix_months)),
        int(_floats(h.reviewers)),
    )
    reviews = (
        np.ones((runs, jobs), np.int64) if returned == 0 else rng.geometric(1.0 - returned, (runs, jobs))
    )
    review_time = 1.0 / _floats(h.service_rate)
    service = _durations(rng, review_time, _floats(h.cv_service), (runs, int(reviews.sum(axis=1).max())))
    if servers == 1 and returned == 0:
        passed = fifo.one_server(arrived, service)
    else:
        passed = fifo.servers_with_returns(arrived, reviews, service, servers, away)
    interval = float(_floats(h.release_interval_months))
    left = np.ceil(passed.done / interval) * interval if interval else passed.done
    fixing = np.asarray((reviews - 1) * away, dtype=np.float64)
    return Simulation(arrived, left, passed.waiting, passed.serving, fixing, left - passed.done, reviews)


def in_progress(simulation: Simulation, months: npt.ArrayLike) -> Floats:
    """Return the services handed over, not yet in operation, at each of `months` (mean of replications)."""
    when = at_least("months", months, 0, _MONTH_HINT)
    came = np.searchsorted(np.sort(simulation.arrived, axis=None), when, side="right")
    went = np.searchsorted(np.sort(simulation.left, axis=None), when, side="right")
    return np.asarray((came - went) / len(simulation.arrived), dtype=np.float64)


# ---- shared by the functions above
def _floats(value: npt.ArrayLike) -> Floats:
    return np.asarray(value, dtype=np.float64)


def _scalar_or_array(value: Floats) -> Floats:
    """Return an array of no dimension as the single number it holds."""
    number: Floats = value[()]
    return number


def _variability(h: HandOver) -> Floats:
    return (_floats(h.cv_arrival) ** 2 + _floats(h.cv_service) ** 2) / 2.0


def _chance_to_wait(h: HandOver) -> Floats:
    return erlang_c(h.review_demand / _floats(h.service_rate), h.reviewers)


class _After(NamedTuple):
    waiting: Floats  # mean number that wait [services]
    reviewing: Floats  # mean number in review [services]
    wait: Floats  # mean wait of those who join now [months]


def _after(h: HandOver, when: Floats) -> _After:
    """State after `when` months from empty: see the notes of `backlog_path`."""
    arrivals, accepted = _floats(h.arrival_rate), h.capacity / h.reviews_per_service
    variability = _variability(h)
    clockwork = variability < _CLOCKWORK
    stretch = np.where(clockwork, 1.0, variability)
    one = mm1_from_empty(arrivals, accepted, when / stretch)
    size = stretch * _chance_to_wait(h) / np.minimum(h.utilisation, 1.0)
    overflow = np.maximum(arrivals - accepted, 0.0) * when  # all that waits when nothing varies
    ahead = np.where(clockwork, overflow, size * one.number)
    waiting = np.where(clockwork, overflow, size * (one.number - one.busy))
    # Several reviewers take one review time to fill up, which one fast reviewer does not show.
    started = h.review_demand / _floats(h.service_rate) * -np.expm1(-when * _floats(h.service_rate))
    return _After(waiting, np.minimum(_floats(h.reviewers) * one.busy, started), ahead / h.capacity)


def _with_time_axis(h: HandOver, months: npt.ArrayLike) -> tuple[HandOver, Floats]:
    """Give every parameter the axes of `months` behind its own, so that results are (*settings, *months)."""
    when = at_least("months", months, 0, _MONTH_HINT)
    axes = tuple(range(-when.ndim, 0))
    return HandOver(**{f.name: np.expand_dims(_floats(getattr(h, f.name)), axes) for f in fields(h)}), when


def _durations(rng: np.random.Generator, mean: Floats, cv: Floats, shape: tuple[int, int]) -> Floats:
    if cv == 0:
        return np.full(shape, float(mean))
    if cv == 1:
        return rng.exponential(float(mean), shape)
    return rng.gamma(1.0 / float(cv) ** 2, float(mean * cv**2), shape)
