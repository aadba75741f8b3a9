"""First come, first served: the engine under the simulations. Arrays in, arrays out.

Each row is one replication: an independent run of the same queue from empty. With several servers, or when
jobs return, the work goes job after job in Python but over all replications at once in NumPy, so prefer many
replications of a few hundred jobs to one long run.

References
----------
.. [1] Lindley, D. V. (1952). The theory of queues with a single server. Math. Proc. Cambridge Phil. Soc.
   48(2), 277-289. doi:10.1017/S0305004100027638
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from digital_factory.models.arrays import Floats, Ints
from digital_factory.models.rounding import ROUNDING

__all__ = ["Visits", "one_server", "servers_with_returns"]

_FIRST_ROOM = 16  # places for jobs on their way back, per replication; doubled whenever they do not suffice


class Visits(NamedTuple):
    """What the queue did to every job, all its visits together; arrays of shape (replications, jobs)."""

    done: Floats
    """Moment at which the last visit ends, in the unit of the arrivals."""
    waiting: Floats
    """Time before service, same unit."""
    serving: Floats
    """Time in service, same unit."""


def one_server(arrived: Floats, service: Floats) -> Visits:
    """Pass every job once through one server.

    Lindley's recursion ``done[i] = max(arrived[i], done[i-1]) + service[i]`` [1]_, unrolled into a running
    maximum: job i is done when the longest of the possible busy spells that end with it is over.

    Parameters
    ----------
    arrived
        Moments of arrival, ascending along each row; shape (replications, jobs).
    service
        Service times, same unit and shape.
    """
    work = np.cumsum(service, axis=1)
    done = work + np.maximum.accumulate(arrived - (work - service), axis=1)
    return Visits(done, done - service - arrived, service)


def servers_with_returns(arrived: Floats, visits: Ints, service: Floats, servers: int, away: float) -> Visits:
    """Pass every job `visits` times through several servers; between two visits it is away.

    Jobs are taken in the order in which they join. Whoever joins later also leaves service later than now, so
    the earliest of the next arrival and the earliest returner is always the next to join: no event list is
    needed.

    Parameters
    ----------
    arrived
        Moments of arrival, ascending along each row; shape (replications, jobs).
    visits
        Visits each job makes, at least 1; same shape.
    service
        Service times in the order in which visits join the queue; shape (replications, at least the most
        visits of a replication).
    servers
        Servers in parallel.
    away
        Time between the end of a visit and joining again, unit of the arrivals.
    """
    # Replications with most visits first: those still running are then the first rows, a view and no copy.
    total = visits.sum(axis=1)
    order = np.argsort(-total, kind="stable")
    running = np.searchsorted(-total[order], -np.arange(total.max()), side="left")
    done = _pass(arrived[order], visits[order].copy(), service[order], running, servers, away)
    unsorted = np.argsort(order)
    return Visits(*(times[unsorted] for times in done))


def _pass(
    arrived: Floats, left_to_do: Ints, service: Floats, running: Ints, servers: int, away: float
) -> Visits:
    """Do `servers_with_returns`, a visit at a time in the first `running` rows; counts `left_to_do` down."""
    runs, jobs = arrived.shape
    upcoming = np.concatenate([arrived, np.full((runs, 1), np.inf)], axis=1)
    next_new = np.zeros(runs, dtype=np.int64)
    free = np.zeros((runs, servers))
    returning = _Returning(runs)
    done, waiting, serving = np.zeros((runs, jobs)), np.zeros((runs, jobs)), np.zeros((runs, jobs))
    for step, k in enumerate(running):
        rows = np.arange(k)
        new_at = upcoming[rows, next_new[:k]]
        place, back_at, back_job = returning.earliest(rows)
        is_new = new_at <= back_at * (1.0 + ROUNDING)  # of two that join together, the new one is first
        job = np.where(is_new, next_new[:k], back_job)
        joined = np.where(is_new, new_at, back_at)
        next_new[:k] += is_new
        returning.take(rows[~is_new], place[~is_new])

        server = free[:k].argmin(axis=1)
        start = np.maximum(joined, free[rows, server])
        end = start + service[:k, step]
        free[rows, server] = end
        waiting[rows, job] += start - joined
        serving[rows, job] += service[:k, step]
        done[rows, job] = end
        left_to_do[rows, job] -= 1
        again = np.flatnonzero(left_to_do[rows, job])
        returning.put(again, end[again] + away, job[again])

    return Visits(done, waiting, serving)


class _Returning:
    """The jobs between two visits, in every replication: which they are and when they are back."""

    def __init__(self, runs: int) -> None:
        self._back_at = np.full((runs, _FIRST_ROOM), np.inf)
        self._job = np.zeros((runs, _FIRST_ROOM), dtype=np.int64)

    def earliest(self, rows: Ints) -> tuple[Ints, Floats, Ints]:
        """Return place, moment and job of the first one back in the first rows; never is infinity."""
        place = self._back_at[: len(rows)].argmin(axis=1)
        return place, self._back_at[rows, place], self._job[rows, place]

    def take(self, rows: Ints, places: Ints) -> None:
        """Forget the jobs at these places: they are in the queue now."""
        self._back_at[rows, places] = np.inf

    def put(self, rows: Ints, back_at: Floats, jobs: Ints) -> None:
        """Note one more job in each of these rows."""
        if not rows.size:
            return
        places = self._back_at[rows].argmax(axis=1)
        if np.isfinite(self._back_at[rows, places]).any():
            self._back_at = np.concatenate([self._back_at, np.full_like(self._back_at, np.inf)], axis=1)
            self._job = np.concatenate([self._job, np.zeros_like(self._job)], axis=1)
            places = self._back_at[rows].argmax(axis=1)
        self._back_at[rows, places] = back_at
        self._job[rows, places] = jobs
