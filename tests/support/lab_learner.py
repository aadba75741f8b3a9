"""A learner in the browser lab: brings answers to an exercise, runs all cells, takes the notebook home."""

from __future__ import annotations

import contextlib
import csv
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
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
_IS_KEPT = """([path, words]) => new Promise((tell) => {
  const opening = indexedDB.open("digital-factories-lab");
  opening.onsuccess = () => {
    const asking = opening.result.transaction("files").objectStore("files").get(path);
    asking.onsuccess = () => {
      opening.result.close();
      tell(JSON.stringify(asking.result ?? null).includes(words));
    };
  };
})"""


@dataclass
class Site:
    """The served book.

    `replaced` holds, by path, what a newer build would serve instead; `asked` each path that was asked for.
    """

    address: str = ""
    replaced: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def serve(self) -> Iterator[Site]:
        """Serve the book under a folder, `/course/`, as GitHub Pages and learning platforms do."""
        replaced, asked = self.replaced, self.asked

        class Handler(Quiet):
            def do_GET(self) -> None:  # noqa: N802
                path = self.path.partition("?")[0].removeprefix("/course")
                asked.append(path)
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
                    policy = WORKER_POLICY if ".worker." in self.path else POLICY
                    self.send_header("Content-Security-Policy", policy)
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


def _policies() -> list[str]:
    """The Content-Security-Policies that lab/README.md gives: for the pages, then for the kernel's worker."""
    blocks = re.findall(
        r"^    default-src .+(?:\n    .+)*", (ROOT / "lab/README.md").read_text("utf-8"), re.MULTILINE
    )
    return [" ".join(block.split()) for block in blocks]


POLICY, WORKER_POLICY = _policies()


@contextlib.contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """Yield a page that fails on an uncaught error and on a request to another host."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1300, "height": 900}, accept_downloads=True, **options)
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "file:", "blob:", "data:"))
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


def solved(slug: str, **others: str) -> dict[str, Any]:
    """The exercise with the reference answers in it, as a file that a learner has kept.

    `others` holds another answer for a task, whose ``-`` is written ``_``.
    """
    answers = {
        grade_id(cell): others.get(grade_id(cell).replace("-", "_"), without_markers(cell.source))
        for cell in Assignment.read(slug, ROOT).cells
        if grade_id(cell)
    }
    notebook: dict[str, Any] = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            cell["source"] = answers[marks["grade_id"]]
    return notebook


def visible_test(slug: str, test: str) -> str:
    """The check as a learner has it, each run of white space as one space."""
    notebook = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text("utf-8"))
    (cell,) = [
        one for one in notebook["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == test
    ]
    return " ".join("".join(cell["source"]).split())


def wait_for_kernel(page: Page) -> None:
    """Wait until Python has started and has nothing to do."""
    page.locator(".course-is-ready").wait_for(timeout=START)


def wait_until_kept(page: Page, slug: str, words: str) -> None:
    """Wait until the browser's storage holds an exercise with `words` in it."""
    deadline = time.monotonic() + START / 1000
    while not page.evaluate(_IS_KEPT, [f"exercises/{slug}.ipynb", words]):
        assert time.monotonic() < deadline, f"{words!r} has not been kept"
        page.wait_for_timeout(100)


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


def go_to(page: Page, slug: str, marked: str) -> None:
    """Make the cell with that grade id of a released exercise the active one."""
    cells = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text("utf-8"))["cells"]
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    cell = page.locator(f'.jp-Cell[data-windowed-list-index="{ids.index(marked)}"]')
    cell.scroll_into_view_if_needed()
    cell.click(position={"x": 40, "y": 12})  # on its prompt


def run_through(page: Page, notebook: dict[str, Any], test: str) -> None:
    """Run all cells from the first one to the check `test`, each with Shift+Enter."""
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for _ in range(ids.index(test) + 1):
        page.keyboard.press("Shift+Enter")


def take_home(page: Page) -> tuple[str, dict[str, Any]]:
    """Download the work; return the file's name and the notebook."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my work").click()
    name = download.value.suggested_filename
    return name, json.loads(Path(download.value.path()).read_text("utf-8"))


def graded(notebook: dict[str, Any], slug: str, folder: Path) -> float:
    """The points that `classroom grade` gives to a notebook, which it runs in CPython, without a trainer."""
    for step in ("solutions", "exercises"):
        shutil.copytree(ROOT / step / slug, folder / step / slug)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    handed_in = folder / "submitted" / "ana" / slug / f"{slug}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text(json.dumps(notebook), encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [
        sys.executable,
        "-m",
        "classroom",
        "grade",
        slug,
        "--course-dir",
        str(folder),
        "--workers",
        "1",
    ]
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with (folder / "reports" / slug / "grades.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    return float(row["score"])
