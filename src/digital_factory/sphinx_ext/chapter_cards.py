"""The chapters on the start page as cards: a picture of the case, the name, the claim, the question, minutes.

The page lists them in plain MyST, as definition lists in boxes of class ``part``. The pictures are the static
charts of the chapters' own cases, put in when all pages are written: `draw_cards`.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from digital_factory import text
from digital_factory.sphinx_ext.chapter_page import minutes
from digital_factory.sphinx_ext.lab_button import CHAPTER

__all__ = ["ChapterCards", "draw_cards"]

_PART = "part"
_START = "start-button"
_PICTURE = re.compile(r'(<div class="card-picture" data-picture-of="([\w/-]+)">)(</div>)')
_CHART = re.compile(r'<svg [^>]*class="df-static-chart".*?</svg>', re.DOTALL)
_WORDS = re.compile(r"<(title|desc|text|metadata)\b.*?</\1>", re.DOTALL)
_SPOKEN = re.compile(r' (?:role|aria-\w+)="[^"]*"')
_ID = re.compile(r'\b(id="|url\(#|href="#)')


class ChapterCards(SphinxPostTransform):
    """Turn the chapters listed in each part of the start page into cards, its first link into a button."""

    default_priority = 910  # after the chapters' own
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Rewrite the document in place."""
        if self.env.docname != self.config.root_doc:
            return
        for box in list(self.document.findall(nodes.admonition)):
            if _PART in box["classes"]:
                for items in list(box.findall(nodes.definition_list)):
                    items.replace_self(nodes.container("", *map(self._card, items), classes=["cards"]))
        for paragraph in self.document.findall(nodes.paragraph):
            if len(paragraph) == 1 and isinstance(paragraph[0], nodes.reference):
                paragraph["classes"].append(_START)
                break

    def _card(self, item: nodes.definition_list_item) -> nodes.container:
        term, *definitions = item.children
        link = term.next_node(nodes.reference)
        page = posixpath.normpath(posixpath.join(posixpath.dirname(self.env.docname), link["refuri"]))
        name = page.partition(".html")[0]
        picture = f'<div class="card-picture" data-picture-of="{html.escape(name)}"></div>'
        card = nodes.container(classes=["card"])
        card += nodes.raw("", picture, format="html")
        card += nodes.paragraph("", "", *term.children, classes=["card-title"])
        for definition in definitions:
            card += definition.children
        time = minutes(self.env.get_doctree(name)) if CHAPTER.match(name) else None
        if time:
            said = text.CARD_MINUTES.format(page=time.page, exercise=time.exercise)
            card += nodes.paragraph("", said, classes=["card-minutes"])
        return card


def draw_cards(page: str, read: Callable[[str], str]) -> str:
    """Return the page with the picture of each card; `read` gives the text of a page by its name."""

    def picture(match: re.Match[str]) -> str:
        chart = _CHART.search(read(f"{match[2]}.html"))
        return match[1] + (_small(chart[0]) if chart else "") + match[3]

    return _PICTURE.sub(picture, page)


def _small(chart: str) -> str:
    """Return the chart without its words, which nobody could read in small, and with ids of its own."""
    drawing = _ID.sub(r"\1card-", _SPOKEN.sub("", _WORDS.sub("", chart)))
    return drawing.replace("<svg ", '<svg aria-hidden="true" ', 1)
