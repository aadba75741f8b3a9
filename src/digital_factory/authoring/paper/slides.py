"""Slides of each chapter for trainers, cut out of the built book. Called by ``make slides``.

The claim, the guess, the case study alive, what to look for, the manager's question: one page a chapter that
needs no other file and no network.
"""

from __future__ import annotations

import base64
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bs4 import Tag

from digital_factory.authoring.cases import CHAPTERS
from digital_factory.authoring.paper.articles import Article, PaperError, heading_of, read_article
from digital_factory.explorer.widget import STATIC

__all__ = ["SLIDES", "main", "write_slides"]

ROOT = Path(__file__).parents[4]
BOOK = ROOT / "_build" / "html"
SLIDES = ROOT / "_build" / "slides"

# ---- every word that is not the chapter's own
CASE, BACK_TO_CASE, MORE = "The case study", "Show it in the case study", "What the chapter says"
PREVIOUS, NEXT = "Previous slide", "Next slide"
INDEX = "Slides for trainers"
KEYS = "Left and right or the page keys turn the slides; in a control the arrows move it."

_HERE = Path(__file__).parent
_STATE = re.compile(r'<script type="application/vnd\.jupyter\.widget-state\+json".*?</script>', re.DOTALL)
_LEFT_OUT = (".headerlink", ".lab-buttons", "[data-lab]", "button", ".backrefs")


def main() -> int:
    """Write the slides of all chapters; return the exit code."""
    try:
        pages = [write_slides(BOOK, slug, SLIDES) for slug in CHAPTERS.values()]
    except PaperError as error:
        print(error, file=sys.stderr)
        return 1
    items = "".join(f'<li><a href="{page.name}">{html.escape(title)}</a></li>' for page, title in pages)
    body = f'<main class="list"><h1>{INDEX}</h1><ul>{items}</ul><p>{KEYS}</p></main>'
    (SLIDES / "index.html").write_text(_page(INDEX, body, BOOK, alive=False), encoding="utf-8")
    print(f"{len(pages)} chapters: {SLIDES / 'index.html'}")
    return 0


def write_slides(book: Path, slug: str, folder: Path) -> tuple[Path, str]:
    """Write the slides of one chapter into `folder`; return their file and the chapter's title.

    Raises
    ------
    PaperError
        If the chapter has not been built, or one of the sections that slides are made of is missing.
    """
    article = read_article(book, slug)
    for selector in _LEFT_OUT:
        for part in article.content.select(selector):
            part.decompose()
    for link in article.content.select("a"):
        link.unwrap()  # a slide leads nowhere
    state = "".join(_STATE.findall((book / "book" / f"{slug}.html").read_text(encoding="utf-8")))
    parts = list(_slides(article))
    slides = "".join(
        f'<section class="slide" id="slide-{name}" aria-label="{number} / {len(parts)}">'
        f'<div class="inner">{inside}</div></section>'
        for number, (name, inside) in enumerate(parts, 1)
    )
    bar = (
        f'<nav class="bar"><span>{html.escape(article.title)}</span><span class="count"></span>'
        f'<button type="button" data-step="-1" aria-label="{PREVIOUS}">←</button>'
        f'<button type="button" data-step="1" aria-label="{NEXT}">→</button></nav>'
    )
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{slug}.html"
    page.write_text(
        _page(article.title, f"<main>{slides}</main>{bar}{state}", book, alive=True), encoding="utf-8"
    )
    return page, article.title


def _slides(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of each slide."""
    content = article.content
    question = _section(content, "the-manager-s-question", article.slug)
    asked = _asked(question, article.slug)
    leads = [f"<p class='lead'>{one.strong.decode_contents()}</p>" for one in asked if one.strong]
    below = [lead for lead, one in zip(leads, asked, strict=True) if one.get_text() not in article.title]
    yield "title", f"<h1>{html.escape(article.title)}</h1>{''.join(below)}"
    claim = _section(content, "the-claim", article.slug)
    yield "claim", f"<h2>{heading_of(claim, 'h2')}</h2>{''.join(map(str, _until_bold(claim)))}"
    predict = _section(content, "predict", article.slug)
    box = _part(predict, ".predict", article.slug)
    yield "predict", f"<h2>{heading_of(predict, 'h2')}</h2><div class='lead'>{_without_title(box)}</div>"
    yield "case", f"<h2 class='out'>{CASE}</h2>{_part(content, '.df-case', article.slug)}"
    looks = _section(content, "three-things-to-look-for", article.slug)
    back = f'<p><a class="back" href="#slide-case">{BACK_TO_CASE}</a></p>'
    for number, item in enumerate(looks.select("ol > li"), 1):
        yield f"look-{number}", f"<h2>{number}</h2><div class='lead'>{item.decode_contents()}</div>{back}"
    said = [part for part in question.find_all(True, recursive=False) if part.name != "h2"]
    more = "".join(str(part) for part in said if len(asked) > 1 or part not in asked)
    yield (
        "question",
        f"<h2>{heading_of(question, 'h2')}</h2>{''.join(leads)}"
        f"<details><summary>{MORE}</summary>{more}</details>",
    )


def _asked(section: Tag, slug: str) -> list[Tag]:
    """Return the paragraphs that are a question in bold and nothing else; each has its answer below it."""
    _part(section, "p > strong", slug)
    paragraphs = section.find_all("p", recursive=False)
    return [one for one in paragraphs if one.strong and one.strong.get_text() == one.get_text().strip()]


def _section(content: Tag, name: str, slug: str) -> Tag:
    return _part(content, f"section#{name}", slug)


def _part(content: Tag, selector: str, slug: str) -> Tag:
    found = content.select_one(selector)
    if found is None:
        raise PaperError(
            f"The page of {slug} has no {selector}, from which a slide is made. Name the sections of a "
            "chapter as the other chapters do."
        )
    return found


def _until_bold(section: Tag) -> Iterator[Tag]:
    """Yield what a section begins with: its parts before the first paragraph that opens in bold."""
    for part in section.find_all(True, recursive=False):
        if part.name == "h2":
            continue
        first = next((child for child in part.contents if str(child).strip()), None)
        if isinstance(first, Tag) and first.name == "strong":
            return
        yield part


def _without_title(box: Tag) -> str:
    return "".join(str(part) for part in box.contents if "admonition-title" not in str(part))


def _page(title: str, body: str, book: Path, *, alive: bool) -> str:
    """Return a page with all that it needs inside."""
    font = base64.b64encode((book / "_static" / "math" / "book-math.woff2").read_bytes()).decode()
    face = f'@font-face {{ font-family: "Book Math"; src: url(data:font/woff2;base64,{font}); }}'
    sheets = [STATIC / "case-chart.css", STATIC / "case-controls.css", _HERE / "slides.css"]
    style = "\n".join([face, *(sheet.read_text(encoding="utf-8") for sheet in sheets)])
    scripts = [STATIC / "case-runtime.js", _HERE / "slides.js"] if alive else []
    code = "".join(f"<script>{script.read_text(encoding='utf-8')}</script>" for script in scripts)
    return (
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{html.escape(title)}</title><style>{style}</style></head><body>{body}{code}</body></html>"
    )


if __name__ == "__main__":
    raise SystemExit(main())
