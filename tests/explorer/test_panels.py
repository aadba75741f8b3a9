"""Panels: the ranges they leave to the data, and what they refuse."""

import numpy as np
import pytest

from digital_factory.explorer import (
    Area,
    Bars,
    ExplorerError,
    Funnel,
    Gantt,
    Lines,
    Marker,
    Network,
    Points,
    Rule,
    Scatter,
    Series,
    Values,
    place_groups,
)

WORDS = {"title": "A chart", "description": "It shows something."}
AXES = {"x_label": "Weeks", "y_label": "Ideas"}
VALUES = {
    "x": Values([0.0, 1.0, 2.0]),
    "up": Values([[1.0, 2.0, 3.0], [2.0, 4.0, 60.0]], ("pace",)),
    "down": Values([[3.0, 2.0, 1.0], [3.0, 2.0, np.inf], [0.0, 0.0, 0.0]], ("share",)),
    "below": Values([-1.0, 0.0, np.nan]),
    "scalar": Values([1.0, 2.0], ("pace",)),
    "pairs": Values(np.ones((3, 2))),
}


def lines(**changes):
    given = {"x": "x", "series": (Series(label="up", values="up"),), **AXES, **WORDS}
    return Lines(**(given | changes))


# ---- ranges
def test_lines_without_range_span_every_setting_from_zero():
    assert lines().ranges(VALUES) == {"x_range": (0.0, 2.0), "y_range": (0.0, 60.0)}


def test_lines_below_zero_and_unbounded_span_the_finite_numbers():
    panel = lines(series=(Series(label="a", values="below"), Series(label="b", values="down")))
    assert panel.ranges(VALUES)["y_range"] == (-1.0, 3.0)


def test_area_spans_the_largest_sum_over_controls_of_different_layers():
    panel = Area(
        x="x", series=(Series(label="a", values="up"), Series(label="b", values="x")), **AXES, **WORDS
    )
    assert panel.ranges(VALUES)["y_range"] == (0.0, 62.0)


def test_stacked_bars_of_layers_with_different_controls_span_the_largest_sum():
    bars = Bars(
        categories=("a", "b", "c"),
        series=(
            Series(label="a", values="up"),
            Series(label="b", values="x"),
            Series(label="c", values="below"),
        ),
        value_label="Months",
        stacked=True,
        **WORDS,
    )
    assert bars.ranges(VALUES)["value_range"] == (0.0, 62.0)


def test_range_given_is_kept():
    assert lines(y_range=(0.0, 5.0)).ranges(VALUES)["y_range"] == (0.0, 5.0)


def test_ranges_of_numbers_all_alike_are_not_empty():
    flat = {"x": Values([1.0, 1.0]), "up": Values([0.0, 0.0])}
    for low, high in lines().ranges(flat).values():
        assert low < high


# ---- refusals
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: lines(title=" "), r"title must be a text"),
        (lambda: lines(description=""), r"Lines 'A chart': description must be a text"),
        (lambda: lines(series=()), r"series must hold 1 to 6 series with different labels"),
        (
            lambda: lines(series=[Series(label="a", values="up")] * 2),
            r"with different labels, got \['a', 'a'\]",
        ),
        (lambda: lines(y_fmt="d"), r"y_fmt must be a number format"),
        (lambda: lines(y_range=(5.0, 1.0)), r"y_range must be None or \(low, high\)"),
        (lambda: Series(label="a", values="up", low="x"), r"Series 'a': low and high must come together"),
        (lambda: Series(label="a", values="up", tone=7), r"tone must be from 1 to 6, got 7"),
        (
            lambda: Bars(categories=(), series=[Series(label="a", values="up")], value_label="k", **WORDS),
            r"categories",
        ),
        (
            lambda: Funnel(stages=("one",), values="up", value_label="k", **WORDS),
            r"stages must name at least two",
        ),
        (lambda: Scatter(points=(), **AXES, **WORDS), r"points must hold 1 to 6 clouds"),
        (
            lambda: Gantt(rows=(), kinds=("a",), start="x", end="x", what="x", x_label="Weeks", **WORDS),
            r"rows and kinds must not be empty",
        ),
        (
            lambda: Network(places="x", links="x", states=("a", "b"), link_kinds=("c",), **WORDS),
            r"state must name the array that tells \('a', 'b'\) apart, got None",
        ),
        (lambda: place_groups([]), r"sizes must be positive whole numbers"),
        (lambda: place_groups([2, 0]), r"sizes must be positive whole numbers"),
    ],
)
def test_panel_with_wrong_argument_names_it(make, message):
    with pytest.raises(ExplorerError, match=message):
        make()


@pytest.mark.parametrize(
    ("panel", "message"),
    [
        (lines(x="nowhere"), r"Lines 'A chart': x must name one of the values .* got 'nowhere'"),
        (lines(x="scalar"), r"x must name values of shape \('points',\) per setting"),
        (
            lines(marker=Marker(label="here", x="x", y="scalar")),
            r"marker.x must name values of shape \(\) per setting, got 'x of shape \(3,\)'",
        ),
        (lines(y_between=("scalar", "x")), r"y_between\[1\] must name values of shape \(\) per setting"),
        (lines(rules=[Rule(label="limit", at="x")]), r"rules\[0\].at must name values of shape \(\)"),
        (
            lines(series=(Series(label="a", values="up", low="pairs", high="up"),)),
            r"series\[0\].low must name values of shape \(3,\) per setting, got 'pairs of shape \(3, 2\)'",
        ),
        (
            Scatter(points=(Points(label="a", x="x", y="x", names=("one", "two")),), **AXES, **WORDS),
            r"points\[0\].x must name values of shape \(2,\)",
        ),
        (
            Gantt(
                rows=("a", "b"), kinds=("k",), start="pairs", end="pairs", what="pairs", x_label="W", **WORDS
            ),
            r"start must name values of shape \(2, 2\) per setting",
        ),
    ],
)
def test_panel_checked_against_values_that_do_not_fit_names_argument_and_shape(panel, message):
    with pytest.raises(ExplorerError, match=message):
        panel.check(VALUES)


# ---- layout
@pytest.mark.parametrize("sizes", [(1,), (5,), (3, 3), (10,) * 15, (1, 2, 30)])
def test_place_groups_keeps_every_node_inside_and_groups_apart(sizes):
    places = place_groups(sizes)
    assert places.shape == (sum(sizes), 2)
    assert (places >= 0).all()
    assert (places <= 1).all()
    parts = np.split(places, np.cumsum(sizes)[:-1])
    centres = np.array([part.mean(axis=0) for part in parts])
    reach = [np.linalg.norm(part - centre, axis=1).max() for part, centre in zip(parts, centres, strict=True)]
    for i in range(len(parts)):
        for j in range(i):
            assert np.linalg.norm(centres[i] - centres[j]) > reach[i] + reach[j]
