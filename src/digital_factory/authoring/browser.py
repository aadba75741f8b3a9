"""A Chromium for what is built or checked in a browser: the one on the machine, else Playwright's own.

Every other host is unknown to it, so that a page which needs one fails here as it would offline.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

__all__ = ["ARGUMENTS", "ON_MACHINE", "BrowserError", "find", "launched"]

ON_MACHINE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# For its address bar Chromium opens two hidden pages beside each fresh one: half of the work of showing a
# chapter. The last list of this kind counts, so Playwright's own (chromiumSwitches.ts) is said again.
_WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
ARGUMENTS = (
    f"--disable-features={','.join(_WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


class BrowserError(RuntimeError):
    """There is no Chromium; the message says how to get one."""


def find(playwright: Playwright, which: Callable[[str], str | None] = shutil.which) -> Path | None:
    """Return the Chromium on PATH, else the one Playwright has downloaded, else None."""
    for name in ON_MACHINE:
        if found := which(name):
            return Path(found)
    own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Yield a browser, closed when the block ends.

    Raises
    ------
    BrowserError
        If there is none on this machine.
    """
    with sync_playwright() as playwright:
        program = find(playwright)
        if program is None:
            raise BrowserError(
                "No Chromium was found. Install one so that one of these is on PATH, or run "
                f"`python -m playwright install chromium`: {', '.join(ON_MACHINE)}"
            )
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
