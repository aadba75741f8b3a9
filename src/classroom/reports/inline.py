"""Puts the drawings and the rules of style of displayed HTML into the elements that a page may show.

Nothing here makes HTML harmless: what comes out is cleaned as all else is.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from xml.sax.saxutils import quoteattr

import tinycss2

__all__ = ["drawn_inline"]

_DRAWING = re.compile(r"<svg\b(?P<attributes>[^>]*)>.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"""\bid=["']?([\w-]+)["']?""")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def drawn_inline(content: str) -> str:
    """HTML whose drawings are pictures, and whose styled cells (pandas' Styler) carry their own style."""
    if "<svg" in content.lower():
        content = _DRAWING.sub(_as_picture, content)
    return _with_styles(content) if "<style" in content.lower() else content


def _as_picture(found: re.Match[str]) -> str:
    drawing = (
        found[0]
        if "xmlns=" in found["attributes"]
        else found[0].replace(found["attributes"] + ">", f"{_NAMESPACE}{found['attributes']}>", 1)
    )
    packed = base64.b64encode(drawing.encode("utf-8", "replace")).decode("ascii")
    return f'<img alt="" src="data:image/svg+xml;base64,{packed}">'


def _with_styles(content: str) -> str:
    styles: dict[str, str] = defaultdict(str)
    for sheet in _STYLE.findall(content):
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                for selector in tinycss2.serialize(rule.prelude).split(","):
                    styles[selector.strip()] += tinycss2.serialize(rule.content).strip()

    def styled(found: re.Match[str]) -> str:
        style = styles.get(f"#{found[1]}")
        return f"{found[0]} style={quoteattr(style)}" if style else found[0]

    return _ID.sub(styled, content)
