"""Sections below the first screen, which a browser lays out when the reader comes near.

A chapter is up to 30,000 pixels high on a phone, and a reader sees 800 of them at first. The style sheet lets
the browser leave out what is far (`content-visibility`). So that the scroll bar is right all the same, each
section says how long it is; book.css makes a height of that.
"""

from __future__ import annotations

import html
import re

__all__ = ["LAZY", "mark_lazy_sections"]

LAZY = "lazy-section"
"""The class of a section that waits for the reader; `--df-characters` in its style tells its length."""

_SECTION = re.compile(r"<(/?)section\b([^>]*)>")
_UNSEEN = re.compile(r"<(script|style|math|svg)\b.*?</\1>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_WIDE = "full-width"  # reaches out of its section, which would cut it off
_DEPTH = 2  # the article's section is the first


def mark_lazy_sections(page: str) -> str:
    """Return the page with its sections marked but for the first one and those with something wide."""
    start, end = page.find("<article"), page.find("</article>")
    if start < 0 or end < 0 or f'class="{LAZY}"' in page:
        return page
    marked, copied = [], 0
    for number, (opening, inside) in enumerate(_sections(page, start, end)):
        if number == 0 or _WIDE in inside or " class=" in opening[2]:
            continue
        marked.append(page[copied : opening.end(1)])
        marked.append(f'section class="{LAZY}" style="--df-characters: {_characters(inside)}"{opening[2]}>')
        copied = opening.end()
    return "".join(marked) + page[copied:]


def _sections(page: str, start: int, end: int) -> list[tuple[re.Match[str], str]]:
    """Return the opening tag and the content of each section right below the article's own."""
    found = []
    open_tags: list[re.Match[str]] = []
    for tag in _SECTION.finditer(page, start, end):
        if not tag[1]:
            open_tags.append(tag)
            continue
        opening = open_tags.pop()
        if len(open_tags) == _DEPTH - 1:
            found.append((opening, page[opening.end() : tag.start()]))
    return found


def _characters(inside: str) -> int:
    words = html.unescape(_MARKUP.sub("", _UNSEEN.sub("", inside)))
    return len(" ".join(words.split()))
