"""Every page of both built books: from a folder, on a phone, in either colour, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import PAGES, TRAINERS_PAGES, WCAG_A_AND_AA, Visit, brightness

# What axe finds, a line each. In the second colour, which changes colours only, the rules of colour suffice.
BROKEN = """async ([tags, colours]) => {
    const rules = axe.getRules(tags).filter((rule) => rule.tags.includes("cat.color"));
    const runOnly = colours ? {type: "rule", values: rules.map((rule) => rule.ruleId)} : tags;
    const found = await axe.run(document, {runOnly, resultTypes: ["violations"]});
    return found.violations.flatMap(
        (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
}"""
# A colour that is still changing would be judged half way.
IS_DARK_AND_STILL = """() =>
    document.documentElement.dataset.theme === "dark" &&
    document.getAnimations().every((one) => one.playState !== "running" || !(one instanceof CSSTransition))"""


@pytest.fixture(
    scope="module",
    params=[*(f"html/{name}" for name in PAGES), *(f"trainer/{name}" for name in TRAINERS_PAGES)],
)
def name(request: pytest.FixtureRequest) -> str:
    """Every page in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def kept_open(visit: Visit, both_served: str, axe: str, name: str) -> Iterator[Page]:
    """The page, opened once for its tests with axe in it: loading takes longest."""
    with visit(f"{both_served}/{name}") as page:
        page.evaluate(axe)
        yield page


def test_page_from_file_on_a_phone_loads_without_fault_and_does_not_scroll_sideways(
    visit: Visit, both_books: Path, name: str
) -> None:
    with visit(f"{both_books.as_uri()}/{name}", width=390) as page:
        expect(page.locator("h1").last).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_page_breaks_no_rule_of_wcag_a_and_aa(kept_open: Page) -> None:
    assert brightness(kept_open) > 200
    described = kept_open.locator(".bd-article img").evaluate_all("(all) => all.map((image) => image.alt)")
    assert [alt for alt in described if len(alt.split()) < 3] == []
    assert kept_open.evaluate(BROKEN, [WCAG_A_AND_AA, False]) == []


def test_page_in_the_dark_breaks_no_rule_of_colour(kept_open: Page) -> None:
    kept_open.emulate_media(color_scheme="dark")
    kept_open.wait_for_function(IS_DARK_AND_STILL)
    assert brightness(kept_open) < 60
    assert kept_open.evaluate(BROKEN, [WCAG_A_AND_AA, True]) == []
    kept_open.emulate_media(color_scheme="light")
