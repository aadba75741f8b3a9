"""How each kind of panel is drawn by matplotlib, for the static chart. One function per kind."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import singledispatch
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from digital_factory.explorer._labels import Label, write_labels
from digital_factory.explorer._panel import Panel, Range
from digital_factory.explorer.formats import format_number
from digital_factory.explorer.panels import Area, Bars, Lines, Points, Rule, Scatter, Series
from digital_factory.explorer.shapes import Funnel, Gantt, Network
from digital_factory.explorer.values import Values

__all__ = ["COLOURS", "TEXT", "draw", "height"]

Numbers = Mapping[str, npt.NDArray[np.float64]]
Ranges = Mapping[str, Range]

TEXT, _SURFACE = "#1b1f24", "#fefefe"
_PALETTE = ("#1f6f8b", "#b4530b", "#52751b", "#7a4796", "#9a2f50", "#565f68")
_HATCHES = ("", "//", "..", "--", "xx", "||")
_DASHES: tuple[Any, ...] = ("-", (0, (5, 3)), (0, (1.5, 2)), "-.", (0, (9, 3)), (0, (4, 1, 1, 1)))
_MARKS = ("o", "s", "^", "D", "v", "P")
COLOURS = {TEXT: "--df-text", _SURFACE: "--df-surface"} | {
    t: f"--df-tone-{k}" for k, t in enumerate(_PALETTE, 1)
}
"""Colours of the drawing and the CSS variables that stand for them in a page."""

_ROW_PT = 34.0
_PLAIN_PT = 250.0


def height(panel: Panel) -> float:
    """Return the height of a panel's drawing [pt]."""
    match panel:
        case Bars(horizontal=True):
            lanes = 1 if panel.stacked else len(panel.series)
            return 110.0 + _ROW_PT * len(panel.categories) * (1 + 0.6 * (lanes - 1))
        case Gantt():
            return 110.0 + _ROW_PT * len(panel.rows)
        case Funnel():
            return 60.0 + _ROW_PT * len(panel.stages)
        case Network():
            return 380.0
        case Scatter():
            return 320.0
        case _:
            return _PLAIN_PT


def draw(figure: Figure, panel: Panel, at: Numbers, values: Mapping[str, Values]) -> None:
    """Draw `panel` on `figure` with the numbers `at` one setting."""
    axes = figure.add_subplot()
    figure.suptitle(textwrap.fill(panel.title, 44), x=0.01, ha="left", fontsize=11, fontweight="bold")
    _draw(panel, axes, at, panel.ranges(values))
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1:
        columns = 1 if max(map(len, labels)) > 24 else 2
        figure.legend(handles, labels, loc="outside lower left", ncols=columns, frameon=False, fontsize=9)
    figure.draw_without_rendering()  # now the layout is known
    figure.set_layout_engine("none")
    _write(panel, axes, at)


@singledispatch
def _draw(panel: Panel, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    raise NotImplementedError(type(panel).__name__)


def _tone(one: Series | Points, position: int) -> int:
    return position if one.tone is None else one.tone - 1


def _fill(tone: int, alone: bool = False) -> dict[str, Any]:
    """Return a fill that can be told from the others without colour; what is `alone` needs no texture."""
    if alone or not _HATCHES[tone]:
        return {"facecolor": _PALETTE[tone], "edgecolor": _PALETTE[tone]}
    return {"facecolor": "none", "edgecolor": _PALETTE[tone], "hatch": _HATCHES[tone], "linewidth": 0.8}


def _used(numbers: npt.NDArray[np.float64]) -> bool:
    """Say whether anything is drawn of a series, so that the legend names it."""
    return bool((np.isfinite(numbers) & (numbers != 0)).any() or np.isposinf(numbers).any())


def _rules(rules: tuple[Rule, ...], axes: Axes, at: Numbers, axis: str | None = None) -> None:
    for label in _rule_labels(rules, at, axis):
        style: dict[str, Any] = {"color": TEXT, "linewidth": 0.8, "linestyle": (0, (4, 3))}
        if label.x is not None:
            axes.axvline(label.x, **style)
        elif label.y is not None:
            axes.axhline(label.y, **style)


def _rule_labels(rules: tuple[Rule, ...], at: Numbers, axis: str | None = None) -> list[Label]:
    found = []
    for rule in rules:
        place = float(at[rule.at]) if isinstance(rule.at, str) else rule.at
        if not np.isnan(place):
            upright = (axis or rule.axis) == "x"
            found.append(Label(rule.label, place if upright else None, None if upright else place))
    return found


def _write(panel: Panel, axes: Axes, at: Numbers) -> None:
    """Write the names of marker, points and reference lines where they hide nothing."""
    match panel:
        case Bars():
            write_labels(axes, _rule_labels(panel.rules, at, "x" if panel.horizontal else "y"))
        case Lines() | Area() | Scatter():
            labels, marks = [], []
            if panel.marker is not None:
                place = _marker_place(panel, axes, at)
                labels.append(Label(panel.marker.label, *place, {"fontweight": "bold", "fontsize": 10}))
                marks.append(place)
            for cloud in panel.points if isinstance(panel, Scatter) else ():
                places = [(float(x), float(y)) for x, y in zip(at[cloud.x], at[cloud.y], strict=True)]
                marks += [place for place in places if np.isfinite(place).all()]
                named = zip(cloud.names, places, strict=False)
                labels += [Label(name, *place, {"fontsize": 8}) for name, place in named]
            write_labels(axes, [*labels, *_rule_labels(panel.rules, at)], marks)


def _plane(panel: Lines | Area | Scatter, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel(textwrap.fill(panel.y_label, 28))
    axes.set_xlim(*ranges["x_range"])
    ends = panel.y_between
    axes.set_ylim(*(ranges["y_range"] if ends is None else (float(at[end]) for end in ends)))
    _rules(panel.rules, axes, at)
    for axis, fmt in ((axes.xaxis, panel.x_fmt), (axes.yaxis, panel.y_fmt)):
        if fmt.endswith("%"):
            axis.set_major_formatter(PercentFormatter(1.0))
    if panel.marker is not None:
        x, y = _marker_place(panel, axes, at)
        axes.plot([x], [y], "o", color=TEXT, markersize=7, markeredgecolor=_SURFACE, clip_on=False, zorder=5)


def _marker_place(panel: Lines | Area | Scatter, axes: Axes, at: Numbers) -> tuple[float, float]:
    """Return where the marker stands [data]: inside the axes, or on their edge."""
    assert panel.marker is not None
    (x_low, x_high), (y_low, y_high) = axes.get_xlim(), axes.get_ylim()
    x, y = float(at[panel.marker.x]), float(at[panel.marker.y])
    return float(np.clip(x, x_low, x_high)), y_high if np.isnan(y) else float(np.clip(y, y_low, y_high))


@_draw.register
def _(panel: Lines, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    x = at[panel.x]
    for k, one in enumerate(panel.series):
        tone = _tone(one, k)
        if one.low is not None and one.high is not None:
            axes.fill_between(x, at[one.low], at[one.high], color=_PALETTE[tone], alpha=0.2, linewidth=0)
        axes.plot(
            x,
            at[one.values],
            color=_PALETTE[tone],
            linestyle=_DASHES[tone],
            linewidth=1.8,
            label=one.label if np.isfinite(at[one.values]).any() else None,
        )
    _plane(panel, axes, at, ranges)


@_draw.register
def _(panel: Area, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    floor = np.zeros_like(at[panel.x])
    for k, one in enumerate(panel.series):
        roof = floor + np.nan_to_num(at[one.values])
        fill = _fill(_tone(one, k), len(panel.series) == 1)
        label = one.label if _used(at[one.values]) else None
        axes.fill_between(at[panel.x], floor, roof, label=label, **fill)
        floor = roof
    _plane(panel, axes, at, ranges)


@_draw.register
def _(panel: Scatter, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    for k, cloud in enumerate(panel.points):
        tone, x, y = _tone(cloud, k), at[cloud.x], at[cloud.y]
        line = _DASHES[tone] if cloud.joined else "none"
        label = cloud.label if np.isfinite(x).any() else None
        axes.plot(x, y, color=_PALETTE[tone], marker=_MARKS[tone], markersize=5, linestyle=line, label=label)
    _plane(panel, axes, at, ranges)


@_draw.register
def _(panel: Bars, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    lanes = 1 if panel.stacked else len(panel.series)
    thick = 0.8 / lanes
    ends = [np.zeros(len(panel.categories))] * 2  # of positive and of negative stacks
    for k, one in enumerate(panel.series):
        values = np.nan_to_num(at[one.values], posinf=2 * ranges["value_range"][1])
        start = np.where(values < 0, ends[1], ends[0]) if panel.stacked else np.zeros_like(values)
        if panel.stacked:
            ends = [ends[0] + np.maximum(values, 0), ends[1] + np.minimum(values, 0)]
        place = np.arange(len(values)) + (0 if panel.stacked else (k - (lanes - 1) / 2) * thick)
        label = one.label if _used(at[one.values]) else None
        style = _fill(_tone(one, k), len(panel.series) == 1) | {"label": label}
        if panel.horizontal:
            bars = axes.barh(place, values, thick * 0.92, left=start, **style)
        else:
            bars = axes.bar(place, values, thick * 0.92, bottom=start, **style)
        where: Literal["center", "edge"] = "center" if panel.stacked else "edge"
        texts = [
            format_number(float(v), panel.fmt) if _room(v, ranges, panel) else "" for v in at[one.values]
        ]
        axes.bar_label(bars, texts, label_type=where, padding=0 if panel.stacked else 2, fontsize=9)
    names = [
        textwrap.fill(name, 22 if panel.horizontal else max(8, 44 // len(panel.categories)))
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
        axes.set_ylabel(panel.value_label)
        axes.set_ylim(*reach)
    _rules(panel.rules, axes, at, "x" if panel.horizontal else "y")


def _room(value: float, ranges: Ranges, panel: Bars) -> bool:
    """Say whether a label fits: always at the end of a bar, in a stack only on a long enough piece."""
    low, high = ranges["value_range"]
    return bool(np.isfinite(value)) and (not panel.stacked or abs(value) > 0.08 * (high - low))


@_draw.register
def _(panel: Funnel, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    values = np.nan_to_num(at[panel.values])
    axes.barh(range(len(values)), values, 0.7, left=-values / 2, color=_PALETTE[0])
    for k, value in enumerate(at[panel.values]):
        axes.annotate(
            format_number(float(value), panel.fmt), (0, k), ha="center", va="center", fontweight="bold"
        )
    axes.set_yticks(range(len(values)), [textwrap.fill(stage, 20) for stage in panel.stages])
    axes.invert_yaxis()
    axes.set_xlim(-ranges["value_range"][1] / 2, ranges["value_range"][1] / 2)
    axes.set_xticks([])
    axes.set_xlabel(panel.value_label)
    axes.spines[:].set_visible(False)


@_draw.register
def _(panel: Gantt, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    start, end, what = at[panel.start], at[panel.end], at[panel.what]
    for kind, label in enumerate(panel.kinds):
        rows, segments = np.nonzero((what == kind) & ~np.isnan(start) & ~np.isnan(end))
        left, right = start[rows, segments], end[rows, segments]
        axes.barh(rows, right - left, 0.6, left=left, label=label if rows.size else None, **_fill(kind))
    axes.set_yticks(range(len(panel.rows)), [textwrap.fill(row, 20) for row in panel.rows])
    axes.set_ylim(len(panel.rows) - 0.4, -0.6)
    axes.set_xlim(*ranges["x_range"])
    axes.set_xlabel(panel.x_label)


@_draw.register
def _(panel: Network, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    places, links = at[panel.places], at[panel.links]
    kinds = at[panel.link_kind] if panel.link_kind is not None else np.zeros(len(links))
    states = at[panel.state] if panel.state is not None else np.zeros(len(places))
    for kind, label in enumerate(panel.link_kinds):
        joined = links[(kinds == kind) & ~np.isnan(links).any(axis=1)].astype(int)
        lines = LineCollection(
            places[joined], colors=_PALETTE[kind], linestyles=[_DASHES[kind]], linewidths=0.8, label=label
        )
        axes.add_collection(lines)
    for state, label in enumerate(panel.states):
        nodes = places[(states == state) & ~np.isnan(places).any(axis=1)]
        tone = panel.palette[state] - 1 if panel.palette else state
        axes.plot(
            nodes[:, 0],
            nodes[:, 1],
            _MARKS[tone],
            color=_PALETTE[tone],
            markersize=5,
            markeredgecolor=_SURFACE,
            label=label,
        )
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(1.02, -0.02)
    axes.set_aspect("equal")
    axes.axis("off")
