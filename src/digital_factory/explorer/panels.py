"""Panels with two axes: lines, stacked areas, bars, scatter (frontiers). Imports no drawing library.

A panel names arrays of the explorer's `values`; "per setting" below is their shape behind the control axes.
Axis labels carry the unit in brackets: ``"Mean lead time (months)"``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse
from digital_factory.explorer._panel import Need, Panel, Range, span, total
from digital_factory.explorer.values import Values

__all__ = ["Area", "Bars", "Lines", "Marker", "Points", "Rule", "Scatter", "Series"]

_PALETTE_SIZE = 6


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line, layer or set of bars.

    Parameters
    ----------
    label
        Its name, in the chart and in the table.
    values
        Name of its array. Per setting: one number per x, or per category in `Bars`.
    low, high
        Names of the arrays between which a band is drawn (lines only), for example an interval.
    tone
        1 to 6: keeps one colour and texture for one thing across panels. By default the place in the panel.
    """

    label: str
    values: str
    low: str | None = None
    high: str | None = None
    tone: int | None = None

    def __post_init__(self) -> None:
        where = f"Series {self.label!r}: "
        if (self.low is None) != (self.high is None):
            refuse(where + "low and high", "come together", (self.low, self.high), "Name both or neither.")
        if self.tone is not None and not 1 <= self.tone <= _PALETTE_SIZE:
            refuse(
                where + "tone",
                f"be from 1 to {_PALETTE_SIZE}",
                self.tone,
                "Leave it out for the usual order.",
            )


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A labelled point, "you are here". `x` and `y` name scalars; a point beyond the axes sits on their edge.

    With ``y`` infinite or NaN the point sits on the upper edge, as for a wait without bound.
    """

    label: str
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A straight reference line across the chart at ``at``: a number, or the name of a scalar."""

    label: str
    at: float | str
    axis: Literal["x", "y"] = "y"


def rule_needs(rules: tuple[Rule, ...]) -> Iterator[Need]:
    for position, rule in enumerate(rules):
        if isinstance(rule.at, str):
            yield Need(rule.at, f"rules[{position}].at", ())


@dataclass(frozen=True, kw_only=True)
class _Plane(Panel):
    """A panel with a horizontal and a vertical axis of numbers.

    Parameters
    ----------
    x_label, y_label
        What the axes show, with the unit in brackets.
    x_range, y_range
        (low, high) of the axis. None takes the span over every setting, from 0 where nothing is negative, so
        that the scale stands still while the reader moves a control. What lies beyond is cut.
    y_between
        Names of two scalars, (low, high), that take the place of `y_range` at every setting: for a control
        that changes the size of everything, such as a horizon.
    x_fmt, y_fmt
        Format of the numbers in the table: ``.1f``, ``,.0f``, ``.0%``.
    rules
        Reference lines.
    marker
        A labelled point.
    """

    x_label: str
    y_label: str
    x_range: Range | None = None
    y_range: Range | None = None
    y_between: tuple[str, str] | None = None
    x_fmt: str = ".1f"
    y_fmt: str = ".1f"
    rules: tuple[Rule, ...] = ()
    marker: Marker | None = None

    def needs(self) -> Iterator[Need]:
        yield from rule_needs(self.rules)
        for position, end in enumerate(self.y_between or ()):
            yield Need(end, f"y_between[{position}]", ())
        if self.marker is not None:
            yield Need(self.marker.x, "marker.x", ())
            yield Need(self.marker.y, "marker.y", ())

    def _spans(self, xs: Sequence[Values], heights: Sequence[npt.NDArray[np.float64]]) -> dict[str, Range]:
        """Return both ranges; the x axis starts with the data, the y axis at 0."""
        x_range = self.x_range or span([x.array for x in xs], from_zero=False)
        return {"x_range": x_range, "y_range": self.y_range or span(heights, from_zero=True)}


@dataclass(frozen=True, kw_only=True)
class Lines(_Plane):
    """Curves of `series` along `x` (per setting: one number per point, ascending)."""

    kind: ClassVar[str] = "lines"

    x: str
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_series(self, self.series)

    def needs(self) -> Iterator[Need]:
        yield Need(self.x, "x", ("points",))
        for i, one in enumerate(self.series):
            yield Need(one.values, f"series[{i}].values", ("points",))
            if one.low is not None and one.high is not None:
                yield Need(one.low, f"series[{i}].low", ("points",))
                yield Need(one.high, f"series[{i}].high", ("points",))
        yield from super().needs()

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        names = [n for one in self.series for n in (one.values, one.low, one.high) if n is not None]
        return self._spans([values[self.x]], [values[name].array for name in names])


@dataclass(frozen=True, kw_only=True)
class Area(_Plane):
    """Layers of `series` stacked from the bottom up along `x`, as in a cumulative flow diagram.

    Each array is the thickness of its layer, not the height of its upper edge.
    """

    kind: ClassVar[str] = "area"

    x: str
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_series(self, self.series)

    def needs(self) -> Iterator[Need]:
        yield Need(self.x, "x", ("points",))
        for i, one in enumerate(self.series):
            yield Need(one.values, f"series[{i}].values", ("points",))
        yield from super().needs()

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        return self._spans([values[self.x]], [total([values[one.values] for one in self.series])])


@dataclass(frozen=True, kw_only=True)
class Bars(Panel):
    """Bars of `series` (per setting: one number per category) over `categories`.

    Parameters
    ----------
    categories
        Their names.
    series
        One or several sets of bars.
    value_label
        What the length shows, with its unit.
    stacked
        Put the series of a category end to end instead of side by side.
    horizontal
        Draw from left to right: better for long names.
    fmt
        Format of the numbers at the bars and in the table.
    value_range
        (low, high) of the axis; None takes the span over every setting.
    rules
        Reference lines across the bars, for example a budget (`axis` is ignored).
    """

    kind: ClassVar[str] = "bars"

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    value_label: str
    stacked: bool = False
    horizontal: bool = False
    fmt: str = ".1f"
    value_range: Range | None = None
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_series(self, self.series)
        if not self.categories:
            refuse(f"{self.where}: categories", "name at least one", self.categories, "Name each bar.")

    def needs(self) -> Iterator[Need]:
        for i, one in enumerate(self.series):
            yield Need(one.values, f"series[{i}].values", (len(self.categories),))
        yield from rule_needs(self.rules)

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        lengths = [values[one.values] for one in self.series]
        arrays = [total(lengths)] if self.stacked else [one.array for one in lengths]
        return {"value_range": self.value_range or span(arrays, from_zero=True)}


@dataclass(frozen=True, kw_only=True)
class Points:
    """A cloud of points. `x` and `y` name arrays of one number per point; NaN leaves a point out.

    Parameters
    ----------
    names
        A name for each point, written beside it; or none.
    joined
        Join the points by a line in their order, as for a frontier.
    """

    label: str
    x: str
    y: str
    names: tuple[str, ...] = ()
    joined: bool = False
    tone: int | None = None


@dataclass(frozen=True, kw_only=True)
class Scatter(_Plane):
    """Clouds of `points`, joined or not: options in the plane of two goals, their frontier, where you are."""

    kind: ClassVar[str] = "scatter"

    points: tuple[Points, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.points) <= _PALETTE_SIZE:
            refuse(
                f"{self.where}: points",
                f"hold 1 to {_PALETTE_SIZE} clouds",
                len(self.points),
                "Split the panel.",
            )

    def needs(self) -> Iterator[Need]:
        for i, cloud in enumerate(self.points):
            length: int | str = len(cloud.names) or f"points {i}"
            yield Need(cloud.x, f"points[{i}].x", (length,))
            yield Need(cloud.y, f"points[{i}].y", (length,))
        yield from super().needs()

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        heights = [values[cloud.y].array for cloud in self.points]
        ranges = self._spans([values[cloud.x] for cloud in self.points], heights)
        if self.x_range is None:  # marks at the very edge would cover the axis
            low, high = ranges["x_range"]
            ranges["x_range"] = (low - 0.05 * (high - low), high + 0.05 * (high - low))
        return ranges


def _check_series(panel: Panel, series: tuple[Series, ...]) -> None:
    labels = [one.label for one in series]
    if not 1 <= len(series) <= _PALETTE_SIZE or len(set(labels)) < len(labels):
        rule = f"hold 1 to {_PALETTE_SIZE} series with different labels"
        refuse(f"{panel.where}: series", rule, labels, "Split the panel or rename.")
