"""Bars of the static chart, lying or upright, with their numbers."""

from __future__ import annotations

import textwrap

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from digital_factory.explorer._style import (
    SMALL,
    SURFACE,
    TEXT,
    UPRIGHT,
    Numbers,
    Ranges,
    fill,
    is_alone,
    is_used,
    tone_of,
)
from digital_factory.explorer._ticks import number_ticks
from digital_factory.explorer.formats import format_number
from digital_factory.explorer.panels import Bars, Series

__all__ = ["draw_bars"]

_MOST_WRITTEN = 6  # upright bars beside each other that are wide enough for their numbers


def draw_bars(panel: Bars, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    """Draw `panel` into `axes` with the numbers `at` one setting."""
    lanes = 1 if panel.stacked else len(panel.series)
    thick = 0.8 / lanes
    ends = [np.zeros(len(panel.categories))] * 2  # of positive and of negative stacks
    alone = is_alone(is_used(at[one.values]) for one in panel.series)
    for k, one in enumerate(panel.series):
        values = np.nan_to_num(at[one.values], posinf=2 * ranges["value_range"][1])
        start = np.where(values < 0, ends[1], ends[0]) if panel.stacked else np.zeros_like(values)
        if panel.stacked:
            ends = [ends[0] + np.maximum(values, 0), ends[1] + np.minimum(values, 0)]
        place = np.arange(len(values)) + (0 if panel.stacked else (k - (lanes - 1) / 2) * thick)
        label = one.label if is_used(at[one.values]) else None
        style = fill(tone_of(one, k), alone) | {"label": label}
        if panel.horizontal:
            bars = axes.barh(place, values, thick * 0.92, left=start, **style)
        else:
            bars = axes.bar(place, values, thick * 0.92, bottom=start, **style)
        on_plain = SURFACE if "hatch" not in style else TEXT
        if panel.stacked and not alone:
            _write_in_pieces(axes, bars, at[one.values], panel, ranges, on_plain)
        else:
            _write_at_ends(axes, bars, at, one, panel, ranges, on_plain)
    names = [
        textwrap.fill(name, 18 if panel.horizontal else max(8, 36 // len(panel.categories)))
        for name in panel.categories
    ]
    limits = ranges["value_range"]
    reach = limits if panel.stacked else (limits[0], limits[1] + 0.12 * (limits[1] - limits[0]))
    if panel.horizontal:
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.set_xlabel(panel.value_label)
        axes.set_xlim(*reach)
    else:
        axes.set_xticks(range(len(names)), names)
        axes.set_ylabel(textwrap.fill(panel.value_label, UPRIGHT))
        axes.set_ylim(*reach)
    number_ticks(axes.xaxis if panel.horizontal else axes.yaxis, panel.fmt)


def _write_in_pieces(
    axes: Axes,
    bars: BarContainer,
    values: npt.NDArray[np.float64],
    panel: Bars,
    ranges: Ranges,
    colour: str,
) -> None:
    """Write the numbers of a stack into those pieces that are wide enough for them."""
    low, high = ranges["value_range"]
    if not panel.horizontal and len(panel.categories) > _MOST_WRITTEN:
        return
    texts = [_number(v, panel) if abs(v) > 0.11 * (high - low) else "" for v in values]
    axes.bar_label(bars, texts, label_type="center", fontsize=SMALL, color=colour)


def _write_at_ends(
    axes: Axes, bars: BarContainer, at: Numbers, one: Series, panel: Bars, ranges: Ranges, colour: str
) -> None:
    """Write each number behind its bar, or at the end inside it where a reference line runs behind it."""
    low, high = ranges["value_range"]
    rules = [float(at[rule.at]) if isinstance(rule.at, str) else rule.at for rule in panel.rules]
    outside, inside = [], []
    for value in at[one.values]:
        text = "" if panel.stacked and value == 0 else _number(value, panel)
        within = any(0 < rule - value < 0.2 * (high - low) for rule in rules)
        outside.append("" if within else text)
        inside.append(text if within else "")
    axes.bar_label(bars, outside, padding=2, fontsize=SMALL)
    longest = max(map(len, inside))
    axes.bar_label(bars, inside, padding=-SMALL * (0.7 * longest + 0.4), fontsize=SMALL, color=colour)


def _number(value: float, panel: Bars) -> str:
    return format_number(float(value), panel.fmt) if np.isfinite(value) else ""
