"""The way from a page to its exercise in the browser lab: a button where it is offered and in the header.

The page's script (`lab.js`) knows the links by `data-lab`: from a folder, or where the lab is missing, it
says so instead of following them.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.transforms.post_transforms import SphinxPostTransform

from digital_factory import text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["LabButton", "add_header_button", "lab_address"]

_CHAPTER = re.compile(r"book/(\d\d-[\w-]+)$")
_WRAP_UP = "book/wrap-up-"


def lab_address(app: Sphinx, page: str, slug: str) -> str:
    """Address, from `page`, of the exercise in the lab's notebook view."""
    up = app.builder.get_relative_uri(page, "index").rpartition("/")[0]
    return f"{up}{'/' if up else ''}lab/notebooks/index.html?path=exercises/{slug}.ipynb"


def _exercises(page: str, order: list[str]) -> list[str]:
    """Slugs of the exercises that a page offers: its own; those of its part; on the index, the first."""
    chapters = [name for name in order if _CHAPTER.match(name)]
    if page in chapters:
        return [page.removeprefix("book/")]
    if page == "book/index":
        return [name.removeprefix("book/") for name in chapters[:1]]
    if not page.startswith(_WRAP_UP):
        return []
    before = order[: order.index(page)]
    start = max((place + 1 for place, name in enumerate(before) if name.startswith(_WRAP_UP)), default=0)
    return [name.removeprefix("book/") for name in before[start:] if name in chapters]


class LabButton(SphinxPostTransform):
    """Put a button before the paragraph that offers an exercise for download, else at the end of the page."""

    default_priority = 900  # links have been resolved
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Add the buttons in place."""
        page = self.env.docname
        slugs = _exercises(page, self.env.toctree_includes.get(self.config.root_doc, []))
        if not slugs:
            return
        label = text.LAB_BUTTON if _CHAPTER.match(page) else text.LAB_BUTTON_OF
        links = "".join(
            f'<a class="lab-button" data-lab href="{html.escape(lab_address(self.app, page, slug))}">'
            f"{html.escape(label.format(number=int(slug[:2])))}</a>"
            for slug in slugs
        )
        node = nodes.raw("", f'<p class="lab-buttons">{links}</p>', format="html")
        downloads = list(self.document.findall(download_reference))
        place = downloads[0].parent if downloads else None
        if place is not None:
            place.parent.insert(place.parent.index(place), node)
        else:
            list(self.document.findall(nodes.section))[-1].append(node)


def add_header_button(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    """Put the same link into the header of a chapter."""
    chapter = _CHAPTER.match(page)
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
