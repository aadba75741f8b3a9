"""Chapter 8: the hand-over event log of Banque Valdreuse, a fictional bank. For trainers, not learners.

Mechanism (`_wall_mechanism`): squads hand services over; each passes the security review, the architecture
board, the integration and the release train, each with finite capacity, first come first served. A returned
service is changed in the factory, then starts again at the security review, because what was changed must be
reviewed again: every return, from whichever stage, is new work for security. In month 19 the factory becomes
faster by more than half; nothing after it does. Some sponsors give up while they wait. Bank holidays are
ignored: the bank works from Monday to Friday.

What is planted in the shipped tables. Figures are measured from the tables by
`tests/datasets/generators/test_wall.py`, which fails when a line here says otherwise; days are calendar days,
months 365.25 / 12 days, the window is 2 January 2023 to 31 December 2025, and open visits count up to its
end:

- 607 services, 2341 visits; 415 in operation, 25 withdrawn, 167 still on their way.
- services handed over a month: 12.8 before July 2024, 21.0 from then on.
- utilisation: security review 0.94, architecture board 0.60, integration 0.66, release train 0.18.
- utilisation of the security review: 0.88 before July 2024, 1.00 in 2025.
- mean wait per visit in days: security review 47.2, architecture board 8.2, integration 0.5, release train
  14.4.
- median wait per visit in days: security review 38.5, architecture board 8.0, integration 0.0, release
  train 14.0.
- mean wait of visits that began before July 2024, in days: security review 5.0, release train 14.1.
- mean work per visit in days: security review 7.3, architecture board 1.0, integration 15.8, release train
  1.0.
- share of all waiting: security review 0.79, architecture board 0.09, integration 0.00, release train 0.12.
- queue at the security review: 9 at the end of June 2024, 128 at the end of 2025.
- services in operation: 15.6 weeks from hand-over on average, 4.4 of them in work; one in ten took over 25
  weeks.
- services returned at least twice: 8.7% of services, 30.1% of the time not in work.
- returns per service: partner 0.84, other channels 0.34.

What a learner may get wrong, and why:

- *Integration is the bottleneck: its visits are the longest work.* Its reviewers are idle a third of the
  time.
- *The release train is: until July 2024 nothing waited longer, and for a day's work.* That wait is half the
  interval whatever the load, and a fifth of its places are used; more places would change nothing.
- *The board is: it has a queue all the time.* A session empties it; 40% of its places stay free.
- *Waits fall at the end.* The longest are not over: those services are still there, with empty dates.
- *Security became slow.* It works as fast as ever; since July 2024 more arrives than it can do.

`fresh` draws another bank on the same window: other volumes, speeds, shares, month of the step, and the
bottleneck at the security review or at the integration.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd

from digital_factory.datasets.generators._wall_mechanism import (
    INTEGRATION,
    SECURITY,
    Bank,
    Stage,
    run,
    with_bottleneck,
)
from digital_factory.datasets.schema import Field, Resource

__all__ = ["RESOURCES", "build", "fresh"]

FIRST_DAY = dt.date(2023, 1, 2)  # a Monday
LAST_DAY = dt.date(2025, 12, 31)

_DAYS_A_MONTH = 365.25 / 12 * 5 / 7  # working days
_STAGES = ("security review", "architecture board", "integration", "release train")
_SQUADS = ("Accounts", "Cards", "Credit", "Insurance", "Onboarding", "Payments", "Savings", "Wealth")
_CHANNELS = ("mobile", "web", "branch", "partner")
_OUTCOMES = ("passed", "returned", "withdrawn")

_VALDREUSE = Bank(
    stages=(
        Stage("security review", places=6, work_days=6.5, work_cv=0.8, return_share=0.06),
        Stage(
            "architecture board",
            places=12,
            work_days=1,
            work_cv=0.0,
            return_share=0.04,
            session_every=10,  # every second Tuesday
            first_session=6,
        ),
        Stage("integration", places=11, work_days=11.5, work_cv=0.6, return_share=0.06),
        Stage(
            "release train",
            places=60,
            work_days=1,
            work_cv=0.0,
            return_share=0.0,
            session_every=20,  # every fourth Thursday
            first_session=13,
        ),
    ),
    arrival_rate=12.8 / _DAYS_A_MONTH,
    faster_rate=19.6 / _DAYS_A_MONTH,
    step_day=391,  # 1 July 2024, the first day of month 19
    end_day=783,  # 1 January 2026
    squads=_SQUADS,
    channels=_CHANNELS,
    channel_shares=(0.38, 0.26, 0.20, 0.16),
    entangled_shares=(0.10, 0.10, 0.10, 0.55),
    entangled_factor=7.0,
    fix_days=30,
    fix_cv=0.7,
    patience_days=180,
    patience_cv=0.5,
)

RESOURCES = (
    Resource(
        name="handovers",
        title="Hand-over log",
        description=(
            "One row for each visit of a digital service to a stage after the factory has handed it over: "
            "from the security review to the release train. Banque Valdreuse, all services handed over from "
            "2 January 2023, the first working day of the factory, to 31 December 2025, when the log was "
            "extracted. "
            "Drawn working day by working day: services come at random, each stage takes them first come, "
            "first served with the places it has, some are returned and some are withdrawn. Bank holidays "
            "are ignored."
        ),
        chapter="08-the-wall",
        primary_key=("service_id", "stage", "visit"),
        fields=(
            Field(
                "service_id",
                "string",
                "The service. It keeps its number through all stages and returns.",
                pattern="VAL-[0-9]{4}",
            ),
            Field("squad", "string", "The squad of the factory that built the service.", enum=_SQUADS),
            Field(
                "channel",
                "string",
                "Where customers meet the service; partner means inside another firm's site.",
                enum=_CHANNELS,
            ),
            Field("stage", "string", "The stage visited.", enum=_STAGES),
            Field(
                "visit",
                "integer",
                "1 for the service's first visit to this stage, 2 for its second, and so on.",
                minimum=1,
            ),
            Field(
                "returns",
                "integer",
                "How often the service had been returned to the factory before this visit, by any stage.",
                unit="returns",
                minimum=0,
            ),
            Field(
                "entered",
                "date",
                "Day on which the service joined the queue of the stage.",
                minimum=FIRST_DAY.isoformat(),
                maximum=LAST_DAY.isoformat(),
            ),
            Field(
                "started",
                "date",
                "Day on which work on it began; empty if it had not begun by 31 December 2025, or never did "
                "because the service was withdrawn.",
                minimum=FIRST_DAY.isoformat(),
                maximum=LAST_DAY.isoformat(),
                required=False,
            ),
            Field(
                "left",
                "date",
                "Day on which it left the stage; empty if it was still there on 31 December 2025.",
                minimum=FIRST_DAY.isoformat(),
                maximum=LAST_DAY.isoformat(),
                required=False,
            ),
            Field(
                "outcome",
                "string",
                "How the visit ended: passed to the next stage (from the release train: in operation), "
                "returned to the factory for changes, after which the service starts again at the security "
                "review, or withdrawn by its sponsor; empty if it was still there on 31 December 2025.",
                enum=_OUTCOMES,
                required=False,
            ),
        ),
    ),
    Resource(
        name="handover_stages",
        title="Stages after hand-over",
        description="One row for each stage of Banque Valdreuse's hand-over, in the order of passage.",
        chapter="08-the-wall",
        primary_key=("stage",),
        fields=(
            Field("stage", "string", "The stage, as in `handovers`.", enum=_STAGES, unique=True),
            Field("position", "integer", "1 for the first stage after the factory.", minimum=1, unique=True),
            Field(
                "reviewers",
                "integer",
                "Services that can be in work at the same time: reviewers who each take one service, or "
                "places at a session.",
                unit="services",
                minimum=1,
            ),
            Field(
                "rule",
                "string",
                "How it works: continuous means that a free reviewer takes the next service at once, "
                "sessions that services wait for the next date. First come, first served in both.",
                enum=("continuous", "sessions"),
            ),
            Field(
                "session_every_days",
                "integer",
                "Days from one session to the next; 0 where work is continuous.",
                unit="days",
                minimum=0,
            ),
        ),
    ),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables as shipped: the story of this module's docstring."""
    return _tables(_VALDREUSE, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another bank: other volumes and speeds, the bottleneck at either of two stages."""
    bottleneck = int(rng.choice([SECURITY, INTEGRATION]))
    before = rng.uniform(11.0, 17.0) / _DAYS_A_MONTH
    shares = rng.dirichlet([8.0, 6.0, 5.0, 4.0])
    factor = rng.uniform(4.0, 7.0)
    security, board, integration, train = _VALDREUSE.stages
    bank = dataclasses.replace(
        _VALDREUSE,
        stages=(
            _resized(security, int(rng.integers(4, 9)), rng),
            dataclasses.replace(board, places=int(rng.integers(17, 22))),
            _resized(integration, int(rng.integers(8, 15)), rng),
            train,
        ),
        arrival_rate=before,
        faster_rate=before * rng.uniform(1.45, 1.65),
        step_day=int(rng.integers(300, 480)),
        channel_shares=tuple(shares),
        entangled_factor=factor,
        fix_days=rng.uniform(20.0, 35.0),
    )
    return _tables(with_bottleneck(bank, bottleneck), rng)


def _resized(stage: Stage, places: int, rng: np.random.Generator) -> Stage:
    return dataclasses.replace(stage, places=places, return_share=rng.uniform(0.03, 0.07))


def _tables(bank: Bank, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    log = pd.DataFrame(
        [
            {
                "service_id": f"VAL-{service.number:04d}",
                "squad": service.squad,
                "channel": service.channel,
                "stage": bank.stages[visit.stage].name,
                "visit": visit.number,
                "returns": visit.returns,
                "entered": _date(visit.entered),
                "started": _date(visit.started),
                "left": _date(visit.left),
                "outcome": visit.outcome,
            }
            for service in run(bank, rng)
            for visit in service.visits
        ]
    )
    stages = pd.DataFrame(
        {
            "stage": [stage.name for stage in bank.stages],
            "position": range(1, len(bank.stages) + 1),
            "reviewers": [stage.places for stage in bank.stages],
            "rule": ["sessions" if stage.session_every else "continuous" for stage in bank.stages],
            "session_every_days": [stage.session_every // 5 * 7 for stage in bank.stages],
        }
    )
    # A service's visits are already in order, so that a stable sort by day makes a log.
    return {"handovers": log.sort_values("entered", kind="stable"), "handover_stages": stages}


def _date(working_day: int | None) -> dt.date | None:
    if working_day is None:
        return None
    weeks, weekday = divmod(working_day, 5)
    return FIRST_DAY + dt.timedelta(days=7 * weeks + weekday)
