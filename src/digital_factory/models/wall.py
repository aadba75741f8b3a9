"""Chapter 8, the wall of industrialisation: what happens to services after the factory hands them over.

Owns the queue in front of the hand-over: closed forms for the long run and an approximation for the first
months. The parameters (`hand_over`) and the simulation for what no formula covers (`hand_over_simulation`)
have modules of their own; their names are here too. Imports NumPy and models, no pandas.

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

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats, number_or_array
from digital_factory.models.hand_over import MONTH_HINT, HandOver
from digital_factory.models.hand_over_simulation import Simulation, in_progress, simulate
from digital_factory.models.parameters import NOT_NEGATIVE, ParameterError
from digital_factory.models.queues import erlang_c, mm1_from_empty
from digital_factory.models.rounding import below

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

_CLOCKWORK = 0.01  # variability below which a queue is taken to be a straight line [1]


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
    stable = below(h.review_demand, h.capacity)  # 1.8 / 0.9 is 2 and a little
    spare = h.capacity - h.review_demand
    chance = erlang_c(h.review_demand / h.service_rate, h.reviewers)
    wait = chance * _variability(h) / np.where(stable, spare, 1.0)
    return number_or_array(np.where(stable, wait, np.inf))


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
    wait = mean_wait(h) if month is None else _after(h, NOT_NEGATIVE.check("month", month, MONTH_HINT)).wait
    reviews = h.reviews_per_service
    parts = (
        wait * reviews,
        reviews / h.service_rate,
        (reviews - 1.0) * h.fix_months,
        h.release_interval_months / 2.0,  # accepted at a random moment between two release dates
    )
    return Stay(*(number_or_array(part) for part in np.broadcast_arrays(*parts)))


# ---- the first months
def backlog_growth(hand_over: HandOver) -> Floats:
    """Return the services by which the backlog grows each month once capacity is exceeded [services a month].

    Equation `eq-wall-growth`: ``lambda - (1 - p) c mu`` where positive, else 0; without returns that makes
    (lambda - mu) t after t months. Reviews of returned services use capacity without taking a service off the
    backlog, hence (1 - p).

    Examples
    --------
    >>> float(backlog_growth(HandOver(arrival_rate=2.5, service_rate=2)))
    0.5
    """
    h = hand_over
    accepted = h.capacity / h.reviews_per_service
    return number_or_array(np.maximum(h.arrival_rate - accepted, 0.0))


def wait_path(hand_over: HandOver, months: npt.ArrayLike) -> Floats:
    """Return the mean wait before a review, for services that join at each of `months` from empty [months].

    The result has the shape of the parameters, then that of `months`. The approximation is that of
    `backlog_path`.
    """
    return number_or_array(_after(*_with_time_axis(hand_over, months)).wait)


def backlog_path(hand_over: HandOver, months: npt.ArrayLike) -> Floats:
    """Return the mean number of services handed over, not yet in operation, at each of `months` [services].

    Counts services that wait, are reviewed, are being fixed in the factory or wait for a release date, after
    an empty start. The result has the shape of the parameters, then that of `months`.

    Notes
    -----
    Holds below, at and above saturation. Exact for one reviewer with both coefficients 1 and no time away
    (then it is M/M/1, `queues.mm1_from_empty`, served at ``(1 - p) mu``). Otherwise an approximation:

    - variability ``V = (cv_arrival**2 + cv_service**2) / 2`` stretches the queue V times in size and in time;
    - several reviewers queue as one who is c times as fast, times the ratio of the two queues in a long run
      with as many services as there are now.

    Below saturation its long run is therefore exactly the review demand times `mean_wait`, as Little's law
    [3]_ asks; above, it grows by `backlog_growth`. Against the simulation the tests find it within 5% or half
    a service where arrivals are random; where they are erratic (coefficient 2) it is low, by less than a
    quarter after one year and less than a sixth after three.
    """
    h, when = _with_time_axis(hand_over, months)
    now = _after(h, when)
    returned, done = h.return_share, now.reviewing * h.service_rate
    fixing = returned * done * np.minimum(when, h.fix_months)
    releasing = (1.0 - returned) * done * np.minimum(when, h.release_interval_months / 2.0)
    return number_or_array(now.waiting + now.reviewing + fixing + releasing)


# ---- shared by the functions above
def _variability(h: HandOver) -> Floats:
    return (h.cv_arrival**2 + h.cv_service**2) / 2.0


class _After(NamedTuple):
    waiting: Floats  # mean number that wait [services]
    reviewing: Floats  # mean number in review [services]
    wait: Floats  # mean wait of those who join now [months]


def _after(h: HandOver, when: Floats) -> _After:
    """State after `when` months from empty: see the notes of `backlog_path`."""
    arrivals, accepted = h.arrival_rate, h.capacity / h.reviews_per_service
    variability = _variability(h)
    clockwork = below(variability, _CLOCKWORK)
    stretch = np.where(clockwork, 1.0, variability)
    one = mm1_from_empty(arrivals, accepted, when / stretch)
    # The utilisation whose long run holds as many as there are now; in the long run, the true one.
    level = one.number / (1.0 + one.number)
    servers = h.reviewers
    size = stretch * np.where(
        level > 0, erlang_c(level * servers, servers) / np.where(level > 0, level, 1.0), 0.0
    )
    overflow = np.maximum(arrivals - accepted, 0.0) * when  # all that waits when nothing varies
    ahead = np.where(clockwork, overflow, size * one.number)
    waiting = np.where(clockwork, overflow, size * (one.number - one.busy))
    # Several reviewers take one review time to fill up, which one fast reviewer does not show.
    started = h.review_demand / h.service_rate * -np.expm1(-when * h.service_rate)
    return _After(waiting, np.minimum(servers * one.busy, started), ahead / h.capacity)


def _with_time_axis(h: HandOver, months: npt.ArrayLike) -> tuple[HandOver, Floats]:
    """Give every parameter the axes of `months` behind its own, so that results are (*settings, *months)."""
    when = NOT_NEGATIVE.check("months", months, MONTH_HINT)
    axes = tuple(range(-when.ndim, 0))
    return HandOver(**{name: np.expand_dims(value, axes) for name, value in vars(h).items()}), when
