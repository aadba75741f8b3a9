"""Chapter 10, the capstone: a whole factory in three queues, and what a policy makes of it.

Owns the draw of a firm from a learner's id, the six firms as they stand when their logs end, the policies and
the simulation of what goes live from there. Projects pass the build, the review and the integration, each
first come, first served with the people it has; a review may send a project back. Imports NumPy and models.

Units: months, projects, people, k EUR. The three stages are always in the order of `STAGES`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from digital_factory.models import fifo
from digital_factory.models.parameters import (
    ParameterError,
    at_least,
    one_of,
    positive,
    share_below_one,
    whole_number,
)

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

Floats = npt.NDArray[np.float64]
Three = tuple[float, float, float]
People = tuple[int, int, int]
Policy = Literal["continue", "hire", "move", "halve returns", "close"]

STAGES: Final = ("build", "review", "integration")
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
PERSON_KEUR_MONTH: Final = 12.0  # [k EUR a month] cost of one person, illustrative

_REVIEW: Final = 1
_WORK_CV: Final = 0.7  # coefficient of variation of the work on a project at a stage, illustrative
_SPARE_JOBS: Final = 5.0  # standard deviations of the arrivals that are simulated beyond their mean
_PEOPLE_HINT: Final = "Give the people who work on one project each, for example (12, 3, 5)."


@dataclass(frozen=True)
class Flow:
    """A factory and what follows it, at one moment.

    Parameters
    ----------
    arrival_rate
        Projects approved, lambda [projects a month], at least 0; 0 once the factory takes in nothing.
    people
        People at each stage, each on one project at a time, c; whole numbers of at least 1.
    work_months
        Mean work on one visit to each stage, w [months], above 0.
    return_share
        Share p of reviews that send the project back, from 0 up to, but not including, 1.
    fix_months
        Time away per return [months]; the project then joins the end of the review queue.
    backlog
        Projects already at each stage at month 0, waiting or in work. All of them start anew.

    Raises
    ------
    ParameterError
        If a value breaks its rule or a stage is missing.

    Examples
    --------
    >>> Flow(3.0, (12, 4, 4), (3.0, 0.6, 1.2), return_share=0.25).utilisation.round(2).tolist()
    [0.75, 0.6, 0.9]
    """

    arrival_rate: float
    people: People
    work_months: Three
    return_share: float = 0.0
    fix_months: float = 0.5
    backlog: People = (0, 0, 0)

    def __post_init__(self) -> None:
        at_least("arrival_rate", self.arrival_rate, 0, "Give the projects approved in a month, or 0.")
        whole_number("people", self.people, 1, _PEOPLE_HINT)
        positive("work_months", self.work_months, "Give the months of work at each stage.")
        share_below_one("return_share", self.return_share, "Give the share of reviews that send back.")
        at_least("fix_months", self.fix_months, 0, "Give the months away per return.")
        whole_number("backlog", self.backlog, 0, "Give the projects at each stage today.")
        for name in ("people", "work_months", "backlog"):
            if np.shape(getattr(self, name)) != (len(STAGES),):
                raise ParameterError(
                    f"`{name}` must hold one number per stage ({', '.join(STAGES)}), "
                    f"got {getattr(self, name)!r}. Give three numbers."
                )

    @property
    def visits(self) -> Floats:
        """Mean visits of a project to each stage; 1 / (1 - p) to the review."""
        return np.array([1.0, 1.0 / (1.0 - self.return_share), 1.0])

    @property
    def utilisation(self) -> Floats:
        """Work asked for over work that can be done, per stage [1]. Equation `eq-capstone-utilisation`."""
        return np.asarray(self.arrival_rate / self.capacity, dtype=np.float64)

    @property
    def capacity(self) -> Floats:
        """Projects that each stage can let out when it is never idle [projects a month]."""
        return np.asarray(self.people / (self.visits * np.array(self.work_months)), dtype=np.float64)

    @property
    def bottleneck(self) -> str:
        """The stage with the least capacity."""
        return STAGES[int(self.capacity.argmin())]

    def with_people(self, stage: str, more: int = 1) -> Flow:
        """Return the same factory with `more` people at a stage (fewer if negative).

        Examples
        --------
        >>> Flow(3.0, (12, 4, 4), (3.0, 0.6, 1.2)).with_people("review").people
        (12, 5, 4)
        """
        one_of("stage", stage, STAGES)
        build, review, integration = (
            count + (more if name == stage else 0) for name, count in zip(STAGES, self.people, strict=True)
        )
        return replace(self, people=(build, review, integration))


# The six fictional firms on 1 January 2026, when their logs end; the backlogs are those of the logs.
FLOWS: Final = {
    "Banque Valdreuse": Flow(3.5, (14, 3, 6), (3.0, 0.6, 1.2), 0.30, 0.7, (8, 31, 4)),
    "Assurances Mélèze": Flow(3.0, (12, 3, 4), (3.0, 0.55, 1.5), 0.10, 0.5, (8, 1, 18)),
    "Hôtels Ormevent": Flow(3.2, (8, 3, 5), (2.8, 0.5, 1.0), 0.15, 0.4, (29, 1, 2)),
    "Forges Daubrac": Flow(2.6, (10, 3, 6), (3.1, 0.7, 1.5), 0.45, 0.8, (5, 4, 3)),
    "Magasins Courlis": Flow(3.6, (14, 4, 7), (2.2, 0.5, 1.2), 0.10, 0.4, (8, 1, 5)),
    "Air Vélin": Flow(2.8, (9, 3, 3), (2.6, 0.5, 1.3), 0.20, 0.5, (7, 4, 15)),
}
FIRMS: Final = tuple(FLOWS)


def draw_firm(learner_id: str) -> str:
    """Return the firm that a learner's id draws: always the same for the same id.

    The id without outer spaces and in lower case is hashed (SHA-256); the hash, read as a whole number, is
    divided by 6, and the remainder is the place in `FIRMS`.

    Raises
    ------
    ParameterError
        If the id is no text or is empty.

    Examples
    --------
    >>> draw_firm("ada") == draw_firm(" Ada ")
    True
    """
    if not isinstance(learner_id, str) or not learner_id.strip():
        raise ParameterError(
            f"`learner_id` must be a text, got {learner_id!r}. Give the id you enrolled with."
        )
    digest = hashlib.sha256(learner_id.strip().lower().encode()).digest()
    return FIRMS[int.from_bytes(digest) % len(FIRMS)]


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
        givers = [
            stage
            for stage, count in zip(STAGES, flow.people, strict=True)
            if stage != flow.bottleneck and count > 1
        ]
        capacity = {stage: flow.with_people(stage, -1).capacity[STAGES.index(stage)] for stage in givers}
        giver = max(capacity, key=lambda stage: capacity[stage])
        return flow.with_people(giver, -1).with_people(flow.bottleneck)
    if policy == "halve returns":
        return replace(flow, return_share=flow.return_share / 2)
    if policy == "close":
        return replace(flow, arrival_rate=0.0, backlog=(0, *flow.backlog[_REVIEW:]))
    return flow


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
    horizon = int(whole_number("months", months, 1, "Give the months to look ahead, for example 24."))
    runs = int(whole_number("replications", replications, 1, "Give the independent runs, for example 200."))
    arrivals, returns, *works = rng.spawn(2 + len(STAGES))
    expected = flow.arrival_rate * horizon
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
    value = at_least("value_keur_month", value_keur_month, 0, "Give the k EUR a live project earns a month.")
    builds = flow.arrival_rate > 0 or flow.backlog[0] > 0
    people = sum(flow.people) if builds else sum(flow.people[_REVIEW:])
    busy = (future.live[:, :-1] < sum(flow.backlog)) | (flow.arrival_rate > 0)
    paid_months = np.pad(np.cumsum(busy, axis=1), ((0, 0), (1, 0)))
    return value[..., None, None] * future.live_months - people * PERSON_KEUR_MONTH * paid_months
