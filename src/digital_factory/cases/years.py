"""Case study of chapter 7: what does the board see after so many months, and what would it have had anyway?

Owns the grid of settings and every word a reader sees. The numbers come from `models.years`; how they travel
and are drawn is the explorer's business.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from digital_factory.explorer import (
    Bars,
    Control,
    Explorer,
    Funnel,
    Lines,
    Marker,
    Observations,
    Readout,
    Rule,
    Series,
    Values,
    evaluate_on_grid,
)
from digital_factory.models.years import Stages, funnel, reached_by

__all__ = ["IDEAS_A_MONTH", "controls", "explorer", "factory", "lines", "panels", "values"]

IDEAS_A_MONTH: Final = 10
YEARS_DRAWN: Final = 5
_EARLY_SHARES: Final = (0.4, 0.5)  # of ideas that become a prototype, of prototypes that are demonstrated
_EARLY_STAYS: Final = (2, 4)  # mean months before each
_LINES_STAYS: Final = (6, 18)  # mean months until the lines take an idea up, and until it is in use
_LINES_KEPT: Final = 0.5  # share of what the lines take up that comes into use
_MONTHS: Final = np.arange(12 * YEARS_DRAWN + 1)
_EVEN: Final = 0.05  # services: a lead that the readout would write as 0.0

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"look": 12}, {"look": 60}),
    ({"unaided": 4}, {"unaided": 5}, {"unaided": 5, "look": 60}),
    ({"wall": 0.3}, {"wall_months": 6}, {"wall": 0.3, "look": 60}, {"wall_months": 6, "look": 60}),
)

# ---- every word a reader sees
TITLE: Final = "What does the board see, and what would it have had anyway?"
CAPTION: Final = (
    "Illustrative: 10 ideas a month, of which 4 in 100 come into use in the end. After 36 months the "
    "board counts 2.1 in 100, and of the 7.6 services in use 3.1 would be there without the factory."
)
LOOK, MONTHS = "The board looks after", "months"
WALL: Final = "Demonstrations that come into use"
WALL_MONTHS: Final = "Wait behind a demonstration"
UNAIDED: Final = "Without the factory, of 100 ideas"
UNAIDED_WORDS: Final = "{} in use"
CURVES: Final = "With the factory and without it"
CURVES_DESCRIPTION: Final = (
    "Services in use, month by month, from ideas that come in evenly: with the factory, and the same "
    "ideas in the hands of the business lines. A vertical line marks the day on which the board looks. "
    "The height between the curves on that line is the factory's own."
)
WITH: Final = "With the factory"
WITHOUT: Final = "Without it"
MONTHS_AXIS: Final = "Months since the opening"
SERVICES: Final = "Services in use"
BOARD: Final = "The board looks"
COUNTS: Final = "The board counts"
STAGES: Final = ("Ideas", "Prototypes", "Demonstrations", "In use")
FUNNEL: Final = "Of 100 ideas received by then"
FUNNEL_DESCRIPTION: Final = (
    "Of 100 ideas that the factory has received by the day on which the board looks, how many have "
    "reached each stage. Ideas still on their way stand at the last stage they have reached."
)
OF_100: Final = "Reached so far (of 100 ideas)"
BALANCE: Final = "Services in use on that day"
BALANCE_DESCRIPTION: Final = (
    "Three bars: the services in use with the factory, those there would be without it, and the "
    "difference, which is below zero where the lines would have had more."
)
DIFFERENCE: Final = "Owing to it"
ON_THAT_DAY: Final = "Services in use"
READOUT: Final = (
    "After {look}, with {wall} of demonstrations coming into use and a mean wait of {wall_months}: the "
    "board counts {in_use:.1f} services in use, **{counted:.1f} of 100 ideas**; in the end it will be "
    "{final:.1f}. The lines alone ({unaided} in the end) would have {without:.1f} by then. "
)
AHEAD: Final = "**{lead:.1f} services are owing to the factory.**"
BEHIND: Final = "**The factory is {lag:.1f} services behind what there would have been.**"
EVEN: Final = "**The factory has made no difference to that number.**"


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="years",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout((READOUT + AHEAD, READOUT + BEHIND, READOUT + EVEN), pick="balance"),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    looks, waits, unaided = range(12, 61, 6), (6, 12, 18, 24), range(6)
    in_words = [UNAIDED_WORDS.format(share) for share in unaided]
    return (
        Control(name="look", label=LOOK, values=looks, default=36, unit=MONTHS),
        Control(name="wall", label=WALL, values=(0.05, 0.1, 0.2, 0.3), default=0.2, fmt="{:.0%}"),
        Control(name="wall_months", label=WALL_MONTHS, values=waits, default=12, unit=MONTHS),
        Control(name="unaided", label=UNAIDED, values=unaided, default=2, words=in_words),
    )


def values(look: Control, wall: Control, wall_months: Control, unaided: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    last = int(_MONTHS[-1])
    # (wall, wall_months, stage, month)
    counts = evaluate_on_grid(
        lambda share, months: reached_by(factory(share, months), IDEAS_A_MONTH, last), wall, wall_months
    )
    # (unaided, month)
    alone = evaluate_on_grid(lambda share: reached_by(lines(share), IDEAS_A_MONTH, last)[-1], unaided)
    days = np.array(look.values, dtype=np.int64)
    seen = np.moveaxis(counts[..., days], -1, 0)  # (look, wall, wall_months, stage)
    per_100 = 100 * seen / seen[..., :1]
    final = evaluate_on_grid(lambda share: funnel(100, [*_EARLY_SHARES, share])[-1], wall)
    in_use, without = seen[..., 3], alone[:, days].T  # without: (look, unaided)
    # Rounded as they are shown, so that a reader who subtracts finds the same.
    lead = np.round(in_use, 1)[..., None] - np.round(without, 1)[:, None, None, :]
    bars = np.stack([*np.broadcast_arrays(in_use[..., None], without[:, None, None, :]), lead], axis=-1)
    seen_by, every = ("look", "wall", "wall_months"), ("look", "wall", "wall_months", "unaided")
    return {
        "month": Values(_MONTHS, decimals=0),
        "with": Values(counts[:, :, 3], ("wall", "wall_months"), decimals=2),
        "alone": Values(alone, ("unaided",), decimals=2),
        "day": Values(days, ("look",), decimals=0),
        "reached": Values(per_100, seen_by, decimals=1),
        "counted": Values(per_100[..., 3], seen_by, decimals=2),
        "final": Values(final, ("wall",), decimals=1),
        "in_use": Values(in_use, seen_by, decimals=1),
        "without": Values(without, ("look", "unaided"), decimals=1),
        "lead": Values(lead, every, decimals=1),
        "lag": Values(-lead, every, decimals=1),
        "balance": Values(np.where(lead >= _EVEN, 0, np.where(lead <= -_EVEN, 1, 2)), every, decimals=0),
        "bars": Values(bars, every, decimals=1),
    }


def factory(wall: float, wall_months: float) -> Stages:
    """Return the factory's stages: share and mean wait [months] behind the demonstration as given."""
    return Stages([*_EARLY_SHARES, wall], [*_EARLY_STAYS, wall_months])


def lines(unaided: float) -> Stages:
    """Return the same ideas' way without a factory: `unaided` of 100 ideas come into use in the end."""
    return Stages([unaided / 100 / _LINES_KEPT, _LINES_KEPT], _LINES_STAYS)


def panels() -> tuple[Lines, Funnel, Bars]:
    """Return the charts."""
    return (
        Lines(
            title=CURVES,
            description=CURVES_DESCRIPTION,
            wide=True,
            x="month",
            x_label=MONTHS_AXIS,
            x_fmt=".0f",
            y_label=SERVICES,
            y_range=(0, 30),
            series=(
                Series(label=WITH, values="with", tone=1),
                Series(label=WITHOUT, values="alone", tone=2),
            ),
            rules=(Rule(label=BOARD, at="day", axis="x"),),
            marker=Marker(label=COUNTS, x="day", y="in_use"),
        ),
        Funnel(
            title=FUNNEL,
            description=FUNNEL_DESCRIPTION,
            stages=STAGES,
            values="reached",
            value_label=OF_100,
            fmt=".1f",
        ),
        Bars(
            title=BALANCE,
            description=BALANCE_DESCRIPTION,
            categories=(WITH, WITHOUT, DIFFERENCE),
            series=(Series(label=SERVICES, values="bars", tone=5),),
            value_label=ON_THAT_DAY,
            horizontal=True,
        ),
    )
