"""Weigh the built pages and time their controls in a browser. Called by ``make bench-pages``.

A first visit loads everything; the next page, what the start page and another chapter have not loaded. Bytes
are counted as a server that compresses with gzip sends them, without headers. A control's time runs from the
key to the next frame, for which the browser waits up to a sixtieth of a second whatever the page does: a page
of one slider and one word had 3 ms in the median and 18 ms at the 95th percentile. So the processor's time
for a move stands beside it: scripts, styles and layout, the mean of all moves.
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
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
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


class _Moves(NamedTuple):
    """Milliseconds from a key press to the next frame, one by one, and the processor's for a press."""

    times: list[float]
    work: float


def _moves(page: Page) -> _Moves:
    """Press keys on each slider of the case."""
    times = []
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    begun = _worked(session)
    for slider in page.locator("[data-case] input[type=range]").all():
        for press in range(_PRESSES):
            slider.evaluate(f"(input) => {{ window.timed = ({_TIME})(input); input.focus(); }}")
            page.keyboard.press("ArrowRight" if press % 2 == 0 else "ArrowLeft")
            at_end = "Promise.race([window.timed, new Promise((done) => setTimeout(done, 500, -1))])"
            times.append(float(page.evaluate(at_end)))
    work = (_worked(session) - begun) / len(times)
    return _Moves([time for time in times if time >= 0], work)  # a slider at its end does not move


def _worked(session: CDPSession) -> float:
    """Return for how many ms the page has run scripts, worked out styles and laid out."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * sum(metrics[f"{part}Duration"] for part in ("Script", "RecalcStyle", "Layout"))


def _print(rows: list[PageWeight], moves: dict[str, _Moves]) -> None:
    table = Table(box=None)
    for heading in (
        "page",
        "first visit kB",
        "next page kB",
        "decoded kB",
        "requests",
        "shift",
        "control ms, p95",
        "its work",
    ):
        table.add_column(heading, justify="left" if heading == "page" else "right")
    for row in rows:
        control = moves.get(row.name)
        p95 = f"{statistics.quantiles(control.times, n=20)[-1]:.0f}" if control else ""
        work = f"{control.work:.1f}" if control else ""
        sizes = [f"{size / 1000:.0f}" for size in (row.first, row.following, row.decoded)]
        table.add_row(row.name, *sizes, str(row.requests), f"{row.shift:.3f}", p95, work)
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
        moves = {}
        with served(BOOK) as address:
            for name in names:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(f"{address}/{name}", wait_until="networkidle")
                if page.locator("[data-case]").count():
                    page.locator("[data-case-readout]").first.wait_for()
                    moves[name] = _moves(page)
                page.close()
        browser.close()
    _print(rows, moves)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
