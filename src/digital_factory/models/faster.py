"""Chapter 5, going faster: where work sleeps between the idea and the customer.

Owns Little's law and a deterministic run of one team that takes ideas in, works on several at once and
releases on dates. The ideas, the rules that put them in order and the cost of an order (`backlog`) have a
module of their own; their names are here too. Imports NumPy and models, no pandas.

Units: weeks and team-weeks of work, money in k EUR a week. An *idea* is accepted, started, finished and
released to customers; the team is one resource, shared equally between the ideas it has started.

References
----------
.. [1] Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9(3),
   383-387. doi:10.1287/opre.9.3.383
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats, Ints, number_or_array
from digital_factory.models.backlog import RULES, Backlog, Rule, cost_in_order, order
from digital_factory.models.fields import Choice, Count, Number
from digital_factory.models.parameters import NOT_NEGATIVE, POSITIVE, ParameterError
from digital_factory.models.rounding import ROUNDING, at_most, next_date

__all__ = [
    "RULES",
    "Backlog",
    "Journey",
    "ParameterError",
    "Rule",
    "Team",
    "cost_in_order",
    "cumulative_flow",
    "mean_in_process",
    "order",
    "run",
    "time_in_process",
]

_DONE: Final = 1e-9  # [weeks] work left that is rounding


@dataclass(frozen=True)
class Team:
    """How one team works.

    Parameters
    ----------
    rule
        Which accepted idea is started next: one of `RULES`.
    at_once
        Ideas the team has in progress at most (its WIP limit), a whole number of at least 1.
    release_every_weeks
        Time between release dates [weeks]; 0 means that a finished idea reaches customers at once.
    pace
        How many times faster than listed the team does the work [1], above 0.

    Raises
    ------
    ParameterError
        If a value breaks its rule.
    """

    rule: Choice[Rule] = Choice(RULES, default="first-come")
    at_once: Count = Count("Give the ideas in progress at most, for example 3.", default=1, least=1)
    release_every_weeks: Number = Number(NOT_NEGATIVE, "Give the weeks between releases, or 0.", default=0.0)
    pace: Number = Number(POSITIVE, "Give 1 for the work as listed, 2 for twice as fast.", default=1.0)


class Journey(NamedTuple):
    """What happened to every idea: four moments and the work it took [weeks], arrays of shape (n,)."""

    accepted: Floats
    started: Floats
    finished: Floats
    released: Floats
    worked: Floats

    @property
    def queued(self) -> Floats:
        """Accepted, and nobody has started it [weeks]."""
        return self.started - self.accepted

    @property
    def set_aside(self) -> Floats:
        """Started, while the team works on something else [weeks]."""
        return np.maximum(self.finished - self.started - self.worked, 0.0)  # rounding can leave -1e-16

    @property
    def shelved(self) -> Floats:
        """Finished, waiting for a release date [weeks]."""
        return self.released - self.finished

    @property
    def total(self) -> Floats:
        """From acceptance to customers [weeks]."""
        return self.released - self.accepted


def time_in_process(in_process: npt.ArrayLike, throughput: npt.ArrayLike) -> Floats:
    """Return the mean time an item spends inside, by Little's law [1]_: W = L / lambda. Eq. `faster-little`.

    Parameters
    ----------
    in_process
        Mean number of items inside, L, at least 0 [items].
    throughput
        Items that leave per unit of time, lambda, above 0 [items a month, a week...]; the answer is in that
        unit.

    Examples
    --------
    >>> float(time_in_process(24, 3))
    8.0
    """
    inside = NOT_NEGATIVE.check(
        "in_process", in_process, "Give the mean number of items in progress, for example 24."
    )
    rate = POSITIVE.check("throughput", throughput, "Give the items that leave in a month, for example 3.")
    return number_or_array(inside / rate)


def run(backlog: Backlog, team: Team) -> Journey:
    """Follow every idea of the backlog through the team.

    Whenever fewer than ``team.at_once`` ideas are in progress, the team starts the accepted idea that its
    rule puts first. The ideas in progress share the team equally; none is interrupted once started. A
    finished idea waits for the next release date (a multiple of ``release_every_weeks``).

    Notes
    -----
    Switching between ideas costs nothing here, and the whole team can work on a single idea without loss. The
    first flatters a high limit, the second a low one.

    Examples
    --------
    >>> plan = Backlog(accepted=[0, 0], work=[2, 2], delay_cost=[1, 1])
    >>> run(plan, Team(at_once=1)).finished
    array([2., 4.])
    >>> run(plan, Team(at_once=2)).finished
    array([4., 4.])
    """
    worked = backlog.work / team.pace
    waiting: list[int] = order(backlog, team.rule).tolist()  # best first, those not yet accepted included
    active: list[int] = []
    started, finished = np.full(worked.shape, np.inf), np.full(worked.shape, np.inf)
    left, now = worked.copy(), 0.0
    while waiting or active:
        here = at_most(backlog.accepted, now)
        for idea in [idea for idea in waiting if here[idea]][: team.at_once - len(active)]:
            waiting.remove(idea)
            active.append(idea)
            started[idea] = max(now, backlog.accepted[idea])
        step, now = _next_event(left[active], backlog.accepted[~here], now)
        left[active] -= step / max(len(active), 1)
        for idea in [idea for idea in active if left[idea] <= _DONE]:
            active.remove(idea)
            finished[idea] = now
    interval = float(team.release_every_weeks)
    released = next_date(finished, interval) if interval else finished.copy()
    return Journey(backlog.accepted, started, finished, released, worked)


def _next_event(left: Floats, coming: Floats, now: float) -> tuple[float, float]:
    """Return the weeks until the next idea in progress is finished or the next one comes, and that moment.

    `left` is the work left of those in progress, who share the team; `coming` when those not yet there come.
    Two events of one moment are one event.
    """
    finish = float(left.min() * left.size) if left.size else np.inf
    arrival = float(coming.min()) if coming.size else np.inf
    if at_most(arrival, now + finish):
        return arrival - now, arrival
    return finish, now + finish


def cumulative_flow(moments: Iterable[npt.ArrayLike], weeks: npt.ArrayLike) -> Ints:
    """Count, for each kind of moment, how many ideas have reached it by each week (that week included).

    Parameters
    ----------
    moments
        For each line of the diagram the moments at which ideas reach it [weeks], any length; NaN is never
        reached.
    weeks
        When to count [weeks], shape (t,).

    Returns
    -------
    Counts of shape (lines, t).

    Examples
    --------
    >>> cumulative_flow([[0, 0, 1], [1, 3, float("nan")]], [0, 1, 2, 3])
    array([[2, 3, 3, 3],
           [0, 1, 1, 2]])
    """
    when = np.asarray(weeks, dtype=np.float64) * (1.0 + ROUNDING)
    lines = [np.sort(np.asarray(line, dtype=np.float64)) for line in moments]
    # sort puts NaN last, where no finite week reaches them
    return np.stack([np.searchsorted(line, when, side="right") for line in lines]).astype(np.int64)


def mean_in_process(entered: npt.ArrayLike, left: npt.ArrayLike, start: float, end: float) -> float:
    """Return the mean number of items inside between two moments [items].

    Parameters
    ----------
    entered, left
        Moments at which each item goes in and out, shape (n,); infinity for one that has not left.
    start, end
        The window, in the same unit, `end` above `start`.

    Examples
    --------
    >>> mean_in_process([0, 2], [4, float("inf")], start=0, end=4)
    1.5
    """
    if not end > start:
        raise ParameterError(
            f"`end` must be above `start` ({start:g}), got {end:g}. Give a window with a length."
        )
    inside = np.minimum(np.asarray(left, dtype=np.float64), end) - np.maximum(
        np.asarray(entered, dtype=np.float64), start
    )
    return float(np.clip(inside, 0.0, None).sum() / (end - start))
