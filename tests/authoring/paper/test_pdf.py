"""The course as one PDF: every chapter in it, the page numbers right, no page half empty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from pypdf import PdfReader

from digital_factory.authoring.cases import CHAPTERS, case_of
from digital_factory.authoring.paper.__main__ import ABOUT, write_document
from digital_factory.authoring.paper.articles import PaperError, read_article
from digital_factory.authoring.paper.press import print_numbered

ROOT = Path(__file__).parents[3]
BOOK = ROOT / "_build" / "html"
LOWEST_SHARE = 0.6  # of a page's height, that its text has to fill


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_document(ROOT, BOOK, tmp_path_factory.mktemp("paper"))


@dataclass(frozen=True)
class Page:
    words: str
    filled: float  # share of the height down to its lowest line of text


def read(page: pypdfium2.PdfPage) -> Page:
    text, height = page.get_textpage(), page.get_height()
    lowest = height
    for number in range(text.count_rects()):
        box = text.get_rect(number)
        line = text.get_text_bounded(*box).strip()
        if line and not line.isdigit():  # the number at the foot says nothing of the text
            lowest = min(lowest, box[1])
    words = unicodedata.normalize("NFKC", text.get_text_range())  # no ligatures
    return Page(re.sub(r"\s+", " ", words), 1 - lowest / height)


@pytest.fixture(scope="module")
def printed(document: Path, browser: Browser) -> list[Page]:
    pdf = document.with_suffix(".pdf")
    count = print_numbered(browser, document, pdf, ABOUT)
    pages = [read(page) for page in pypdfium2.PdfDocument(pdf)]
    assert len(pages) == count
    return pages


def test_contents_name_the_page_on_which_each_part_begins(document: Path, printed: list[Page]) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    lines = soup.select(".contents p")
    assert len(lines) == 16  # ten chapters, three wrap-ups, answers, references, words
    first = printed[0].words
    for line in lines:
        link, number = line.select("a")
        title = re.sub(r"\s+", " ", link.get_text()).strip()
        assert title in printed[int(number.get_text()) - 1].words
        assert title in first


def test_title_page_names_version_licence_and_the_article(printed: list[Page]) -> None:
    for words in ("version", "contributors", "CC BY 4.0", "Jean-Philippe Poisson", "fictional"):
        assert words in printed[0].words


def test_bookmarks_are_the_headings_and_the_file_says_what_it_is(document: Path, printed: list[Page]) -> None:
    reader = PdfReader(document.with_suffix(".pdf"))
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    headings = [re.sub(r"\s+", " ", one.get_text()).strip() for one in soup.find_all(["h1", "h2", "h3"])]

    def titles(outline: list[Any]) -> Iterator[str]:
        for one in outline:
            if isinstance(one, list):
                yield from titles(one)
            else:
                yield one.title

    assert [one for one in titles(reader.outline) if one not in headings] == []
    assert len(printed) > 1
    about = reader.metadata
    assert about is not None
    assert about.title == "Making Digital Factories Work"
    assert about.author
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]


def test_index_names_pages_that_use_the_word(document: Path, printed: list[Page]) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    number = soup.select_one("#glossary--term-utilisation .page-number")
    assert number is not None
    assert "tilisation" in printed[int(number.get_text()) - 1].words
    unused = [word.strong.get_text() for word in soup.select(".word") if not word.select(".page-number")]
    assert unused == []


def test_pages_are_neither_few_nor_half_empty(printed: list[Page]) -> None:
    assert 80 <= len(printed) <= 160
    assert [number for number, page in enumerate(printed[:-1], 1) if page.filled < LOWEST_SHARE] == []


def test_text_of_every_chapter_and_the_settings_of_its_case_are_there(document: Path) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    for name, slug in CHAPTERS.items():
        article = soup.find("article", id=slug)
        assert article is not None
        printed_text = re.sub(r"\s+", " ", article.get_text()).replace("“The data”", "The data")
        for paragraph in read_article(BOOK, slug).content.select("section > p")[:40]:
            text = re.sub(r"\s+", " ", paragraph.get_text()).strip()
            if not paragraph.select("a.download, a[href^='#'], .lab-button, math"):
                assert text in printed_text
        for control in case_of(name).controls:
            assert f"{control.label}: {control.texts[control.index(control.default)]}" in printed_text
        assert article.select(".cell_input")
        assert not article.select(".cell:has(.df-case) .cell_input")


def test_quizzes_are_asked_in_the_chapters_and_answered_at_the_end(document: Path) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    asked = soup.select("article .quiz")
    answered = soup.select("#answers .answered")
    assert len(asked) == len(answered) > 50
    assert not soup.select("article .quiz blockquote")
    assert [len(box.select(".right")) for box in answered] == [1] * len(answered)
    for question, answer in zip(asked, answered, strict=True):
        title, repeated = question.select_one(".admonition-title"), answer.select_one(".question")
        assert title is not None
        assert repeated is not None
        assert repeated.get_text().split(" ", 1)[1].strip() == title.get_text().strip()
        assert len(repeated.find_all("math")) == len(title.find_all("math"))


def test_links_of_the_document_lead_to_places_in_it_or_to_the_web(document: Path) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    ids = [str(part["id"]) for part in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    targets = {str(link["href"]) for link in soup.find_all("a", href=True)}
    assert {target for target in targets if target.startswith("#") and target[1:] not in ids} == set()
    assert {target for target in targets if not re.match(r"#|https?://", target)} == set()


def test_unbuilt_book_is_refused_with_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="make book"):
        write_document(ROOT, tmp_path, tmp_path)


def test_every_reference_begins_with_the_name_that_cites_it(document: Path) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    labels = [line.get_text() for line in soup.select(".references p > strong")]
    assert len(labels) > 40
    assert [label for label in labels if not re.match(r"[^\W\d].*, (\d{4}|n\.d)\. $", label)] == []


def test_what_only_a_screen_has_is_named_as_such_and_ways_through_the_site_are_left_out(
    document: Path,
) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    text = re.sub(r"\s+", " ", soup.get_text())
    assert "“The data”, which describes every table" in text
    assert text.count("the page “The data” says how") == len(CHAPTERS)
    assert "back to the map" not in text


def test_frames_and_short_cells_are_not_cut(document: Path) -> None:
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    assert len(soup.select("article section > .predict")) == 2 * len(CHAPTERS)  # question, answer
    kept = [cell for cell in soup.select(".cell.short") if cell.select(".cell_output")]
    assert len(kept) > 20
    assert [cell for cell in kept if cell.get_text().strip().count("\n") > 80] == []
