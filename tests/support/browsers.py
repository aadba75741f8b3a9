"""A Chromium for the tests: one that is on the machine, else Playwright's own, else one installed now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

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
_INSTALL_TIMEOUT_S = 600


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
        for attempt in (None, _playwright, _apt):
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
    return _attempt([sys.executable, "-m", "playwright", "install", "chromium"])


def _apt() -> str:
    if shutil.which("apt-get") is None:
        return "apt-get: not on this machine"
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        return "apt-get install chromium: only root may"
    _attempt(["apt-get", "update"])
    return _attempt(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def _attempt(command: list[str]) -> str:
    """Run `command` and return what became of it, in one line."""
    named = " ".join([Path(command[0]).name, *command[1:]])
    print(f"Trying: {named}", flush=True)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{named}: {error}"
    last = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
    return f"{named}: exit code {done.returncode}, {last[-1]}"
