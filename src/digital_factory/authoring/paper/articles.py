"""The chapters of the built book as articles for paper: what needs a script is taken out or laid open.

Identifiers begin with the slug of their page, so that many pages can stand in one document.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from digital_factory.authoring.cases import CHAPTERS, case_of
from digital_factory.authoring.lint import pages

__all__ = ["WORDS", "Article", "PaperError", "heading_of", "imprint", "read_article", "read_articles", "tag"]

_COURSE = re.compile(r"book/(\d\d-|wrap-up-)")
WORDS = "glossary"
"""The page of the words."""
_LEFT_OUT = (
    *("script", ".df-live", ".headerlink", ".backrefs", ".lab-buttons", "[data-lab]", "button", "nav"),
    *("details.hide > summary", "form", ".chapter-ways", ".exercise-card"),
)
_START = "index.html"
_LONG = 14  # lines of code that may be divided between two pages
_SHORT = 18  # lines of code and output that stand on one page together
_CASE_NAMES = {slug: name for name, slug in CHAPTERS.items()}


class PaperError(RuntimeError):
    """The book cannot be put on paper; the message says what is missing and what to do next."""


class Article(NamedTuple):
    """A page of the book: the name of its file without suffix, its title, its content."""

    slug: str
    title: str
    content: Tag


def tag(soup: BeautifulSoup, name: str, text: str = "", **attributes: str) -> Tag:
    """Return a new element; ``class_`` stands for ``class``."""
    new = soup.new_tag(
        name, attrs={key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    )
    if text:
        new.string = text
    return new


def heading_of(content: Tag, level: str = "h1") -> str:
    """Return the text of the first heading of `level` in `content`, without the mark that links to it."""
    heading = content.find(level)
    return heading.get_text().strip().removesuffix("#").strip() if isinstance(heading, Tag) else ""


def read_articles(root: Path, book: Path) -> list[Article]:
    """Return the chapters and wrap-ups of the course in their order, then the page of words.

    Parameters
    ----------
    root
        Of the course; its table of contents gives the order.
    book
        Folder of the built pages.

    Raises
    ------
    PaperError
        If a page has not been built.
    """
    names = [PurePosixPath(name).stem for name in pages(root) if _COURSE.match(name)]
    known = {*names, WORDS}
    return [_for_paper(read_article(book, name), known) for name in (*names, WORDS)]


def read_article(book: Path, slug: str) -> Article:
    """Return one page of the built book as it is.

    Raises
    ------
    PaperError
        If it has not been built.
    """
    path = book / "book" / f"{slug}.html"
    if not path.is_file():
        raise PaperError(f"{path} does not exist. Build the book first: make book")
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    content = soup.find("article")
    if not isinstance(content, Tag):
        raise PaperError(f"{path} has no article. Build the book again: make book")
    for image in content.find_all("img"):
        image["src"] = (path.parent / str(image["src"])).resolve().as_uri()
    return Article(slug, heading_of(content), content)


def imprint(book: Path) -> str:
    """Return as HTML what stands at the foot of each page: version, authors, licences, the article."""
    soup = BeautifulSoup((book / "book" / "index.html").read_text(encoding="utf-8"), "html.parser")
    paragraphs = soup.select(".bd-footer-content p")
    for link in soup.select(".bd-footer-content a:not([href^=http])"):
        link.unwrap()
    return "".join(str(part) for part in paragraphs)


def _for_paper(article: Article, known: set[str]) -> Article:
    content = article.content
    for selector in _LEFT_OUT:
        for part in content.select(selector):
            part.decompose()
    for link in content.select(f'p a[href="{_START}"]'):
        if link.parent is not None:
            link.parent.decompose()  # the way on, which a reader on paper finds by turning the page
    _open_cells(content)
    _part_answer(content)
    _name_settings(content, article.slug)
    _rename(content, article.slug)
    _relink(content, article.slug, known)
    content["id"] = article.slug
    return article


def _open_cells(content: Tag) -> None:
    """Show folded answers; show code, but not the line that only calls a case study."""
    for cell in content.select("div.cell"):
        code = cell.select_one(".cell_input")
        if code is not None and cell.select_one(".df-case"):
            code.decompose()
        elif code is not None and code.get_text().strip().count("\n") >= _LONG:
            code["class"] = "cell_input long"
        elif code is not None and _lines(cell) <= _SHORT:
            cell["class"] = "cell short"
    for fold in content.select("details"):
        fold.name = "div"
        if "hide" in fold.get_attribute_list("class"):
            fold.attrs = {"class": "code"}
    for summary in content.select("summary"):
        summary.name = "p"
        summary["class"] = "admonition-title"
    for empty in content.select("div.code, div.cell"):
        if not empty.get_text(strip=True) and not empty.find(["svg", "img"]):
            empty.decompose()


def _lines(cell: Tag) -> int:
    """Count the lines of a cell, rows of tables among them; a picture takes a page's worth."""
    texts = sum(part.get_text().strip().count("\n") + 1 for part in cell.select("pre"))
    return texts + len(cell.select("tr")) + _SHORT * len(cell.select("svg, img"))


def _part_answer(content: Tag) -> None:
    """Set the answer to what is to be predicted below the frame of the question: neither is then cut."""
    for answer in content.select(".predict > .answer"):
        question = answer.parent
        if question is not None:
            answer["class"] = "admonition predict"
            question.insert_after(answer.extract())


def _name_settings(content: Tag, slug: str) -> None:
    """Say above the charts of each case study at which settings they stand: no page then begins with that."""
    soup = BeautifulSoup("", "html.parser")
    for figure in content.select(".df-case"):
        case = case_of(_CASE_NAMES[slug])
        texts = (f"{one.label}: {one.texts[one.index(one.default)]}" for one in case.controls)
        caption, panels = figure.find("figcaption"), figure.select_one(".df-panels")
        if isinstance(caption, Tag) and panels is not None:
            caption.decompose()
            panels.insert_before(tag(soup, "p", "Settings. " + "; ".join(texts) + ".", class_="settings"))
            panels.insert_before(tag(soup, "p", case.caption, class_="settings"))


def _rename(content: Tag, slug: str) -> None:
    for part in content.find_all(id=True):
        if part.find_parent("svg") is None and part.name != "svg":
            part["id"] = f"{slug}--{part['id']}"


def _relink(content: Tag, slug: str, known: set[str]) -> None:
    """Let links lead to places of the document or to other hosts; the others become plain text.

    The name of a page that is not in the document is put between quotation marks.
    """
    for link in content.find_all("a"):
        address = str(link.get("href", ""))
        file, _, place = address.partition("#")
        target = PurePosixPath(file).stem if file else slug
        if re.match(r"https?://", address) and "mybinder" not in address:
            continue
        if "download" not in link.attrs and target in known and (not file or file.endswith(".html")):
            link["href"] = f"#{target}--{place}" if place else f"#{target}"
        else:
            if link.select_one(".std-doc"):
                link.insert(0, "“")
                link.append("”")
            link.unwrap()
