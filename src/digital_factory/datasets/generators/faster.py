"""Table of chapter 5: the items of Magasins Courlis, from the idea to the customer.

The mechanism is the chapter's model. Ideas come in at random. A committee meets every few weeks and
selects as many as it thinks the four teams can take, the loudest first. Each team starts the oldest
selected item, keeps several in progress and shares itself between them (`models.faster.run`). What is
finished is deployed within days, switched off; it is opened to all customers on the next opening day,
none of which lies in the peak season.

In the factory of the course the committee meets every eight weeks, a team has six items in progress, an
opening comes every six weeks, and the items of the stores wait for one opening more, as shop staff are
trained first. Another factory draws these, and how much the committee over-books the teams.

Planted truths (for trainers), all measured by the tests:

- The engineer's clock (commit to production) shows a few days; the customers' clock (idea to opening) at
  least thirty times as much, the team's clock less than half of it.
- People work on an item for less than a sixth of the time that customers wait for it.
- The longest sleep is not in the same place in every factory: before the selection, before the start, in
  development or before the opening. It is never between commit and production.
- One idea in five or more is dropped, so a clock over delivered items says nothing of many ideas.
- Items waiting for a team cost less delay in the order of CD3 than in the order of selection.
- The items of one team wait longer for their opening than those of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.datasets.schema import Field, Resource
from digital_factory.models.faster import Backlog, Team, run

__all__ = ["LAST_DAY", "RESOURCES", "TEAMS", "build", "fresh"]

Days = npt.NDArray[np.int64]

TEAMS: Final = ("app", "loyalty", "site", "stores")
_TEAM_SHARES: Final = (0.28, 0.22, 0.28, 0.22)  # of the ideas [1]
_FIRST_DAY: Final = np.datetime64("2023-01-02")  # the factory's first working day: nothing in progress
LAST_DAY: Final = np.datetime64("2025-12-31")  # the day of the extract
_DAYS_A_WEEK: Final = 5
_CAPACITY: Final = 0.8  # share of its days that a team spends on items; the rest keeps services running [1]
_WORK_MEDIAN_DAYS, _WORK_SPREAD = 6.0, 0.8  # lognormal [team-days]
_DELAY_COST_MEDIAN, _DELAY_COST_SPREAD = 5.0, 0.9  # lognormal [k EUR a week]
_ESTIMATE_SPREAD: Final = 0.3  # of the logarithm of estimate over work
_LOUDNESS_SPREAD: Final = 0.9  # of the logarithm of how a sponsor's voice departs from the value
_DROPPED_AFTER_DAYS: Final = 100  # [working days] an idea passed over that long may be dropped
_DROPPED: Final = 0.35  # chance of it, per meeting [1]
_DEPLOYMENT_DAYS: Final = (0.35, 0.35, 0.2, 0.1)  # chances of 0, 1, 2, 3 days from commit to production [1]
_NONE: Final = np.int64(2**31)  # a day that does not come


def _day(name: str, description: str, *, required: bool = False) -> Field:
    return Field(name, "date", description, minimum=str(_FIRST_DAY), maximum=str(LAST_DAY), required=required)


RESOURCES: Final = (
    Resource(
        name="items",
        title="From the idea to the customer",
        description=(
            "One row per item: something that the digital factory of Magasins Courlis (a fictional retailer)"
            f" was asked for. From {_FIRST_DAY}, the first working day of the factory, to the extract on "
            f"{LAST_DAY}; what happened after that day is not in the table."
        ),
        chapter="05-go-faster",
        fields=(
            Field("item_id", "string", "Number of the item.", pattern=r"I[0-9]{3}", unique=True),
            Field("team", "string", "Team of the factory that does such items.", enum=TEAMS),
            _day("proposed", "Day on which the idea was written down.", required=True),
            _day("selected", "Day on which the committee selected it. Empty: not selected, or not yet."),
            _day("started", "First day on which the team worked on it. Empty: not started."),
            _day("committed", "Day of the last commit: the team considers it finished. Empty: not finished."),
            _day("deployed", "Day on which the code ran in production, switched off. Empty: not there yet."),
            _day("opened", "Day on which it was switched on for all customers. Empty: not open yet."),
            _day("abandoned", "Day on which the committee dropped it. Empty: not dropped."),
            Field(
                "estimate_days", "integer", "Work the team expected when it was proposed.", "days", minimum=1
            ),
            Field(
                "worked_days",
                "number",
                "Work of the whole team on it, from the time sheets: 1 is one working day of the team. "
                "Empty: not finished.",
                "days",
                minimum=0.5,
                required=False,
            ),
            Field(
                "delay_cost_keur_week",
                "number",
                "What it costs each week that customers do not have it, as its sponsor estimates.",
                "k€ a week",
                minimum=0.5,
            ),
        ),
        primary_key=("item_id",),
    ),
)


@dataclass(frozen=True)
class _Factory:
    """How a factory takes in, does and opens its items."""

    ideas_a_week: float
    meeting_every: int  # [working days]
    over_booking: float  # items selected over what the teams can do [1]
    at_once: int  # items a team has in progress at most
    opening_every: int  # [working days]
    late_team: str  # its items are opened one opening later


_COURLIS: Final = _Factory(
    ideas_a_week=3, meeting_every=40, over_booking=1.03, at_once=6, opening_every=30, late_team="stores"
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the table of Magasins Courlis, drawn with `rng`."""
    return {"items": _items(_COURLIS, rng)}


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the table of another factory, whose items sleep elsewhere."""
    other = _Factory(
        ideas_a_week=rng.uniform(2.6, 3.2),
        meeting_every=int(rng.choice([20, 30, 40, 65])),
        over_booking=rng.uniform(0.88, 1.12),
        at_once=int(rng.choice([2, 3, 4, 6])),
        opening_every=int(rng.choice([15, 20, 30, 45])),
        late_team=str(rng.choice(TEAMS)),
    )
    return {"items": _items(other, rng)}


def _items(factory: _Factory, rng: np.random.Generator) -> pd.DataFrame:
    days = np.arange(_FIRST_DAY, LAST_DAY + 1)
    days = days[np.is_busday(days)]
    count = int(rng.poisson(factory.ideas_a_week * len(days) / _DAYS_A_WEEK))
    proposed = np.sort(rng.integers(0, len(days), count))
    team = rng.choice(TEAMS, count, p=_TEAM_SHARES)
    work = _halves(rng.lognormal(np.log(_WORK_MEDIAN_DAYS), _WORK_SPREAD, count), 0.5, 45)
    estimate = np.clip(np.rint(work * rng.lognormal(0, _ESTIMATE_SPREAD, count)), 1, 60).astype(np.int64)
    delay_cost = _halves(rng.lognormal(np.log(_DELAY_COST_MEDIAN), _DELAY_COST_SPREAD, count), 0.5, 60)

    mean_work = _WORK_MEDIAN_DAYS * np.exp(_WORK_SPREAD**2 / 2)
    possible = len(TEAMS) * _CAPACITY * factory.meeting_every / mean_work
    seats = max(1, round(factory.over_booking * possible))
    loudness = delay_cost * rng.lognormal(0, _LOUDNESS_SPREAD, count)
    meetings = range(factory.meeting_every, len(days), factory.meeting_every)
    selected, abandoned = _committee(proposed, loudness, meetings, seats, rng)
    started, committed = _develop(selected, team, work, delay_cost, factory.at_once)
    deployed = committed + rng.choice(len(_DEPLOYMENT_DAYS), count, p=_DEPLOYMENT_DAYS)
    ready = deployed + np.where(team == factory.late_team, factory.opening_every, 0)
    opened = _next_opening(ready, days, factory.opening_every)

    moments = {"proposed": proposed, "selected": selected, "started": started, "committed": committed}
    moments |= {"deployed": deployed, "opened": opened, "abandoned": abandoned}
    items = pd.DataFrame({name: _dates(moment, days) for name, moment in moments.items()})
    items.insert(0, "item_id", [f"I{number:03d}" for number in range(1, count + 1)])
    items.insert(1, "team", team)
    items["estimate_days"] = estimate
    items["worked_days"] = pd.Series(work).where(items["committed"].notna())
    items["delay_cost_keur_week"] = delay_cost
    return items


def _halves(values: npt.NDArray[np.float64], least: float, most: float) -> npt.NDArray[np.float64]:
    return np.clip(np.rint(values * 2) / 2, least, most)


def _committee(
    proposed: Days, loudness: npt.NDArray[np.float64], meetings: range, seats: int, rng: np.random.Generator
) -> tuple[Days, Days]:
    """Return the working day on which each idea is selected and dropped."""
    selected, abandoned = np.full(len(proposed), _NONE), np.full(len(proposed), _NONE)
    for meeting in meetings:
        pending = np.flatnonzero((proposed < meeting) & (selected == _NONE) & (abandoned == _NONE))
        pending = pending[np.argsort(-loudness[pending], kind="stable")]
        selected[pending[:seats]] = meeting
        passed_over = pending[seats:]
        old = meeting - proposed[passed_over] > _DROPPED_AFTER_DAYS
        dropped = passed_over[old & (rng.random(len(passed_over)) < _DROPPED)]
        abandoned[dropped] = meeting
    return selected, abandoned


def _develop(
    selected: Days,
    team: npt.NDArray[np.str_],
    work: npt.NDArray[np.float64],
    delay_cost: npt.NDArray[np.float64],
    at_once: int,
) -> tuple[Days, Days]:
    """Return the working day each item is started and committed: every team runs the chapter's model."""
    started, committed = np.full(len(selected), _NONE), np.full(len(selected), _NONE)
    for name in TEAMS:
        of_team = np.flatnonzero((team == name) & (selected < _NONE))
        if not of_team.size:
            continue
        backlog = Backlog(selected[of_team] / _DAYS_A_WEEK, work[of_team] / _DAYS_A_WEEK, delay_cost[of_team])
        journey = run(backlog, Team(rule="first-come", at_once=at_once, pace=_CAPACITY))
        # The day after the meeting at the earliest; what is begun and ended on one day has that day twice.
        started[of_team] = np.floor(journey.started * _DAYS_A_WEEK + 1e-6).astype(np.int64) + 1
        committed[of_team] = np.maximum(np.ceil(journey.finished * _DAYS_A_WEEK - 1e-6), started[of_team])
    return started, committed


def _next_opening(ready: Days, days: npt.NDArray[np.datetime64], every: int) -> Days:
    """Return the first opening day on or after each day, none between 15 November and 15 January."""
    dates = pd.DatetimeIndex(days)
    month_day = dates.month * 100 + dates.day
    openings = np.array([day for day in range(every, len(days), every) if 115 < month_day[day] < 1115])
    place = np.searchsorted(openings, ready)
    return np.append(openings, _NONE)[place]


def _dates(moment: Days, days: npt.NDArray[np.datetime64]) -> pd.Series:
    """Return dates; what lies beyond the day of the extract is missing."""
    reached = moment < len(days)
    dates = np.full(len(moment), np.datetime64("NaT"), dtype="datetime64[us]")
    dates[reached] = days[moment[reached]]
    return pd.Series(dates)
