"""The ways from a page to Binder: a button in a chapter's header, a link beside the download of an exercise.

Binder opens the public repository named in ``html_context["public_repository"]``, as the learner's folder
that `binder/postBuild` makes of it. Without an address there is no link at all, and what a page says of
Binder inside ``{only} binder`` is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.transforms.post_transforms import SphinxPostTransform

from digital_factory import text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["HUB", "ON_BINDER", "ExerciseOnBinder", "add_binder_button", "binder_address", "tag_binder"]

HUB = "https://mybinder.org/v2/"
ON_BINDER = "on-binder"
"""Class of what speaks of Binder, so that a copy of the book can leave it out."""

_PROVIDERS = {"github.com": "gh", "gitlab.com": "gl"}
_EXERCISE = re.compile(r"exercises/[\w-]+/[\w-]+\.ipynb$")
_CHAPTER = re.compile(r"book/(\d\d-[\w-]+)$")


def binder_address(repository: str, path: str = "") -> str:
    """Return the address at which Binder opens `path` of a public repository; "" without a repository.

    Parameters
    ----------
    repository
        ``https://github.com/owner/name``, the same on gitlab.com, or "".
    path
        A file of the learner's folder; without one, its start page opens.

    Examples
    --------
    >>> binder_address("https://github.com/jane/course", "chapters/08-the-wall.md")
    'https://mybinder.org/v2/gh/jane/course/HEAD?urlpath=lab/tree/chapters/08-the-wall.md'
    >>> binder_address("https://gitlab.com/firm/training/course")
    'https://mybinder.org/v2/gl/firm%2Ftraining%2Fcourse/HEAD?urlpath=lab/tree/start.ipynb'
    """
    place = urlsplit(repository)
    provider = _PROVIDERS.get(place.netloc)
    if provider is None:
        return ""
    name = place.path.strip("/")
    name = quote(name, safe="") if provider == "gl" else name
    return f"{HUB}{provider}/{name}/HEAD?urlpath=lab/tree/{path or 'start.ipynb'}"


class ExerciseOnBinder(SphinxPostTransform):
    """Put a link to Binder behind each ``{download}`` of an exercise."""

    default_priority = 200
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Add the links in place."""
        for download in list(self.document.findall(download_reference)):
            match = _EXERCISE.search(download["reftarget"])
            link = match and binder_address(_repository(self.app), match[0])
            if link:
                reference = nodes.reference("", text.BOOK_ON_BINDER, refuri=link, internal=False)
                words = nodes.inline(
                    "", "", nodes.Text(" ("), reference, nodes.Text(")"), classes=[ON_BINDER]
                )
                download.parent.insert(download.parent.index(download) + 1, words)


def add_binder_button(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], document: nodes.document | None
) -> None:
    """Put the way to the chapter as a notebook on Binder into its header."""
    chapter = _CHAPTER.match(page)
    link = chapter and binder_address(_repository(app), f"chapters/{chapter[1]}.md")
    if document is None or not link:
        return
    context.setdefault("header_buttons", []).append(
        {
            "type": "link",
            "url": link,
            "text": text.BINDER_BUTTON,
            "tooltip": text.BINDER_BUTTON_TOOLTIP,
            "icon": "",
            "label": "binder-button",
        }
    )


def tag_binder(app: Sphinx) -> None:
    """Set the tag ``binder`` where there is an address."""
    if binder_address(_repository(app)):
        app.tags.add("binder")


def _repository(app: Sphinx) -> str:
    return str(app.config.html_context.get("public_repository", ""))
