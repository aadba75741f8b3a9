"""A drawing of matplotlib as an element of a page: its ids unique, its texts in the page's font."""

from __future__ import annotations

import re

__all__ = ["LEGEND", "as_element"]

LEGEND = '<g data-legend="">'
"""How the group of a chart's legend begins, for those who show the chart too small for words."""

_FAMILY = re.compile(r" ?font-family: [^;\"]*;?|'DejaVu Sans'(?:, [^;\"]*)?")
_LONG = re.compile(r"(\d\.\d\d)\d+")  # hundredths of a point are enough
_SVG_TAG = re.compile(r"<svg [^>]*viewBox=\"([^\"]*)\"[^>]*>")
_NOT_SHOWN = re.compile(
    r"\s*<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<style.*?</style>", re.DOTALL
)


def as_element(document: str, prefix: str, attributes: str, inside: str = "") -> str:
    """Return the SVG element of `document`, a file that matplotlib wrote with ``svg.fonttype`` "none".

    Parameters
    ----------
    document
        Its text.
    prefix
        Starts each id, so that two drawings of a page do not share one.
    attributes
        Of the element, escaped; the ``viewBox`` is added.
    inside
        Elements to put first, a title for instance.
    """
    svg = _NOT_SHOWN.sub("", document).strip()
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{prefix}-", svg)
    svg = _LONG.sub(r"\1", _FAMILY.sub("", svg))

    def start(match: re.Match[str]) -> str:
        return (
            f'<svg {attributes} viewBox="{match[1]}" xmlns="http://www.w3.org/2000/svg" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink">{inside}'
        )

    return re.sub(r"\n\s*", "\n", _SVG_TAG.sub(start, svg, count=1))
