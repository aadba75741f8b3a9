"""A Chromium for the tests: one that is on the machine, else Playwright's own, else one installed now."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from debian import attempt
from debian import install as install_package
from playwright.sync_api import Playwright, sync_playwright

__all__ = ["ARGUMENTS", "NoBrowserError", "find", "install"]

ON_MACHINE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Every other host is unknown to the browser, so that a page which needs one fails here as it would offline.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


class NoBrowserError(RuntimeError):
    """There is no Chromium and none could be installed; the message says what was tried and what to do."""


def find(playwright: Playwright, which: Callable[[str], str | None] = shutil.which) -> Path | None:
    """Return the Chromium on PATH, else the one Playwright has downloaded, else None."""
    for name in ON_MACHINE:
        if found := which(name):
            return Path(found)
    own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


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
