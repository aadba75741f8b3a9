"""The slides of a chapter: cut out of the page, alive without another file, turned by the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from guarded import guarded_page
from playwright.sync_api import Browser, expect

from digital_factory.authoring.cases import CHAPTERS, case_of
from digital_factory.authoring.paper.articles import PaperError, read_article
from digital_factory.authoring.paper.slides import write_slides

ROOT = Path(__file__).parents[3]
BOOK = ROOT / "_build" / "html"
PARTS = ["title", "claim", "predict", "case", "look-1", "look-2", "look-3", "question"]


@pytest.mark.parametrize(("name", "slug"), CHAPTERS.items())
def test_slides_of_each_chapter_have_their_parts_in_the_chapters_words(
    name: str, slug: str, browser: Browser, tmp_path: Path
) -> None:
    path, title = write_slides(BOOK, slug, tmp_path)
    chapter = re.sub(r"\W+", " ", read_article(BOOK, slug).content.get_text())
    with guarded_page(browser, viewport={"width": 1366, "height": 768}) as page:
        page.goto(path.as_uri())
        slides = page.locator(".slide")
        assert slides.evaluate_all("slides => slides.map((slide) => slide.id.replace('slide-', ''))") == PARTS
        assert page.locator("h1").inner_text() == title
        for part in ("claim", "look-1", "question"):
            for text in page.locator(f"#slide-{part} p:not(:has(math, .back))").all_text_contents():
                assert re.sub(r"\W+", " ", text).strip() in chapter
        page.locator("#slide-case").scroll_into_view_if_needed()
        readout = page.locator("[data-case-readout]")
        expect(readout).to_have_text(case_of(name).sentence())
        page.locator("#slide-case").evaluate("(slide) => slide.scrollIntoView()")
        bar = page.locator(".bar").bounding_box()
        shown = page.locator("#slide-case .df-live :is(.df-readout, .df-panel)").all()
        boxes = [part.bounding_box() for part in shown]
        assert bar is not None
        assert max(box["y"] + box["height"] for box in boxes if box is not None) <= bar["y"]
        page.locator("#slide-case input").first.focus()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_slides_are_dark_where_the_screen_is(browser: Browser, tmp_path: Path) -> None:
    path, _ = write_slides(BOOK, CHAPTERS["wall"], tmp_path)
    with guarded_page(browser, color_scheme="dark") as page:
        page.goto(path.as_uri())
        light = "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'"
        assert not page.evaluate(light)
        page.emulate_media(color_scheme="light")
        page.wait_for_function(light)


def test_keys_turn_the_slides_and_move_a_control_when_one_is_in_use(browser: Browser, tmp_path: Path) -> None:
    path, _ = write_slides(BOOK, CHAPTERS["wall"], tmp_path)
    with guarded_page(browser, viewport={"width": 1366, "height": 768}) as page:
        page.goto(path.as_uri())
        count = page.locator(".count")
        expect(count).to_have_text("1 / 8")
        for key, expected in (
            ("ArrowRight", 2),
            ("PageDown", 3),
            (" ", 4),
            ("ArrowLeft", 3),
            ("End", 8),
            ("Home", 1),
        ):
            page.keyboard.press(key)
            expect(count).to_have_text(f"{expected} / 8")
        page.get_by_role("button", name="Next slide").click()
        expect(count).to_have_text("2 / 8")
        slider = page.get_by_role("slider", name="Arrivals")
        slider.press("ArrowRight")
        expect(page.locator("[data-case-readout]")).to_have_text(case_of("wall").sentence(arrivals=1.9))


def test_title_slide_asks_what_the_manager_is_asked_and_nothing_that_the_title_says(tmp_path: Path) -> None:
    asked = {}
    for slug in ("02-agile-space", "08-the-wall", "10-capstone"):
        path, _ = write_slides(BOOK, slug, tmp_path)
        slides = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        leads = [slides.select(f"#slide-{part} .lead") for part in ("title", "question")]
        asked[slug[:2]] = [[lead.get_text() for lead in part] for part in leads]
    agility, distance = (
        "What does agility speed up end to end?",
        "What do we lose by moving away from operations and IT?",
    )
    absorbs = "Before we speed the factory up, who absorbs its output?"
    assert asked == {
        "02": [[agility, distance]] * 2,
        "08": [[absorbs]] * 2,
        "10": [[], ["Continue, transform or close?"]],
    }


def test_chapter_without_a_section_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    page = tmp_path / "book" / "08-the-wall.html"
    page.write_text('<article class="bd-article"><h1>8. The wall</h1></article>', encoding="utf-8")
    with pytest.raises(PaperError, match=r"08-the-wall has no section#the-manager-s-question"):
        write_slides(tmp_path, "08-the-wall", tmp_path)
