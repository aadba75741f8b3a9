"""The hand-over of a bank, day by day: the mechanism behind chapter 8's event log. Owns no dictionary.

Time is counted in working days from 0, the day the factory opens. Each day: work that is due ends; new
services and those back from the factory join the security review; sponsors whose patience is over withdraw;
free reviewers, or the day's session, take services first come, first served. Nothing in `run` knows what
a bottleneck is: queues form where work arrives faster than it is done.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

__all__ = ["INTEGRATION", "SECURITY", "Bank", "Service", "Stage", "Visit", "run", "with_bottleneck"]

SECURITY, INTEGRATION = 0, 2
"""Positions of the stages that work every day."""


@dataclass(frozen=True)
class Stage:
    """One stage after hand-over. Durations in working days; ``session_every`` 0 means every day."""

    name: str
    places: int  # services in work at the same time: reviewers, or places at a session
    work_days: float  # mean time in work
    work_cv: float  # its coefficient of variation
    return_share: float  # share of visits that end in a return, for an ordinary service
    session_every: int = 0
    first_session: int = 0


@dataclass(frozen=True)
class Bank:
    """A bank with its factory and the stages after it. Rates per working day, durations in working days."""

    stages: tuple[Stage, ...]
    arrival_rate: float  # services handed over a day until the step
    faster_rate: float  # and from the step on
    step_day: int
    end_day: int  # first day that is not observed
    squads: tuple[str, ...]
    channels: tuple[str, ...]
    channel_shares: tuple[float, ...]
    entangled_shares: tuple[float, ...]  # per channel, services tied to old systems
    entangled_factor: float  # by which their return share is multiplied
    fix_days: float  # mean time in the factory per return
    fix_cv: float
    patience_days: float  # mean time in one queue after which the sponsor withdraws
    patience_cv: float


@dataclass
class Visit:
    """One stay of a service at a stage; moments in working days, None while they have not come."""

    stage: int
    number: int
    returns: int
    entered: int
    gives_up: int
    started: int | None = None
    due: int | None = None
    left: int | None = None
    outcome: str | None = None


@dataclass
class Service:
    """A service from hand-over on."""

    number: int
    squad: str
    channel: str
    return_factor: float
    returns: int = 0
    visits: list[Visit] = field(default_factory=list)


def run(bank: Bank, rng: np.random.Generator) -> list[Service]:
    """Return every service handed over before `end_day`, with its visits as known just before that day."""
    services: list[Service] = []
    queues: list[deque[tuple[Service, Visit]]] = [deque() for _ in bank.stages]
    in_work: list[list[tuple[Service, Visit]]] = [[] for _ in bank.stages]
    back: dict[int, list[Service]] = {}  # day on which fixed services join again -> services

    def join(service: Service, stage: int, day: int) -> None:
        number = 1 + sum(visit.stage == stage for visit in service.visits)
        patience = _days(rng, bank.patience_days, bank.patience_cv)
        visit = Visit(stage, number, service.returns, day, day + patience)
        service.visits.append(visit)
        queues[stage].append((service, visit))

    def finish(service: Service, visit: Visit, day: int) -> None:
        visit.left = day
        if rng.random() < bank.stages[visit.stage].return_share * service.return_factor:
            visit.outcome = "returned"
            service.returns += 1
            back.setdefault(day + _days(rng, bank.fix_days, bank.fix_cv), []).append(service)
        else:
            visit.outcome = "passed"
            if visit.stage + 1 < len(bank.stages):
                join(service, visit.stage + 1, day)

    for day in range(bank.end_day):
        for work in in_work:
            for service, visit in [pair for pair in work if pair[1].due == day]:
                work.remove((service, visit))
                finish(service, visit, day)
        for service in back.pop(day, []):
            join(service, 0, day)  # what was changed must pass security again
        rate = bank.faster_rate if day >= bank.step_day else bank.arrival_rate
        for service in _new_services(bank, rng, len(services), int(rng.poisson(rate))):
            services.append(service)
            join(service, 0, day)
        for number, stage in enumerate(bank.stages):
            queues[number] = _without_withdrawn(queues[number], day)
            for service, visit in _taken(stage, queues[number], len(in_work[number]), day):
                visit.started = day
                visit.due = day + _days(rng, stage.work_days, stage.work_cv)
                in_work[number].append((service, visit))
    return services


def with_bottleneck(bank: Bank, bottleneck: int) -> Bank:
    """Return `bank` with other work times: before the step `bottleneck` is 90% busy, the other queue 55%."""
    visits = _visits_per_service(bank)
    stages = list(bank.stages)
    for number in (SECURITY, INTEGRATION):
        busy = 0.90 if number == bottleneck else 0.55
        work_days = busy * stages[number].places / (bank.arrival_rate * visits[number])
        stages[number] = dataclasses.replace(stages[number], work_days=work_days)
    return dataclasses.replace(bank, stages=tuple(stages))


def _visits_per_service(bank: Bank) -> list[float]:
    """Mean visits of a service to each stage: a return, from wherever, starts again at the first."""
    entangled = float(np.dot(bank.channel_shares, bank.entangled_shares))
    mean = np.zeros(len(bank.stages))
    for share, factor in ((1 - entangled, 1.0), (entangled, bank.entangled_factor)):
        passes = [1.0 - stage.return_share * factor for stage in bank.stages]
        rounds = 1.0 / np.prod(passes)
        mean += share * rounds * np.cumprod([1.0, *passes[:-1]])
    return [float(visits) for visits in mean]


def _new_services(bank: Bank, rng: np.random.Generator, before: int, count: int) -> Iterator[Service]:
    for number in range(before + 1, before + count + 1):
        channel = int(rng.choice(len(bank.channels), p=bank.channel_shares))
        entangled = rng.random() < bank.entangled_shares[channel]
        squad = bank.squads[int(rng.integers(len(bank.squads)))]
        yield Service(number, squad, bank.channels[channel], bank.entangled_factor if entangled else 1.0)


def _without_withdrawn(queue: deque[tuple[Service, Visit]], day: int) -> deque[tuple[Service, Visit]]:
    staying: deque[tuple[Service, Visit]] = deque()
    for service, visit in queue:
        if visit.gives_up <= day:
            visit.left, visit.outcome = day, "withdrawn"
        else:
            staying.append((service, visit))
    return staying


def _taken(
    stage: Stage, queue: deque[tuple[Service, Visit]], busy: int, day: int
) -> Iterator[tuple[Service, Visit]]:
    """Yield what the stage takes up today and remove it from the queue."""
    if stage.session_every == 0:
        for _ in range(min(stage.places - busy, len(queue))):
            yield queue.popleft()
    elif day % stage.session_every == stage.first_session:
        for _ in range(stage.places):
            # Papers are due the day before a session.
            if not queue or queue[0][1].entered >= day:
                break
            yield queue.popleft()


def _days(rng: np.random.Generator, mean: float, cv: float) -> int:
    """Return a gamma distributed duration in whole days, at least 1."""
    return int(mean) if cv == 0 else max(1, round(rng.gamma(1.0 / cv**2, mean * cv**2)))
