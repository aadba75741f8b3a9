"""The reader is remembered by their own browser: settings, sections, guesses and answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from guarded import guarded_page
from playwright.sync_api import Browser, Page, expect

from .conftest import Visit

WALL = "book/08-the-wall.html"
SLIDER = "[data-case] .df-control-0 [type=range]"
READ_ALL = """async () => {
    for (const end of document.querySelectorAll('.section-end')) {
        end.scrollIntoView({behavior: 'instant', block: 'center'});
        await new Promise((done) => setTimeout(done, 1000));
    }
}"""

REFUSES = """Object.defineProperty(window, "localStorage", {
    get: () => { throw new DOMException("Access is denied for this document.", "SecurityError"); },
    configurable: true,
})"""


def sentence(page: Page) -> str:
    """Return what the case says."""
    page.wait_for_selector("[data-case-readout]")
    return page.locator("[data-case-readout]").inner_text()


def test_settings_survive_a_reload_travel_in_a_link_and_are_reset(
    visit: Visit, browser: Browser, on_disk: str
) -> None:
    with visit(f"{on_disk}/{WALL}") as page:
        first = sentence(page)
        page.locator(SLIDER).press("ArrowRight")
        moved = sentence(page)
        page.reload()
        assert sentence(page) == moved != first
        page.get_by_role("button", name="Link to this setting").click()
        page.wait_for_url("**#case=wall&**")
        link = page.url
        page.get_by_role("button", name="Reset").click()
        assert sentence(page) == first
        expect(page.get_by_role("button", name="Reset")).to_be_disabled()
        page.goto("about:blank")
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(link)
        assert sentence(other) == moved


def test_browser_that_refuses_storage_answers_says_so_and_reports_no_error(
    browser: Browser, on_disk: str
) -> None:
    with guarded_page(browser) as page:
        page.add_init_script(REFUSES)
        page.goto(f"{on_disk}/{WALL}")
        first = sentence(page)
        page.locator(SLIDER).press("ArrowRight")
        assert sentence(page) != first
        page.goto(f"{on_disk}/book/progress.html")
        expect(page.locator(".my-progress")).to_contain_text("does not remember what you read")


def test_values_are_read_off_a_chart_by_keyboard_and_by_pointer(visit: Visit, on_disk: str) -> None:
    with visit(f"{on_disk}/{WALL}") as page:
        panel = page.locator(".df-live .df-panel").first
        panel.focus()
        panel.press("ArrowRight")
        first = panel.locator(".df-reading").inner_text()
        panel.press("ArrowRight")
        assert panel.locator(".df-reading").inner_text() != first
        expect(panel.locator("[aria-live]")).to_contain_text("Mean time (months)")
        panel.press("Escape")
        expect(panel.locator(".df-reading")).to_have_count(0)
        panel.locator("svg").hover()
        expect(panel.locator(".df-reading")).to_contain_text("Mean time (months)")


def test_progress_is_ticked_listed_saved_erased_and_loaded(
    visit: Visit, on_disk: str, tmp_path: Path
) -> None:
    with visit(f"{on_disk}/{WALL}") as page:
        question = page.locator(".quiz").first
        question.get_by_role("radio").first.check()
        question.get_by_role("button", name="Check").click()
        page.evaluate(READ_ALL)
        expect(page.locator(".bd-links .current .read-mark.is-done")).to_have_count(1)

        page.goto(f"{on_disk}/book/index.html")
        expect(page.locator(".start-button a")).to_have_text("Go on with chapter 8")

        page.goto(f"{on_disk}/book/progress.html")
        row = page.locator(".my-progress tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("of 1 checked")
        told = row.inner_text()
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save as a file").click()
        saved = tmp_path / "progress.json"
        saving.value.save_as(saved)
        page.get_by_role("button", name="Erase everything").click()
        page.get_by_role("button", name="Erase it for good?").click()
        expect(row).to_have_count(0)
        page.locator("[type=file]").set_input_files(saved)
        expect(page.locator(".progress-said")).to_contain_text("Loaded")
        assert row.inner_text() == told


@pytest.mark.parametrize("text", ["{", '{"format": "other"}'])
def test_progress_loaded_from_a_file_of_something_else_is_refused(
    visit: Visit, on_disk: str, tmp_path: Path, text: str
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text, encoding="utf-8")
    with visit(f"{on_disk}/book/progress.html") as page:
        page.locator("[type=file]").set_input_files(wrong)
        expect(page.locator(".progress-said")).to_contain_text("Nothing has changed")
