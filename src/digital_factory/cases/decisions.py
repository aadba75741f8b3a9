"""Case study of chapter 6: what waits for the committee of an industrial group, and what its alumni keep.

Owns the twelve illustrative decisions, the grid of settings and every word a reader sees. The numbers come
from `models.decisions`; how they travel and are drawn is the explorer's business.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from digital_factory.explorer import (
    Bars,
    Control,
    Explorer,
    Gantt,
    Lines,
    Observations,
    Readout,
    Series,
    Values,
    evaluate_on_grid,
    grid,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.decisions import (
    DECIDED,
    Amounts,
    Committee,
    Rotation,
    alumni,
    mean_wait,
    practising,
    sit,
    within,
)

__all__ = [
    "AMOUNTS",
    "FADE_MONTHS",
    "HALF_MONTHS",
    "MONTHS",
    "PAPERS",
    "SEATS",
    "TEAM",
    "controls",
    "explorer",
    "panels",
    "values",
]


class Paper(NamedTuple):
    """A decision of the picture: its amount [k EUR], the day it is ready, how often it would be sent back."""

    name: str
    amount: float
    ready: float
    luck: float


# Illustrative: drawn up for the chapter, so that small and large meet on one agenda. A paper is sent back if
# the share sent back is above its `luck`; the second time if above one and a half times that, and so on.
PAPERS: Final = (
    Paper("Rename a screen", 1, 2, 0.85),
    Paper("Test tablets in a shop", 6, 9, 0.32),
    Paper("New press line software", 640, 13, 0.95),
    Paper("Open a data feed", 15, 21, 0.62),
    Paper("Replace a sensor type", 30, 27, 0.38),
    Paper("Change of cloud host", 210, 33, 0.25),
    Paper("Two weeks of a designer", 8, 40, 0.75),
    Paper("Alarm threshold", 3, 46, 0.45),
    Paper("Maintenance app", 120, 52, 0.9),
    Paper("Trial with one customer", 45, 58, 0.09),
    Paper("Licences for a site", 70, 66, 0.55),
    Paper("Drop an old report", 2, 74, 0.35),
)
_MOST_TIMES: Final = 3  # the picture decides a paper at its fourth examination at the latest
AMOUNTS: Final = Amounts(median=20, spread=1.5)  # of all decisions, illustrative
TEAM: Final = Committee(every_days=2)  # a team looks at what it may decide every other day
SEATS: Final = 100
MONTHS: Final = np.arange(0, 61, 3)  # five years
HALF_MONTHS, FADE_MONTHS = 6.0, 18.0  # illustrative, see `models.decisions.practising`
_BANDS: Final = (0, 3, 7, 14, 30, 60, 90)  # bounds of the bars [days]; the last bar is open

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"back": 0}, {"every": 14}),
    ({"limit": 10}, {"limit": 50}, {"limit": 250}),
    ({"stay": 6}, {"stay": 3}),
)

# ---- every word a reader sees, beside the names of the papers
TITLE: Final = "Which decisions must go up, and what comes back down?"
CAPTION: Final = (
    "Illustrative. Every decision goes to a committee that meets every 30 days and sends three files in "
    "ten back; people stay in the factory for 24 months."
)
EVERY, EVERY_WORDS = "Committee meets", "every {} days"
BACK: Final = "Files sent back"
LIMIT, NO_LIMIT, BELOW = "The team decides", "nothing", "what is below {} k€"
STAY, STAY_UNIT = "Stay in the factory", "months"
READOUT: Final = (
    "With a committee {every}, {back} of files sent back and a team that decides {limit}, a decision waits "
    "**{wait:.1f} days** on average: {up_wait:.1f} days if it goes up. The committee sees {seen:.0%} of the "
    "decisions and **{money:.0%} of the money**. With stays of {stay}, {alumni:,.0f} people have been "
    "through the factory after five years; **{practising:,.0f} of them still work in the new way**."
)
GANTT: Final = "Twelve decisions (in brackets: k€)"
GANTT_DESCRIPTION: Final = (
    "One row per decision, from the day its file is complete to the day it is decided. Decisions of one "
    "meeting end on the same day. A second stretch is a file that was sent back and waits again."
)
WAITS: Final = ("Waits for the team", "Waits for a meeting", "Sent back, waits again")
DAY: Final = "Day"
SPREAD: Final = "How long decisions wait"
SPREAD_DESCRIPTION: Final = (
    "Share of all decisions by days of wait, in two parts: decided in the team and in the committee. A team "
    "looks at what it may decide every other day, so all of its share is in the first bar."
)
BANDS: Final = ("under 3 days", "3 to 7", "7 to 14", "14 to 30", "30 to 60", "60 to 90", "over 90")
SHARE, BY_TEAM, BY_COMMITTEE = "Share of decisions", "In the team", "In the committee"
PEOPLE: Final = "People who have been through the factory"
PEOPLE_DESCRIPTION: Final = (
    "Two curves over five years. The upper one counts everybody who has gone back, and leaves the chart for "
    "the shortest stays; the lower one counts those who still work in the new way: they stayed long enough "
    "to learn it and have not lost it since."
)
MONTH, COUNT = "Months since the opening", "People"
BEEN, STILL = "Have gone back", "Still work in the new way"


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="decisions",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout((READOUT,)),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    limits, stays = (0, 5, 10, 25, 50, 100, 250), (3, 6, 9, 12, 18, 24, 36)
    in_words = [BELOW.format(limit) if limit else NO_LIMIT for limit in limits]
    return (
        Control(name="every", label=EVERY, values=(7, 14, 21, 30, 45, 60), default=30, fmt=EVERY_WORDS),
        Control(name="back", label=BACK, values=(0, 0.1, 0.2, 0.3, 0.4, 0.5), default=0.3, fmt="{:.0%}"),
        Control(name="limit", label=LIMIT, values=limits, default=0, words=in_words),
        Control(name="stay", label=STAY, values=stays, default=24, unit=STAY_UNIT),
    )


def values(every: Control, back: Control, limit: Control, stay: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    return _waits(every, back, limit) | _people(stay)


def _waits(every: Control, back: Control, limit: Control) -> dict[str, Values]:
    going_up = ("every", "back", "limit")
    days, sent_back, keur = grid(every, back, limit)
    committee = Committee(days, sent_back)
    below = AMOUNTS.decisions_below(keur)
    up_wait = mean_wait(committee)
    bounds = np.asarray(_BANDS, dtype=np.float64)
    shares = np.diff(within(Committee(days[..., None], sent_back[..., None]), bounds), append=1.0)
    in_team = np.diff(within(TEAM, bounds), append=1.0)
    start, end = _rows(every, back, limit)
    return {
        "start": Values(start, going_up, decimals=0),
        "end": Values(end, going_up, decimals=0),
        "what": Values(np.tile(np.arange(len(WAITS)), (len(PAPERS), 1)), decimals=0),
        "team": Values((below[..., None] * in_team)[0, 0], going_up[2:], decimals=3),
        "committee": Values((1 - below)[..., None] * shares, going_up, decimals=3),
        "wait": Values(below * mean_wait(TEAM) + (1 - below) * up_wait, going_up, decimals=2),
        "up_wait": Values(up_wait[..., 0], going_up[:2], decimals=2),
        "seen": Values((1 - below)[0, 0], going_up[2:], decimals=3),
        "money": Values((1 - AMOUNTS.money_below(keur))[0, 0], going_up[2:], decimals=3),
    }


def _people(stay: Control) -> dict[str, Values]:
    rotation = Rotation(SEATS, np.asarray(stay.values)[:, None])
    been = alumni(rotation, MONTHS)
    still = practising(rotation, MONTHS, half_months=HALF_MONTHS, fade_months=FADE_MONTHS)
    return {
        "month": Values(MONTHS, decimals=0),
        "been": Values(been, ("stay",), decimals=0),
        "still": Values(still, ("stay",), decimals=0),
        "alumni": Values(been[:, -1], ("stay",), decimals=0),
        "practising": Values(still[:, -1], ("stay",), decimals=0),
    }


def _rows(every: Control, back: Control, limit: Control) -> tuple[Floats, Floats]:
    """Return start and end of the three segments of every row [days]; NaN: no such segment."""
    ready, amount, luck = (np.array([paper[k] for paper in PAPERS], dtype=np.float64) for k in (2, 1, 3))
    chances = np.minimum(luck[:, None] * (1 + np.arange(_MOST_TIMES) / 2), 1.0)

    def up(days: float, sent_back: float) -> Floats:
        """First and last meeting of every paper that goes up."""
        sat = sit(ready, chances, Committee(days, sent_back))
        first, last = np.full(len(PAPERS), np.inf), np.empty(len(PAPERS))
        np.minimum.at(first, sat.decision, sat.day)
        last[sat.decision[sat.result == DECIDED]] = sat.day[sat.result == DECIDED]
        return np.stack([first, last])

    meetings = evaluate_on_grid(up, every, back)[:, :, None]  # (every, back, 1, first or last, paper)
    in_team = amount < np.asarray(limit.values)[:, None]  # (limit, paper)
    first, last = meetings[..., 0, :], meetings[..., 1, :]
    again = ~in_team & (last > first)
    no = np.full(again.shape, np.nan)
    start = np.where(in_team, ready, no), np.where(in_team, no, ready), np.where(again, first, no)
    team_end = ready + 2 * mean_wait(TEAM)
    end = np.where(in_team, team_end, no), np.where(in_team, no, first), np.where(again, last, no)
    return np.stack(start, axis=-1), np.stack(end, axis=-1)


def panels() -> tuple[Gantt, Bars, Lines]:
    """Return the charts."""
    return (
        Gantt(
            title=GANTT,
            description=GANTT_DESCRIPTION,
            wide=True,
            rows=tuple(f"{paper.name} ({paper.amount:g})" for paper in PAPERS),
            start="start",
            end="end",
            what="what",
            kinds=WAITS,
            x_label=DAY,
            x_range=(0, 240),
            fmt=".0f",
        ),
        Bars(
            title=SPREAD,
            description=SPREAD_DESCRIPTION,
            categories=BANDS,
            series=(
                Series(label=BY_TEAM, values="team", tone=1),  # as in the Gantt
                Series(label=BY_COMMITTEE, values="committee", tone=2),
            ),
            value_label=SHARE,
            value_range=(0, 1),
            stacked=True,
            horizontal=True,
            fmt=".0%",
        ),
        Lines(
            title=PEOPLE,
            description=PEOPLE_DESCRIPTION,
            x="month",
            series=(
                Series(label=BEEN, values="been", tone=4),
                Series(label=STILL, values="still", tone=5),
            ),
            x_label=MONTH,
            x_fmt=".0f",
            y_label=COUNT,
            y_fmt=",.0f",
            y_range=(0, 500),
        ),
    )
