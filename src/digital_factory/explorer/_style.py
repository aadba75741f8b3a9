"""Colours, dashes, textures and marks of the static chart: the live chart's, in matplotlib's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._panel import Range
from digital_factory.explorer.panels import Points, Series

__all__ = [
    "COLOURS",
    "DASHES",
    "MARKS",
    "PALETTE",
    "SMALL",
    "SURFACE",
    "TEXT",
    "UPRIGHT",
    "Numbers",
    "Ranges",
    "fill",
    "is_alone",
    "is_used",
    "tone_of",
]

Numbers = Mapping[str, npt.NDArray[np.float64]]
Ranges = Mapping[str, Range]

TEXT, SURFACE = "#1b1f24", "#fefefe"
PALETTE = ("#1f6f8b", "#b4530b", "#52751b", "#7a4796", "#9a2f50", "#565f68")
_HATCHES = ("", "//", "..", "--", "xx", "||")
DASHES: tuple[Any, ...] = ("-", (0, (5, 3)), (0, (1.5, 2)), "-.", (0, (9, 3)), (0, (4, 1, 1, 1)))
MARKS = ("o", "s", "^", "D", "v", "P")
COLOURS = {TEXT: "--df-text", SURFACE: "--df-surface"} | {
    t: f"--df-tone-{k}" for k, t in enumerate(PALETTE, 1)
}
"""Colours of the drawing and the CSS variables that stand for them in a page."""
SMALL = 10.5
"""Size of what stands beside marks and bars [pt]."""
UPRIGHT = 20
"""Letters of a line of the name of a vertical axis, which is no longer than the axis."""


def fill(tone: int, alone: bool = False) -> dict[str, Any]:
    """Return a fill that can be told from the others without colour; what is `alone` needs no texture."""
    if alone or not _HATCHES[tone]:
        return {"facecolor": PALETTE[tone], "edgecolor": PALETTE[tone]}
    return {"facecolor": "none", "edgecolor": PALETTE[tone], "hatch": _HATCHES[tone], "linewidth": 0.8}


def is_used(numbers: npt.NDArray[np.float64]) -> bool:
    """Say whether anything is drawn of a series, so that the legend names it."""
    return bool((np.isfinite(numbers) & (numbers != 0)).any() or np.isposinf(numbers).any())


def is_alone(used: Iterable[bool]) -> bool:
    """Say whether at most one series is drawn at this setting: it needs no texture and no dash."""
    return sum(used) < 2


def tone_of(one: Series | Points, position: int) -> int:
    """Return the place in `PALETTE` of the series or cloud at `position`."""
    return position if one.tone is None else one.tone - 1
