"""Case study of chapter 2: what a faster team saves from idea to customers, and what distance takes back.

Owns the grid of settings and every word a reader sees. The numbers come from `models.space`; how they travel
and are drawn is the explorer's business.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np

from digital_factory.explorer import (
    Bars,
    Control,
    Explorer,
    Lines,
    Marker,
    Observations,
    Readout,
    Rule,
    Series,
    Values,
    grid,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.rounding import ROUNDING
from digital_factory.models.space import (
    Project,
    break_even_distance,
    contact,
    saving,
    shortest_time,
    time_to_market,
)

__all__ = ["LATE_ANSWER_MONTHS", "QUESTIONS", "controls", "explorer", "panels", "values"]

QUESTIONS: Final = 12  # that only operations or IT can answer, each project
LATE_ANSWER_MONTHS: Final = 1 / 6  # five days for each that is not asked in time
CONTACT_SCALE_M: Final = 30.0  # metres over which contact falls to 37%

_SPEEDS: Final = np.round(np.arange(1, 10.01, 0.25), 2)  # of the curve [1]
_METRES: Final = np.arange(0, 151, 5)  # of the curve [m]
_UNSEEN: Final = 0.005  # share of the time that is still written as 0%

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"speed": 10},),
    ({"speed": 1, "rest": 11}, {"development": 12, "rest": 4}),
    ({"speed": 1.5}, {"speed": 1.5, "distance": 30}, {"speed": 1.5, "distance": 150}, {"distance": 150}),
)

# ---- every word a reader sees
TITLE: Final = "A faster team, further away: when do customers get it?"
CAPTION: Final = (
    "Illustrative. One project: its development can be speeded up, the rest takes the time the firm "
    f"takes, and each of its {QUESTIONS} questions to operations and IT that is not asked in time costs "
    "five days."
)
SPEED: Final = "Speed of development"
USUAL_SPEED: Final = "the usual"
TIMES: Final = "{:g} times the usual"
DISTANCE, METRES = "Distance to operations and IT", "m"
DEVELOPMENT, MONTHS = "Development, usual speed", "months"
REST: Final = "Everything else"
SETTING: Final = (
    "Development of {development} and {rest} of everything else. At {speed} speed and {distance} from "
    "operations and IT, customers have it after **{total:.1f} months**, "
)
SOONER: Final = "**{saved:.0%} sooner** than at the usual speed in the same corridor. "
SAME: Final = "exactly as at the usual speed in the same corridor. "
LATER: Final = "**{lost:.0%} later** than at the usual speed in the same corridor. "
HARDLY: Final = "hardly sooner or later than at the usual speed in the same corridor. "
CLOSE: Final = (
    "At this distance, development in no time at all would still leave {floor:.1f} months. "
    "{asked:.0%} of questions are asked in time, and late answers cost {late:.1f} months."
)
LIFE: Final = "Where the months go"
LIFE_DESCRIPTION: Final = (
    "Three stacked bars: the project at the usual speed in the same corridor, the project as set, and "
    "the project as set if development took no time. Each is cut into development, everything else and "
    "late answers. Only the first part shrinks with speed; the last one grows with distance."
)
USUAL: Final = "Usual speed, same corridor"
AS_SET: Final = "As set"
IN_NO_TIME: Final = "Development in no time"
BUILDING: Final = "Development"
OTHERS: Final = "Everything else"
WAITING: Final = "Late answers"
MONTHS_AXIS: Final = "From idea to customers (months)"
CURVE: Final = "Faster and faster, until it hardly matters"
CURVE_DESCRIPTION: Final = (
    "Time from idea to customers against the speed of development: steep at first, then flat. It runs "
    "down to a level line, the time if development took none. For a team at a distance, a third line shows "
    "the same team in the same corridor."
)
CURVE_YOURS: Final = "At the distance set"
CURVE_NEAR: Final = "In the same corridor"
SPEED_AXIS: Final = "Speed of development (times the usual)"
LIMIT: Final = "In no time, at that distance"
HERE: Final = "as set"
CONTACT: Final = "How far people walk to ask"
CONTACT_DESCRIPTION: Final = (
    "Share of questions asked in time against distance: all at 0 metres, about a third at 30, almost "
    "none at 150. A dashed vertical line, where there is one, marks the distance that eats up the whole "
    "gain."
)
CONTACT_AXIS: Final = "Asked in time (share of questions)"
METRES_AXIS: Final = "Distance (m)"
GONE: Final = "the gain is gone"


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="space",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout([SETTING + each + CLOSE for each in (SOONER, SAME, LATER, HARDLY)], pick="outcome"),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    speeds, metres = (1, 1.5, 2, 3, 5, 10), (0, 10, 20, 30, 60, 100, 150)
    in_words = [USUAL_SPEED, *(TIMES.format(speed) for speed in speeds[1:])]
    development, rest = (2, 4, 6, 9, 12), (4, 8, 11, 14, 18)
    return (
        Control(name="speed", label=SPEED, values=speeds, default=3, words=in_words),
        Control(name="distance", label=DISTANCE, values=metres, default=0, unit=METRES),
        Control(name="development", label=DEVELOPMENT, values=development, default=4, unit=MONTHS),
        Control(name="rest", label=REST, values=rest, default=14, unit=MONTHS),
    )


def values(speed: Control, distance: Control, development: Control, rest: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    every = ("speed", "distance", "development", "rest")
    s, d, build, others = np.broadcast_arrays(*grid(speed, distance, development, rest))
    project = Project(build, others, s, d, CONTACT_SCALE_M, QUESTIONS, LATE_ANSWER_MONTHS)
    near = _along_speeds(dataclasses.replace(project, distance_m=0.0))
    total, floor, saved = time_to_market(project), shortest_time(project), saving(project)
    rests = np.stack([others] * 3, axis=-1)
    late = np.stack([0 * others, floor - others, floor - others], axis=-1)
    return {
        "total": Values(total, every, decimals=3),
        "floor": Values(floor[0], every[1:], decimals=2),
        "saved": Values(saved, every, decimals=3),
        "lost": Values(-saved, every, decimals=3),
        "outcome": Values(_outcome(saved), every, decimals=0),
        "asked": Values(contact(project)[0, :, 0, 0], every[1:2], decimals=3),
        "late": Values((floor - others)[0, :, 0, 0], every[1:2], decimals=2),
        "gone": Values(_within_the_chart(break_even_distance(project)[:, 0, :, 0]), ("speed", "development")),
        "building": Values(
            np.stack([build, build / s, 0 * s], axis=-1)[:, 0, :, 0],
            ("speed", "development"),
            decimals=2,
        ),
        "others": Values(rests[0, 0, 0], ("rest",), decimals=0),
        "waiting": Values(late[0, :, 0, 0], ("distance",), decimals=2),
        "speeds": Values(_SPEEDS, decimals=2),
        "curve": Values(_along_speeds(project), every[1:], decimals=2),
        "curve_near": Values(np.where(d[0, ..., None] > 0, near, np.nan), every[1:], decimals=2),
        "limit": Values(np.repeat(floor[0][..., None], _SPEEDS.size, axis=-1), every[1:], decimals=2),
        "metres": Values(_METRES, decimals=0),
        "contact": Values(contact(Project(distance_m=_METRES)), decimals=3),
        "at_speed": Values(speed.values, ("speed",), decimals=1),
        "at_distance": Values(distance.values, ("distance",), decimals=0),
    }


def _outcome(saved: Floats) -> Floats:
    """Return which sentence is true: sooner (0), exactly the same (1), later (2) or hardly different (3)."""
    size = np.abs(saved)
    return np.select([size < ROUNDING, np.round(size, 3) <= _UNSEEN, saved > 0], [1.0, 3.0, 0.0], 2.0)


def _along_speeds(project: Project) -> Floats:
    """Time to market along the curve's speeds, for every setting but the speed."""
    others = {
        name: np.broadcast_to(getattr(project, name), np.shape(project.speed_up))[0][..., None]
        for name in ("development_months", "rest_months", "distance_m")
    }
    return time_to_market(dataclasses.replace(project, speed_up=_SPEEDS, **others))


def _within_the_chart(metres: Floats) -> Floats:
    """Leave out distances that lie beyond the chart, and those of no gain at all."""
    return np.where((metres > 0) & (metres <= _METRES[-1]), metres, np.nan)


def panels() -> tuple[Bars, Lines, Lines]:
    """Return the charts."""
    return (
        Bars(
            title=LIFE,
            description=LIFE_DESCRIPTION,
            wide=True,
            categories=(USUAL, AS_SET, IN_NO_TIME),
            series=(
                Series(label=BUILDING, values="building", tone=1),
                Series(label=OTHERS, values="others", tone=6),
                Series(label=WAITING, values="waiting", tone=2),
            ),
            value_label=MONTHS_AXIS,
            stacked=True,
            horizontal=True,
        ),
        Lines(
            title=CURVE,
            description=CURVE_DESCRIPTION,
            x="speeds",
            series=(
                Series(label=CURVE_YOURS, values="curve", tone=1),
                Series(label=CURVE_NEAR, values="curve_near", tone=3),
                Series(label=LIMIT, values="limit", tone=6),
            ),
            x_label=SPEED_AXIS,
            y_label=MONTHS_AXIS,
            x_fmt=".2f",
            marker=Marker(label=HERE, x="at_speed", y="total"),
        ),
        Lines(
            title=CONTACT,
            description=CONTACT_DESCRIPTION,
            x="metres",
            series=(Series(label=CONTACT_AXIS, values="contact", tone=2),),
            x_label=METRES_AXIS,
            y_label=CONTACT_AXIS,
            x_fmt=".0f",
            y_fmt=".0%",
            rules=(Rule(label=GONE, at="gone", axis="x"),),
            marker=Marker(label=HERE, x="at_distance", y="asked"),
        ),
    )
