"""The site behind a real nginx, with the settings that the page for trainers gives."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import lab_learner
import nginx_server
import pytest
from playwright.sync_api import Browser, expect

from .conftest import ROOT, Visit

PAGE = ROOT / "book" / "trainer" / "hosting.md"
FOLDER = "/srv/course/"  # in the page's settings


@pytest.fixture(scope="module")
def hosted(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the built site behind nginx, in a subfolder."""
    locations, maps = nginx_server.settings_of(PAGE)
    assert FOLDER in locations
    place = tmp_path_factory.mktemp("nginx")
    with nginx_server.serving(locations.replace(FOLDER, f"{book}/"), maps, place) as address:
        yield f"{address}/course"


def ask(address: str, **headers: str) -> tuple[Message, bytes]:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.headers, answer.read()


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("_static/book-script.js", "text/javascript; charset=utf-8"),
        ("lab/static/pyodide/pyodide.asm.wasm", "application/wasm"),
        ("lab/static/pyodide/pyodide.mjs", "text/javascript; charset=utf-8"),
        (
            "lab/extensions/@jupyterlite/pyodide-kernel-extension/static/*.worker.*.js",
            "text/javascript; charset=utf-8",
        ),
        ("lab/files/exercises/08-the-wall.ipynb", "application/json; charset=utf-8"),
        ("lab/static/pyodide/making_digital_factories_work-*.whl", "application/octet-stream"),
    ],
)
def test_nginx_names_the_type_of_a_file_and_asks_the_browser_to_look_again(
    hosted: str, book: Path, pattern: str, kind: str
) -> None:
    name = next(path.relative_to(book).as_posix() for path in book.glob(pattern))
    headers, _ = ask(f"{hosted}/{name}")
    assert headers["Content-Type"] == kind
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert ("'wasm-unsafe-eval'" in policy) == (".worker." in name)  # Python runs there
    assert "'unsafe-eval'" not in policy


def test_nginx_sends_the_copy_that_was_compressed_when_the_lab_was_built(hosted: str, book: Path) -> None:
    name = "lab/static/pyodide/pyodide.asm.wasm"
    headers, sent = ask(f"{hosted}/{name}", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert sent == (book / f"{name}.gz").read_bytes()
    assert gzip.decompress(sent) == (book / name).read_bytes()


def test_nginx_compresses_a_page_to_less_than_half(hosted: str, book: Path) -> None:
    headers, sent = ask(f"{hosted}/book/08-the-wall.html", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(sent) < (book / "book/08-the-wall.html").stat().st_size / 2


def test_chapter_behind_nginx_and_its_policy_answers_and_search_finds(visit: Visit, hosted: str) -> None:
    with visit(f"{hosted}/book/08-the-wall.html") as page:
        expect(page.locator("[data-case-readout]").first).not_to_be_empty()
    with visit(f"{hosted}/search.html?q=bottleneck") as page:
        expect(page.locator("#search-results li a").first).to_be_visible()


def test_lab_behind_nginx_and_its_policy_starts_python(browser: Browser, hosted: str) -> None:
    with lab_learner.opened(browser) as page:
        page.goto(f"{hosted}/book/08-the-wall.html")
        page.locator(".lab-buttons a").click()
        lab_learner.wait_for_kernel(page)
