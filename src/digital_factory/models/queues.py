"""Results on queues in general, used by the chapters' models. Imports NumPy and models.

References
----------
.. [1] Erlang, A. K. (1917): the loss and delay formulas; their recursion is in any textbook, e.g. Cooper, R.
   B. (1981), Introduction to Queueing Theory, 2nd ed., North Holland.
.. [2] Karlin, S. and McGregor, J. (1958). Many server queueing processes with Poisson input and exponential
   service times. Pacific Journal of Mathematics 8(1), 87-118.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats, number_or_array
from digital_factory.models.parameters import NOT_NEGATIVE, broadcastable, whole

__all__ = ["FromEmpty", "erlang_c", "mm1_from_empty"]


def erlang_c(offered_load: npt.ArrayLike, servers: npt.ArrayLike) -> Floats:
    """Return the probability that an arrival has to wait in M/M/c [1].

    Parameters
    ----------
    offered_load
        Arrival rate divided by the rate of one server, the mean number of busy servers [servers]; at least 0.
    servers
        Servers in parallel, c; a whole number of at least 1. Broadcast with `offered_load`.

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.

    Notes
    -----
    Computed from Erlang B by its recursion [1]_, which stays between 0 and 1, so that hundreds of servers
    neither overflow nor lose digits as the textbook sum of factorials does. From saturation on
    (``offered_load >= servers``) it is 1.

    Examples
    --------
    >>> round(float(erlang_c(1.8, 2)), 4)
    0.8526
    """
    load = NOT_NEGATIVE.check(
        "offered_load", offered_load, "Give arrivals divided by the rate of one server."
    )
    count = whole(1).check("servers", servers, "Give the servers in parallel, for example 1.")
    blocked = np.ones(broadcastable(offered_load=load, servers=count))
    for k in range(1, int(count.max(initial=0)) + 1):
        blocked = np.where(k <= count, load * blocked / (k + load * blocked), blocked)
    rho = np.minimum(load / count, 1.0)
    return number_or_array(blocked / (1.0 - rho * (1.0 - blocked)))


class FromEmpty(NamedTuple):
    """M/M/1 some time after an empty start; arrays of the broadcast shape of rates and time."""

    number: Floats
    """Mean number in the system [jobs]."""
    busy: Floats
    """Probability that the server is busy [1]."""


def mm1_from_empty(arrival_rate: Floats, service_rate: Floats, time: Floats) -> FromEmpty:
    """Return what M/M/1 holds after `time` if it starts empty: exact below, at and above saturation.

    Parameters
    ----------
    arrival_rate, service_rate
        lambda and mu, above 0 [jobs per unit of time].
    time
        Since the empty start, at least 0.

    Notes
    -----
    From the spectral representation of the transition probabilities [2]_, with
    ``g(a) = lambda + mu - 2 sqrt(lambda mu) cos(a)``:

    - busy: ``(2 lambda / pi)`` times the integral over a from 0 to pi of ``sin(a)**2 (1 - exp(-g t)) / g``;
    - number: ``lambda t`` less the jobs done, ``mu`` times the integral of busy over time.

    Both integrands are entire and periodic, so that the midpoint rule with n nodes errs by about
    ``exp(-n**2 / (sqrt(lambda mu) t))``; n is chosen to make that less than 1e-10.
    """
    pace = np.sqrt(arrival_rate * service_rate)
    nodes = 8 + math.ceil(5.0 * math.sqrt(float(np.max(pace * time, initial=0.0))))
    busy = np.zeros(np.broadcast_shapes(np.shape(pace), np.shape(time)))
    gone = np.zeros_like(busy)
    for angle in (np.arange(nodes) + 0.5) * (math.pi / nodes):
        # From 0 on, (x + expm1(-x)) / x**2 loses all its digits; at the floor both forms are right to 1e-8.
        x = np.maximum((arrival_rate + service_rate - 2.0 * pace * math.cos(angle)) * time, 1e-7)
        falling = np.expm1(-x)
        weight = math.sin(angle) ** 2
        busy -= weight * falling / x
        gone += weight * (x + falling) / x**2
    scale = 2.0 * arrival_rate * time / nodes
    number = arrival_rate * time - scale * service_rate * time * gone
    return FromEmpty(np.maximum(number, 0.0), scale * busy)  # a difference of large numbers may round below 0
