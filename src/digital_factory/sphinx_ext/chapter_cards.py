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
from digital_factory.explorer.svg import LEGEND
from digital_factory.sphinx_ext.chapter_page import minutes, spoken
from digital_factory.sphinx_ext.lab_button import CHAPTER

__all__ = ["ChapterCards", "draw_cards"]

_PART = "part"
_START = "start-button"
_PICTURE = re.compile(r'(<div class="card-picture" data-picture-of="([\w/-]+)">)(</div>)')
_CHART = re.compile(r'<svg [^>]*class="df-static-chart".*?</svg>', re.DOTALL)
_WORDS = re.compile(r"<(title|desc|text|metadata)\b.*?</\1>", re.DOTALL)
_SPOKEN = re.compile(r' (?:role|aria-\w+)="[^"]*"')
_ID = re.compile(r'\b(id="|url\(#|href="#)')
_FRAME = re.compile(r"<clipPath[^>]*>\s*<rect [^>]*>")  # matplotlib cuts what it draws off at the axes
_VIEW = re.compile(r'viewBox="[^"]*"')
_MARGIN_PT = 6  # of the drawing around the axes, so that ticks and thick lines are whole
_TALL = 1.2  # height by width: from here on, in a wide card, the whole would be a stripe
_GROUP = re.compile(r"<(/?)g\b[^>]*>")


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
            page_time, exercise_time = (spoken(one, text.TIME_ON_CARD) for one in time)
            said = text.CARD_MINUTES.format(page=page_time, exercise=exercise_time)
            card += nodes.paragraph("", said, classes=["card-minutes"])
        return card


def draw_cards(page: str, read: Callable[[str], str]) -> str:
    """Return the page with the picture of each card; `read` gives the text of a page by its name."""

    def picture(match: re.Match[str]) -> str:
        chart = _CHART.search(read(f"{match[2]}.html"))
        return match[1] + (_small(chart[0]) if chart else "") + match[3]

    return _PICTURE.sub(picture, page)


def _small(chart: str) -> str:
    """Return the chart without words and legend, which nobody could read in small, its ids its own."""
    drawing = _ID.sub(r"\1card-", _SPOKEN.sub("", _WORDS.sub("", _without_legend(chart))))
    return _cropped(drawing).replace("<svg ", '<svg aria-hidden="true" ', 1)


def _cropped(drawing: str) -> str:
    """Show what stands between the axes; a tall drawing, rows of bars, is pressed into the card."""
    frame = _FRAME.search(drawing)
    if frame is None:
        return drawing
    left, top, width, height = (float(_attribute(frame[0], name)) for name in ("x", "y", "width", "height"))
    box = (left - _MARGIN_PT, top - _MARGIN_PT, width + 2 * _MARGIN_PT, height + 2 * _MARGIN_PT)
    fit = ' preserveAspectRatio="none"' if height > _TALL * width else ""
    return _VIEW.sub(f'viewBox="{" ".join(f"{part:g}" for part in box)}"{fit}', drawing, count=1)


def _attribute(tag: str, name: str) -> str:
    return str(re.findall(rf'\b{name}="([\d.]+)"', tag)[0])


def _without_legend(chart: str) -> str:
    start = chart.find(LEGEND)
    depth = 0
    for tag in _GROUP.finditer(chart, max(start, 0)):
        depth += -1 if tag[1] else 1
        if start >= 0 and depth == 0:
            return chart[:start] + chart[tag.end() :]
    return chart
