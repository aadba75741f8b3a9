"""The page's way into the lab: what it fetches ahead, and what it says where the lab cannot open."""

from __future__ import annotations

import json
from collections.abc import Iterator

import lab_learner as learner
import pytest
from lab_learner import BOOK, Site
from playwright.sync_api import Browser, Page, expect

PAGE = "book/08-the-wall.html"


@pytest.fixture
def first(site: Site) -> list[str]:
    """What the lab says that every exercise needs first."""
    assert site.address
    paths: list[str] = json.loads((BOOK / "lab" / "status.json").read_text("utf-8"))["first"]
    return paths


@pytest.fixture
def visited(browser: Browser, site: Site) -> Iterator[tuple[Page, list[str]]]:
    """The page of chapter 8, and the paths in the lab that have been asked for."""
    with learner.opened(browser) as page:
        asked: list[str] = []
        page.on(
            "request",
            lambda request: (
                asked.append(request.url.partition("/lab/")[2]) if "/lab/" in request.url else None
            ),
        )
        page.goto(f"{site.address}/{PAGE}")
        yield page, asked


def test_reader_who_comes_near_the_exercise_has_its_largest_files_fetched(
    visited: tuple[Page, list[str]], first: list[str]
) -> None:
    page, asked = visited
    assert asked == []

    page.locator(".lab-buttons").scroll_into_view_if_needed()
    with page.expect_response(lambda answer: answer.url.endswith(first[-1]), timeout=learner.START):
        pass

    assert asked == ["status.json", *first]
    files = {name.partition("?")[0] for name in first}
    assert {"static/pyodide/pyodide.asm.wasm", "static/pyodide/python_stdlib.zip"} <= files
    assert [name for name in first if "pandas" in name]
    assert [name for name in files if not (BOOK / "lab" / name).is_file()] == []


def test_reader_who_saves_data_has_nothing_fetched(browser: Browser, site: Site) -> None:
    with learner.opened(browser) as page:
        page.add_init_script(
            "Object.defineProperty(navigator, 'connection', { get: () => ({ saveData: true }) })"
        )
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/lab/" in request.url else None)
        page.goto(f"{site.address}/{PAGE}")
        page.locator(".lab-buttons").scroll_into_view_if_needed()
        page.wait_for_timeout(2000)
        assert asked == []


def test_page_opened_from_a_folder_says_that_the_lab_needs_a_server(browser: Browser) -> None:
    with learner.opened(browser) as page:
        page.goto((BOOK / PAGE).as_uri())
        page.locator(".lab-buttons a").click()

        expect(page.locator(".lab-note")).to_contain_text("needs a web server")
        expect(page.locator(".lab-note")).to_contain_text("make serve")
        assert page.url.startswith("file:")


def test_button_of_a_copy_without_the_lab_says_why(browser: Browser, site: Site) -> None:
    why = "core.wasm could not be had."
    site.replaced["/lab/status.json"] = json.dumps({"ready": False, "why": why}).encode()
    try:
        with learner.opened(browser) as page:
            page.goto(f"{site.address}/{PAGE}")
            page.locator(".lab-buttons a").click()
            expect(page.locator(".lab-note")).to_contain_text(why)
            assert page.url.endswith(PAGE)
    finally:
        del site.replaced["/lab/status.json"]
