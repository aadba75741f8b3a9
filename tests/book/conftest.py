"""The built book, opened in a browser that reaches no host but this one and tolerates no error."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import guarded
import pytest
from playwright.sync_api import Browser, Page

from digital_factory.authoring.lint import TRAINERS_TOC, pages

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
PAGES = [f"{name.removesuffix('.md')}.html" for name in pages(ROOT)] + ["search.html"]
TRAINERS_PAGES = [f"{name.removesuffix('.md')}.html" for name in pages(ROOT, TRAINERS_TOC)]
CHAPTERS = [name for name in PAGES if re.match(r"book/\d\d-", name)]
WCAG_A_AND_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# What axe finds, a line each. In the second colour, which changes colours only, the rules of colour suffice.
# The charts for paper are hidden, so they break no rule; wading through them takes axe half of its time.
_BROKEN = """async ([tags, colours]) => {
    for (const still of document.querySelectorAll("[data-case] .df-static")) still.remove();
    const rules = axe.getRules(tags).filter((rule) => rule.tags.includes("cat.color"));
    const runOnly = colours ? {type: "rule", values: rules.map((rule) => rule.ruleId)} : tags;
    const found = await axe.run(document, {runOnly, preload: false, resultTypes: ["violations"]});
    return found.violations.flatMap(
        (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
}"""
# A colour that is still changing, a column that slides to its place, or a fold that fades in would be judged
# half way. A part that comes when the browser is idle fades its folds in then.
_IS_STILL = """([...document.querySelectorAll(".lazy-section")]
    .every((part) => getComputedStyle(part).contentVisibility === "visible")
    && document.getAnimations().every((one) =>
        one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity))"""
# Once the browser is idle, settle.js lets Tab reach what is wider than its box; in a fold, once that opens.
_SCROLLS_BY_KEYBOARD = f"""() => {_IS_STILL} && [...document.querySelectorAll(
    "article :is(pre, div.math)")].every((box) =>
    box.scrollWidth <= box.clientWidth || box.tabIndex === 0 || box.closest("details:not([open])"))"""
_IS_DARK_AND_STILL = f"""() => document.documentElement.dataset.theme === "dark" && {_IS_STILL}"""

Visit = Callable[..., AbstractContextManager[Page]]


def broken_rules(page: Page, axe: str, *, colours_only: bool = False) -> list[str]:
    """Return what of `page` breaks rules of WCAG A and AA, by the script `axe`: a line each.

    The page loses the charts that it has for paper.
    """
    page.wait_for_function(_SCROLLS_BY_KEYBOARD)
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(axe)
    return list(page.evaluate(_BROKEN, [WCAG_A_AND_AA, colours_only]))


def darken(page: Page) -> None:
    """Let the reader's system turn dark, and wait until the page has."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(_IS_DARK_AND_STILL)


def brightness(page: Page) -> float:
    """Mean of red, green and blue of the page's background, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
    return (red + green + blue) / 3


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book."""
    if not (BOOK / "index.html").is_file():
        pytest.fail(f"{BOOK / 'index.html'} does not exist. Build the book first: make book")
    return BOOK


@pytest.fixture(scope="session")
def served(book: Path) -> Iterator[str]:
    """The address of the book, served on this machine."""
    with guarded.served(book) as address:
        yield address


@pytest.fixture(scope="session")
def both_books(book: Path) -> Path:
    """The folder of the learner's book, `html`, and the trainer's, `trainer`."""
    return book.parent


@pytest.fixture(scope="session")
def on_disk(book: Path) -> str:
    """The address of the book, opened from its folder."""
    return book.as_uri()


@pytest.fixture(scope="session")
def visit(browser: Browser) -> Visit:
    """Open an address and yield the page once it is drawn; fail on errors and on requests to other hosts."""

    @contextlib.contextmanager
    def _visit(url: str, *, dark: bool = False, width: int = 1280) -> Iterator[Page]:
        scheme, viewport = "dark" if dark else "light", {"width": width, "height": 900}
        with guarded.guarded_page(browser, color_scheme=scheme, viewport=viewport) as page:
            page.goto(url, wait_until="load")
            # Case studies draw themselves after the page has loaded.
            page.wait_for_function(
                """() => [...document.querySelectorAll("[data-case]")]
                    .every((figure) => figure.querySelector("[data-case-readout]"))"""
            )
            yield page

    return _visit
