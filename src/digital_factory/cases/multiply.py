"""Case study of chapter 1: do firms open a digital factory because they need one, or because others have one?

Owns the grid of settings and every word a reader sees. The numbers come from `models.multiply`; how they
travel and are drawn is the explorer's business.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from digital_factory.explorer import (
    Area,
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
from digital_factory.models.multiply import (
    MEAN_IMITATION,
    MEAN_INNOVATION,
    Diffusion,
    opened,
    openings_rate,
    peak_years,
    stepped,
)
from digital_factory.models.rounding import first_largest

__all__ = ["FIRMS", "controls", "explorer", "panels", "values"]

FIRMS: Final = 1000  # firms that could open one
YEARS: Final = 16  # drawn
_STEPS_A_YEAR: Final = {"moment": None, "quarter": 4, "year": 1}  # by reckoning; None is the closed form
_LATER, _AT_ONCE, _QUARTER, _YEAR = range(4)  # which end of the readout says when openings are fastest
_MOMENTS: Final = np.arange(0, YEARS + 0.125, 0.25)  # [years], a quarter apart: each begins a step

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"asked": 0}, {"asked": 1}, {"asked": 10}),
    ({"innovation": 0.12},),
    ({"reckoning": "quarter"}, {"reckoning": "year"}),
)

# ---- every word a reader sees
TITLE: Final = "Of those who open a digital factory, how many follow others?"
CAPTION: Final = (
    "Illustrative: 1,000 firms with the mean parameters of 213 applications of such models. In year 5 "
    "four openings in five follow others."
)
INNOVATION: Final = "Own reasons"
IMITATION: Final = "Imitation"
A_YEAR: Final = "a year"
ASKED, ASKED_WORDS = "You are asked in", "year {:g}"
RECKONING: Final = "Reckoned"
RECKONINGS: Final = ("continuously", "quarterly", "yearly")
OPENINGS: Final = "Openings and their reasons"
OPENINGS_DESCRIPTION: Final = (
    "Firms that open a digital factory, per year, in two layers: for their own reasons, and following "
    "others. A vertical line marks the year in which you are asked. Look at how the line cuts the layers."
)
OWN: Final = "For their own reasons"
FOLLOWING: Final = "Following others"
YEARS_AXIS: Final = "Years since the first firm could open one"
OPENINGS_AXIS: Final = "Openings (firms a year)"
YOU: Final = "You are asked"
EVERYBODY: Final = "Firms that have opened one"
EVERYBODY_DESCRIPTION: Final = (
    "How many of 1,000 firms have opened a digital factory by each moment, reckoned continuously. When you "
    "reckon in steps, a second curve shows what you would find."
)
EXACT: Final = "Continuously"
RECKONED: Final = "In steps"
FIRMS_AXIS: Final = "Firms out of 1,000"
HUNDRED: Final = "A hundred firms that open when you are asked"
HUNDRED_DESCRIPTION: Final = (
    "Of 100 firms that open when you are asked, how many do so for their own reasons and how many "
    "follow others."
)
WHEN_ASKED: Final = "Of 100 firms"
OF_HUNDRED: Final = "Firms out of 100"
READOUT: Final = (
    "Own reasons {innovation}, imitation {imitation}, reckoned {reckoning}: by {asked}, "
    "**{your_firms:,.0f} of 1,000 firms** have opened one. Of 100 that open then: {own_of_hundred:.0f} "
    "for their own reasons, **{follow_of_hundred:.0f} following others**. "
)
FASTEST_LATER: Final = "Openings are fastest after {fastest:.1f} years."
FASTEST_AT_ONCE: Final = "Openings are fastest at the start."
FASTEST_QUARTER: Final = "The step with the most openings ends after {fastest:.2f} years."
FASTEST_YEAR: Final = "The step with the most openings is year {fastest:.0f}."


class _Reckoned(NamedTuple):
    """One reckoning, of shape (innovation, imitation, moments) but for `fastest` (innovation, imitation)."""

    opened: Floats  # [firms]
    own_reasons: Floats  # openings for own reasons [firms a year]
    following: Floats  # openings that follow others [firms a year]
    fastest: Floats  # when openings are fastest [years]


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="multiply",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout(
            [READOUT + end for end in (FASTEST_LATER, FASTEST_AT_ONCE, FASTEST_QUARTER, FASTEST_YEAR)],
            pick="sentence",
        ),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    innovations = (0.005, 0.01, 0.02, MEAN_INNOVATION, 0.05, 0.08, 0.12)
    imitations = (0, 0.1, 0.2, 0.3, MEAN_IMITATION, 0.5, 0.6)
    return (
        Control(
            name="innovation",
            label=INNOVATION,
            values=innovations,
            default=MEAN_INNOVATION,
            fmt="{:.1%}",
            unit=A_YEAR,
        ),
        Control(
            name="imitation",
            label=IMITATION,
            values=imitations,
            default=MEAN_IMITATION,
            fmt="{:.0%}",
            unit=A_YEAR,
        ),
        Control(name="asked", label=ASKED, values=range(YEARS), default=5, fmt=ASKED_WORDS),
        Control(
            name="reckoning",
            label=RECKONING,
            values=tuple(_STEPS_A_YEAR),
            default="moment",
            words=RECKONINGS,
            kind="buttons",
        ),
    )


def values(innovation: Control, imitation: Control, asked: Control, reckoning: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    p, q = grid(innovation, imitation)
    reckoned = [_reckon(p[..., None], q[..., None], _STEPS_A_YEAR[str(each)]) for each in reckoning.values]
    everyone, own_reasons, following, fastest = (
        np.stack(arrays, axis=2) for arrays in zip(*reckoned, strict=True)
    )
    sentence = np.where(fastest == 0, _AT_ONCE, _LATER)
    sentence[..., 1:] = _QUARTER, _YEAR
    # Reckoned continuously, the second curve would lie on the first: it is left out.
    in_steps = np.concatenate([np.full_like(everyone[:, :, :1], np.nan), everyone[:, :, 1:]], axis=2)
    moving = ("innovation", "imitation", "reckoning")
    your_years = (*moving, "asked")
    at = np.searchsorted(_MOMENTS, np.asarray(asked.values))
    of_hundred = 100 * following[..., at] / (own_reasons + following)[..., at]
    return {
        "year": Values(_MOMENTS, decimals=2),
        "own_reasons": Values(own_reasons, moving, decimals=1),
        "following": Values(following, moving, decimals=1),
        "exact": Values(everyone[:, :, 0], moving[:2], decimals=0),
        "reckoned": Values(in_steps, moving, decimals=0),
        "your_year": Values(asked.values, ("asked",), decimals=0),
        "your_firms": Values(everyone[..., at], your_years, decimals=0),
        "own_bar": Values(100 - of_hundred[..., None], your_years, decimals=0),
        "follow_bar": Values(of_hundred[..., None], your_years, decimals=0),
        "own_of_hundred": Values(100 - of_hundred, your_years, decimals=0),
        "follow_of_hundred": Values(of_hundred, your_years, decimals=0),
        "fastest": Values(fastest, moving, decimals=2),
        "sentence": Values(sentence, moving, decimals=0),
    }


def _reckon(p: Floats, q: Floats, steps_a_year: int | None) -> _Reckoned:
    diffusion = Diffusion(p, q, FIRMS)
    if steps_a_year is None:
        everyone, rate = opened(diffusion, _MOMENTS), openings_rate(diffusion, _MOMENTS)
        own_reasons = p * (FIRMS - everyone)
        return _Reckoned(everyone, own_reasons, rate - own_reasons, peak_years(diffusion)[..., 0])
    steps = steps_a_year * (YEARS + 1)  # one year more than drawn: the last moment begins a step too
    path = stepped(Diffusion(p[..., 0], q[..., 0], FIRMS), steps, steps_a_year)
    rates = np.diff(path) * steps_a_year
    step = np.floor(_MOMENTS * steps_a_year).astype(int)
    everyone = path[..., step] + rates[..., step] * (_MOMENTS - step / steps_a_year)
    own_reasons = p * (FIRMS - path[..., step])
    return _Reckoned(
        everyone, own_reasons, rates[..., step] - own_reasons, (first_largest(rates) + 1) / steps_a_year
    )


def panels() -> tuple[Area, Bars, Lines]:
    """Return the charts."""
    asked = Rule(label=YOU, at="your_year", axis="x")
    return (
        Area(
            title=OPENINGS,
            description=OPENINGS_DESCRIPTION,
            wide=True,
            x="year",
            x_label=YEARS_AXIS,
            y_label=OPENINGS_AXIS,
            y_fmt=".0f",
            x_fmt=".2f",
            series=(
                Series(label=OWN, values="own_reasons", tone=1),
                Series(label=FOLLOWING, values="following", tone=2),
            ),
            rules=(asked,),
        ),
        Bars(
            title=HUNDRED,
            description=HUNDRED_DESCRIPTION,
            categories=(WHEN_ASKED,),
            series=(
                Series(label=OWN, values="own_bar", tone=1),
                Series(label=FOLLOWING, values="follow_bar", tone=2),
            ),
            value_label=OF_HUNDRED,
            stacked=True,
            horizontal=True,
            fmt=".0f",
            value_range=(0, 100),
        ),
        Lines(
            title=EVERYBODY,
            description=EVERYBODY_DESCRIPTION,
            x="year",
            x_label=YEARS_AXIS,
            y_label=FIRMS_AXIS,
            y_fmt=",.0f",
            x_fmt=".2f",
            y_range=(0, FIRMS),
            series=(
                Series(label=EXACT, values="exact", tone=3),
                Series(label=RECKONED, values="reckoned", tone=4),
            ),
            marker=Marker(label=YOU, x="your_year", y="your_firms"),
        ),
    )
