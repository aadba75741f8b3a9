"""Puts the built book on paper: ``_build/pdf/making-digital-factories-work.pdf``. Called by ``make pdf``."""

from __future__ import annotations

import html
import sys
from pathlib import Path

from pygments.formatters import HtmlFormatter

from digital_factory.authoring.browser import BrowserError, launched
from digital_factory.authoring.paper.articles import WORDS, PaperError, imprint, read_articles
from digital_factory.authoring.paper.back_matter import (
    INDEX,
    QUIZZES,
    REFERENCES,
    contents,
    index_of_words,
    references,
    solved_quizzes,
)
from digital_factory.authoring.paper.press import print_numbered
from digital_factory.explorer.widget import STATIC

__all__ = ["ABOUT", "PDF", "main", "write_document"]

ROOT = Path(__file__).parents[4]
BOOK = ROOT / "_build" / "html"
PDF = ROOT / "_build" / "pdf" / "making-digital-factories-work.pdf"
TITLE = "Making Digital Factories Work"
SUBTITLE = (
    "A course for managers, product owners and analysts of large firms: one article about digital factories, "
    "taken claim by claim. On paper the case studies stand at their starting settings; on screen they answer."
)
_FICTIONAL = "All firms and their data are fictional."
_ON_SCREEN = "On screen only: the exercises, and the page “The data”, which describes every table."
ABOUT = {
    "/Author": "The contributors to the course",
    "/Subject": SUBTITLE,
    "/Keywords": "digital factory, digital transformation, course, case studies",
    "/Creator": TITLE,
}
"""What the PDF says of itself beside its title."""


def main() -> int:
    """Write the PDF; return the exit code."""
    try:
        document = write_document(ROOT, BOOK, PDF.parent)
        print("Printing: twice, since the first time tells on which page everything stands", flush=True)
        with launched() as browser:
            count = print_numbered(browser, document, PDF, ABOUT)
    except (PaperError, BrowserError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} pages: {PDF}")
    return 0


def write_document(root: Path, book: Path, folder: Path) -> Path:
    """Write all that is printed as one HTML file into `folder`; return its path.

    Raises
    ------
    PaperError
        If the book has not been built.
    """
    *articles, words = read_articles(root, book)
    sources = references(articles)  # before the answers are copied: their citations lead there too
    answers = solved_quizzes(articles)
    index = index_of_words(words, articles)
    others = [("answers", QUIZZES), ("references", REFERENCES), (WORDS, INDEX)]
    parts = [contents(articles, others), *(article.content for article in articles), answers, sources, index]
    style = "\n".join(
        [
            (STATIC / "case-chart.css").read_text(encoding="utf-8"),
            HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".highlight"),
            (Path(__file__).parent / "paper.css").read_text(encoding="utf-8"),
        ]
    )
    font = (book / "_static" / "math" / "book-math.woff2").as_uri()
    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "course.html"
    document.write_text(
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{TITLE}</title>"
        f'<style>@font-face {{ font-family: "Book Math"; src: url("{font}"); }}\n{style}</style></head><body>'
        f'<header class="title"><h1>{TITLE}</h1><p>{html.escape(SUBTITLE)}</p>'
        f"{imprint(book)}<p>{_FICTIONAL}</p><p>{_ON_SCREEN}</p></header>"
        f"<main>{''.join(str(part) for part in parts)}</main></body></html>",
        encoding="utf-8",
    )
    return document


if __name__ == "__main__":
    raise SystemExit(main())
