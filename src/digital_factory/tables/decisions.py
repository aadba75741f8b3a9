"""Tables of chapter 6: the committee of Forges Daubrac, and the people who went through its digital factory.

The mechanism is the chapter's model. Decisions become ready at random. A committee meets every few weeks,
takes the largest amounts first, examines as many as its agenda holds, sends some back and does not reach the
rest (`models.decisions.sit`). From one day on, some divisions run a pilot: what is below a limit and can be
undone is decided in the team within days. Six months later somebody looks whether a decision had to be
corrected.

People from the divisions take a seat in the factory for a while: for long stays at first, from one day on for
short ones. They go back with some of its five practices; what they keep depends on how many former members
of the factory are in their team.

In the factory of the course the committee meets every 28 days and its agenda is nearly full. Another factory
draws these, the divisions of the pilot, its limit, and the lengths of the stays.

Planted truths (for trainers), all measured by the tests:

- Committee decisions wait clearly longer than half the interval. The formula with papers sent back explains a
  part of it; the rest is the agenda, which is too short and leaves small decisions for the next meeting.
- Decisions below 10 k EUR wait longest. Decisions below 50 k EUR that can be undone are half of the agenda or
  more, and less than a quarter of the money.
- Whether a decision had to be corrected depends on its amount and on whether it can be undone, not on who
  took it. Team decisions look better only because the team takes other decisions.
- Long stays bring more practices home. What is kept after six months depends on company in the team, not on
  the stay; who stayed long came back early, to a team where nobody else had been.
- Some who came back were not asked after six months: it was too early, or they had gone, after a long stay
  more often than after a short one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.models.decisions import (
    DECIDED,
    NOT_REACHED,
    SENT_BACK,
    Committee,
    Sittings,
    learned,
    sit,
)
from digital_factory.tables.schema import Field, Resource

__all__ = ["DIVISIONS", "LAST_DAY", "RESOURCES", "RESULTS", "build", "fresh"]

Days = npt.NDArray[np.int64]

DIVISIONS: Final = ("castings", "forgings", "rails", "tools")
RESULTS: Final = {DECIDED: "decided", SENT_BACK: "sent back", NOT_REACHED: "not reached"}
_FIRST_DAY: Final = np.datetime64("2023-01-05")  # a Thursday; the first meeting is one interval later
_FACTORY_OPENS: Final = np.datetime64("2021-01-04")
LAST_DAY: Final = np.datetime64("2025-12-31")  # the day of the extract
_AFTER_DAYS: Final = 183  # "six months later" [days]
_DECISIONS: Final = 620
_AMOUNT_MEDIAN, _AMOUNT_SPREAD = 20.0, 1.5  # lognormal [k EUR]
_REVERSIBLE_SMALL, _REVERSIBLE_LARGE = 0.85, 0.35  # share that can be undone, below and above 50 k EUR [1]
_CORRECTED_EASY, _CORRECTED_HARD = 0.07, 0.3  # chance: small and can be undone, or not [1]
_TEAM_DAYS: Final = (0.3, 0.3, 0.2, 0.1, 0.1)  # chances of 0 to 4 working days until a team decides [1]
_TEAMS_A_DIVISION: Final = 16
_PRACTICES: Final = 5
_HALF_LEARNED_MONTHS: Final = 4.0
_KEPT: Final = (0.3, 0.62, 0.88)  # chance to keep a practice with 0, 1, 2 or more others in the team [1]
_DAYS_A_MONTH: Final = 365.25 / 12


def _day(name: str, description: str, first: np.datetime64, *, required: bool = False) -> Field:
    return Field(name, "date", description, minimum=str(first), maximum=str(LAST_DAY), required=required)


RESOURCES: Final = (
    Resource(
        name="decisions",
        title="Decisions of the digital programme",
        description=(
            "One row per decision that the digital factory of Forges Daubrac (a fictional industrial group) "
            f"asked for, from {_FIRST_DAY} to the extract on {LAST_DAY}."
        ),
        chapter="06-culture-and-decisions",
        fields=(
            Field("decision_id", "string", "Number of the decision.", pattern=r"D[0-9]{3}", unique=True),
            Field("division", "string", "Division of the group that it concerns.", enum=DIVISIONS),
            Field(
                "amount_keur", "number", "Money that the decision commits.", "k€", minimum=0.5, maximum=20_000
            ),
            Field(
                "reversible",
                "boolean",
                "True: it can be undone within a month at little cost, as its file says.",
            ),
            _day("ready", "Day on which its file was complete.", _FIRST_DAY, required=True),
            Field("forum", "string", "Who decides it.", enum=("committee", "team")),
            _day(
                "decided", "Day of the decision. Empty: still pending on the day of the extract.", _FIRST_DAY
            ),
            Field(
                "corrected",
                "boolean",
                "True: within six months of the decision it had to be changed or undone. Empty: six months "
                "have not passed.",
                required=False,
            ),
        ),
        primary_key=("decision_id",),
    ),
    Resource(
        name="presentations",
        title="Agendas of the committee",
        description=(
            "One row for every decision on the agenda of every meeting of the committee of Forges Daubrac. "
            "Decisions taken in a team have no row."
        ),
        chapter="06-culture-and-decisions",
        fields=(
            Field("decision_id", "string", "Number of the decision.", pattern=r"D[0-9]{3}"),
            _day("meeting", "Day of the meeting.", _FIRST_DAY, required=True),
            Field(
                "result",
                "string",
                "What the meeting did: it decided, sent the file back to the next one, or did not reach it.",
                enum=tuple(RESULTS.values()),
            ),
        ),
        primary_key=("decision_id", "meeting"),
    ),
    Resource(
        name="rotations",
        title="People who went through the factory",
        description=(
            "One row per person from a division who took a seat in the digital factory of Forges Daubrac, "
            f"from its opening on {_FACTORY_OPENS} to the extract on {LAST_DAY}."
        ),
        chapter="06-culture-and-decisions",
        fields=(
            Field("person_id", "string", "Number of the person.", pattern=r"P[0-9]{3}", unique=True),
            Field("division", "string", "Division the person came from and went back to.", enum=DIVISIONS),
            _day("arrived", "First day in the factory.", _FACTORY_OPENS, required=True),
            _day("returned", "First day back in the division. Empty: still in the factory.", _FACTORY_OPENS),
            _day("left_firm", "Day on which the person left the group. Empty: still there.", _FACTORY_OPENS),
            Field(
                "team_alumni",
                "integer",
                "Others in the team on the day of return who had been in the factory. Empty: not returned.",
                "people",
                minimum=0,
                required=False,
            ),
            Field(
                "practices_at_return",
                "integer",
                "How many of the factory's five practices the person worked by in the first month back, as "
                "the team's manager saw it. Empty: not returned.",
                "practices",
                minimum=0,
                maximum=_PRACTICES,
                required=False,
            ),
            Field(
                "practices_after_six_months",
                "integer",
                "How many of those were still in use six months after the return. Empty: not asked, because "
                "six months have not passed or the person has left.",
                "practices",
                minimum=0,
                maximum=_PRACTICES,
                required=False,
            ),
        ),
        primary_key=("person_id",),
    ),
)


@dataclass(frozen=True)
class _Factory:
    """How a firm decides, and how it sends people through its factory."""

    meeting_every: int  # [days]
    sent_back: float  # share of the examined [1]
    load: float  # examinations asked for over places on the agenda, without the pilot [1]
    pilot_from: int  # day since `_FIRST_DAY`
    pilot_divisions: tuple[str, ...]
    pilot_limit: float  # [k EUR]
    seats: int
    long_stay: float  # mean of the first stays [months]
    short_stay: float  # mean of the later stays [months]
    short_from: int  # day since `_FACTORY_OPENS`


_DAUBRAC: Final = _Factory(
    meeting_every=28,
    sent_back=0.3,
    load=1.04,
    pilot_from=453,  # 2 April 2024
    pilot_divisions=("rails", "tools"),
    pilot_limit=50,
    seats=40,
    long_stay=20,
    short_stay=7,
    short_from=880,
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of Forges Daubrac, drawn with `rng`."""
    return _tables(_DAUBRAC, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another firm: another calendar, another pilot, other stays."""
    other = _Factory(
        meeting_every=int(rng.choice([14, 21, 28, 35, 42])),
        sent_back=rng.uniform(0.15, 0.45),
        load=rng.uniform(1.0, 1.08),
        pilot_from=int(rng.integers(300, 600)),
        pilot_divisions=tuple(sorted(rng.choice(DIVISIONS, 2, replace=False))),
        pilot_limit=float(rng.choice([30, 50, 80])),
        seats=int(rng.integers(30, 51)),
        long_stay=rng.uniform(15, 24),
        short_stay=rng.uniform(5, 9),
        short_from=int(rng.integers(700, 1000)),
    )
    return _tables(other, rng)


def _tables(firm: _Factory, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    decisions, presentations = _decisions(firm, rng)
    return {"decisions": decisions, "presentations": presentations, "rotations": _rotations(firm, rng)}


# ---- decisions
def _decisions(firm: _Factory, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    last = int((LAST_DAY - _FIRST_DAY).astype(int))
    working = np.flatnonzero(np.is_busday(np.arange(_FIRST_DAY, LAST_DAY + 1)))
    place = np.sort(rng.integers(0, len(working) - len(_TEAM_DAYS), _DECISIONS))
    ready = working[place]
    division = rng.choice(DIVISIONS, _DECISIONS)
    amount = rng.lognormal(np.log(_AMOUNT_MEDIAN), _AMOUNT_SPREAD, _DECISIONS)
    amount = np.clip(np.rint(amount * 2) / 2, 0.5, 20_000)
    small = amount < 50
    reversible = rng.random(_DECISIONS) < np.where(small, _REVERSIBLE_SMALL, _REVERSIBLE_LARGE)
    pilot = (ready >= firm.pilot_from) & np.isin(division, firm.pilot_divisions)
    in_team = pilot & (amount < firm.pilot_limit) & reversible

    decided = np.full(_DECISIONS, np.iinfo(np.int64).max)
    decided[in_team] = working[place[in_team] + rng.choice(len(_TEAM_DAYS), in_team.sum(), p=_TEAM_DAYS)]
    up = np.flatnonzero(~in_team)
    wanted = _DECISIONS / (last / firm.meeting_every) / (1 - firm.sent_back)
    sat = sit(
        ready[up],
        rng.random((len(up), 40)),
        Committee(firm.meeting_every, firm.sent_back),
        weight=amount[up],
        agenda=max(1, round(wanted / firm.load)),
        until=last,
    )
    taken = sat.result == DECIDED
    decided[up[sat.decision[taken]]] = sat.day[taken].astype(np.int64)

    wrong = rng.random(_DECISIONS) < np.where(small & reversible, _CORRECTED_EASY, _CORRECTED_HARD)
    reviewed = decided <= last - _AFTER_DAYS
    ids = np.array([f"D{number:03d}" for number in range(1, _DECISIONS + 1)])
    decisions = pd.DataFrame(
        {
            "decision_id": ids,
            "division": division,
            "amount_keur": amount,
            "reversible": reversible,
            "ready": _dates(ready, _FIRST_DAY),
            "forum": np.where(in_team, "team", "committee"),
            "decided": _dates(decided, _FIRST_DAY),
            "corrected": pd.Series(wrong, dtype="boolean").where(reviewed),
        }
    )
    return decisions, _presentations(sat, ids[up])


def _presentations(sat: Sittings, ids: npt.NDArray[np.str_]) -> pd.DataFrame:
    agendas = pd.DataFrame(
        {
            "decision_id": ids[sat.decision],
            "meeting": _dates(sat.day.astype(np.int64), _FIRST_DAY),
            "result": pd.Series(sat.result).map(RESULTS),
        }
    )
    return agendas.sort_values(["meeting", "decision_id"], ignore_index=True)


# ---- rotations
def _rotations(firm: _Factory, rng: np.random.Generator) -> pd.DataFrame:
    last = int((LAST_DAY - _FACTORY_OPENS).astype(int))
    stays = [stay for seat in range(firm.seats) for stay in _seat(firm, seat, last, rng)]
    arrived, returned = np.array(sorted(stays, key=lambda stay: stay[1])).T
    count = len(arrived)
    division, team = rng.integers(0, len(DIVISIONS), count), rng.integers(0, _TEAMS_A_DIVISION, count)
    months = (returned - arrived) / _DAYS_A_MONTH
    # A long stay outside makes people easier to hire away: a fifth a year, against a twelfth.
    gone_after = rng.exponential(365 * np.where(months > 12, 5.0, 12.0))
    left = (returned + np.ceil(gone_after)).astype(np.int64)

    home = division * _TEAMS_A_DIVISION + team
    company = np.array(
        [
            np.sum((home[:i] == home[i]) & (returned[:i] < returned[i]) & (left[:i] > returned[i]))
            for i in range(count)
        ]
    )
    at_return = rng.binomial(_PRACTICES, learned(months, _HALF_LEARNED_MONTHS))
    later = rng.binomial(at_return, np.array(_KEPT)[np.minimum(company, 2)])
    back = returned <= last
    asked = (returned + _AFTER_DAYS <= last) & (left > returned + _AFTER_DAYS)
    people = pd.DataFrame(
        {
            "division": np.array(DIVISIONS)[division],
            "arrived": _dates(arrived, _FACTORY_OPENS),
            "returned": _dates(returned, _FACTORY_OPENS),
            "left_firm": _dates(left, _FACTORY_OPENS),
            "team_alumni": pd.Series(company, dtype="Int64").where(back),
            "practices_at_return": pd.Series(at_return, dtype="Int64").where(back),
            "practices_after_six_months": pd.Series(later, dtype="Int64").where(asked),
        }
    ).sort_values(["arrived", "returned"], ignore_index=True)
    people.insert(0, "person_id", [f"P{number:03d}" for number in range(1, count + 1)])
    return people


def _seat(firm: _Factory, seat: int, last: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Return the days of arrival and return of all who sit on one seat; the first arrive over four months."""
    day, stays = seat * 120 // firm.seats, []
    while day <= last:
        mean = firm.long_stay if day < firm.short_from else firm.short_stay
        stay = round(mean * rng.uniform(0.7, 1.3) * _DAYS_A_MONTH)
        stays.append((day, day + stay))
        day += stay + int(rng.integers(0, 30))
    return stays


def _dates(days: Days, first: np.datetime64) -> pd.Series:
    """Return dates; what lies beyond the day of the extract is missing."""
    known = days <= int((LAST_DAY - first).astype(int))
    dates = np.full(len(days), np.datetime64("NaT"), dtype="datetime64[us]")
    dates[known] = first + days[known]
    return pd.Series(dates)
