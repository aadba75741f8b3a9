"""What "Show the numbers" has to say at a setting, worked out in Python from the case study's numbers."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from digital_factory import text
from digital_factory.explorer import Area, Bars, Explorer, Funnel, Gantt, Lines, Marker, Network, Scatter
from digital_factory.explorer._panel import Panel
from digital_factory.explorer.formats import format_number

__all__ = ["expected_rows"]

Numbers = dict[str, np.ndarray]
Rows = list[list[str]]


def expected_rows(explorer: Explorer, panel: Panel, **settings: float | str) -> Rows:
    """Return the body of the table of `panel`, row by row."""
    return _rows(panel, explorer.at(**settings))


@singledispatch
def _rows(panel: Panel, at: Numbers) -> Rows:
    raise NotImplementedError(type(panel).__name__)


def _marked(marker: Marker | None, at: Numbers, x_fmt: str, y_fmt: str) -> Rows:
    if marker is None:
        return []
    x, y = format_number(float(at[marker.x]), x_fmt), format_number(float(at[marker.y]), y_fmt)
    return [[f"{marker.label}: {x}", y]]


@_rows.register(Lines)
@_rows.register(Area)
def _(panel: Lines | Area, at: Numbers) -> Rows:
    columns = [
        at[name] for one in panel.series for name in (one.values, one.low, one.high) if name is not None
    ]
    rows = [
        [format_number(x, panel.x_fmt), *(format_number(column[k], panel.y_fmt) for column in columns)]
        for k, x in enumerate(at[panel.x])
    ]
    return rows + _marked(panel.marker, at, panel.x_fmt, panel.y_fmt)


@_rows.register
def _(panel: Bars, at: Numbers) -> Rows:
    return [
        [category, *(format_number(at[one.values][k], panel.fmt) for one in panel.series)]
        for k, category in enumerate(panel.categories)
    ]


@_rows.register
def _(panel: Funnel, at: Numbers) -> Rows:
    return [[stage, format_number(at[panel.values][k], panel.fmt)] for k, stage in enumerate(panel.stages)]


@_rows.register
def _(panel: Gantt, at: Numbers) -> Rows:
    start, end, what = at[panel.start], at[panel.end], at[panel.what]
    return [
        [
            panel.rows[row],
            panel.kinds[int(what[row, k])],
            format_number(start[row, k], panel.fmt),
            format_number(end[row, k], panel.fmt),
        ]
        for row, k in np.argwhere(~np.isnan(start) & ~np.isnan(end) & ~np.isnan(what))
    ]


@_rows.register
def _(panel: Network, at: Numbers) -> Rows:
    nodes = np.flatnonzero(~np.isnan(at[panel.places][:, 0]))
    states = np.zeros(len(at[panel.places])) if panel.state is None else at[panel.state]
    links = at[panel.links]
    kinds = np.zeros(len(links)) if panel.link_kind is None else at[panel.link_kind]
    known = ~np.isnan(links[:, 0]) & ~np.isnan(kinds)
    rows = []
    for k, name in enumerate(panel.states):
        own = [str(node + 1) for node in nodes if states[node] == k]
        rows.append(
            [f"{text.EXPLORER_NODES}: {name}", str(len(own)), ", ".join(own) or text.EXPLORER_NO_VALUE]
        )
    for k, name in enumerate(panel.link_kinds):
        own = [f"{int(a) + 1}–{int(b) + 1}" for a, b in links[known & (kinds == k)]]
        rows.append(
            [f"{text.EXPLORER_LINKS}: {name}", str(len(own)), ", ".join(own) or text.EXPLORER_NO_VALUE]
        )
    return rows


@_rows.register
def _(panel: Scatter, at: Numbers) -> Rows:
    rows = []
    for cloud in panel.points:
        for k, (x, y) in enumerate(zip(at[cloud.x], at[cloud.y], strict=True)):
            if not np.isnan(x) and not np.isnan(y):
                label = f"{cloud.label}: {cloud.names[k]}" if cloud.names else cloud.label
                rows.append([label, format_number(x, panel.x_fmt), format_number(y, panel.y_fmt)])
    if panel.marker is not None:
        x, y = float(at[panel.marker.x]), float(at[panel.marker.y])
        rows.append([panel.marker.label, format_number(x, panel.x_fmt), format_number(y, panel.y_fmt)])
    return rows
