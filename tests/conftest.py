"""Fixtures for every test that opens a browser: `browser`, a guarded `page`, and `axe`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from browsers import ARGUMENTS, find
from guarded import guarded_page
from playwright.sync_api import Browser, Page, sync_playwright

from digital_factory.authoring import widgets

os.environ.setdefault("MPLBACKEND", "Agg")  # no test opens a window


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium that knows no host but this machine."""
    with sync_playwright() as playwright:
        program = find(playwright)
        if program is None:
            pytest.fail(
                "There is no browser for the tests. Install one: python tests/support/install_browser.py"
            )
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if the page reports an error or asks another place for anything."""
    with guarded_page(browser) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which finds what a page withholds from some readers."""
    script = widgets.FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        widgets.install()
    return script.read_text(encoding="utf-8")
