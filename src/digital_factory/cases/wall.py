"""Case study of chapter 8: what the hand-over does to a service.

Closed forms only, from `digital_factory.models.wall`: Allen-Cunneen with the demand that returns add, and the
approximation of `backlog_path` for the first months. What no formula covers is left to the simulation, which
the reader calls in the next cell.
"""

from __future__ import annotations

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
from digital_factory.models import wall
from digital_factory.models.arrays import Floats
from digital_factory.models.rounding import at_most, below

__all__ = [
    "BUILD_MONTHS",
    "FIX_MONTHS",
    "HORIZON_MONTHS",
    "controls",
    "explorer",
    "panels",
    "values",
]

BUILD_MONTHS: Final = 2.5  # eleven weeks from sketch to demonstration; no control changes them
FIX_MONTHS: Final = 0.5  # in the factory again, per return
HORIZON_MONTHS: Final = 36

_ARRIVALS: Final = np.round(np.arange(1.0, 2.65, 0.1), 1)  # services a month
_CAPACITY: Final = np.round(np.arange(1.6, 3.25, 0.1), 1)  # reviews a month
_VARIABILITY: Final = (0.0, 0.5, 1.0, 1.5, 2.0)  # coefficient of variation, of the gaps and of the reviews
_REWORK: Final = (0.0, 0.05, 0.1, 0.2, 0.3)  # share of reviews
# Utilisations of the curve, denser where it bends.
_UTILISATION: Final = np.concatenate(
    [[0.01], np.arange(0.05, 0.81, 0.05), np.arange(0.82, 0.91, 0.02), np.arange(0.91, 0.995, 0.01)]
)
_CEILINGS: Final = (10.0, 20.0, 40.0)  # of the backlog's axis [services]: a short queue is to be seen as well
_MONTHS: Final = np.arange(0, HORIZON_MONTHS + 1, 2)

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"arrivals": 1.0}, {"arrivals": 1.5}, {"arrivals": 1.9}, {"arrivals": 2.0}),
    ({"variability": 2.0}, {"variability": 0.5}, {"variability": 0.0}),
    ({"rework": 0.1}, {"rework": 0.1, "capacity": 2.2}),
)

# ---- every word a reader sees
TITLE: Final = "The hand-over: how long until a service is in operation?"
CAPTION: Final = (
    "Illustrative. One review team with a queue before it. Long-run means by the Allen-Cunneen formula; the "
    f"backlog by an approximation for its first {HORIZON_MONTHS} months."
)
ARRIVALS, ARRIVALS_UNIT = "Arrivals", "services a month"
CAPACITY, CAPACITY_UNIT = "Hand-over capacity", "reviews a month"
VARIABILITY: Final = "Variability"
VARIABILITY_WORDS: Final = ("0 (clockwork)", "0.5 (steady)", "1 (chance)", "1.5 (irregular)", "2 (erratic)")
REWORK, REWORK_UNIT = "Rework", "of reviews"
_SETTINGS: Final = (
    "With {arrivals} handed over, a capacity of {capacity}, a variability of {variability} "
    "and {rework} sent back, "
)
STEADY: Final = _SETTINGS + (
    "the reviewers are busy {rho:.0%} of the time. A service takes **{lead:.1f} months** from hand-over to "
    "operation, **{wait:.1f} of them waiting**."
)
SATURATED: Final = _SETTINGS + (
    "the reviewers have no slack at all: **there is no steady state**, and no mean time. After "
    f"{HORIZON_MONTHS} months the backlog stands at **{{end:.0f}}**."
)
OVERLOAD: Final = _SETTINGS + (
    "the work asked for is {rho:.0%} of what can be done: **there is no steady state**. The backlog grows by "
    f"{{growth:.2f}} services a month; after {HORIZON_MONTHS} months it stands at **{{end:.0f}}**."
)
CURVE: Final = "Time from hand-over to operation, against utilisation"
CURVE_DESCRIPTION: Final = (
    "A curve for the chosen capacity, variability (the coefficient of variation) and rework. It rises "
    "slowly at first and without bound as utilisation nears 100%. A point marks the present settings."
)
UTILISATION: Final = "Utilisation of the reviewers, returns included"
LEAD: Final = "Mean time (months)"
FULL: Final = "full"
HERE: Final = "you are here"
BACKLOG: Final = f"Backlog over {HORIZON_MONTHS} months, from an empty start"
BACKLOG_DESCRIPTION: Final = (
    "The mean number of services handed over and not yet in operation, along the months. Below saturation it "
    "levels off; above, it climbs in a straight line. The axis ends at 10, 20 or 40 services."
)
MONTHS: Final = "Months since the start"
SERVICES: Final = "Services not yet in operation"
LIFE: Final = "Where a service spends its life, from the first sketch to operation"
LIFE_DESCRIPTION: Final = (
    "One bar, cut into the months being built in the factory, under first review, fixed and reviewed again "
    "after returns, and waiting. Only the waiting has no upper limit."
)
ONE_SERVICE: Final = "One service"
BUILT, REVIEWED, REWORKED, WAITING = "being built", "first review", "fixed and reviewed again", "waiting"
LIFE_MONTHS: Final = "Mean time (months)"


def explorer() -> Explorer:
    """Return the case study.

    Examples
    --------
    >>> explorer().combinations
    7225
    """
    chosen = controls()
    return Explorer(
        name="wall",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout((STEADY, SATURATED, OVERLOAD), pick="sentence"),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    return (
        Control(
            name="arrivals", label=ARRIVALS, values=_ARRIVALS, default=1.8, fmt="{:.1f}", unit=ARRIVALS_UNIT
        ),
        Control(
            name="capacity", label=CAPACITY, values=_CAPACITY, default=2.0, fmt="{:.1f}", unit=CAPACITY_UNIT
        ),
        Control(
            name="variability", label=VARIABILITY, values=_VARIABILITY, default=1.0, words=VARIABILITY_WORDS
        ),
        Control(name="rework", label=REWORK, values=_REWORK, default=0.0, fmt="{:.0%}", unit=REWORK_UNIT),
    )


def values(arrivals: Control, capacity: Control, variability: Control, rework: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    coming, reviews, cv, back = grid(arrivals, capacity, variability, rework)
    hand_over = _hand_over(coming, reviews, cv, back)
    steady = below(hand_over.utilisation, 1.0)
    sentence = np.where(steady, 0, np.where(at_most(hand_over.utilisation, 1.0), 1, 2))
    stay = wall.stay(hand_over)
    waiting = np.where(steady, stay.waiting, np.inf)
    first_review = 1.0 / hand_over.capacity
    again = (hand_over.reviews_per_service - 1.0) * (first_review + FIX_MONTHS)
    backlog = wall.backlog_path(hand_over, _MONTHS)
    everything = ("arrivals", "capacity", "variability", "rework")
    load = ("arrivals", "capacity", "rework")
    return {
        "utilisation": Values(_UTILISATION, decimals=2),
        "curve": Values(_curve(capacity, variability, rework), everything[1:], decimals=2),
        "rho": Values(hand_over.utilisation[:, :, 0, :], load, decimals=4),
        "lead": Values(np.where(steady, stay.total, np.inf), everything, decimals=2),
        "wait": Values(waiting, everything, decimals=2),
        "months": Values(_MONTHS, decimals=0),
        "backlog": Values(backlog, everything, decimals=1),
        "end": Values(backlog[..., -1], everything, decimals=1),
        "empty": Values(0),
        "ceiling": Values(
            np.select([backlog.max(axis=-1) <= top for top in _CEILINGS], _CEILINGS, _CEILINGS[-1]),
            everything,
            decimals=0,
        ),
        "growth": Values(wall.backlog_growth(hand_over)[:, :, 0, :], load, decimals=2),
        "sentence": Values(sentence[:, :, 0, :], load, decimals=0),
        "built": Values([BUILD_MONTHS], decimals=1),
        "review": Values(first_review[0, :, 0, 0, None], ("capacity",), decimals=2),
        "again": Values(again[0, :, 0, :, None], ("capacity", "rework"), decimals=2),
        "waiting": Values(waiting[..., None], everything, decimals=2),
    }


def _hand_over(arrivals: Floats, capacity: Floats, variability: Floats, rework: Floats) -> wall.HandOver:
    return wall.HandOver(
        arrival_rate=arrivals,
        service_rate=capacity,
        cv_arrival=variability,
        cv_service=variability,
        return_share=rework,
        fix_months=FIX_MONTHS,
    )


def _curve(capacity: Control, variability: Control, rework: Control) -> Floats:
    """Return the mean time [months] at each of `_UTILISATION`, the arrivals being what makes it so."""
    reviews, cv, back = (values[..., None] for values in grid(capacity, variability, rework))
    return wall.stay(_hand_over(_UTILISATION * reviews * (1.0 - back), reviews, cv, back)).total


def panels() -> tuple[Lines, Lines, Bars]:
    """Return the charts."""
    curve = Lines(
        title=CURVE,
        description=CURVE_DESCRIPTION,
        x="utilisation",
        series=(Series(label=LEAD, values="curve"),),
        x_label=UTILISATION,
        x_range=(0.0, 1.2),
        x_fmt=".0%",
        y_label=LEAD,
        y_range=(0.0, 20.0),
        marker=Marker(label=HERE, x="rho", y="lead"),
        rules=(Rule(label=FULL, at=1.0, axis="x"),),
    )
    backlog = Lines(
        title=BACKLOG,
        description=BACKLOG_DESCRIPTION,
        x="months",
        series=(Series(label=SERVICES, values="backlog"),),
        x_label=MONTHS,
        x_fmt=".0f",
        y_label=SERVICES,
        y_between=("empty", "ceiling"),
    )
    life = Bars(
        title=LIFE,
        description=LIFE_DESCRIPTION,
        categories=(ONE_SERVICE,),
        series=(
            Series(label=BUILT, values="built"),
            Series(label=REVIEWED, values="review", tone=3),
            Series(label=REWORKED, values="again", tone=4),
            Series(label=WAITING, values="waiting", tone=2),
        ),
        value_label=LIFE_MONTHS,
        value_range=(0.0, 20.0),
        stacked=True,
        horizontal=True,
        wide=True,
    )
    return curve, backlog, life
