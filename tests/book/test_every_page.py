"""Every page of both built books: from a folder, on a phone, in either colour, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import PAGES, TRAINERS_PAGES, Visit, brightness, broken_rules, darken

NARROWEST_PX = 320  # WCAG 1.4.10: 1280 pixels, enlarged four times


@pytest.fixture(
    scope="module",
    params=[*(f"html/{name}" for name in PAGES), *(f"trainer/{name}" for name in TRAINERS_PAGES)],
)
def name(request: pytest.FixtureRequest) -> str:
    """Every page in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def kept_open(visit: Visit, both_books: Path, name: str) -> Iterator[Page]:
    """The page from its folder, opened once for its tests, on a phone: loading takes longest."""
    with visit(f"{both_books.as_uri()}/{name}", width=390) as page:
        yield page


def test_page_from_file_on_a_phone_loads_without_fault_and_does_not_scroll_sideways(kept_open: Page) -> None:
    expect(kept_open.locator("h1").last).to_be_visible()
    kept_open.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = !fold.open")
    for width in (390, NARROWEST_PX):
        kept_open.set_viewport_size({"width": width, "height": 900})
        assert kept_open.evaluate("document.documentElement.scrollWidth") <= width
    kept_open.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = !fold.open")


def test_page_breaks_no_rule_of_wcag_a_and_aa(kept_open: Page, axe: str) -> None:
    kept_open.set_viewport_size({"width": 1280, "height": 900})
    assert brightness(kept_open) > 200
    described = kept_open.locator(".bd-article img").evaluate_all("(all) => all.map((image) => image.alt)")
    assert [alt for alt in described if len(alt.split()) < 3] == []
    assert broken_rules(kept_open, axe) == []


def test_page_in_the_dark_breaks_no_rule_of_colour(kept_open: Page, axe: str) -> None:
    kept_open.set_viewport_size({"width": 1280, "height": 900})
    darken(kept_open)
    assert brightness(kept_open) < 60
    assert broken_rules(kept_open, axe, colours_only=True) == []


@pytest.mark.parametrize("name", ["index", "08-the-wall", "data"])
def test_page_on_a_phone_opened_whole_breaks_no_rule_of_wcag_a_and_aa(
    visit: Visit, served: str, axe: str, name: str
) -> None:
    with visit(f"{served}/book/{name}.html", width=390) as page:
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert broken_rules(page, axe) == []
        page.get_by_role("button", name="Toggle primary sidebar").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert broken_rules(page, axe) == []
