"""A Chromium prints the document: once to learn on which page everything stands, then with the numbers in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, PdfMargins
from pypdf import PdfReader, PdfWriter

from digital_factory.authoring.paper.articles import PaperError

__all__ = ["pages_of", "print_numbered"]

_MOST_ROUNDS = 4
_LOAD_TIMEOUT_MS = 120_000
_MARGINS: PdfMargins = {"top": "20mm", "bottom": "20mm", "left": "22mm", "right": "22mm"}
_FOOTER = (
    '<div style="width:100%;font:8pt sans-serif;color:#56606a;text-align:center">'
    '<span class="pageNumber"></span></div>'
)


def print_numbered(browser: Browser, document: Path, pdf: Path, about: Mapping[str, str]) -> int:
    """Print `document` as `pdf` with the right page numbers in it; return the number of pages.

    The elements with ``data-page-of`` name a place of the document and get its page. The file `document` is
    written again with the numbers. `about` is what the PDF says of itself, such as ``/Author``.

    Raises
    ------
    PaperError
        If a place is on no page, or the numbers do not settle.
    """
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    known: dict[str, int] = {}
    for _ in range(_MOST_ROUNDS):
        _print(browser, document, pdf)
        found = pages_of(pdf)
        if found == known:
            return _sign(pdf, about)
        known = found
        _number(soup, known)
        document.write_text(str(soup), encoding="utf-8")
    raise PaperError(
        f"The page numbers of {pdf} do not settle in {_MOST_ROUNDS} rounds. Shorten the longest lines."
    )


def pages_of(pdf: Path) -> dict[str, int]:
    """Return the page, from 1, of every place of `pdf` that a link leads to, by its name."""
    reader = PdfReader(pdf)
    numbers = {
        name.lstrip("/"): reader.get_destination_page_number(destination)
        for name, destination in reader.named_destinations.items()
    }
    return {name: number + 1 for name, number in numbers.items() if number is not None}


def _print(browser: Browser, document: Path, pdf: Path) -> None:
    page = browser.new_page()
    try:
        page.goto(document.as_uri(), wait_until="load", timeout=_LOAD_TIMEOUT_MS)
        page.pdf(
            path=pdf,
            format="A4",
            margin=_MARGINS,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_FOOTER,
            print_background=True,
            outline=True,
            tagged=True,
        )
    finally:
        page.close()


def _sign(pdf: Path, about: Mapping[str, str]) -> int:
    """Write into `pdf` who made what; return the number of its pages."""
    writer = PdfWriter(clone_from=pdf)
    writer.add_metadata(dict(about))
    writer.write(pdf)
    return len(writer.pages)


def _number(soup: BeautifulSoup, known: Mapping[str, int]) -> None:
    """Write the numbers; a place of the same page as the one before it is left out."""
    for line in soup.select("p, .uses"):
        before = None
        for link in line.find_all("a", attrs={"data-page-of": True}):
            assert isinstance(link, Tag)
            target = str(link["data-page-of"])
            if target not in known:
                raise PaperError(f"{target} is on no page. Does an element of the document have that id?")
            number = known[target]
            link.string = str(number)
            link["class"] = "page-number again" if number == before else "page-number"
            before = number
