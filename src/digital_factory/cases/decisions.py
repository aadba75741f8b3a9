"""Case study of chapter 6: what waits for the committee of an industrial group, and what its alumni keep.

Owns the twelve illustrative decisions, the grid of settings and every word a reader sees. The numbers come
from `models.decisions`; how they travel and are drawn is the explorer's business.
"""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np

from digital_factory.explorer import Bars, Control, Explorer, Gantt, Lines, Readout, Series, Values, grid
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

__all__ = ["AMOUNTS", "FADE_MONTHS", "HALF_MONTHS", "MONTHS", "PAPERS", "SEATS", "TEAM", "explorer"]


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
    limits, stays = (0, 5, 10, 25, 50, 100, 250), (3, 6, 9, 12, 18, 24, 36)
    controls = (
        Control(name="every", label=EVERY, values=(7, 14, 21, 30, 45, 60), default=30, fmt=EVERY_WORDS),
        Control(name="back", label=BACK, values=(0, 0.1, 0.2, 0.3, 0.4, 0.5), default=0.3, fmt="{:.0%}"),
        Control(
            name="limit",
            label=LIMIT,
            values=limits,
            default=0,
            words=[BELOW.format(limit) if limit else NO_LIMIT for limit in limits],
        ),
        Control(name="stay", label=STAY, values=stays, default=24, unit=STAY_UNIT),
    )
    return Explorer(
        name="decisions",
        title=TITLE,
        controls=controls,
        values=_values(controls),
        panels=_panels(),
        readout=Readout((READOUT,)),
        caption=CAPTION,
    )


def _values(controls: tuple[Control, ...]) -> dict[str, Values]:
    going_up, staying = ("every", "back", "limit"), ("stay",)
    every, back, limit, _ = grid(*controls)
    every, back, limit = every[..., 0], back[..., 0], limit[..., 0]
    committee = Committee(every, back)
    below = AMOUNTS.decisions_below(limit)
    up_wait = mean_wait(committee)
    wait = below * mean_wait(TEAM) + (1 - below) * up_wait
    bounds = np.asarray(_BANDS, dtype=np.float64)
    shares = np.diff(within(Committee(every[..., None], back[..., None]), bounds), append=1.0)
    in_team = np.diff(within(TEAM, bounds), append=1.0)
    start, end = _rows(controls)

    stay = np.asarray(controls[3].values, dtype=np.float64)
    rotation = Rotation(SEATS, stay[:, None])
    been = alumni(rotation, MONTHS)
    still = practising(rotation, MONTHS, half_months=HALF_MONTHS, fade_months=FADE_MONTHS)
    return {
        "start": Values(start, going_up, decimals=0),
        "end": Values(end, going_up, decimals=0),
        "what": Values(np.tile(np.arange(len(WAITS)), (len(PAPERS), 1)), decimals=0),
        "team": Values((below[..., None] * in_team)[0, 0], going_up[2:], decimals=3),
        "committee": Values((1 - below)[..., None] * shares, going_up, decimals=3),
        "wait": Values(wait, going_up, decimals=2),
        "up_wait": Values(up_wait[..., 0], going_up[:2], decimals=2),
        "seen": Values((1 - below)[0, 0], going_up[2:], decimals=3),
        "money": Values((1 - AMOUNTS.money_below(limit))[0, 0], going_up[2:], decimals=3),
        "month": Values(MONTHS, decimals=0),
        "been": Values(been, staying, decimals=0),
        "still": Values(still, staying, decimals=0),
        "alumni": Values(been[:, -1], staying, decimals=0),
        "practising": Values(still[:, -1], staying, decimals=0),
    }


def _rows(controls: tuple[Control, ...]) -> tuple[Floats, Floats]:
    """Return start and end of the three segments of every row [days]; NaN: no such segment."""
    every, back, limit = (control.values for control in controls[:3])
    ready = np.array([paper.ready for paper in PAPERS])
    amount = np.array([paper.amount for paper in PAPERS])
    luck = np.array([paper.luck for paper in PAPERS])[:, None] * (1 + np.arange(_MOST_TIMES) / 2)
    shape = (len(every), len(back), len(limit), len(PAPERS), len(WAITS))
    start, end = np.full(shape, np.nan), np.full(shape, np.nan)
    for i, j in itertools.product(range(len(every)), range(len(back))):
        sat = sit(ready, np.minimum(luck, 1.0), Committee(float(every[i]), float(back[j])))
        first, last = np.full(len(PAPERS), np.inf), np.empty(len(PAPERS))
        np.minimum.at(first, sat.decision, sat.day)
        last[sat.decision[sat.result == DECIDED]] = sat.day[sat.result == DECIDED]
        for k, least in enumerate(limit):
            in_team = amount < float(least)
            start[i, j, k, :, 0] = np.where(in_team, ready, np.nan)
            end[i, j, k, :, 0] = np.where(in_team, ready + 2 * mean_wait(TEAM), np.nan)
            start[i, j, k, :, 1] = np.where(in_team, np.nan, ready)
            end[i, j, k, :, 1] = np.where(in_team, np.nan, first)
            again = ~in_team & (last > first)
            start[i, j, k, :, 2] = np.where(again, first, np.nan)
            end[i, j, k, :, 2] = np.where(again, last, np.nan)
    return start, end


def _panels() -> tuple[Gantt, Bars, Lines]:
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
