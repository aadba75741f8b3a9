"""Where labels go in the static chart: each keeps clear of the curves, the marks and the labels before it.

The page's script does the same for the live chart (``frontend/src/chart/place.js``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from digital_factory.explorer._style import SMALL

__all__ = ["Label", "write_labels"]

Place = tuple[float, float, str]
_GAP_PT = 8.0
_HALF_PT = 7.0  # half the height of a line of text
_MARGIN = 1.1  # a page's font may be wider than the one that is measured here
_STEP_PT = 3.0  # between the points that stand for a curve


@dataclass(frozen=True)
class Label:
    """A text that belongs to a point of the axes, to an upright line or to a level one.

    Parameters
    ----------
    text
        What is written.
    x, y
        The point [data]; None for the free coordinate of a line.
    style
        Arguments of `Axes.annotate`.
    """

    text: str
    x: float | None
    y: float | None
    style: dict[str, Any] = field(default_factory=dict)


def write_labels(axes: Axes, labels: Sequence[Label], marks: Sequence[tuple[float, float]] = ()) -> None:
    """Write `labels` into `axes`, the most important first; `marks` are points [data] to keep clear of.

    The layout of the figure has to be final: call ``draw_without_rendering`` before.
    """
    taken: list[Bbox] = [_box((x, y, "center"), 2 * _HALF_PT, 1) for x, y in _points(axes, marks)]
    curves = _curves(axes)
    for label in labels:
        width, lines = _width(axes, label), 1 + label.text.count("\n")
        frame = axes.get_window_extent()
        boxes = {place: _box(place, width, lines) for place in _places(axes, label, frame)}
        best = min(boxes, key=lambda place: _cost(boxes[place], frame, curves, taken))
        taken.append(boxes[best])
        axes.annotate(
            label.text,
            best[:2],
            xycoords="figure pixels",
            ha=best[2],
            va="center",
            multialignment=best[2],
            annotation_clip=False,
            **{"fontsize": SMALL, **label.style},
        )


def _points(axes: Axes, points: Sequence[tuple[float, float]]) -> npt.NDArray[np.float64]:
    return np.asarray(axes.transData.transform(np.reshape(np.asarray(points, dtype=float), (-1, 2))))


def _curves(axes: Axes) -> npt.NDArray[np.float64]:
    """Return points a few apart along every line of `axes` that is drawn: not between loose marks."""
    found = [np.empty((0, 2))]
    for line in axes.get_lines():
        if line.get_linestyle() == "None":
            continue
        corners = line.get_transform().transform(np.column_stack(line.get_data(orig=False)))
        corners = corners[np.isfinite(corners).all(axis=1)]
        for start, end in itertools.pairwise(corners):
            steps = 2 + int(min(np.hypot(*(end - start)) / _STEP_PT, 400))
            found.append(np.linspace(start, end, steps))
    return np.concatenate(found)


def _width(axes: Axes, label: Label) -> float:
    text = axes.text(0, 0, label.text, **{"fontsize": SMALL, **label.style})
    width = float(text.get_window_extent().width)
    text.remove()
    return _MARGIN * width


def _box(place: Place, width: float, lines: int) -> Bbox:
    x, y, side = place
    half = lines * _HALF_PT
    left = x if side == "left" else x - width if side == "right" else x - width / 2
    return Bbox([[left, y - half], [left + width, y + half]])


def _cost(box: Bbox, frame: Bbox, curves: npt.NDArray[np.float64], taken: Sequence[Bbox]) -> float:
    outside = box.x0 < frame.x0 or box.x1 > frame.x1 + 1 or box.y0 < frame.y0 or box.y1 > frame.y1 + _HALF_PT
    x, y = curves.T
    covered = (x > box.x0 - 3) & (x < box.x1 + 3) & (y > box.y0) & (y < box.y1)
    met = sum(1 for other in taken if box.overlaps(other))
    return (1000.0 if outside else 0.0) + min(float(covered.sum()), 60.0) + 100.0 * met


def _places(axes: Axes, label: Label, frame: Bbox) -> Iterator[Place]:
    """Yield places for `label`, the better ones first."""
    x, y = _points(axes, [(label.x or 0.0, label.y or 0.0)])[0]
    if label.y is None:
        for down in np.arange(_HALF_PT * (1 + label.text.count("\n")), frame.height, 12):
            yield from ((x - 4, frame.y1 - down, "right"), (x + 4, frame.y1 - down, "left"))
    elif label.x is None:
        for share in np.linspace(0, 1, 15):
            start = frame.x0 + 4 + share * (frame.width - 8)
            anchor = "left" if share == 0 else "right" if share == 1 else "center"
            yield from ((start, y + _HALF_PT + 1, anchor), (start, y - _HALF_PT - 1, anchor))
    else:
        for away in (1.0, 2.0, 3.5, 5.0, 7.0, 9.0):
            side, up = _GAP_PT * away, _GAP_PT * (away + 0.5)
            for dx, anchor in (
                (side, "left"),
                (-side, "right"),
                (_GAP_PT, "left"),
                (-_GAP_PT, "right"),
                (0, "center"),
            ):
                yield from ((x + dx, y + up, anchor), (x + dx, y - up, anchor))
            yield from ((x + side, y, "left"), (x - side, y, "right"))
