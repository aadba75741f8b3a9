"""The reader is remembered by their own browser: settings, sections, guesses and answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from guarded import guarded_page
from playwright.sync_api import Browser, Page, expect

from .conftest import Visit

WALL = "book/08-the-wall.html"
FORMAT = "making-digital-factories-work/progress/1"
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


@pytest.mark.parametrize(
    "broken", ["case=wall&arrivals=%E0%A4", "case=wall&arrivals=99&constructor=1", "case=another", "%E0"]
)
def test_link_that_is_broken_shows_the_case_as_it_starts(visit: Visit, on_disk: str, broken: str) -> None:
    with visit(f"{on_disk}/{WALL}#{broken}") as page:
        assert sentence(page).startswith("With 1.8 services a month")
        expect(page.get_by_role("button", name="Reset")).to_be_disabled()


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


def test_values_are_read_off_a_chart_by_a_tap_and_stay(browser: Browser, on_disk: str) -> None:
    with guarded_page(browser, has_touch=True, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{on_disk}/{WALL}")
        panel = page.locator(".df-live .df-panel").first
        panel.locator("svg").tap()
        expect(panel.locator(".df-reading")).to_contain_text("Mean time (months)")
        page.locator(SLIDER).tap()
        expect(panel.locator(".df-reading")).to_have_count(0)


def test_progress_is_ticked_listed_saved_erased_and_loaded(
    visit: Visit, on_disk: str, tmp_path: Path
) -> None:
    with visit(f"{on_disk}/{WALL}") as page:
        question = page.locator(".quiz").first
        question.get_by_role("radio").first.check()
        question.get_by_role("button", name="Check").click()
        page.evaluate(READ_ALL)
        expect(page.locator(".bd-links .current .read-mark.is-done")).to_have_count(1)
        page.wait_for_timeout(500)  # a browser takes a moment to hand on what a page has stored

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


# What a file may hold that this book never writes: each was a fault on some page once, or might be.
HOSTILE = {
    "read:08-the-wall": {"ids": [{"toString": 1}, "predict", 7], "of": "<b>"},
    "read:01-why-they-multiply": "predict",
    "guess:08-the-wall": {"said": "<img src=x onerror=alert(1)>", "moved": True},
    "guess:01-why-they-multiply": {"said": 5, "moved": "yes"},
    "quiz:08-the-wall": {"map": {"chosen": 0}, "0": {"chosen": "map"}, "1": None, "77": {"chosen": 0}},
    "quiz:01-why-they-multiply": "abc",
    "where:last": {"page": {"toString": 1}, "section": "predict"},
    "case:wall": {"arrivals": {"toString": 1}, "nobody": "knows"},
}


def test_progress_from_a_hostile_file_breaks_no_page_and_shows_as_text(
    visit: Visit, on_disk: str, tmp_path: Path
) -> None:
    saved = tmp_path / "progress.json"
    entries = {key: json.dumps(value) for key, value in HOSTILE.items()}
    saved.write_text(json.dumps({"format": FORMAT, "entries": entries}), encoding="utf-8")
    with visit(f"{on_disk}/book/progress.html") as page:
        page.locator("[type=file]").set_input_files(saved)
        expect(page.locator(".progress-said")).to_contain_text("Loaded")
        expect(page.locator(".my-progress tbody tr")).to_have_count(1)
        expect(page.locator(".my-progress tbody")).to_contain_text("1 of 1<img src=x onerror=alert(1)>")
        for name in ("index", "01-why-they-multiply", "08-the-wall"):
            page.goto(f"{on_disk}/book/{name}.html")
            page.wait_for_selector("[data-case-readout]")
        expect(page.locator(".quiz-score")).to_contain_text("0 of")


def test_progress_that_leads_to_no_chapter_leaves_the_start_button(visit: Visit, on_disk: str) -> None:
    with visit(f"{on_disk}/book/index.html") as page:
        page.evaluate("bookReader.set('where', {page: '99-elsewhere', section: 'predict'}, 'last')")
        page.reload()
        expect(page.locator(".start-button a")).to_have_text("Start with chapter 1")


def test_progress_too_much_for_the_browser_changes_nothing(
    visit: Visit, on_disk: str, tmp_path: Path
) -> None:
    saved = tmp_path / "progress.json"
    entries = {"guess:01-why-they-multiply": '{"said": "9"}', "guess:02-agile-space": '{"said": "9"}'}
    saved.write_text(json.dumps({"format": FORMAT, "entries": entries}), encoding="utf-8")
    with visit(f"{on_disk}/book/progress.html") as page:
        page.evaluate("bookReader.set('guess', {said: '5'}, '01-why-they-multiply')")
        page.evaluate("""() => {
            const put = Storage.prototype.setItem;
            Storage.prototype.setItem = function (key, value) {
                if (key.endsWith("02-agile-space")) throw new DOMException("full", "QuotaExceededError");
                put.call(this, key, value);
            };
        }""")
        page.locator("[type=file]").set_input_files(saved)
        expect(page.locator(".progress-said")).to_contain_text("Nothing has changed")
        assert page.evaluate("bookReader.guess('01-why-they-multiply').said") == "5"


def test_same_chapter_open_twice_forgets_no_answer_and_no_guess(browser: Browser, served: str) -> None:
    with browser.new_context() as context:
        first, second = context.new_page(), context.new_page()
        for number, page in enumerate((first, second)):
            page.goto(f"{served}/{WALL}")
            page.wait_for_selector("[data-case-readout]")
            question = page.locator(".quiz").nth(number)
            question.get_by_role("radio").first.check()
        for number, page in enumerate((first, second)):
            page.locator(".quiz").nth(number).get_by_role("button", name="Check").click()
            page.wait_for_timeout(300)  # a browser tells its pages of each other's changes a moment later
        assert set(second.evaluate("bookReader.answers('08-the-wall')")) == {"0", "1"}
        first.get_by_label("Your guess").fill("4.5")
        first.get_by_role("button", name="Lock it in").click()
        expect(second.locator(".guess-status")).to_contain_text("You said 4.5 months.")


@pytest.mark.parametrize("text", ["{", '{"format": "other"}', " " * 1_000_001])
def test_progress_loaded_from_a_file_of_something_else_is_refused(
    visit: Visit, on_disk: str, tmp_path: Path, text: str
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text, encoding="utf-8")
    with visit(f"{on_disk}/book/progress.html") as page:
        page.locator("[type=file]").set_input_files(wrong)
        expect(page.locator(".progress-said")).to_contain_text("Nothing has changed")
