"""A case study in the built page: the static chart and the live widget that takes its place.

A plug-in of myst-nb. Without a script, and in print, the figure shows the charts at their starting settings
with a caption. The page's runtime (`case-runtime.js`) opens the widget below them and hides them. Imports
docutils only.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from digital_factory import text
from digital_factory.explorer.case_study import CASE_MIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from myst_nb.core.render import MimeData, NbElementRenderer

__all__ = ["CASE_ID", "CaseOutput", "figure"]

CASE_ID = "case"
"""Where a link to the case study of a page leads; a page has one."""


class CaseOutput:
    """Renders the mime type of `digital_factory.explorer.Explorer`."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [
        (builder, CASE_MIME, 1) for builder in ("html", "dirhtml", "singlehtml")
    ]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the figure for a case study, None for any other output."""
        if inline or data.mime_type != CASE_MIME:
            return None
        case = data.content if isinstance(data.content, dict) else json.loads(data.string)
        return [nodes.raw(text=figure(case), format="html")]


def figure(case: dict[str, Any]) -> str:
    """Return the HTML of `case`, the output of type `CASE_MIME`."""
    view = json.dumps(case["view"]).replace("<", "\\u003c")
    caption = html.escape(f"{case['caption']} {text.EXPLORER_STATIC_CHART}")
    charts = "".join(f'<div class="df-panel">{svg}</div>' for svg in case["figures"])
    return (
        f'<figure class="df-case full-width" id="{CASE_ID}" data-case="{html.escape(case["name"])}">'
        f'<div class="df-static"><p class="df-title">{html.escape(case["title"])}</p>'
        f'<p class="df-readout">{html.escape(case["sentence"])}</p>'
        f'<div class="df-panels">{charts}</div></div>'
        f'<figcaption class="df-static">{caption}</figcaption>'
        f'<div class="df-live"><script type="application/vnd.jupyter.widget-view+json">{view}</script></div>'
        "</figure>"
    )
