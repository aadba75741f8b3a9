"""The built book, opened in a browser that reaches no host but this one and tolerates no error."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import guarded
import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"

Visit = Callable[..., AbstractContextManager[Page]]


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
def on_disk(book: Path) -> str:
    """The address of the book, opened from its folder."""
    return book.as_uri()


@pytest.fixture
def visit(browser: Browser) -> Visit:
    """Open an address and yield the page once it is drawn; fail on errors and on requests to other hosts."""

    @contextlib.contextmanager
    def _visit(url: str, *, dark: bool = False, width: int = 1280) -> Iterator[Page]:
        scheme, viewport = "dark" if dark else "light", {"width": width, "height": 900}
        with guarded.guarded_page(browser, color_scheme=scheme, viewport=viewport) as page:
            page.goto(url, wait_until="load")
            # Formulas and case studies draw themselves after the page has loaded.
            page.wait_for_function(
                "() => !window.MathJax?.startup?.promise || MathJax.startup.promise.then(() => true)"
            )
            page.wait_for_function(
                """() => [...document.querySelectorAll("[data-case]")]
                    .every((figure) => figure.querySelector("[data-case-readout]"))"""
            )
            yield page

    return _visit
