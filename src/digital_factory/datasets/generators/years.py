"""Tables of chapter 7: six factories after three years, from their idea tools and their firms' service desks.

The mechanism is the chapter's model. Ideas come in evenly over the three years. In every stage an idea waits
and is then passed on or dropped; how long it waits does not depend on how it ends. What was undecided on the
day of the extract stays open. Beside that, each firm counts month by month how many of its lines' customer
requests are settled online; half of the lines worked with the factory from its opening on.

In the six factories of the course 40% of the ideas become a prototype, 50% of these a demonstration and 20%
of these a service in use; the wait behind a demonstration has a mean of eleven months. Another set of
factories draws these, the zones of the clocks, the number of lines, and what the factory adds.

Planted truths (for trainers), all measured by the tests:

- In the end 4 of 100 ideas come into use; the extract shows about half of that.
- Behind the demonstration the median wait is weeks longer than among the waits that have ended.
- Some services are demonstrated two or three times: a join on events then has more rows than ideas.
- Nearly all ideas are written down in office hours; read in UTC, two factories seem to work at night.
- The lines that work with the factory were ahead before it opened.
- Every line improves, factory or not, by some three points a year. The factory adds a fixed number of points
  in its third year (3 in the course): before-and-after shows four times as much, with-and-without over twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from digital_factory.datasets.generators._firms import OPENED
from digital_factory.datasets.schema import Field, Resource

__all__ = ["EVENTS", "FIRMS", "RESOURCES", "build", "fresh"]

EVENTS: Final = ("proposed", "prototype", "demonstrated", "in use", "dropped")


class Firm(NamedTuple):
    """Where the clock of a firm's factory stands, and how its lines are called."""

    time_zone: str
    code: str


FIRMS: Final = {
    "Banque Valdreuse": Firm("Europe/Paris", "Valdreuse"),
    "Assurances Mélèze": Firm("Europe/Paris", "Mélèze"),
    "Magasins Courlis": Firm("Europe/Paris", "Courlis"),
    "Hôtels Ormevent": Firm("Asia/Singapore", "Ormevent"),
    "Forges Daubrac": Firm("America/Toronto", "Daubrac"),
    "Air Vélin": Firm("Europe/Paris", "Vélin"),
}
_ZONES: Final = ("Europe/Paris", "Europe/London", "America/Toronto", "Asia/Singapore", "Asia/Kolkata")

_MONTHS: Final = 36  # from the opening to the extract
_MONTHS_BEFORE: Final = 24  # of online requests before the opening
_IDEAS_A_MONTH: Final = (4.0, 6.0)  # least and most, by firm
_DAYS_A_MONTH: Final = 30.4
_STAYS: Final = (45.0, 110.0)  # mean days before a prototype and before a demonstration
_STAY_SHAPE: Final = 2.0  # of the gamma law of stays: 1 is as irregular as pure chance
_SHOWN_AGAIN: Final = 0.35  # chance of one more demonstration while a service waits
_LATE: Final = 0.03  # share of ideas written down in the evening
_OFFICE_HOURS: Final = (8.25, 18.75)  # local time
_LEVEL: Final = (27.0, 6.0)  # mean and spread of lines in the first month [requests online per 100]
_HEAD_START: Final = 5.0  # of the lines that will work with the factory
_TREND: Final = (3.2, 0.5)  # mean and spread between firms [points a year]
_DRIFT: Final = 0.35  # spread of the trend between lines of one firm [points a year]
_NOISE: Final = 0.9  # of a month, beyond chance [points]
_RAMP: Final = 12  # months from the opening until the factory's effect is there

RESOURCES: Final = (
    Resource(
        name="factories",
        title="Six factories and their clocks",
        description=(
            "One row per digital factory of the six fictional firms of this course: when it opened, when its "
            "log was copied, and in which time zone its office is."
        ),
        chapter="07-first-years",
        fields=(
            Field("firm", "string", "The firm.", unique=True, enum=tuple(FIRMS)),
            Field("opened", "date", "First day of the factory."),
            Field(
                "extract",
                "datetime",
                "Moment at which its idea log was copied, in UTC. Later events are not in the tables.",
            ),
            Field("time_zone", "string", "Time zone of the factory's office.", enum=_ZONES),
        ),
        primary_key=("firm",),
    ),
    Resource(
        name="ideas",
        title="Ideas of six factories",
        description="One row per idea written down in the first three years of one of the six factories.",
        chapter="07-first-years",
        fields=(
            Field("idea_id", "string", "Number of the idea.", pattern=r"N[0-9]{4}", unique=True),
            Field("firm", "string", "The firm whose factory took the idea.", enum=tuple(FIRMS)),
        ),
        primary_key=("idea_id",),
    ),
    Resource(
        name="idea_events",
        title="What happened to the ideas",
        description=(
            "One row per event of an idea, in the order of time. An idea is proposed once, dropped or put "
            "into use once at most; a service may be demonstrated several times."
        ),
        chapter="07-first-years",
        fields=(
            Field("idea_id", "string", "Number of the idea.", pattern=r"N[0-9]{4}"),
            Field("event", "string", "What happened.", enum=EVENTS),
            Field("moment", "datetime", "When, in UTC."),
        ),
    ),
    Resource(
        name="line_months",
        title="Customer requests by business line and month",
        description=(
            "One row per business line of the six firms and month, from two years before the opening of the "
            "firm's digital factory to three years after."
        ),
        chapter="07-first-years",
        fields=(
            Field("firm", "string", "The firm.", enum=tuple(FIRMS)),
            Field("line", "string", "The business line.", pattern=r"\w+ [0-9]{2}"),
            Field(
                "with_factory",
                "boolean",
                "Whether the line worked with the factory from its opening on; the others never did.",
            ),
            Field("month", "date", "First day of the month."),
            Field("requests", "integer", "Requests of customers in that month.", "requests", minimum=1),
            Field("online", "integer", "Those settled online, without staff.", "requests", minimum=0),
        ),
        primary_key=("line", "month"),
    ),
)


@dataclass(frozen=True)
class _World:
    """What holds for the six factories of one draw."""

    shares: tuple[float, float, float]  # of the ideas of the stage before [1]
    wall_days: float  # mean stay behind a demonstration
    effect: float  # what the factory adds from its second year on [points]
    lines: int  # business lines of each firm, half of them with the factory
    zones: tuple[str, ...]


_COURSE: Final = _World(
    shares=(0.4, 0.5, 0.2),
    wall_days=335.0,
    effect=3.0,
    lines=8,
    zones=tuple(firm.time_zone for firm in FIRMS.values()),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the four tables of the course's six factories, drawn with `rng`."""
    return _tables(_COURSE, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of six other factories under the same names."""
    low, high = (0.3, 0.4, 0.12), (0.5, 0.65, 0.35)
    first, second, third = (float(share) for share in rng.uniform(low, high))
    world = _World(
        shares=(first, second, third),
        wall_days=rng.uniform(220, 420),
        effect=rng.uniform(-2, 6),
        lines=int(rng.choice([6, 8, 10])),
        zones=tuple(str(zone) for zone in rng.permutation([*_ZONES, "Europe/Paris"])),
    )
    return _tables(world, rng)


def _tables(world: _World, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    factories = pd.DataFrame(
        {
            "firm": list(FIRMS),
            "opened": pd.to_datetime([OPENED[firm] for firm in FIRMS]),
            "time_zone": list(world.zones),
        }
    )
    # The log is copied in the night after the last day, local time.
    factories["extract"] = [
        (opened + pd.DateOffset(months=_MONTHS)).tz_localize(zone).tz_convert("UTC")
        for opened, zone in zip(factories["opened"], factories["time_zone"], strict=True)
    ]
    logs = pd.concat(
        [_log(name, FIRMS[name], zone, world, rng) for name, zone in zip(FIRMS, world.zones, strict=True)],
        ignore_index=True,
    )
    # Numbers are given in the order in which ideas come, over all firms.
    order = logs.loc[logs["event"] == "proposed"].sort_values("moment", kind="stable")["idea"]
    numbers = {idea: f"N{number:04d}" for number, idea in enumerate(order, start=1)}
    logs["idea_id"] = logs["idea"].map(numbers)
    ideas = logs.drop_duplicates("idea_id")[["idea_id", "firm"]].sort_values("idea_id")
    events = logs.sort_values(["moment", "idea_id"], kind="stable")[["idea_id", "event", "moment"]]
    lines = [_lines(name, FIRMS[name], world, rng) for name in FIRMS]
    return {
        "factories": factories,
        "ideas": ideas,
        "idea_events": events,
        "line_months": pd.concat(lines, ignore_index=True),
    }


def _log(name: str, firm: Firm, zone: str, world: _World, rng: np.random.Generator) -> pd.DataFrame:
    """Return the events of one factory up to its extract: idea, firm, event, moment in UTC."""
    opened = pd.Timestamp(OPENED[name])
    length = (opened + pd.DateOffset(months=_MONTHS) - opened).days
    count = int(rng.poisson(rng.uniform(*_IDEAS_A_MONTH) * _MONTHS))
    days = np.sort(rng.uniform(0, length - 1, count))
    stays = np.column_stack(
        [rng.gamma(_STAY_SHAPE, mean / _STAY_SHAPE, count) + 1 for mean in (*_STAYS, world.wall_days)]
    )
    passes = rng.random((count, len(world.shares))) < world.shares
    rows: list[tuple[str, str, float]] = []
    for number in range(count):
        idea, now = f"{name} {number}", days[number]
        rows.append((idea, "proposed", now))
        for stage, event in enumerate(EVENTS[1:4]):
            begun, now = now, now + stays[number, stage]
            if event == "in use":
                rows += [(idea, "demonstrated", day) for day in _shown_again(begun, now, rng)]
            rows.append((idea, event if passes[number, stage] else "dropped", now))
            if not passes[number, stage]:
                break
    log = pd.DataFrame(rows, columns=["idea", "event", "day"])
    log = log[log["day"] < length - 1]  # what is to come is not in the extract
    log["moment"] = _office_time(log, opened, zone, rng)
    log.insert(0, "firm", name)
    return log


def _shown_again(begun: float, until: float, rng: np.random.Generator) -> list[float]:
    """Return the days of further demonstrations of a service that waits."""
    days: list[float] = []
    while rng.random() < _SHOWN_AGAIN:
        days.append(float(rng.uniform(begun + 1, until)))
    return days


def _office_time(log: pd.DataFrame, opened: pd.Timestamp, zone: str, rng: np.random.Generator) -> pd.Series:
    """Return the moments of the events in UTC: a working day, in office hours but for a few ideas.

    The events of an idea keep their order, also where two fall on one day.
    """
    hour = rng.uniform(*_OFFICE_HOURS, len(log))
    evening = (log["event"] == "proposed").to_numpy() & (rng.random(len(log)) < _LATE)
    hour[evening] = rng.uniform(20, 23, int(evening.sum()))
    day = (opened + pd.to_timedelta(log["day"].astype(int), unit="D")).dt.normalize()
    weekend = day.dt.day_of_week.clip(lower=4) - 4
    day = day - pd.to_timedelta(weekend, unit="D").where(
        day - pd.Timedelta(days=2) >= opened, pd.Timedelta(0)
    )
    local = day + pd.to_timedelta((hour * 60).astype(int), unit="min")
    ideas = log.groupby("idea")
    local = local.groupby(log["idea"]).cummax() + pd.to_timedelta(ideas.cumcount(), unit="min")
    return local.dt.tz_localize(zone).dt.tz_convert("UTC")


def _lines(name: str, firm: Firm, world: _World, rng: np.random.Generator) -> pd.DataFrame:
    months = np.arange(-_MONTHS_BEFORE, _MONTHS)
    with_factory = rng.permutation(np.arange(world.lines) % 2 == 0)[:, None]
    level = rng.normal(*_LEVEL, (world.lines, 1)) + _HEAD_START * with_factory
    slope = rng.normal(*_TREND) + rng.normal(0, _DRIFT, (world.lines, 1))
    effect = world.effect * np.clip((months + 1) / _RAMP, 0, 1) * with_factory
    noise = rng.normal(0, _NOISE, (world.lines, months.size))
    online = level + slope * (months + _MONTHS_BEFORE) / 12 + effect + noise
    size = rng.lognormal(np.log(4000), 0.5, (world.lines, 1))
    season = 1 + 0.12 * np.sin(2 * np.pi * (months + rng.uniform(0, 12)) / 12)
    requests = rng.poisson(size * season)
    settled = rng.binomial(requests, np.clip(online, 1, 99) / 100)
    first = pd.Timestamp(OPENED[name])
    calendar = [first + pd.DateOffset(months=int(month)) for month in months]
    return pd.DataFrame(
        {
            "firm": name,
            "line": np.repeat([f"{firm.code} {line:02d}" for line in range(1, world.lines + 1)], months.size),
            "with_factory": np.repeat(with_factory.ravel(), months.size),
            "month": calendar * world.lines,
            "requests": requests.ravel(),
            "online": settled.ravel(),
        }
    )
