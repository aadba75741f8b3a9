"""A Chromium for the tests: one that is on the machine, else Playwright's own, else one installed now."""

from __future__ import annotations

import sys
from pathlib import Path

from debian import attempt
from debian import install as install_package
from playwright.sync_api import sync_playwright

from digital_factory.authoring.browser import ARGUMENTS, ON_MACHINE, find

__all__ = ["ARGUMENTS", "NoBrowserError", "find", "install"]


class NoBrowserError(RuntimeError):
    """There is no Chromium and none could be installed; the message says what was tried and what to do."""


def install() -> Path:
    """Return a Chromium, installing one if there is none: Playwright's own, else Debian's by apt-get.

    Raises
    ------
    NoBrowserError
        If nothing worked.
    """
    with sync_playwright() as playwright:
        tried = []
        for attempt in (None, _playwright, _debian):
            if attempt is not None:
                tried.append(attempt())
            if found := find(playwright):
                return found
    raise NoBrowserError(
        "The tests need a Chromium. There is none on PATH, and none could be installed:\n  "
        + "\n  ".join(tried)
        + "\nInstall Chromium or Chrome so that one of these is on PATH, and run again: "
        + ", ".join(ON_MACHINE)
    )


def _playwright() -> str:
    return attempt([sys.executable, "-m", "playwright", "install", "chromium"])


def _debian() -> str:
    return install_package("chromium")
