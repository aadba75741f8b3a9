"""What is drawn alone needs neither texture nor dash, nor a sample of itself before each number."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from case_pages import write_page
from guarded import guarded_page
from playwright.sync_api import Browser

from digital_factory.authoring.pictures.look import move
from digital_factory.authoring.pictures.settings import Setting
from digital_factory.cases import decisions, multiply
from digital_factory.explorer import Explorer
from digital_factory.explorer.case_study import CASE_MIME

# The case, a setting at which one series of that panel is drawn, and one at which two are.
CASES: dict[str, tuple[Callable[[], Explorer], int, dict[str, Any], dict[str, Any]]] = {
    "bars": (decisions.explorer, 1, {}, {"limit": "high"}),
    "gantt": (decisions.explorer, 0, {"back": "low"}, {}),
    "lines": (multiply.explorer, 2, {}, {"reckoning": "high"}),
    "area": (multiply.explorer, 0, {"imitation": "low"}, {}),
}


def setting(case: Explorer, ends: dict[str, str]) -> Setting:
    """Return the start with some controls, by name, at an end."""
    places = list(case.indices())
    for position, control in enumerate(case.controls):
        if control.name in ends:
            places[position] = 0 if ends[control.name] == "low" else len(control.values) - 1
    assert set(ends) <= {control.name for control in case.controls}
    return Setting("set", tuple(places))


@pytest.mark.parametrize(("explorer", "panel", "one", "two"), CASES.values(), ids=CASES)
def test_series_alone_in_its_chart_is_drawn_plain(
    browser: Browser,
    tmp_path: Path,
    explorer: Callable[[], Explorer],
    panel: int,
    one: dict[str, str],
    two: dict[str, str],
) -> None:
    case = explorer()
    with guarded_page(browser) as page:
        page.goto(write_page(tmp_path, case).as_uri())
        chart = page.locator(".df-live svg.df-chart").nth(panel)
        textured = chart.locator("[style*='url(#'], .df-line[stroke-dasharray]")
        samples = chart.locator(".df-legend > polygon")
        chart.wait_for()
        move(page, setting(case, one))
        assert textured.count() == 0
        assert samples.count() == 0
        move(page, setting(case, two))
        assert textured.count() > 0


def test_static_chart_of_a_series_alone_is_plain_too() -> None:
    figures = decisions.explorer()._repr_mimebundle_()[CASE_MIME]["figures"]
    assert "url(#" not in re.sub(r"clip-path=\"[^\"]*\"", "", figures[1])
    assert "url(#" in re.sub(r"clip-path=\"[^\"]*\"", "", figures[0])
    lines = multiply.explorer()._repr_mimebundle_()[CASE_MIME]["figures"][2]
    assert "stroke-dasharray" not in lines
