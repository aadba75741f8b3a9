"""What the build adds to a chapter: its ways in under the title, and the exercise as a card at its end.

Both are made from what the chapter says in plain MyST: the paragraph that begins **Time:** and the one that
offers the exercise for download.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.transforms.post_transforms import SphinxPostTransform

from digital_factory import text
from digital_factory.sphinx_ext.binder import ON_BINDER
from digital_factory.sphinx_ext.case_output import CASE_ID
from digital_factory.sphinx_ext.lab_button import CHAPTER, lab_address

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ChapterPage", "Minutes", "minutes", "spoken"]

EXERCISE_ID = "do-the-exercise"
_PLAY = ".html#play"
_TIME = re.compile(r"^Time: (\d+) minutes for this page, (?:about )?(\d+) minutes for the exercise")


class Minutes(NamedTuple):
    """What a chapter promises: minutes for its page, and for its exercise."""

    page: int
    exercise: int


def minutes(document: nodes.document) -> Minutes | None:
    """Return what the paragraph **Time:** says; None where there is no such paragraph."""
    for paragraph in document.findall(nodes.paragraph):
        if found := _TIME.match(" ".join(paragraph.astext().split())):
            return Minutes(int(found[1]), int(found[2]))
    return None


def spoken(time: int, units: tuple[str, str] = text.TIME) -> str:
    """Return a time of `time` minutes in minutes or, if it is that long, in hours.

    Examples
    --------
    >>> spoken(65), spoken(240)
    ('65 minutes', '4 hours')
    """
    in_minutes, in_hours = units
    return in_minutes.format(time) if time < 120 or time % 60 else in_hours.format(time // 60)


class ChapterPage(SphinxPostTransform):
    """Put the ways in under a chapter's title, and a card in place of the line that offers its exercise."""

    default_priority = 900  # links have been resolved
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Rewrite the document in place."""
        for link in self.document.findall(nodes.reference):
            if link.get("refuri", "").endswith(_PLAY):
                link["refuri"] = (
                    link["refuri"].removesuffix("#play") + f"#{CASE_ID}"
                )  # the case, not its heading
        chapter = CHAPTER.match(self.env.docname)
        time = minutes(self.document)
        title = self.document.next_node(nodes.title)
        if chapter is None or time is None or title is None:
            return
        title.parent.insert(title.parent.index(title) + 1, nodes.raw("", _ways(time), format="html"))
        for download in list(self.document.findall(download_reference)):
            if f"/{chapter[1]}.ipynb" in download["reftarget"]:
                paragraph = download.parent
                paragraph.replace_self(_Card(self, chapter[1], time.exercise).card(paragraph, download))


def _ways(time: Minutes) -> str:
    links = ((CASE_ID, text.CHAPTER_PLAY), (EXERCISE_ID, text.CHAPTER_EXERCISE))
    ways = "".join(f'<a href="#{place}">{html.escape(word)}</a>' for place, word in links)
    said = text.CHAPTER_MINUTES.format(page=spoken(time.page), exercise=spoken(time.exercise))
    return f'<p class="chapter-ways">{ways}<span>{html.escape(said)}</span></p>'


class _Card(NamedTuple):
    """The exercise and the ways to do it."""

    transform: SphinxPostTransform
    slug: str
    time: int

    def card(self, paragraph: nodes.paragraph, download: download_reference) -> nodes.container:
        """Return the card; what the paragraph says after the link is its first sentence."""
        behind = paragraph.children[paragraph.index(download) + 1 :]
        binder = [node for node in behind if ON_BINDER in getattr(node, "attributes", {}).get("classes", [])]
        said = "".join(node.astext() for node in behind if node not in binder).strip(" ,.")
        opening = text.EXERCISE_CARD.format(what=said[:1].upper() + said[1:], time=spoken(self.time))
        head = f"<h3>{html.escape(text.EXERCISE_TITLE)}</h3><p>{html.escape(opening)}</p><ul>"
        download.children = [nodes.inline("", text.EXERCISE_DOWNLOAD)]
        card = nodes.container(ids=[EXERCISE_ID], classes=["exercise-card"])
        card += nodes.raw("", head, format="html")
        card += list(self._ways(download, binder))
        card += nodes.raw("", "</ul>", format="html")
        return card

    def _ways(self, download: download_reference, binder: list[nodes.Node]) -> Iterator[nodes.Node]:
        lab = html.escape(lab_address(self.transform.app, self.transform.env.docname, self.slug))
        button = f'<a class="lab-button" data-lab href="{lab}">{html.escape(text.LAB_BUTTON)}</a>'
        yield _raw(f'<li><span class="lab-buttons">{button}</span>{_hint(text.EXERCISE_LAB_HINT)}</li><li>')
        yield download
        yield _raw(
            _hint(text.EXERCISE_DOWNLOAD_HINT).replace("COMMAND", "<code>make course</code>") + "</li>"
        )
        for inline in binder:
            link = inline.next_node(nodes.reference)
            kept = nodes.inline("", "", link, _raw(_hint(text.EXERCISE_BINDER_HINT)), classes=[ON_BINDER])
            yield from (_raw("<li>"), kept, _raw("</li>"))


def _hint(said: str) -> str:
    return f"<small>{html.escape(said)}</small>"


def _raw(markup: str) -> nodes.raw:
    return nodes.raw("", markup, format="html")
