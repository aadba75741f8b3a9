"""An arrow stands where a bar leaves its chart, and nowhere else: numbers travel rounded, scales do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from case_pages import write_page
from guarded import guarded_page
from playwright.sync_api import Browser

from digital_factory.cases import faster, innovate, space
from digital_factory.explorer import Explorer


@pytest.mark.parametrize(
    ("explorer", "keys", "expected"),
    [
        (faster.explorer, ["", "", "Home", "Home"], 0),  # the longest bar of all settings
        (space.explorer, ["Home", "End", "End", "End"], 0),  # the longest way to the customers
        (innovate.explorer, ["Home", "", "", "Home"], 1),  # nine portfolios in ten without a success
    ],
    ids=["faster", "space", "innovate"],
)
def test_bar_at_the_end_of_its_scale_has_an_arrow_only_beyond_it(
    browser: Browser, tmp_path: Path, explorer: Callable[[], Explorer], keys: list[str], expected: int
) -> None:
    with guarded_page(browser) as page:
        page.goto(write_page(tmp_path, explorer()).as_uri())
        for position, key in enumerate(keys):
            if key:
                page.locator(f".df-control-{position} [type=range]").press(key)
        assert page.locator(".df-live .df-cut").count() == expected
        assert page.get_by_text("off the chart").count() == 0
