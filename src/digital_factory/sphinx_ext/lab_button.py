"""The way from a page to its exercise in the browser lab, by buttons on pages and in headers.

The page's script (`lab.js`) knows the links by `data-lab`: from a folder, or where the lab is missing, it
says so instead of following them.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from digital_factory import text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["CHAPTER", "LabButton", "add_header_button", "lab_address"]

CHAPTER = re.compile(r"book/(\d\d-[\w-]+)$")
_WRAP_UP = "book/wrap-up-"


def lab_address(app: Sphinx, page: str, slug: str) -> str:
    """Address, from `page`, of the exercise in the lab's notebook view."""
    up = app.builder.get_relative_uri(page, "index").rpartition("/")[0]
    return f"{up}{'/' if up else ''}lab/notebooks/index.html?path=exercises/{slug}.ipynb"


def _exercises(page: str, order: list[str]) -> list[str]:
    """Slugs of the exercises of the part that a wrap-up ends."""
    chapters = [name for name in order if CHAPTER.match(name)]
    if not page.startswith(_WRAP_UP):
        return []
    before = order[: order.index(page)]
    start = max((place + 1 for place, name in enumerate(before) if name.startswith(_WRAP_UP)), default=0)
    return [name.removeprefix("book/") for name in before[start:] if name in chapters]


class LabButton(SphinxPostTransform):
    """Put a button for each exercise of a part at the end of its wrap-up."""

    default_priority = 900  # links have been resolved
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Add the buttons in place."""
        page = self.env.docname
        slugs = _exercises(page, self.env.toctree_includes.get(self.config.root_doc, []))
        if not slugs:
            return
        links = "".join(
            f'<a class="lab-button" data-lab href="{html.escape(lab_address(self.app, page, slug))}">'
            f"{html.escape(text.LAB_BUTTON_OF.format(number=int(slug[:2])))}</a>"
            for slug in slugs
        )
        node = nodes.raw("", f'<p class="lab-buttons">{links}</p>', format="html")
        list(self.document.findall(nodes.section))[-1].append(node)


def add_header_button(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    """Put the same link into the header of a chapter."""
    chapter = CHAPTER.match(page)
    if document is None or chapter is None:
        return
    context.setdefault("header_buttons", []).insert(
        0,
        {
            "type": "link",
            "url": lab_address(app, page, chapter[1]),
            "text": text.LAB_BUTTON_SHORT,
            "tooltip": text.LAB_BUTTON,
            "icon": "",
            "label": "lab-button",
        },
    )
