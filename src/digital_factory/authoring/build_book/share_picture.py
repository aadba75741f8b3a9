"""The picture that a link to the course shows where people share it: the wall, as one curve."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.figure import Figure

from digital_factory.models import wall

__all__ = ["draw"]

_SIZE: Final = (12.0, 6.3)  # inches, at 100 dots each: what the networks ask for
_INK, _BRICK, _PAPER = "#1f262d", "#a63d1f", "#f8f5f1"
_REVIEWS: Final = 2.0  # services a month that the board can take
_TITLE: Final = "Making Digital\nFactories Work"
_SAID: Final = (
    "Why digital factories shine",
    "in demonstrations and stop",
    "at the firm’s own door.",
    "Ten chapters, each with a case",
    "that answers as you move it.",
)
_LINE: Final = 0.072  # of the height; set by hand, since a text of many lines gets uneven ones


def draw(place: Path) -> None:
    """Write the picture, 1200 by 630 pixels, to `place`; its folder is made if it is missing."""
    arrivals = np.linspace(1.0, 1.95, 200)
    months = wall.stay(wall.HandOver(arrival_rate=arrivals, service_rate=_REVIEWS)).total
    figure = Figure(figsize=_SIZE, facecolor=_PAPER)
    figure.text(0.06, 0.86, _TITLE, fontsize=40, fontweight="bold", color=_INK, va="top")
    for number, said in enumerate(_SAID):
        figure.text(0.06, 0.51 - number * _LINE, said, fontsize=20, color=_INK)
    axes = figure.add_axes((0.57, 0.16, 0.38, 0.68), facecolor=_PAPER)
    axes.plot(arrivals, months, color=_BRICK, linewidth=6, solid_capstyle="round")
    axes.axvline(_REVIEWS, color=_INK, linewidth=1.5, linestyle="--")
    axes.set_xlim(0.98, 2.02)
    axes.set_ylim(0, 20)
    axes.set_yticks(range(0, 21, 5))
    axes.set_xlabel("services sent to the board a month", fontsize=16, color=_INK)
    axes.set_ylabel("months that each spends there", fontsize=16, color=_INK)
    axes.tick_params(labelsize=14, colors=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    place.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(place, dpi=100, metadata={"Software": None})
