"""A learner in the browser lab: brings answers to an exercise, runs all cells, takes the notebook home."""

from __future__ import annotations

import contextlib
import functools
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from guarded import Quiet
from playwright.sync_api import Browser, Page, expect

from digital_factory.authoring.assignment import Assignment, grade_id, without_markers

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
START = 180_000  # ms: a busy machine
RUN = 240_000


@dataclass
class Site:
    """The served book; `replaced` holds, by path, what a newer build would serve instead."""

    address: str = ""
    replaced: dict[str, bytes] = field(default_factory=dict)

    @contextlib.contextmanager
    def serve(self) -> Iterator[Site]:
        """Serve the book under a folder, `/course/`, as GitHub Pages and learning platforms do."""
        replaced = self.replaced

        class Handler(Quiet):
            def do_GET(self) -> None:  # noqa: N802
                path = self.path.partition("?")[0].removeprefix("/course")
                if path in replaced:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(replaced[path])))
                    self.end_headers()
                    self.wfile.write(replaced[path])
                else:
                    super().do_GET()

            def translate_path(self, path: str) -> str:
                return super().translate_path(path.removeprefix("/course"))

            def end_headers(self) -> None:
                if self.path.startswith("/course/lab/"):
                    self.send_header("Content-Security-Policy", POLICY)
                super().end_headers()

        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(BOOK)))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.address = f"http://127.0.0.1:{server.server_port}/course"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


# The lab's pages need no script of another host and none that is written into the page.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'"
)


@contextlib.contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """Yield a page that fails on an uncaught error and on a request to another host."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1300, "height": 900}, accept_downloads=True, **options)
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "blob:", "data:"))
            else faults.append(f"outside: {request.url}")
        ),
    )
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and "Content Security Policy" in said.text
            else None
        ),
    )
    try:
        yield page
    finally:
        context.close()
    assert faults == [], "\n".join(faults)


def solved(slug: str) -> dict[str, Any]:
    """The exercise with the reference answers in it, as a file that a learner has kept."""
    answers = {
        grade_id(cell): without_markers(cell.source)
        for cell in Assignment.read(slug, ROOT).cells
        if grade_id(cell)
    }
    notebook: dict[str, Any] = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            cell["source"] = answers[marks["grade_id"]]
    return notebook


def wait_for_kernel(page: Page) -> None:
    """Wait until Python has started and has nothing to do."""
    page.locator(".course-is-ready").wait_for(timeout=START)


def bring(page: Page, name: str, content: str) -> None:
    """Open a file of the learner's."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Open my file…").click()
    chosen.value.set_files([{"name": name, "mimeType": "application/json", "buffer": content.encode()}])


def run_all(page: Page) -> None:
    """Run all cells from the menu, and wait until all have run."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(".course-score")).to_contain_text("all checks passed", timeout=RUN)


def take_home(page: Page) -> tuple[str, dict[str, Any]]:
    """Download the work; return the file's name and the notebook."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my work").click()
    name = download.value.suggested_filename
    return name, json.loads(Path(download.value.path()).read_text("utf-8"))
