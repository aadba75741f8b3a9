"""Chapter 5, going faster: where work sleeps between the idea and the customer.

Owns Little's law, the four rules that put work in order, the cost of delay of an order, and a deterministic
run of one team that takes ideas in, works on several at once and releases on dates. Imports NumPy and
`parameters`, no pandas.

Units: weeks and team-weeks of work, money in k EUR a week. An *idea* is accepted, started, finished and
released to customers; the team is one resource, shared equally between the ideas it has started.

References
----------
.. [1] Little, J. D. C. (1961). A proof for the queuing formula L = lambda W. Operations Research 9(3),
   383-387. doi:10.1287/opre.9.3.383
.. [2] Smith, W. E. (1956). Various optimizers for single-stage production. Naval Research Logistics Quarterly
   3(1-2), 59-66. doi:10.1002/nav.3800030106
.. [3] Arnold, J. J. and Yüce, Ö. (2013). Black Swan Farming using Cost of Delay. Agile Conference (AGILE
   2013), 101-116. doi:10.1109/AGILE.2013.16
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from digital_factory.models.parameters import (
    ParameterError,
    at_least,
    number_or_array,
    one_of,
    positive,
    whole_number,
)

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

Floats = npt.NDArray[np.float64]
Rule = Literal["first-come", "value-first", "shortest-first", "cd3"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)

_ROUNDING: Final = 1e-9  # [weeks] an idea finished this close after a release date still catches it


@dataclass(frozen=True, eq=False)
class Backlog:
    """Ideas to be worked on; arrays of one length n, in the order in which they are listed.

    Parameters
    ----------
    accepted
        Week in which each idea is accepted, at least 0 [weeks], shape (n,).
    work
        Work of the whole team that each idea needs, above 0 [team-weeks], shape (n,).
    delay_cost
        What each week without the idea costs, at least 0 [k EUR a week], shape (n,).

    Raises
    ------
    ParameterError
        If a value breaks its rule, the list is empty, or the lengths differ.

    Examples
    --------
    >>> Backlog(accepted=[0, 0], work=[8, 3], delay_cost=[20, 3]).cd3
    array([2.5, 1. ])
    """

    accepted: npt.ArrayLike
    work: npt.ArrayLike
    delay_cost: npt.ArrayLike

    def __post_init__(self) -> None:
        checked = {
            "accepted": at_least("accepted", self.accepted, 0, "Give the week of each acceptance."),
            "work": positive("work", self.work, "Give the team-weeks each idea needs, for example 3."),
            "delay_cost": at_least("delay_cost", self.delay_cost, 0, "Give the k EUR lost in a week."),
        }
        shapes = {name: value.shape for name, value in checked.items()}
        if len(set(shapes.values())) > 1 or checked["work"].ndim != 1 or not checked["work"].size:
            listed = ", ".join(f"`{name}` {shape}" for name, shape in shapes.items())
            raise ParameterError(
                f"a backlog needs one number per idea and at least one idea, got the shapes {listed}. "
                "Give three lists of the same length."
            )
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def cd3(self) -> Floats:
        """Cost of delay divided by duration [k EUR a week per week of work], shape (n,). Eq. `faster-cd3`."""
        cost, work = np.asarray(self.delay_cost, dtype=np.float64), np.asarray(self.work, dtype=np.float64)
        return cost / work


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

    rule: Rule = "first-come"
    at_once: int = 1
    release_every_weeks: float = 0.0
    pace: float = 1.0

    def __post_init__(self) -> None:
        one_of("rule", self.rule, RULES)
        whole_number("at_once", self.at_once, 1, "Give the ideas in progress at most, for example 3.")
        at_least("release_every_weeks", self.release_every_weeks, 0, "Give the weeks between releases, or 0.")
        positive("pace", self.pace, "Give 1 for the work as listed, 2 for twice as fast.")


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
    inside = at_least(
        "in_process", in_process, 0, "Give the mean number of items in progress, for example 24."
    )
    rate = positive("throughput", throughput, "Give the items that leave in a month, for example 3.")
    return number_or_array(inside / rate)


def order(backlog: Backlog, rule: Rule) -> npt.NDArray[np.int64]:
    """Return the positions of the ideas in the order in which `rule` takes them, ties by acceptance.

    "first-come" takes the earliest accepted, "value-first" the highest cost of delay, "shortest-first" the
    least work, "cd3" the highest cost of delay per week of work [3]_.

    Examples
    --------
    >>> order(Backlog(accepted=[0, 0], work=[8, 3], delay_cost=[20, 9]), "cd3")
    array([1, 0])
    """
    one_of("rule", rule, RULES)
    keys = {
        "first-come": np.zeros(np.shape(backlog.work)),
        "value-first": -np.asarray(backlog.delay_cost),
        "shortest-first": np.asarray(backlog.work),
        "cd3": -backlog.cd3,
    }
    return np.lexsort((np.asarray(backlog.accepted), keys[rule])).astype(np.int64)


def cost_in_order(backlog: Backlog, positions: Iterable[int]) -> float:
    """Return what delay costs when one team does the ideas one after the other, from week 0 [k EUR].

    Each idea costs its `delay_cost` from week 0 until it is finished; acceptance dates play no part.
    Equation `faster-cost`. CD3 gives the lowest cost of all orders [2]_.

    Raises
    ------
    ParameterError
        If `positions` is not each position of the backlog once.

    Examples
    --------
    >>> plan = Backlog(accepted=[0, 0, 0, 0], work=[8, 3, 1, 6], delay_cost=[20, 3, 15, 2])
    >>> cost_in_order(plan, [0, 1, 2, 3]), cost_in_order(plan, order(plan, "cd3"))
    (409.0, 267.0)
    """
    chosen = np.asarray(list(positions), dtype=np.int64)
    count = len(np.asarray(backlog.work))
    if sorted(chosen.tolist()) != list(range(count)):
        raise ParameterError(
            f"`positions` must hold each of 0 to {count - 1} once, got {chosen.tolist()}. "
            "Give the whole order."
        )
    finished = np.cumsum(np.asarray(backlog.work)[chosen])
    return float(np.asarray(backlog.delay_cost)[chosen] @ finished)


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
    accepted = np.asarray(backlog.accepted)
    worked = np.asarray(backlog.work) / team.pace
    waiting = order(backlog, team.rule).tolist()  # best first, those not yet accepted included
    started, finished = np.full(worked.shape, np.inf), np.full(worked.shape, np.inf)
    left = worked.copy()
    now, active = 0.0, list[int]()
    while waiting or active:
        while len(active) < team.at_once:
            ready = next((idea for idea in waiting if accepted[idea] <= now), None)
            if ready is None:
                break
            waiting.remove(ready)
            active.append(ready)
            started[ready] = now
        coming = min((accepted[idea] for idea in waiting if accepted[idea] > now), default=np.inf)
        shortest = min((left[idea] for idea in active), default=np.inf)
        step = min(shortest * len(active) if active else np.inf, coming - now)
        for idea in active:
            left[idea] -= step / len(active)
        now = float(coming) if step == coming - now else now + step
        for idea in [idea for idea in active if left[idea] <= _ROUNDING]:
            active.remove(idea)
            finished[idea] = now
    interval = team.release_every_weeks
    released = np.ceil((finished - _ROUNDING) / interval) * interval if interval else finished.copy()
    return Journey(accepted, started, finished, np.maximum(released, finished), worked)


def cumulative_flow(moments: Iterable[npt.ArrayLike], weeks: npt.ArrayLike) -> npt.NDArray[np.int64]:
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
    when = np.asarray(weeks, dtype=np.float64)
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
