"""Puts the drawings and the rules of style of displayed HTML into the elements that a page may show.

Nothing here makes HTML harmless: what comes out is cleaned as all else is. A student chooses what comes in,
so everything is read once, from front to back, and what styles add has a limit.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import tinycss2

__all__ = ["drawn_inline"]

_ADDED = 400_000  # characters that styles add to one text: a table of some 5,000 coloured cells
_ID = re.compile(r"""\bid=["']?([\w-]+)["']?""")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


class _Element(NamedTuple):
    """Where an element lies in a text."""

    begin: int
    inside: int  # where its content begins
    inside_end: int
    end: int


def drawn_inline(content: str) -> str:
    """HTML whose drawings are pictures, and whose styled cells (pandas' Styler) carry their own style."""
    return _with_styles(_with_pictures(content))


def _elements(content: str, name: str) -> Iterator[_Element]:
    """The elements of that name that are closed, none within another."""
    opening = re.compile(rf"<{name}\b", re.IGNORECASE)
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE)
    at = 0
    while begun := opening.search(content, at):
        inside = content.find(">", begun.end()) + 1
        ended = closing.search(content, inside) if inside else None
        if ended is None:  # then no later one is closed either
            return
        yield _Element(begun.start(), inside, ended.start(), ended.end())
        at = ended.end()


def _with_pictures(content: str) -> str:
    parts, at = [], 0
    for drawing in _elements(content, "svg"):
        parts += [content[at : drawing.begin], _as_picture(content, drawing)]
        at = drawing.end
    return "".join([*parts, content[at:]])


def _as_picture(content: str, drawing: _Element) -> str:
    opening, rest = content[drawing.begin : drawing.inside - 1], content[drawing.inside - 1 : drawing.end]
    named = opening if "xmlns=" in opening else f"{opening[:4]}{_NAMESPACE}{opening[4:]}"
    packed = base64.b64encode((named + rest).encode("utf-8", "replace")).decode("ascii")
    return f'<img alt="" src="data:image/svg+xml;base64,{packed}">'


def _with_styles(content: str) -> str:
    try:
        styles = _styles(content)
    except RecursionError:  # brackets in brackets
        return content
    if not styles:
        return content
    parts, at, left = [], 0, _ADDED
    for found in _ID.finditer(content):
        style = styles.get(f"#{found[1]}", "")
        left -= len(style)
        if style and left >= 0:
            parts += [content[at : found.end()], f" style={quoteattr(style)}"]
            at = found.end()
    return "".join([*parts, content[at:]])


def _styles(content: str) -> Mapping[str, str]:
    """What the sheets of style in a text say, by selector; up to where it is too much."""
    styles: dict[str, list[str]] = defaultdict(list)
    left = _ADDED
    for sheet in _elements(content, "style"):
        rules = tinycss2.parse_stylesheet(content[sheet.inside : sheet.inside_end], skip_comments=True)
        for rule in rules:
            if rule.type != "qualified-rule":
                continue
            style = tinycss2.serialize(rule.content).strip()
            for selector in tinycss2.serialize(rule.prelude).split(","):
                left -= len(style)
                if left >= 0:
                    styles[selector.strip()].append(style)
    return {selector: "".join(parts) for selector, parts in styles.items()}
