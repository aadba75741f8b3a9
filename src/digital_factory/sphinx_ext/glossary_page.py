"""The glossary as a page to look things up in: letters above it, and under each word who uses it."""

from __future__ import annotations

import html
from collections import defaultdict
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from digital_factory import text
from digital_factory.sphinx_ext.lab_button import CHAPTER

__all__ = ["GlossaryPage"]


class GlossaryPage(SphinxPostTransform):
    """Add letters and chapters to a page that holds a glossary."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Rewrite the document in place."""
        for glossary in list(self.document.findall(addnodes.glossary)):
            items = list(glossary.findall(nodes.definition_list_item))
            used = self._chapters_by_word()
            first: dict[str, str] = {}
            for item in items:
                terms = list(item.findall(nodes.term))
                word = terms[0].astext()
                letter = word[0].upper()
                if letter.isalpha() and letter not in first:
                    first[letter] = terms[0]["ids"][0]
                chapters = sorted({one for term in terms for one in used[_plain(term.astext())]})
                if chapters:
                    item.children[-1] += nodes.raw("", self._used_in(chapters), format="html")
            glossary.parent.insert(
                glossary.parent.index(glossary), nodes.raw("", _letters(first), format="html")
            )

    def _chapters_by_word(self) -> dict[str, set[str]]:
        """Return, by word in plain form, the chapters that refer to it."""
        used: dict[str, set[str]] = defaultdict(set)
        for name in self.env.found_docs:
            if CHAPTER.match(name):
                for reference in self.env.get_doctree(name).findall(addnodes.pending_xref):
                    if reference.get("reftype") == "term":
                        used[_plain(reference["reftarget"])].add(name)
        return used

    def _used_in(self, chapters: list[str]) -> str:
        links = ", ".join(
            f'<a href="{html.escape(self.app.builder.get_relative_uri(self.env.docname, name))}">'
            f"{html.escape(text.GLOSSARY_CHAPTER.format(number=int(name.removeprefix('book/')[:2])))}</a>"
            for name in chapters
        )
        return f'<p class="used-in">{html.escape(text.GLOSSARY_IN)} {links}</p>'


def _plain(word: str) -> str:
    """Return a word in small letters, its apostrophes as they are typed: on the page they are curved."""
    return word.lower().replace("’", "'")


def _letters(first: dict[str, str]) -> str:
    links = "".join(
        f'<a href="#{html.escape(place)}">{letter}</a>' for letter, place in sorted(first.items())
    )
    return f'<nav class="letters" aria-label="{html.escape(text.GLOSSARY_LETTERS)}">{links}</nav>'
