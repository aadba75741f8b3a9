"""What the book adds to Sphinx, so that the chapters stay plain MyST that Jupyter Book 2 reads as well.

An admonition with the class ``dropdown`` becomes the browser's own ``details`` element, which the keyboard
opens and which works without JavaScript and from ``file://``. A glossary is a MyST definition list.
A unit stays on the line of its number.

Nothing here may import the models, the cases or pandas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains.std import Glossary
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from digital_factory.sphinx_ext import figures, finished_pages, mathml, second_book
from digital_factory.sphinx_ext.binder import ExerciseOnBinder, add_binder_button, tag_binder
from digital_factory.sphinx_ext.chapter_cards import ChapterCards
from digital_factory.sphinx_ext.chapter_page import ChapterPage
from digital_factory.sphinx_ext.folded_code import CodeBelowResult
from digital_factory.sphinx_ext.footer import add_footer
from digital_factory.sphinx_ext.glossary_page import GlossaryPage
from digital_factory.sphinx_ext.lab_button import LabButton, add_header_button

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]

DROPDOWN_CLASS = "dropdown"
_DEFINITION_MARK = ": "
_BEFORE_UNIT = re.compile(r" (?=(?:[Mk]?€|M\$|m²?|km)(?!\w))")
_NUMBER_BEFORE_UNIT = re.compile(r"(?<=\d)" + _BEFORE_UNIT.pattern)
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class _MystGlossary(Glossary):
    """A ``{glossary}`` written as MyST's definition list: a term, then ``: its meaning``.

    Sphinx's own directive wants the meaning indented and would take the MyST form for a second term.
    """

    def run(self) -> list[nodes.Node]:
        """Indent each meaning, then let Sphinx go on."""
        for number, line in enumerate(self.content):
            if line.startswith(_DEFINITION_MARK):
                self.content[number] = " " * len(_DEFINITION_MARK) + line.removeprefix(_DEFINITION_MARK)
        return super().run()


class _Details(nodes.General, nodes.Element):  # type: ignore[misc]  # the same
    """A folded answer: the first child is its title, the rest its body."""


class _Summary(nodes.General, nodes.TextElement):  # type: ignore[misc]  # the same
    """The title of a folded answer, on which the reader presses."""


class _DropdownToDetails(SphinxPostTransform):
    """Replace every admonition of class ``dropdown`` by a `_Details` node, for HTML only."""

    default_priority = 200
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Rewrite the document in place."""
        for admonition in list(self.document.findall(nodes.Admonition)):
            if isinstance(admonition, nodes.Element) and DROPDOWN_CLASS in admonition["classes"]:
                title = admonition.next_node(nodes.title)
                if title is None:
                    continue
                summary = _Summary("", "", *title.children)
                body = [child for child in admonition.children if child is not title]
                classes = [name for name in admonition["classes"] if not name.startswith("admonition-")]
                details = _Details("", summary, *body, classes=classes, ids=admonition["ids"])
                admonition.replace_self(details)


class _UnitsStayWithNumbers(SphinxPostTransform):
    """Let no line end between a number, or a formula, and its unit."""

    default_priority = 200
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Put no-break spaces into running text; code and formulas stay as they are."""
        for words in list(self.document.findall(nodes.Text)):
            if isinstance(words.parent, nodes.literal | nodes.literal_block | nodes.math | nodes.raw):
                continue
            joined = _NUMBER_BEFORE_UNIT.sub(_NO_BREAK_SPACE, words)
            place = words.parent.index(words)
            after_formula = place > 0 and isinstance(words.parent[place - 1], nodes.math)
            if after_formula and _BEFORE_UNIT.match(joined):
                joined = _NO_BREAK_SPACE + joined[1:]
            if joined != words:
                words.parent[place] = nodes.Text(joined)


def _visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    # As docutils does it, but the role it gives is deprecated and no child that a list may have.
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def _visit_details(self: HTML5Translator, node: _Details) -> None:
    self.body.append(self.starttag(node, "details"))


def _depart_details(self: HTML5Translator, _: _Details) -> None:
    self.body.append("</details>\n")


def _visit_summary(self: HTML5Translator, node: _Summary) -> None:
    self.body.append(self.starttag(node, "summary", ""))


def _depart_summary(self: HTML5Translator, _: _Summary) -> None:
    self.body.append("</summary>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, the nodes and the transforms with Sphinx."""
    app.add_directive_to_domain("std", "glossary", _MystGlossary, override=True)
    app.add_node(nodes.citation, override=True, html=(_visit_citation, HTML5Translator.depart_citation))
    app.add_node(_Details, html=(_visit_details, _depart_details))
    app.add_node(_Summary, html=(_visit_summary, _depart_summary))
    app.add_post_transform(_DropdownToDetails)
    app.add_post_transform(CodeBelowResult)
    app.add_post_transform(ExerciseOnBinder)
    app.add_post_transform(_UnitsStayWithNumbers)
    mathml.setup_math(app)
    app.add_post_transform(ChapterPage)
    app.add_post_transform(ChapterCards)
    app.add_post_transform(LabButton)
    app.connect("html-page-context", add_header_button, priority=502)  # after the theme's own
    app.connect("html-page-context", add_binder_button, priority=502)
    app.connect("builder-inited", tag_binder)
    app.add_post_transform(GlossaryPage)
    app.connect("html-page-context", add_footer)
    second_book.setup_links(app)
    app.connect("builder-inited", figures.on_builder_inited)
    # Last of all: the theme writes its colours of code when the build has finished.
    app.connect("build-finished", finished_pages.on_build_finished, priority=1000)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
