"""Chapter 10, the capstone: a whole factory in three queues, and what a policy makes of it.

Owns the policies and the simulation of what goes live from today's backlog on. Projects pass the build, the
review and the integration, each first come, first served with the people it has; a review may send a project
back. The factory and the six firms (`flow`) have a module of their own; their names are here too. Imports
NumPy and models.

Units: months, projects, people, k EUR. The three stages are always in the order of `STAGES`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from digital_factory.models import fifo
from digital_factory.models.arrays import Floats
from digital_factory.models.flow import FIRMS, FLOWS, STAGES, Flow, draw_firm
from digital_factory.models.parameters import NOT_NEGATIVE, ParameterError, one_of, whole
from digital_factory.models.rounding import first_largest

__all__ = [
    "FIRMS",
    "FLOWS",
    "PERSON_KEUR_MONTH",
    "POLICIES",
    "STAGES",
    "Flow",
    "Future",
    "ParameterError",
    "Policy",
    "apply_policy",
    "draw_firm",
    "live",
    "net_value",
    "simulate",
]

Policy = Literal["continue", "hire", "move", "halve returns", "close"]

POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
PERSON_KEUR_MONTH: Final = 12.0  # [k EUR a month] cost of one person, illustrative

_REVIEW: Final = STAGES.index("review")
_WORK_CV: Final = 0.7  # coefficient of variation of the work on a project at a stage, illustrative
_SPARE_JOBS: Final = 5.0  # standard deviations of the arrivals that are simulated beyond their mean


def apply_policy(flow: Flow, policy: Policy) -> Flow:
    """Return the factory as a policy makes it at month 0.

    - "continue" changes nothing.
    - "hire" adds one person at the bottleneck.
    - "move" brings one person to the bottleneck from the stage that is least loaded after the loss.
    - "halve returns" halves the share sent back.
    - "close" approves nothing more and drops what is being built; what is in review or later goes on.

    Raises
    ------
    ParameterError
        If the policy is not one of `POLICIES`.
    """
    one_of("policy", policy, POLICIES)
    if policy == "hire":
        return flow.with_people(flow.bottleneck)
    if policy == "move":
        return flow.with_people(_giver(flow), -1).with_people(flow.bottleneck)
    if policy == "halve returns":
        return replace(flow, return_share=flow.return_share / 2)
    if policy == "close":
        return replace(flow, arrival_rate=0.0, backlog=(0, flow.backlog[1], flow.backlog[2]))
    return flow


def _giver(flow: Flow) -> str:
    """Return the stage but the bottleneck that can best spare one of its people; of equals the first."""
    givers = [
        stage
        for stage, count in zip(STAGES, flow.people, strict=True)
        if stage != flow.bottleneck and count > 1
    ]
    left = [flow.with_people(stage, -1).capacity[STAGES.index(stage)] for stage in givers]
    return givers[int(first_largest(left))]


class Future(NamedTuple):
    """What the next months bring; arrays of shape (replications, months + 1), month 0 included."""

    live: Floats
    """Projects that have gone live since month 0."""
    live_months: Floats
    """Months for which they have been live by then, all together [project-months]."""


def simulate(flow: Flow, months: int, rng: np.random.Generator, replications: int = 200) -> Future:
    """Simulate the factory from its backlog on.

    Each stage works first come, first served. Times between approvals are exponential, the work is gamma
    distributed. The stages and purposes have a random stream each, so that two policies simulated with the
    same seed meet the same luck, and their difference is the policy's.

    Parameters
    ----------
    flow
        The factory.
    months
        How far to look [months], at least 1.
    rng
        Source of randomness.
    replications
        Independent runs, at least 1.

    Examples
    --------
    >>> simulate(FLOWS["Air Vélin"], 12, np.random.default_rng(1), 50).live.shape
    (50, 13)
    """
    horizon = int(whole(1).check("months", months, "Give the months to look ahead, for example 24."))
    runs = int(whole(1).check("replications", replications, "Give the independent runs, for example 200."))
    arrivals, returns, *works = rng.spawn(2 + len(STAGES))
    expected = float(flow.arrival_rate) * horizon
    jobs = int(np.ceil(expected + _SPARE_JOBS * np.sqrt(expected)))
    # Drawn job by job, so that the first jobs meet the same luck however many there are.
    gaps = arrivals.standard_exponential((jobs, runs)).T
    done = np.cumsum(gaps, axis=1) / flow.arrival_rate if jobs else gaps
    for stage, work in enumerate(works):
        waiting = np.zeros((runs, flow.backlog[stage]))
        arrived = np.sort(np.concatenate([waiting, done], axis=1), axis=1)
        if not arrived.shape[1]:
            done = arrived
            continue
        visits = np.ones(arrived.shape, dtype=np.int64)
        if stage == _REVIEW and flow.return_share:
            luck = returns.random(arrived.shape[::-1]).T
            visits += np.floor(np.log(luck) / np.log(flow.return_share)).astype(np.int64)
        draws = work.gamma(1 / _WORK_CV**2, _WORK_CV**2, (int(visits.sum(axis=1).max()), runs)).T
        service = draws * flow.work_months[stage]
        done = fifo.servers_with_returns(arrived, visits, service, flow.people[stage], flow.fix_months).done
    when = np.arange(horizon + 1)
    there = np.clip(when - done[:, :, None], 0.0, None)
    return Future((there > 0).sum(axis=1).astype(np.float64), there.sum(axis=1))


def live(flow: Flow, months: int, rng: np.random.Generator, replications: int = 200) -> float:
    """Return the mean number of projects that go live within `months` [projects].

    Give two factories that you compare generators of the same seed.

    Examples
    --------
    >>> today = FLOWS["Air Vélin"]
    >>> better = today.with_people("integration")
    >>> live(better, 24, np.random.default_rng(1)) > live(today, 24, np.random.default_rng(1))
    True
    """
    return float(simulate(flow, months, rng, replications).live[:, -1].mean())


def net_value(future: Future, flow: Flow, value_keur_month: npt.ArrayLike) -> Floats:
    """Return what the factory earns less what it costs, from month 0 to each month [k EUR].

    Equation `eq-capstone-net`. A live project earns `value_keur_month`; every person costs
    `PERSON_KEUR_MONTH`. A factory that approves nothing more pays its builders only if something is being
    built, and nobody from the month after its last project is live.

    Parameters
    ----------
    future, flow
        The result of `simulate`, and the factory that was simulated.
    value_keur_month
        Value of one live project [k EUR a month]; its shape comes first in the result.

    Returns
    -------
    Array of shape (*value, replications, months + 1).
    """
    value = NOT_NEGATIVE.check(
        "value_keur_month", value_keur_month, "Give the k EUR a live project earns a month."
    )
    builds = flow.arrival_rate > 0 or flow.backlog[0] > 0
    people = sum(flow.people) if builds else sum(flow.people[_REVIEW:])
    busy = (future.live[:, :-1] < sum(flow.backlog)) | (flow.arrival_rate > 0)
    paid_months = np.pad(np.cumsum(busy, axis=1), ((0, 0), (1, 0)))
    return value[..., None, None] * future.live_months - people * PERSON_KEUR_MONTH * paid_months
