"""Weigh the built pages and time their controls in a browser. Called by ``make bench-pages``.

A first visit loads everything; the next page, what the start page and another chapter have not loaded. Bytes
are counted as a server that compresses with gzip sends them, without headers. A control's time runs from the
key to the next frame.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from browsers import ARGUMENTS, find
from guarded import served
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

__all__ = ["BEFORE", "PageWeight", "main", "weigh"]

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
BEFORE = ("book/index.html", "book/02-agile-space.html")
"""Pages that a reader has seen before the next one."""
_COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
_PRESSES = 40
_SHIFT = """window.shift = 0; new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value;
}).observe({type: "layout-shift", buffered: true})"""
_TIME = """(input) => new Promise((done) => {
    input.addEventListener("input", (event) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - event.timeStamp);
        channel.port2.postMessage(0);
    }), {once: true});
})"""


class PageWeight(NamedTuple):
    """What a reader's browser loads for one page, in bytes."""

    name: str
    first: int
    following: int
    decoded: int
    requests: int
    shift: float


def weigh(browser: Browser, book: Path, names: Iterable[str]) -> list[PageWeight]:
    """Open each page of `book` as a first visit, scroll to its end, and weigh what was asked for."""
    with served(book) as address:
        known = {path for name in BEFORE for path in _visit(browser, address, name)[0]}
        weights = []
        for name in names:
            asked, shift = _visit(browser, address, name)
            files = [book / path for path in asked]
            following = [book / path for path in asked if path == name or path not in known]
            raw = sum(file.stat().st_size for file in files)
            weights.append(
                PageWeight(name, sum(map(_sent, files)), sum(map(_sent, following)), raw, len(files), shift)
            )
    return weights


def _visit(browser: Browser, address: str, name: str) -> tuple[list[str], float]:
    """Return the paths that the page asks for, and how far its parts have moved by themselves."""
    asked: dict[str, None] = {}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(_SHIFT)
    page.on("request", lambda request: asked.setdefault(unquote(urlsplit(request.url).path).lstrip("/")))
    page.goto(f"{address}/{name}", wait_until="networkidle")
    for _ in range(int(page.evaluate("document.documentElement.scrollHeight")) // 800 + 1):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(20)
    page.wait_for_load_state("networkidle")
    shift = float(page.evaluate("window.shift"))
    page.close()
    return list(asked), shift


def _sent(file: Path) -> int:
    data = file.read_bytes()
    return len(gzip.compress(data, 6)) if file.suffix in _COMPRESSED else len(data)


def _times(page: Page) -> list[float]:
    """Return milliseconds from a key press on each slider of the case to the next frame."""
    times = []
    for slider in page.locator("[data-case] input[type=range]").all():
        for press in range(_PRESSES):
            slider.evaluate(f"(input) => {{ window.timed = ({_TIME})(input); input.focus(); }}")
            page.keyboard.press("ArrowRight" if press % 2 == 0 else "ArrowLeft")
            at_end = "Promise.race([window.timed, new Promise((done) => setTimeout(done, 500, -1))])"
            times.append(float(page.evaluate(at_end)))
    return [time for time in times if time >= 0]  # a slider at its end does not move


def _print(rows: list[PageWeight], times: dict[str, list[float]]) -> None:
    table = Table(box=None)
    for heading in (
        "page",
        "first visit kB",
        "next page kB",
        "decoded kB",
        "requests",
        "shift",
        "control ms, p95",
    ):
        table.add_column(heading, justify="left" if heading == "page" else "right")
    for row in rows:
        control = times.get(row.name)
        p95 = f"{statistics.quantiles(control, n=20)[-1]:.0f}" if control else ""
        sizes = [f"{size / 1000:.0f}" for size in (row.first, row.following, row.decoded)]
        table.add_row(row.name, *sizes, str(row.requests), f"{row.shift:.3f}", p95)
    Console(width=110).print(table)


def main() -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", help="relative to the book; all of book/ without them")
    names = parser.parse_args().pages or sorted(
        path.relative_to(BOOK).as_posix() for path in (BOOK / "book").glob("*.html")
    )
    with sync_playwright() as playwright:
        program = find(playwright)
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        rows = weigh(browser, BOOK, names)
        times = {}
        with served(BOOK) as address:
            for name in names:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(f"{address}/{name}", wait_until="networkidle")
                if page.locator("[data-case]").count():
                    page.locator("[data-case-readout]").first.wait_for()
                    times[name] = _times(page)
                page.close()
        browser.close()
    _print(rows, times)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
