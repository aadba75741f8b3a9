"""The drawing of the class's scores: bars, ticks and the median, in the units of an SVG."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from classroom.reports.item_analysis import histogram
from classroom.reports.texts import REPORT

__all__ = ["Bar", "ScoreChart", "Tick", "score_chart"]

_WIDTH, _LEFT, _TOP, _BASE = 680, 40, 24, 190


@dataclass(frozen=True)
class Bar:
    """The students between two scores."""

    x: float
    y: float
    width: float
    height: float
    count: int
    middle: float


@dataclass(frozen=True)
class Tick:
    """A score on the axis."""

    x: float
    value: str


@dataclass(frozen=True)
class ScoreChart:
    """All that the page draws."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    median: float
    label: str  # the same in words
    size: str = f"0 0 {_WIDTH + 16} {_BASE + 48}"
    left: int = _LEFT
    right: int = _WIDTH
    base: int = _BASE
    top: int = _TOP


def score_chart(scores: list[float], max_score: float) -> ScoreChart:
    """Lay out the distribution of scores between 0 and `max_score` [points]."""
    bins = histogram(scores, max_score)
    tallest = max((count for _, _, count in bins), default=0) or 1
    step = (_WIDTH - _LEFT) / len(bins)
    height = _BASE - _TOP
    bars = tuple(
        Bar(
            x=round(_LEFT + number * step + 2, 1),
            y=round(_BASE - height * count / tallest, 1),
            width=round(step - 4, 1),
            height=round(height * count / tallest, 1),
            count=count,
            middle=round(_LEFT + (number + 0.5) * step, 1),
        )
        for number, (_, _, count) in enumerate(bins)
    )
    edges = [low for low, _, _ in bins] + [bins[-1][1]]
    ticks = tuple(Tick(round(_LEFT + n * step, 1), f"{edge:g}") for n, edge in enumerate(edges))
    middle = statistics.median(scores) if scores else 0.0
    median = round(_LEFT + (_WIDTH - _LEFT) * min(1.0, middle / (max_score or 1.0)), 1)
    counts = ", ".join(REPORT.SCORES_BIN.format(low=low, high=high, count=count) for low, high, count in bins)
    return ScoreChart(bars, ticks, median, REPORT.SCORES_ALT.format(counts=counts))
