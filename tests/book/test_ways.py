"""Ways into and through the course: first screen, cards, a chapter's header, its case, its exercise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from guarded import guarded_page
from playwright.sync_api import Browser, Page, expect

from .conftest import CHAPTERS, TRAINERS_PAGES, Visit

IN_SIGHT = (
    "(one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
)


@pytest.fixture(scope="module")
def start(visit: Visit, on_disk: str) -> Iterator[Page]:
    """The start page from its folder, opened once for the tests that only look at it."""
    with visit(f"{on_disk}/book/index.html") as page:
        yield page


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_start_page_first_screen_has_a_control_that_moves_the_sentence(
    start: Page, width: int, height: int
) -> None:
    start.set_viewport_size({"width": width, "height": height})
    slider, sentence = start.locator("[type=range]"), start.locator("[data-case-readout]")
    expect(slider).to_have_count(1)
    assert slider.evaluate(IN_SIGHT)
    assert sentence.evaluate(IN_SIGHT)
    before = sentence.inner_text()
    slider.press("ArrowRight")
    assert sentence.inner_text() != before
    slider.press("ArrowLeft")


def test_start_page_has_a_card_of_even_height_for_each_chapter(start: Page) -> None:
    start.set_viewport_size({"width": 1280, "height": 800})
    cards = start.locator(".card")
    expect(cards).to_have_count(len(CHAPTERS))
    rows: dict[int, set[int]] = {}
    for card in cards.all():
        box = card.bounding_box()
        assert box is not None
        rows.setdefault(round(box["y"]), set()).add(round(box["height"]))
        expect(card.locator("svg")).to_have_count(1)
        expect(card.locator(".card-minutes")).to_have_text(re.compile(r"^\d+ min, exercise (\d+ min|4 h)$"))
        expect(card.locator("em").last).to_have_text(re.compile(r"\?$"))
    assert [heights for heights in rows.values() if len(heights) > 1] == []


def test_start_page_leads_whoever_has_ten_minutes_to_a_guess_and_then_to_the_case(start: Page) -> None:
    paragraph = start.locator("p", has_text="Ten minutes to spare?")
    links = paragraph.get_by_role("link").evaluate_all("(all) => all.map((link) => link.href)")
    places = [link.partition("08-the-wall.html")[2] for link in links]
    assert places == ["#predict", "#case"]


def test_chapter_header_leads_to_the_case_which_fits_a_laptop_s_screen(
    browser: Browser, on_disk: str
) -> None:
    with guarded_page(browser, viewport={"width": 1280, "height": 800}) as page:
        for chapter in CHAPTERS:
            page.goto(f"{on_disk}/{chapter}")
            page.locator(".chapter-ways").get_by_role("link", name="Play").click()
            page.locator("[data-case] .df-live svg").first.wait_for()
            # The case comes to where the link leads once everything above it has been laid out.
            page.wait_for_function(f"() => ({IN_SIGHT})(document.querySelector('[data-case]'))")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapter_exercise_card_offers_the_ways_to_do_it(book: Path, chapter: str) -> None:
    page = (book / chapter).read_text(encoding="utf-8")
    card = page[page.index('id="do-the-exercise"') :].partition("</div>")[0]
    links = re.findall(r"<a\b[^>]*>(?:<span[^>]*>)?([^<]+)", card)
    assert links[:2] == ["Do it in your browser", "Download the notebook"]
    assert links[2:] in ([], ["Open it on Binder"])  # the latter where there is a public repository
    assert ("About 4 hours." if "10-" in chapter else " minutes.") in card


def test_trainer_s_pages_stand_in_a_book_of_their_own_whose_links_lead_somewhere(
    book: Path, both_books: Path
) -> None:
    assert (
        "trainer" not in (book / "searchindex.js").read_text(encoding="utf-8").partition("docnames")[2][:4000]
    )
    assert [path for path in book.rglob("*.html") if "trainer/" in path.read_text(encoding="utf-8")] == []
    for name in TRAINERS_PAGES:
        page = both_books / "trainer" / name
        for link in re.findall(r'href="([^"#]*html/book/[^"#]+)', page.read_text(encoding="utf-8")):
            assert (page.parent / link).resolve().is_file(), (name, link)


def test_data_page_offers_every_table_as_it_is(book: Path) -> None:
    page = book / "book" / "data.html"
    links = re.findall(r'href="(\.\./_downloads/[^"]+\.csv)"', page.read_text(encoding="utf-8"))
    tables = Path(__file__).parents[2] / "src" / "digital_factory" / "data"
    assert {Path(link).name for link in links} == {path.name for path in tables.glob("*.csv")}
    for link in links:
        saved = page.parent / link
        assert saved.read_bytes() == (tables / saved.name).read_bytes()
        assert saved.with_name(f"{saved.name}.js").is_file()


def test_link_to_a_table_of_the_data_page_opens_its_columns(visit: Visit, on_disk: str) -> None:
    with visit(f"{on_disk}/book/data.html") as page:
        columns = page.get_by_role("cell", name="late_questions", exact=True)
        expect(columns).to_be_hidden()
        page.get_by_role("link", name="projects", exact=True).click()
        expect(columns).to_be_visible()


def test_glossary_names_the_chapters_that_use_a_word(visit: Visit, on_disk: str) -> None:
    with visit(f"{on_disk}/book/glossary.html") as page:
        letters = page.get_by_role("navigation", name="Words by their first letter").get_by_role("link")
        assert letters.count() > 10
        for word, chapter in (("bottleneck", "chapter 8"), ("Little’s law", "chapter 5")):
            meaning = page.locator("dt", has_text=re.compile(f"^{word}")).locator(
                "xpath=following-sibling::dd[1]"
            )
            expect(meaning.locator(".used-in")).to_contain_text(chapter)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_for_what_is_not_there_can_be_read_in_light_and_dark(
    browser: Browser, book: Path, axe: str, scheme: Literal["light", "dark"]
) -> None:
    with guarded_page(browser, color_scheme=scheme) as page:
        page.set_content((book / "404.html").read_text(encoding="utf-8"))
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [one["id"] for one in result["violations"]] == []


@pytest.mark.parametrize("address", ["book/gone/deep.html", "gone/deep/deeper.html", "gone/"])
def test_address_that_leads_nowhere_shows_the_way_back(
    browser: Browser, served: str, book: Path, address: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        body = (book / "404.html").read_text(encoding="utf-8")
        for name in ("404.html", "index.html"):
            text = (book / name).read_text(encoding="utf-8")
            assert "Making Digital Factories Work</title>" in text
        page.route("**/gone/**", lambda route: route.fulfill(status=404, body=body, content_type="text/html"))
        page.goto(f"{served}/{address}")
        page.wait_for_function("document.querySelector('a').href === `${location.origin}/index.html`")
        page.get_by_role("link", name="To the start page").click()
        page.wait_for_url(f"{served}/book/index.html")
