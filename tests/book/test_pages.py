"""The built book: its colours, its search, and each chapter's links, without a script and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digital_factory.authoring.address import public_repository
from digital_factory.sphinx_ext.binder import HUB, binder_address

from .conftest import CHAPTERS, ROOT, Visit, brightness


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request: pytest.FixtureRequest) -> str:
    """Every chapter in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def kept_open(visit: Visit, served: str, chapter: str) -> Iterator[Page]:
    """The chapter in the dark, opened once for the tests that only look at it: loading takes longest."""
    with visit(f"{served}/{chapter}", dark=True) as page:
        yield page


def test_colour_button_pressed_goes_through_light_dark_and_system(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/index.html", dark=True) as page:
        button = page.get_by_role("button", name="Color mode")
        seen = set()
        for _ in range(3):
            button.press("Enter")
            seen.add((page.evaluate("document.documentElement.dataset.mode"), brightness(page) < 60))
    assert seen == {("light", False), ("dark", True), ("auto", True)}


def test_page_before_its_script_has_run_is_dark_already(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/index.html", dark=True) as page:
        page.route("**/book-script.js*", lambda route: route.fulfill(body=""))
        page.reload()
        assert brightness(page) < 60


def test_menu_opened_by_keyboard_shows_its_links_and_closes_on_escape(visit: Visit, served: str) -> None:
    with visit(f"{served}/{CHAPTERS[0]}") as page:
        button = page.get_by_role("button", name="Download this page")
        link = page.locator(".dropdown-download-buttons").get_by_role("link", name=".md")
        button.press("Enter")
        expect(link).to_be_visible()
        expect(button).to_have_attribute("aria-expanded", "true")
        link.press("Escape")
        expect(link).to_be_hidden()
        expect(button).to_be_focused()


def test_pictures_on_the_cards_leave_out_the_legends_of_their_charts(book: Path) -> None:
    cards = (book / "book" / "index.html").read_text(encoding="utf-8").count('class="card-picture"')
    assert cards == len(CHAPTERS)
    assert "data-legend" in (book / CHAPTERS[0]).read_text(encoding="utf-8")
    assert "data-legend" not in (book / "book" / "index.html").read_text(encoding="utf-8")


def test_figures_of_chapters_are_drawn_for_the_width_of_a_phone(book: Path) -> None:
    whole = "".join((book / name).read_text(encoding="utf-8") for name in CHAPTERS)
    widths = [float(width) for width in re.findall(r'class="df-figure"[^>]*viewBox="0 0 ([\d.]+) ', whole)]
    assert widths
    assert max(widths) <= 360  # wider ones would shrink there, and their texts with them


def test_script_of_all_pages_lacks_the_themes_search_for_what_scrolls(book: Path) -> None:
    script = (book / "_static" / "book-script.js").read_text(encoding="utf-8")
    theme = script.index(".jp-RenderedHTMLCommon")  # within the function that nothing may call
    assert '"complete"===document.readyState?' not in script[theme:]


def test_first_page_leads_to_the_index_and_has_its_icon(visit: Visit, served: str, book: Path) -> None:
    icons = re.findall(r'rel="icon" href="([^"]+)"', (book / "index.html").read_text(encoding="utf-8"))
    assert [(book / icon).is_file() for icon in icons] == [True]
    with visit(f"{served}/index.html") as page:
        page.wait_for_url("**/book/index.html")


@pytest.mark.parametrize("place", ["served", "on_disk"])
def test_search_for_a_word_lists_the_chapter_that_has_it(
    visit: Visit, request: pytest.FixtureRequest, place: str
) -> None:
    with visit(f"{request.getfixturevalue(place)}/search.html?q=bottleneck") as page:
        results = page.locator("#search-results li a")
        expect(results.first).to_be_visible()
        page.wait_for_function("() => /[1-9]/.test(document.querySelector('.search-summary').textContent)")
        assert any("08-the-wall" in (link.get_attribute("href") or "") for link in results.all())


def test_chapter_leads_to_binder_where_the_course_has_an_address_and_nowhere_else(
    kept_open: Page, chapter: str
) -> None:
    slug = Path(chapter).stem
    paths = (f"chapters/{slug}.md", f"exercises/{slug}/{slug}.ipynb")
    expected = [binder_address(public_repository(ROOT), path) for path in paths]
    links = kept_open.locator(f'a[href^="{HUB}"]').evaluate_all("(links) => links.map((link) => link.href)")
    assert sorted(links) == sorted(filter(None, expected))


def test_nothing_that_a_reader_sees_asks_for_a_change(book: Path) -> None:
    texts = [ROOT / "README.md", ROOT / "_config.yml", *book.rglob("*.html")]
    assert [path for path in texts if re.search(r"CHANGE[ -]?ME", path.read_text("utf-8"))] == []


def test_chapter_downloads_the_exercise_as_it_is(kept_open: Page, book: Path, chapter: str) -> None:
    slug = Path(chapter).stem
    link = kept_open.locator(f'a[download][href$="/{slug}.ipynb"]').last.get_attribute("href")
    assert link is not None
    downloaded = (book / chapter).parent / link
    assert downloaded.read_bytes() == (ROOT / "exercises" / slug / f"{slug}.ipynb").read_bytes()


def test_exercise_downloaded_from_a_folder_is_saved_as_it_is(
    visit: Visit, on_disk: str, tmp_path: Path
) -> None:
    with visit(f"{on_disk}/{CHAPTERS[0]}") as page:
        with page.expect_download() as saving:
            page.locator('.bd-article a[download][href$=".ipynb"]').last.click()
        saving.value.save_as(tmp_path / "saved.ipynb")
    slug = Path(CHAPTERS[0]).stem
    assert saving.value.suggested_filename == f"{slug}.ipynb"
    saved = (tmp_path / "saved.ipynb").read_bytes()
    assert saved == (ROOT / "exercises" / slug / f"{slug}.ipynb").read_bytes()


def test_table_of_results_sets_numbers_right_and_words_left(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/08-the-wall.html") as page:
        cells = page.locator("table.dataframe").first.locator("tbody tr").first.locator("td")
        styles = cells.evaluate_all(
            "(all) => all.map((cell) => [cell.textContent.trim(), getComputedStyle(cell).textAlign])"
        )
    for words, side in styles:
        assert side == ("right" if words.isdecimal() else "left")
    assert {side for _, side in styles} == {"left", "right"}


def test_unit_in_running_text_stays_on_the_line_of_its_number(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/04-innovate.html") as page:
        paragraphs = page.locator(".bd-article p").evaluate_all(
            "(all) => all.filter((one) => !one.closest('[data-case]')).map((one) => one.textContent)"
        )
    words = " ".join(paragraphs)
    assert "6\N{NO-BREAK SPACE}M€" in words
    assert re.findall(r"\d [Mk]€", words) == []


def test_chapter_without_script_shows_every_answer_and_the_case(
    browser: Browser, served: str, chapter: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}/{chapter}")
        answers = page.locator(".quiz li > blockquote")
        assert answers.count() >= 8
        for answer in answers.all():
            expect(answer).to_be_visible()
        fold = page.locator("details.dropdown").first
        fold.locator("summary").click()
        expect(fold.locator("p").first).to_be_visible()
        expect(page.locator("[data-case] svg").first).to_be_visible()


def test_chapter_printed_in_the_dark_shows_every_explanation_in_dark_ink(kept_open: Page) -> None:
    kept_open.emulate_media(media="print")
    for explanation in kept_open.locator(".quiz-why").all():
        expect(explanation).to_be_visible()
    expect(kept_open.locator(".predict details.answer")).to_be_visible()
    inks = kept_open.locator(".bd-article :is(p, .highlight pre, .highlight span)").evaluate_all(
        "(all) => [...new Set(all.map((one) => getComputedStyle(one).color))]"
    )
    assert [ink for ink in inks if max(float(part) for part in re.findall(r"[\d.]+", ink)[:3]) > 150] == []
    kept_open.emulate_media(media="screen")


@pytest.mark.parametrize("place", ["equation-eq-wall-growth", "worked-example", "references"])
def test_link_to_a_place_far_down_leads_there_and_stays_while_the_rest_is_laid_out(
    visit: Visit, served: str, place: str
) -> None:
    with visit(f"{served}/book/08-the-wall.html#{place}", width=390) as page:
        page.wait_for_function(
            """() => [...document.querySelectorAll(".lazy-section")]
                .every((part) => getComputedStyle(part).contentVisibility === "visible")"""
        )
        top = page.locator(f"#{place}").evaluate("(node) => node.getBoundingClientRect().top")
        assert 0 <= top < 160


def test_quiz_before_its_script_has_run_takes_the_room_of_its_buttons(visit: Visit, served: str) -> None:
    heights = """() => [...document.querySelectorAll(".quiz")].map((box) => box.offsetHeight)"""
    with visit(f"{served}/book/wrap-up-objectives.html") as page:
        live = page.evaluate(heights)
        page.route("**/book-script.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.reload()
        assert page.locator(".quiz-live").count() == 0
        assert page.evaluate(heights) == pytest.approx(live, abs=2)
