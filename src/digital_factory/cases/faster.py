"""Case study of chapter 5: one team of a retailer's factory, twelve ideas, and where they sleep.

Owns the twelve illustrative ideas, the grid of settings and every word a reader sees. The numbers come from
`models.faster`; how they travel and are drawn is the explorer's business.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.explorer import (
    Area,
    Bars,
    Control,
    Explorer,
    Gantt,
    Observations,
    Readout,
    Series,
    Values,
    evaluate_on_grid,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.faster import RULES, Backlog, Journey, Rule, Team, cumulative_flow, run
from digital_factory.models.rounding import below, first_largest

__all__ = ["IDEAS", "backlog", "controls", "explorer", "panels", "values"]


class Idea(NamedTuple):
    """An idea of the case: accepted in a week, worth money every week, and some weeks of the whole team."""

    name: str
    accepted: float
    work: float
    delay_cost: float


# Illustrative: drawn up for the chapter so that large and small, urgent and patient ideas meet.
IDEAS: Final = (
    Idea("Stock by store", 0, 5, 9),
    Idea("Loyalty card in app", 0, 8, 12),
    Idea("Parcel tracking", 0, 1, 4),
    Idea("Self-scanning", 1, 9, 8),
    Idea("Change a pick-up slot", 2, 1, 11),
    Idea("Digital receipt", 4, 2, 6),
    Idea("Gift cards online", 6, 3, 5),
    Idea("Returns in any store", 8, 2, 14),
    Idea("Size advice", 10, 4, 3),
    Idea("Opening hours", 12, 0.5, 2),
    Idea("Reserve in store", 14, 3, 10),
    Idea("Pay by link", 17, 1, 3),
)
WEEKS: Final = np.arange(53)  # a year; the slowest setting has released everything by week 52

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"at_once": 1},),
    (
        *({"rule": rule, "at_once": 1} for rule in RULES[1:]),
        {"at_once": 12},
    ),
    (
        {"pace": 3},
        {"pace": 3, "release": 0},
        {"rule": "cd3", "at_once": 1, "release": 0},
    ),
)

# ---- every word a reader sees, beside the names of the ideas
TITLE: Final = "Twelve ideas, one team: where do they sleep?"
CAPTION: Final = (
    "Illustrative. One team starts the oldest idea first, has up to six in progress and releases every 13 "
    "weeks."
)
RULE, RULE_WORDS = "Start first", ("the oldest", "the most valuable", "the shortest", "the highest CD3")
AT_ONCE, ONE_IDEA, SEVERAL = "In progress at most", "1 idea", "{} ideas"
RELEASE, AT_ANY_TIME, EVERY = "Release to customers", "as soon as finished", "every {} weeks"
PACE, PACE_WORDS = "Development", ("as today", "1.5 times as fast", "twice as fast", "3 times as fast")
READOUT: Final = (
    "Starting {rule} first, with {at_once} in progress at most, released {release}, development {pace}: an "
    "idea reaches customers **{total:.1f} weeks** after it is accepted, and is worked on for {worked:.1f} of"
    " them. It sleeps longest **{where}** ({longest:.1f} weeks). The team's own clock, from start to finish,"
    " shows {team:.1f} weeks. Delay costs **{cost:,.0f} k€** in all."
)
PLACES: Final = ("before anybody starts it", "started and set aside", "finished and not released")
STATES: Final = ("Accepted, not started", "In progress", "Finished, not released", "With customers")
WEEK: Final = "Week"
GANTT: Final = "The journey of each idea (in brackets: cost of delay, k€ a week)"
GANTT_DESCRIPTION: Final = (
    "One row per idea, from the week it is accepted to the week customers have it. Look for the longest "
    "stretch of a row: nobody has started it, the team shares itself between it and others, or it waits for "
    "a release."
)
SLEEP: Final = "Where the weeks of an average idea go"
SLEEP_DESCRIPTION: Final = "Mean weeks per idea in four parts; only one of them is work."
PARTS, MEAN = ("Not started", "Set aside", "Worked on", "Not released"), "Mean per idea (weeks)"
FLOW: Final = "Cumulative flow"
FLOW_DESCRIPTION: Final = (
    "How many of the twelve ideas are in each state, week by week, one layer on top of the other. The height"
    " of the layers above the lowest is the work in progress; their length from left to right is the time it"
    " takes."
)
IDEAS_AXIS: Final = "Ideas"


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="faster",
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
    limits, intervals = (1, 2, 3, 4, 5, 6, 8, len(IDEAS)), (0, 2, 4, 6, 8, 13)
    at_once_words = [ONE_IDEA if limit == 1 else SEVERAL.format(limit) for limit in limits]
    release_words = [EVERY.format(weeks) if weeks else AT_ANY_TIME for weeks in intervals]
    return (
        Control(name="rule", label=RULE, values=RULES, default=RULES[0], words=RULE_WORDS, kind="buttons"),
        Control(name="pace", label=PACE, values=(1, 1.5, 2, 3), default=1, words=PACE_WORDS, kind="buttons"),
        Control(name="at_once", label=AT_ONCE, values=limits, default=6, words=at_once_words),
        Control(name="release", label=RELEASE, values=intervals, default=13, words=release_words),
    )


def values(rule: Control, pace: Control, at_once: Control, release: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    ideas = backlog()
    dims = ("rule", "pace", "at_once", "release")

    @cache
    def journey(first: Rule, times: float, most: int, weeks: float) -> Journey:
        return run(ideas, Team(rule=first, at_once=most, release_every_weeks=weeks, pace=times))

    def of(one: Callable[[Journey], npt.ArrayLike]) -> Floats:
        """What `one` says of every journey, on the grid of the controls."""
        return evaluate_on_grid(lambda *setting: one(journey(*setting)), rule, pace, at_once, release)

    def until_finished(numbers: Floats, decimals: int) -> Values:
        """Values that the release, the last control, does not change: a sixth of the bytes."""
        return Values(numbers[:, :, :, 0], dims[:-1], decimals=decimals)

    parts = of(lambda j: [part.mean() for part in (j.queued, j.set_aside, j.worked, j.shelved)])
    asleep = parts[..., [0, 1, 3]]
    layers = of(lambda j: -np.diff(cumulative_flow(j[:4], WEEKS), axis=0, append=0))
    return {
        "start": until_finished(of(lambda j: np.stack(j[:3], axis=1)), 1),
        "end": Values(of(_ends), dims, decimals=1),
        "what": Values(np.tile(np.arange(3), (len(IDEAS), 1)), decimals=0),
        "week": Values(WEEKS, decimals=0),
        "layer_0": until_finished(layers[..., 0, :], 0),
        "layer_1": until_finished(layers[..., 1, :], 0),
        "layer_2": Values(layers[..., 2, :], dims, decimals=0),
        "layer_3": Values(layers[..., 3, :], dims, decimals=0),
        "parts": Values(parts, dims, decimals=2),
        "total": Values(of(lambda j: j.total.mean()), dims, decimals=2),
        "worked": Values(of(lambda j: j.worked.mean()), dims, decimals=2),
        "team": Values(of(lambda j: (j.finished - j.started).mean()), dims, decimals=2),
        "cost": Values(of(lambda j: ideas.delay_cost @ j.total), dims, decimals=1),
        "longest": Values(asleep.max(axis=-1), dims, decimals=2),
        "where": Values(first_largest(asleep), dims, labels=PLACES),
    }


def backlog() -> Backlog:
    """Return the twelve ideas as the model takes them."""
    return Backlog(
        accepted=[idea.accepted for idea in IDEAS],
        work=[idea.work for idea in IDEAS],
        delay_cost=[idea.delay_cost for idea in IDEAS],
    )


def _ends(journey: Journey) -> Floats:
    """Return the end of the three segments of every row; NaN where nothing is left of one at one decimal."""
    moments = np.stack(journey[:4], axis=1)
    return np.where(below(np.diff(moments, axis=1), 0.05), np.nan, moments[:, 1:])


def panels() -> tuple[Gantt, Bars, Area]:
    """Return the charts."""
    return (
        Gantt(
            title=GANTT,
            description=GANTT_DESCRIPTION,
            wide=True,
            rows=tuple(f"{idea.name} ({idea.delay_cost:g})" for idea in IDEAS),
            start="start",
            end="end",
            what="what",
            kinds=STATES[:3],
            x_label=WEEK,
            x_range=(0, 52),
        ),
        Bars(
            title=SLEEP,
            description=SLEEP_DESCRIPTION,
            categories=PARTS,
            series=(Series(label=MEAN, values="parts", tone=5),),  # no state of the Gantt
            value_label=MEAN,
            horizontal=True,
        ),
        Area(
            title=FLOW,
            description=FLOW_DESCRIPTION,
            x="week",
            x_label=WEEK,
            y_label=IDEAS_AXIS,
            x_fmt=".0f",
            y_fmt=".0f",
            # bottom layer first; a state keeps the colour it has in the Gantt
            series=tuple(Series(label=STATES[i], values=f"layer_{i}", tone=i + 1) for i in (3, 2, 1, 0)),
        ),
    )
