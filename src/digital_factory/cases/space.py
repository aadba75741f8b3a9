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
    Readout,
    Rule,
    Series,
    Values,
    grid,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.space import (
    Project,
    break_even_distance,
    contact,
    saving,
    shortest_time,
    time_to_market,
)

__all__ = ["LATE_ANSWER_MONTHS", "QUESTIONS", "explorer"]

QUESTIONS: Final = 12  # that only operations or IT can answer, each project
LATE_ANSWER_MONTHS: Final = 1 / 6  # five days for each that is not asked in time

_SPEEDS: Final = np.round(np.arange(1, 10.01, 0.25), 2)  # of the curve [1]
_METRES: Final = np.arange(0, 151, 5)  # of the curve [m]

# ---- every word a reader sees
TEXT: Final = {
    "title": "A faster team, further away: when do customers get it?",
    "caption": (
        "Illustrative. One project: its development can be speeded up, the rest takes the time the firm "
        f"takes, and each of its {QUESTIONS} questions to operations and IT that is not asked in time costs "
        "five days."
    ),
    "speed": "Speed of development",
    "usual_speed": "the usual",
    "times": "{:g} times the usual",
    "distance": "Distance to operations and IT",
    "development": "Development, usual speed",
    "rest": "Everything else",
    "setting": (
        "Development of {development} and {rest} of everything else. At {speed} speed and {distance} from "
        "operations and IT, customers have it after **{total:.1f} months**, "
    ),
    "shorter": "**{saved:.0%} sooner** than at the usual speed in the same corridor. ",
    "same": "exactly as at the usual speed in the same corridor. ",
    "longer": "**{lost:.0%} later** than at the usual speed in the same corridor. ",
    "close": (
        "At this distance, development in no time at all would still leave {floor:.1f} months. "
        "{asked:.0%} of questions are asked in time, and late answers cost {late:.1f} months."
    ),
    "months": "Where the months go",
    "months_description": (
        "Three stacked bars: the project at the usual speed in the same corridor, the project as set, and "
        "the project as set if development took no time. Each is cut into development, everything else and "
        "late answers. Only the first part shrinks with speed; the last one grows with distance."
    ),
    "before": "Usual speed, same corridor",
    "yours": "As set",
    "none": "Development in no time",
    "building": "Development",
    "others": "Everything else",
    "waiting": "Late answers",
    "months_label": "From idea to customers (months)",
    "curve": "Faster and faster, until it hardly matters",
    "curve_description": (
        "Time from idea to customers against the speed of development: steep at first, then flat. It runs "
        "down to a level line, the time if development took none. A third line shows the same team in the "
        "same corridor."
    ),
    "curve_yours": "At the distance set",
    "curve_near": "In the same corridor",
    "speed_label": "Speed of development (times the usual)",
    "limit": "In no time, at that distance",
    "you": "as set",
    "contact": "How far people walk to ask",
    "contact_description": (
        "Share of questions asked in time against distance: all at 0 metres, about a third at 30, almost "
        "none at 150. A dashed vertical line, where there is one, marks the distance that eats up the whole "
        "gain."
    ),
    "contact_label": "Asked in time (share of questions)",
    "metres_label": "Distance (m)",
    "gone": "the gain is gone",
}


def explorer() -> Explorer:
    """Return the case study."""
    speeds = (1, 1.5, 2, 3, 5, 10)
    controls = (
        Control(
            name="speed",
            label=TEXT["speed"],
            values=speeds,
            default=3,
            words=[TEXT["usual_speed"], *(TEXT["times"].format(speed) for speed in speeds[1:])],
        ),
        Control(
            name="distance",
            label=TEXT["distance"],
            values=(0, 10, 20, 30, 60, 100, 150),
            default=0,
            unit="m",
        ),
        Control(
            name="development",
            label=TEXT["development"],
            values=(2, 4, 6, 9, 12),
            default=4,
            unit="months",
        ),
        Control(name="rest", label=TEXT["rest"], values=(4, 8, 11, 14, 18), default=14, unit="months"),
    )
    outcomes = (TEXT["shorter"], TEXT["same"], TEXT["longer"])
    return Explorer(
        name="space",
        title=TEXT["title"],
        controls=controls,
        values=_values(*controls),
        panels=_panels(),
        readout=Readout(tuple(TEXT["setting"] + each + TEXT["close"] for each in outcomes), pick="outcome"),
        caption=TEXT["caption"],
    )


def _values(*controls: Control) -> dict[str, Values]:
    every = tuple(control.name for control in controls)
    speed, distance, development, rest = np.broadcast_arrays(*grid(*controls))
    project = Project(development, rest, speed, distance, 30.0, QUESTIONS, LATE_ANSWER_MONTHS)
    total, floor, saved = time_to_market(project), shortest_time(project), saving(project)
    rests = np.stack([rest, rest, rest], axis=-1)
    late = np.stack([0 * rest, floor - rest, floor - rest], axis=-1)
    return {
        "total": Values(total, every, decimals=3),
        "floor": Values(floor[0], every[1:], decimals=2),
        "saved": Values(saved, every, decimals=3),
        "lost": Values(-saved, every, decimals=3),
        "outcome": Values(1 - np.sign(np.round(saved, 3)), every, decimals=0),
        "asked": Values(contact(project)[0, :, 0, 0], every[1:2], decimals=3),
        "late": Values((floor - rest)[0, :, 0, 0], every[1:2], decimals=2),
        "gone": Values(_within_the_chart(break_even_distance(project)[:, 0, :, 0]), ("speed", "development")),
        "building": Values(
            np.stack([development, development / speed, 0 * speed], axis=-1)[:, 0, :, 0],
            ("speed", "development"),
            decimals=2,
        ),
        "others": Values(rests[0, 0, 0], ("rest",), decimals=0),
        "waiting": Values(late[0, :, 0, 0], ("distance",), decimals=2),
        "speeds": Values(_SPEEDS, decimals=2),
        "curve": Values(_along_speeds(project), every[1:], decimals=2),
        "curve_near": Values(
            _along_speeds(dataclasses.replace(project, distance_m=0.0))[0], every[2:], decimals=2
        ),
        "limit": Values(np.repeat(floor[0][..., None], _SPEEDS.size, axis=-1), every[1:], decimals=2),
        "metres": Values(_METRES, decimals=0),
        "contact": Values(contact(Project(distance_m=_METRES)), decimals=3),
        "at_speed": Values(speed[:, 0, 0, 0], ("speed",), decimals=1),
        "at_distance": Values(distance[0, :, 0, 0], ("distance",), decimals=0),
    }


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


def _panels() -> tuple[Bars, Lines, Lines]:
    return (
        Bars(
            title=TEXT["months"],
            description=TEXT["months_description"],
            wide=True,
            categories=(TEXT["before"], TEXT["yours"], TEXT["none"]),
            series=(
                Series(label=TEXT["building"], values="building", tone=1),
                Series(label=TEXT["others"], values="others", tone=6),
                Series(label=TEXT["waiting"], values="waiting", tone=2),
            ),
            value_label=TEXT["months_label"],
            stacked=True,
            horizontal=True,
        ),
        Lines(
            title=TEXT["curve"],
            description=TEXT["curve_description"],
            x="speeds",
            series=(
                Series(label=TEXT["curve_yours"], values="curve", tone=1),
                Series(label=TEXT["curve_near"], values="curve_near", tone=3),
                Series(label=TEXT["limit"], values="limit", tone=6),
            ),
            x_label=TEXT["speed_label"],
            y_label=TEXT["months_label"],
            x_fmt=".2f",
            marker=Marker(label=TEXT["you"], x="at_speed", y="total"),
        ),
        Lines(
            title=TEXT["contact"],
            description=TEXT["contact_description"],
            x="metres",
            series=(Series(label=TEXT["contact_label"], values="contact", tone=2),),
            x_label=TEXT["metres_label"],
            y_label=TEXT["contact_label"],
            x_fmt=".0f",
            y_fmt=".0%",
            rules=(Rule(label=TEXT["gone"], at="gone", axis="x"),),
            marker=Marker(label=TEXT["you"], x="at_distance", y="asked"),
        ),
    )
