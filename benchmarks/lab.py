"""Bytes and seconds to the first passed check in the browser lab: ``make bench-lab``.

A learner presses the button on the page of chapter 8, brings an answer to its first task, and runs the cells
down to the first check, and stays for a moment, in which the browser writes down what it has compiled. Each
case has a browser of its own: with nothing cached (cold), then again (warm).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import lab_learner as learner
import psutil
from browsers import ARGUMENTS, find
from playwright.sync_api import Page, expect, sync_playwright

from digital_factory.authoring.serve import Handler, server

__all__ = ["main"]

SLUG, SECOND = "08-the-wall", "03-squads"
PIECE = 32768  # bytes sent at a time
STAY = 5000  # ms: Chromium writes what it has compiled when it has compiled nothing for two seconds


@dataclass
class Wire:
    """What goes over the wire: bytes sent so far, at most `rate` bytes a second (0: no limit)."""

    rate: float = 0
    sent: int = 0
    free_at: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, size: int) -> None:
        """Count `size` bytes, and wait until a line of that rate would have sent them."""
        with self.lock:
            self.sent += size
            if not self.rate:
                return
            self.free_at = max(self.free_at, time.monotonic()) + size / self.rate
            delay = self.free_at - time.monotonic()
        time.sleep(max(0.0, delay))


@contextmanager
def served(wire: Wire, compressed: bool) -> Iterator[str]:
    """Serve the built book over `wire`; without `compressed` as a server would that compresses nothing."""

    class Measured(Handler):
        def copyfile(self, source, outputfile) -> None:  # type: ignore[no-untyped-def]
            while data := source.read(PIECE):
                wire.wait(len(data))
                outputfile.write(data)

        def send_head(self):  # type: ignore[no-untyped-def]
            if not compressed:
                del self.headers["Accept-Encoding"]
            return super().send_head()

    serving = server(learner.BOOK, handler=Measured)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


def processor_time() -> float:
    """Seconds of processor time that the browser has used, all its processes that still run together."""
    spent = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


def first_check(page: Page, address: str) -> tuple[float, float]:
    """Seconds from the button of the page to the first passed check, and the browser's processor time [s]."""
    notebook = learner.solved(SLUG)
    page.goto(f"{address}/book/{SLUG}.html", wait_until="load")
    began, spent = time.monotonic(), processor_time()
    page.locator(".lab-buttons a").click()
    page.locator(".course-score").get_by_text("points").wait_for(timeout=learner.START)
    learner.bring(page, f"{SLUG}.ipynb", json.dumps(notebook))
    page.locator(".course-notice", has_text="Your answers").wait_for(timeout=learner.START)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for _ in range(notebook["cells"].index(first_test(notebook)) + 1):
        page.keyboard.press("Shift+Enter")
    expect(page.locator(".course-score")).to_contain_text("2 of 17 points", timeout=learner.RUN)
    return time.monotonic() - began, processor_time() - spent


def first_test(notebook: dict[str, list[dict[str, dict[str, dict[str, bool]]]]]) -> object:
    """The first cell that checks a task."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))


def second_exercise(page: Page, address: str) -> float:
    """Seconds until another exercise can be read and written in."""
    began = time.monotonic()
    page.goto(f"{address}/lab/notebooks/index.html?path=exercises/{SECOND}.ipynb")
    page.locator(".course-score").get_by_text("points").wait_for(timeout=learner.START)
    return time.monotonic() - began


def measure(rate: float, compressed: bool) -> dict[str, float]:
    """Megabytes and seconds, cold and warm, at `rate` bytes a second (0: no limit)."""
    wire = Wire(rate)
    found: dict[str, float] = {}
    with (
        served(wire, compressed) as address,
        tempfile.TemporaryDirectory() as profile,
        sync_playwright() as playwright,
    ):
        program = find(playwright)
        for visit in ("cold", "warm"):
            browser = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=program,
                args=list(ARGUMENTS),
                viewport={"width": 1300, "height": 900},
            )
            page = browser.pages[0]
            before = wire.sent
            seconds, spent = first_check(page, address)
            found[f"{visit} s"] = round(seconds, 1)
            found[f"{visit}, of a processor s"] = round(spent, 1)
            found[f"{visit} MB"] = round((wire.sent - before) / 1e6, 1)
            if visit == "warm":
                found["second exercise s"] = round(second_exercise(page, address), 1)
            page.wait_for_timeout(STAY)
            browser.close()
    return found


def main(argv: list[str] | None = None) -> int:
    """Print a table of what was measured."""
    parser = argparse.ArgumentParser(prog="make bench-lab", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the unthrottled, compressed case alone")
    options = parser.parse_args(argv)
    cases = {"compressed": (0.0, True)}
    if not options.quick:
        cases |= {"compressed, 20 Mbit/s": (20e6 / 8, True), "not compressed": (0.0, False)}
    for name, (rate, compressed) in cases.items():
        load = os.getloadavg()[0]
        found = measure(rate, compressed)
        print(
            f"{name} (load before: {load:.1f} on {os.cpu_count()} processors): "
            + ", ".join(f"{key.rpartition(' ')[0]} {value} {key.split()[-1]}" for key, value in found.items())
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
