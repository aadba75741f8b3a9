"""How each kind of panel is drawn by matplotlib, for the static chart. One function per kind."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from digital_factory.explorer._bars import draw_bars
from digital_factory.explorer._labels import Label, write_labels
from digital_factory.explorer._panel import Panel
from digital_factory.explorer._style import (
    DASHES,
    MARKS,
    PALETTE,
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
from digital_factory.explorer.panels import Area, Bars, Lines, Rule, Scatter
from digital_factory.explorer.shapes import Funnel, Gantt, Network
from digital_factory.explorer.values import Values

__all__ = ["draw", "height"]

_ROW_PT = 29.0
_PLAIN_PT = 225.0
_RULE = 16  # letters of a line of a reference line's name


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
            return 340.0
        case Scatter():
            return 300.0
        case _:
            return _PLAIN_PT


def draw(figure: Figure, panel: Panel, at: Numbers, values: Mapping[str, Values]) -> None:
    """Draw `panel` on `figure` with the numbers `at` one setting."""
    axes = figure.add_subplot()
    figure.suptitle(textwrap.fill(panel.title, 38), x=0.01, ha="left", fontweight="bold")
    _draw(panel, axes, at, panel.ranges(values))
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1:
        columns = 1 if max(map(len, labels)) > 18 else 2
        style: dict[str, Any] = {"frameon": False, "fontsize": SMALL}
        figure.legend(handles, labels, loc="outside lower left", ncols=columns, **style)
    figure.draw_without_rendering()  # now the layout is known
    figure.set_layout_engine("none")
    _write(panel, axes, at)


@singledispatch
def _draw(panel: Panel, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    raise NotImplementedError(type(panel).__name__)


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
            name = textwrap.fill(rule.label, _RULE) if upright else rule.label
            found.append(Label(name, place if upright else None, None if upright else place))
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
                labels.append(Label(panel.marker.label, *place, {"fontweight": "bold"}))
                marks.append(place)
            for cloud in panel.points if isinstance(panel, Scatter) else ():
                places = [(float(x), float(y)) for x, y in zip(at[cloud.x], at[cloud.y], strict=True)]
                marks += [place for place in places if np.isfinite(place).all()]
                named = zip(cloud.names, places, strict=False)
                labels += [Label(name, *place, {"fontsize": SMALL}) for name, place in named]
            write_labels(axes, [*labels, *_rule_labels(panel.rules, at)], marks)


def _plane(panel: Lines | Area | Scatter, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel(textwrap.fill(panel.y_label, UPRIGHT))
    axes.set_xlim(*ranges["x_range"])
    ends = panel.y_between
    axes.set_ylim(*(ranges["y_range"] if ends is None else (float(at[end]) for end in ends)))
    _rules(panel.rules, axes, at)
    number_ticks(axes.xaxis, panel.x_fmt)
    number_ticks(axes.yaxis, panel.y_fmt)
    if panel.marker is not None:
        x, y = _marker_place(panel, axes, at)
        axes.plot([x], [y], "o", color=TEXT, markersize=7, markeredgecolor=SURFACE, clip_on=False, zorder=5)


def _marker_place(panel: Lines | Area | Scatter, axes: Axes, at: Numbers) -> tuple[float, float]:
    """Return where the marker stands [data]: inside the axes, or on their edge."""
    assert panel.marker is not None
    (x_low, x_high), (y_low, y_high) = axes.get_xlim(), axes.get_ylim()
    x, y = float(at[panel.marker.x]), float(at[panel.marker.y])
    return float(np.clip(x, x_low, x_high)), y_high if np.isnan(y) else float(np.clip(y, y_low, y_high))


@_draw.register
def _(panel: Lines, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    x = at[panel.x]
    alone = is_alone(bool(np.isfinite(at[one.values]).any()) for one in panel.series)
    for k, one in enumerate(panel.series):
        tone = tone_of(one, k)
        if one.low is not None and one.high is not None:
            axes.fill_between(x, at[one.low], at[one.high], color=PALETTE[tone], alpha=0.2, linewidth=0)
        axes.plot(
            x,
            at[one.values],
            color=PALETTE[tone],
            linestyle="-" if alone else DASHES[tone],
            linewidth=1.8,
            label=one.label if np.isfinite(at[one.values]).any() else None,
        )
    _plane(panel, axes, at, ranges)


@_draw.register
def _(panel: Area, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    floor = np.zeros_like(at[panel.x])
    alone = is_alone(is_used(at[one.values]) for one in panel.series)
    for k, one in enumerate(panel.series):
        roof = floor + np.nan_to_num(at[one.values])
        label = one.label if is_used(at[one.values]) else None
        axes.fill_between(at[panel.x], floor, roof, label=label, **fill(tone_of(one, k), alone))
        floor = roof
    _plane(panel, axes, at, ranges)


@_draw.register
def _(panel: Scatter, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    for k, cloud in enumerate(panel.points):
        tone, x, y = tone_of(cloud, k), at[cloud.x], at[cloud.y]
        line = DASHES[tone] if cloud.joined else "none"
        label = cloud.label if np.isfinite(x).any() else None
        axes.plot(x, y, color=PALETTE[tone], marker=MARKS[tone], markersize=5, linestyle=line, label=label)
    _plane(panel, axes, at, ranges)


@_draw.register
def _(panel: Bars, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    draw_bars(panel, axes, at, ranges)
    _rules(panel.rules, axes, at, "x" if panel.horizontal else "y")


@_draw.register
def _(panel: Funnel, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    values = np.nan_to_num(at[panel.values])
    axes.barh(range(len(values)), values, 0.7, left=-values / 2, color=PALETTE[0])
    for k, value in enumerate(values):
        text = format_number(float(at[panel.values][k]), panel.fmt)
        style: dict[str, Any] = {"ha": "center", "color": SURFACE}
        if value < 0.2 * ranges["value_range"][1]:
            style = {"ha": "left", "xytext": (3, 0), "textcoords": "offset points"}
        at_end = value / 2 if style["ha"] == "left" else 0.0
        axes.annotate(text, (at_end, k), va="center", fontweight="bold", fontsize=SMALL, **style)
    axes.set_yticks(range(len(values)), [textwrap.fill(stage, 18) for stage in panel.stages])
    axes.invert_yaxis()
    axes.set_xlim(-ranges["value_range"][1] / 2, ranges["value_range"][1] / 2)
    axes.set_xticks([])
    axes.set_xlabel(panel.value_label)
    axes.spines[:].set_visible(False)


@_draw.register
def _(panel: Gantt, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    start, end, what = at[panel.start], at[panel.end], at[panel.what]
    there = ~np.isnan(start) & ~np.isnan(end)
    alone = len(np.unique(what[there])) < 2
    for kind, label in enumerate(panel.kinds):
        rows, segments = np.nonzero((what == kind) & there)
        left, right = start[rows, segments], end[rows, segments]
        style = fill(kind, alone) | {"label": label if rows.size else None}
        axes.barh(rows, right - left, 0.6, left=left, **style)
    axes.set_yticks(range(len(panel.rows)), [textwrap.fill(row, 18) for row in panel.rows])
    axes.set_ylim(len(panel.rows) - 0.4, -0.6)
    axes.set_xlim(*ranges["x_range"])
    axes.set_xlabel(panel.x_label)
    number_ticks(axes.xaxis, panel.fmt)


@_draw.register
def _(panel: Network, axes: Axes, at: Numbers, ranges: Ranges) -> None:
    places, links = at[panel.places], at[panel.links]
    kinds = at[panel.link_kind] if panel.link_kind is not None else np.zeros(len(links))
    states = at[panel.state] if panel.state is not None else np.zeros(len(places))
    for kind, label in enumerate(panel.link_kinds):
        joined = links[(kinds == kind) & ~np.isnan(links).any(axis=1)].astype(int)
        lines = LineCollection(
            places[joined], colors=PALETTE[kind], linestyles=[DASHES[kind]], linewidths=0.8, label=label
        )
        axes.add_collection(lines)
    for state, label in enumerate(panel.states):
        nodes = places[(states == state) & ~np.isnan(places).any(axis=1)]
        tone = panel.palette[state] - 1 if panel.palette else state
        axes.plot(
            nodes[:, 0],
            nodes[:, 1],
            MARKS[tone],
            color=PALETTE[tone],
            markersize=5,
            markeredgecolor=SURFACE,
            label=label,
        )
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(1.02, -0.02)
    axes.set_aspect("equal")
    axes.axis("off")
