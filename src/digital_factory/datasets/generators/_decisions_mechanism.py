"""A committee, a pilot and a factory's seats, day by day: the mechanism behind the tables of chapter 6.

Owns no dictionary. The committee sits as in the chapter's model; a pilot takes small decisions that can be
undone off its agenda; people stay in the factory, go back, and keep what their company lets them keep.
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

__all__ = [
    "DIVISIONS",
    "FIRST_DAY",
    "LAST_DAY",
    "PRACTICES",
    "RESULTS",
    "SEATS_FROM",
    "Factory",
    "draw",
]

Days = npt.NDArray[np.int64]

DIVISIONS: Final = ("castings", "forgings", "rails", "tools")
RESULTS: Final = {DECIDED: "decided", SENT_BACK: "sent back", NOT_REACHED: "not reached"}
FIRST_DAY: Final = np.datetime64("2023-01-05")  # a Thursday; the first meeting is one interval later
SEATS_FROM: Final = np.datetime64("2021-01-04")  # the factory opens its seats to people of the divisions
LAST_DAY: Final = np.datetime64("2025-12-31")  # the day of the extract
_AFTER_DAYS: Final = 183  # "six months later" [days]
_DECISIONS: Final = 620
_EXAMINATIONS: Final = 40  # of one decision, at most
_AMOUNT_MEDIAN, _AMOUNT_SPREAD = 20.0, 1.5  # lognormal [k EUR]
_SMALL: Final = 50  # below it, a decision is small [k EUR]
_REVERSIBLE_SMALL, _REVERSIBLE_LARGE = 0.85, 0.35  # share that can be undone [1]
_CORRECTED_EASY, _CORRECTED_HARD = 0.07, 0.3  # chance: small and can be undone, or not [1]
_TEAM_DAYS: Final = (0.3, 0.3, 0.2, 0.1, 0.1)  # chances of 0 to 4 working days until a team decides [1]
_TEAMS_A_DIVISION: Final = 16
PRACTICES: Final = 5
_HALF_LEARNED_MONTHS: Final = 4.0
_KEPT: Final = (0.3, 0.62, 0.88)  # chance to keep a practice with 0, 1, 2 or more others in the team [1]
# A long stay outside makes people easier to hire away: a fifth a year, against a twelfth [years, mean].
_LEAVES_AFTER_LONG, _LEAVES_AFTER_SHORT = 5.0, 12.0
_DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True)
class Factory:
    """How a firm decides, and how it sends people through its factory."""

    meeting_every: int  # [days]
    sent_back: float  # share of the examined [1]
    load: float  # examinations asked for over places on the agenda, without the pilot [1]
    pilot_from: int  # day since `FIRST_DAY`
    pilot_divisions: tuple[str, ...]
    pilot_limit: float  # [k EUR]
    seats: int
    long_stay: float  # mean of the first stays [months]
    short_stay: float  # mean of the later stays [months]
    short_from: int  # day since `SEATS_FROM`


def draw(firm: Factory, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of a firm, drawn with `rng`."""
    decisions, presentations = _decisions(firm, rng)
    return {"decisions": decisions, "presentations": presentations, "rotations": _rotations(firm, rng)}


# ---- decisions
def _decisions(firm: Factory, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    last = int((LAST_DAY - FIRST_DAY).astype(int))
    working = np.flatnonzero(np.is_busday(np.arange(FIRST_DAY, LAST_DAY + 1)))
    place = np.sort(rng.integers(0, len(working) - len(_TEAM_DAYS), _DECISIONS))
    ready = working[place]
    division = rng.choice(DIVISIONS, _DECISIONS)
    amount = rng.lognormal(np.log(_AMOUNT_MEDIAN), _AMOUNT_SPREAD, _DECISIONS)
    amount = np.clip(np.rint(amount * 2) / 2, 0.5, 20_000)
    small = amount < _SMALL
    reversible = rng.random(_DECISIONS) < np.where(small, _REVERSIBLE_SMALL, _REVERSIBLE_LARGE)
    pilot = (ready >= firm.pilot_from) & np.isin(division, firm.pilot_divisions)
    in_team = pilot & (amount < firm.pilot_limit) & reversible

    decided = np.full(_DECISIONS, np.iinfo(np.int64).max)
    decided[in_team] = working[place[in_team] + rng.choice(len(_TEAM_DAYS), in_team.sum(), p=_TEAM_DAYS)]
    up = np.flatnonzero(~in_team)
    a_meeting = _DECISIONS / (last / firm.meeting_every) / (1 - firm.sent_back)
    sat = sit(
        ready[up],
        rng.random((len(up), _EXAMINATIONS)),
        Committee(firm.meeting_every, firm.sent_back),
        weight=amount[up],
        agenda=max(1, round(a_meeting / firm.load)),
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
            "ready": _dates(ready, FIRST_DAY),
            "forum": np.where(in_team, "team", "committee"),
            "decided": _dates(decided, FIRST_DAY),
            "corrected": pd.Series(wrong, dtype="boolean").where(reviewed),
        }
    )
    return decisions, _presentations(sat, ids[up])


def _presentations(sat: Sittings, ids: npt.NDArray[np.str_]) -> pd.DataFrame:
    agendas = pd.DataFrame(
        {
            "decision_id": ids[sat.decision],
            "meeting": _dates(sat.day.astype(np.int64), FIRST_DAY),
            "result": pd.Series(sat.result).map(RESULTS),
        }
    )
    return agendas.sort_values(["meeting", "decision_id"], ignore_index=True)


# ---- rotations
def _rotations(firm: Factory, rng: np.random.Generator) -> pd.DataFrame:
    last = int((LAST_DAY - SEATS_FROM).astype(int))
    stays = [stay for seat in range(firm.seats) for stay in _seat(firm, seat, last, rng)]
    arrived, returned = np.array(sorted(stays, key=lambda stay: stay[1])).T
    count = len(arrived)
    division, team = rng.integers(0, len(DIVISIONS), count), rng.integers(0, _TEAMS_A_DIVISION, count)
    months = (returned - arrived) / _DAYS_A_MONTH
    gone_after = rng.exponential(365 * np.where(months > 12, _LEAVES_AFTER_LONG, _LEAVES_AFTER_SHORT))
    left = (returned + np.ceil(gone_after)).astype(np.int64)

    home = division * _TEAMS_A_DIVISION + team
    company = np.array(
        [
            np.sum((home[:i] == home[i]) & (returned[:i] < returned[i]) & (left[:i] > returned[i]))
            for i in range(count)
        ]
    )
    at_return = rng.binomial(PRACTICES, learned(months, _HALF_LEARNED_MONTHS))
    later = rng.binomial(at_return, np.array(_KEPT)[np.minimum(company, 2)])
    back = returned <= last
    asked = (returned + _AFTER_DAYS <= last) & (left > returned + _AFTER_DAYS)
    people = pd.DataFrame(
        {
            "division": np.array(DIVISIONS)[division],
            "arrived": _dates(arrived, SEATS_FROM),
            "returned": _dates(returned, SEATS_FROM),
            "left_firm": _dates(left, SEATS_FROM),
            "team_alumni": pd.Series(company, dtype="Int64").where(back),
            "practices_at_return": pd.Series(at_return, dtype="Int64").where(back),
            "practices_after_six_months": pd.Series(later, dtype="Int64").where(asked),
        }
    ).sort_values(["arrived", "returned"], ignore_index=True)
    people.insert(0, "person_id", [f"P{number:03d}" for number in range(1, count + 1)])
    return people


def _seat(firm: Factory, seat: int, last: int, rng: np.random.Generator) -> list[tuple[int, int]]:
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
    reached = days <= int((LAST_DAY - first).astype(int))
    dates = np.full(len(days), np.datetime64("NaT"), dtype="datetime64[us]")
    dates[reached] = first + days[reached]
    return pd.Series(dates)
