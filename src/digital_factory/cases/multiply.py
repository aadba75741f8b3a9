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

__all__ = ["FIRMS", "explorer"]

FIRMS: Final = 1000  # firms that could open one
YEARS: Final = 16  # drawn
_STEPS_A_YEAR: Final = {"moment": None, "quarter": 4, "year": 1}  # by reckoning; None is the closed form
_FASTEST: Final = ("fastest_later", "fastest_at_once", "fastest_step")  # ends of the readout
_MOMENTS: Final = np.arange(
    0, YEARS + 0.125, 0.25
)  # [years], a quarter apart so that they are starts of steps

TEXT: Final = {
    "title": "Of those who open a digital factory, how many follow others?",
    "caption": (
        "Illustrative: 1,000 firms with the mean parameters of 213 applications of such models. In year 5 "
        "four openings in five follow others."
    ),
    "innovation": "Own reasons",
    "imitation": "Imitation",
    "asked": "You are asked in",
    "reckoning": "Reckoned",
    "moment": "continuously",
    "quarter": "quarterly",
    "year": "yearly",
    "openings": "Openings and their reasons",
    "openings_description": (
        "Firms that open a digital factory, per year, in two layers: for their own reasons, and following "
        "others. A vertical line marks the year in which you are asked. Look at how the line cuts the layers."
    ),
    "own": "For their own reasons",
    "follow": "Following others",
    "years": "Years since the first firm could open one",
    "a_year": "Openings (firms a year)",
    "your_year": "You are asked",
    "all": "Firms that have opened one",
    "all_description": (
        "How many of 1,000 firms have opened a digital factory by each moment, reckoned continuously and as "
        "you reckon. The two curves part when the reckoning moves in steps."
    ),
    "exact": "Continuously",
    "reckoned": "As you reckon",
    "firms": "Firms out of 1,000",
    "hundred": "A hundred firms that open when you are asked",
    "hundred_description": (
        "Of 100 firms that open when you are asked, how many do so for their own reasons and how many "
        "follow others."
    ),
    "when_asked": "Of 100 firms",
    "of_hundred": "Firms out of 100",
    "readout": (
        "Own reasons {innovation}, imitation {imitation}, reckoned {reckoning}: by {asked}, "
        "**{your_firms:,.0f} of 1,000 firms** have opened one. Of 100 that open then, {own_of_hundred:.0f} "
        "have their own reasons and **{follow_of_hundred:.0f} follow others**. "
    ),
    "fastest_later": "Openings are fastest after {fastest:.2f} years.",
    "fastest_at_once": "Openings are fastest at the start.",
    "fastest_step": "The step with the most openings ends after {fastest:.2f} years.",
}


class _Reckoned(NamedTuple):
    """One reckoning, of shape (innovation, imitation, moments) but for `fastest` (innovation, imitation)."""

    opened: Floats  # [firms]
    own: Floats  # openings for own reasons [firms a year]
    follow: Floats  # openings that follow others [firms a year]
    fastest: Floats  # when openings are fastest [years]


def explorer() -> Explorer:
    """Return the case study."""
    innovation = Control(
        name="innovation",
        label=TEXT["innovation"],
        values=(0.005, 0.01, 0.02, MEAN_INNOVATION, 0.05, 0.08, 0.12),
        default=MEAN_INNOVATION,
        fmt="{:.1%}",
        unit="a year",
    )
    imitation = Control(
        name="imitation",
        label=TEXT["imitation"],
        values=(0, 0.1, 0.2, 0.3, MEAN_IMITATION, 0.5, 0.6),
        default=MEAN_IMITATION,
        fmt="{:.0%}",
        unit="a year",
    )
    asked = Control(name="asked", label=TEXT["asked"], values=range(YEARS), default=5, fmt="year {:g}")
    reckoning = Control(
        name="reckoning",
        label=TEXT["reckoning"],
        values=tuple(_STEPS_A_YEAR),
        default="moment",
        words=[TEXT[reckoning] for reckoning in _STEPS_A_YEAR],
        kind="buttons",
    )
    return Explorer(
        name="multiply",
        title=TEXT["title"],
        controls=(innovation, imitation, asked, reckoning),
        values=_values(innovation, imitation, asked),
        panels=_panels(),
        readout=Readout([TEXT["readout"] + TEXT[fastest] for fastest in _FASTEST], pick="sentence"),
        caption=TEXT["caption"],
    )


def _values(innovation: Control, imitation: Control, asked: Control) -> dict[str, Values]:
    p, q = grid(innovation, imitation)
    reckoned = [_reckon(p[..., None], q[..., None], steps) for steps in _STEPS_A_YEAR.values()]
    everyone, own, follow = (np.stack(arrays, axis=2) for arrays in list(zip(*reckoned, strict=True))[:3])
    fastest = np.stack([each.fastest for each in reckoned], axis=2)
    sentence = np.where(fastest == 0, _FASTEST.index("fastest_at_once"), _FASTEST.index("fastest_later"))
    sentence[..., 1:] = _FASTEST.index("fastest_step")
    moving = (innovation.name, imitation.name, "reckoning")
    your_years = (*moving, asked.name)
    at = np.searchsorted(_MOMENTS, np.asarray(asked.values))
    of_hundred = 100 * follow[..., at] / (own + follow)[..., at]
    return {
        "year": Values(_MOMENTS, decimals=2),
        "own": Values(own, moving, decimals=1),
        "follow": Values(follow, moving, decimals=1),
        "exact": Values(everyone[:, :, 0], moving[:2], decimals=0),
        "reckoned": Values(everyone, moving, decimals=0),
        "your_year": Values(asked.values, (asked.name,), decimals=0),
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
        own = p * (FIRMS - everyone)
        return _Reckoned(everyone, own, rate - own, peak_years(diffusion)[..., 0])
    steps = steps_a_year * (YEARS + 1)  # one year more than drawn: the last moment begins a step too
    path = stepped(Diffusion(p[..., 0], q[..., 0], FIRMS), steps, steps_a_year)
    rates = np.diff(path) * steps_a_year
    step = np.floor(_MOMENTS * steps_a_year).astype(int)
    everyone = path[..., step] + rates[..., step] * (_MOMENTS - step / steps_a_year)
    own = p * (FIRMS - path[..., step])
    return _Reckoned(everyone, own, rates[..., step] - own, (rates.argmax(axis=-1) + 1) / steps_a_year)


def _panels() -> tuple[Area, Bars, Lines]:
    asked = Rule(label=TEXT["your_year"], at="your_year", axis="x")
    return (
        Area(
            title=TEXT["openings"],
            description=TEXT["openings_description"],
            wide=True,
            x="year",
            x_label=TEXT["years"],
            y_label=TEXT["a_year"],
            y_fmt=".0f",
            x_fmt=".2f",
            series=(
                Series(label=TEXT["own"], values="own", tone=1),
                Series(label=TEXT["follow"], values="follow", tone=2),
            ),
            rules=(asked,),
        ),
        Bars(
            title=TEXT["hundred"],
            description=TEXT["hundred_description"],
            categories=(TEXT["when_asked"],),
            series=(
                Series(label=TEXT["own"], values="own_bar", tone=1),
                Series(label=TEXT["follow"], values="follow_bar", tone=2),
            ),
            value_label=TEXT["of_hundred"],
            stacked=True,
            horizontal=True,
            fmt=".0f",
            value_range=(0, 100),
        ),
        Lines(
            title=TEXT["all"],
            description=TEXT["all_description"],
            x="year",
            x_label=TEXT["years"],
            y_label=TEXT["firms"],
            y_fmt=",.0f",
            x_fmt=".2f",
            y_range=(0, FIRMS),
            series=(
                Series(label=TEXT["exact"], values="exact", tone=3),
                Series(label=TEXT["reckoned"], values="reckoned", tone=4),
            ),
            marker=Marker(label=TEXT["your_year"], x="your_year", y="your_firms"),
        ),
    )
