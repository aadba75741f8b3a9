"""Formulas as MathML, which every browser draws and screen readers speak: written when the book is built.

`latex2mathml` reads the TeX; what it leaves out and browsers need is mended on its tree: the space around
names of functions, the alignment of the columns of equations, thousands separators. A command that it does
not know is a warning, and so fails the build.
"""

from __future__ import annotations

import html
import re
from typing import Any
from xml.etree import ElementTree as ET

from docutils import nodes
from latex2mathml.converter import convert_to_element
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

__all__ = ["UnknownCommandError", "keep_together", "setup_math", "to_mathml"]

_THIN = "0.167em"
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split)\}")
# A function's name stands off from these.
_BY_ITSELF = {"mi", "mn", "msub", "msup", "msubsup", "mfrac", "msqrt"}
_FUNCTIONS = {
    "arg",
    "cos",
    "exp",
    "lim",
    "ln",
    "log",
    "max",
    "min",
    "mod",
    "Pr",
    "sin",
    "sup",
    "tan",
    "Var",
    "Cov",
}
_NAMESPACE = re.compile(r' xmlns="[^"]*"| display="inline"')
_BESIDE = re.compile(
    r'(?<!"one-line">)(?<!"one-line">\()(\(?)'
    r'(<span class="math notranslate nohighlight"><math>(?:(?!</math>).)*</math></span>)'
    r"((?:\N{NO-BREAK SPACE}[^\s<]+)?[]),.;:!?’”]*)"
)
_log = logging.getLogger(__name__)


class UnknownCommandError(ValueError):
    """The formula uses a command of TeX that is not understood here."""


def to_mathml(tex: str, *, block: bool = False) -> str:
    r"""Return the formula `tex` as a ``math`` element; `block` for one on a line of its own.

    Raises
    ------
    UnknownCommandError
        If a command is not understood.

    Examples
    --------
    >>> to_mathml(r"\rho")
    '<math><mrow><mi>ρ</mi></mrow></math>'
    """
    # An alignment inside a formula is to the reader what one by itself is, and the converter knows only that.
    source = _ALIGNED.sub(r"\\\1{align*}", tex)
    math = convert_to_element(source, display="block" if block else "inline")
    for element in math.iter():
        element.text = (
            html.unescape(element.text) if element.text else None
        )  # references, where signs are meant
        _mend_signs(element)
    for parent in math.iter():
        _join_thousands(parent)
        _space_functions(parent)
        _align(parent)
        if parent.tag == "mi" and (parent.text or "").startswith(("\\", "&")):
            raise UnknownCommandError(parent.text)
        if parent.get("linebreak"):
            raise UnknownCommandError(r"\\")
    return _NAMESPACE.sub("", ET.tostring(math, encoding="unicode"))


def _join_thousands(parent: ET.Element) -> None:
    """Make one number of ``1{,}000``, which arrives as a number, a comma in a row, a number."""
    children = list(parent)
    for before, comma, after in zip(children, children[1:], children[2:], strict=False):
        if before.tag == after.tag == "mn" and comma.tag == "mrow" and "".join(comma.itertext()) == ",":
            after.text = f"{before.text},{after.text}"
            parent.remove(before)
            parent.remove(comma)


def _space_functions(parent: ET.Element) -> None:
    """Write ``ln``, ``max`` and the like as names, with the thin space that TeX puts around them."""
    for place in reversed(range(len(parent))):
        child = parent[place]
        name = child.text or ""
        if child.tag not in ("mi", "mo") or name not in _FUNCTIONS:
            continue
        child.tag = "mi"
        if parent.tag not in ("mrow", "mtd"):
            continue  # the base of an index, for instance: no neighbours
        if place + 1 < len(parent) and parent[place + 1].tag in _BY_ITSELF:
            parent.insert(place + 1, ET.Element("mspace", width=_THIN))
        if place > 0 and parent[place - 1].tag in _BY_ITSELF:
            parent.insert(place, ET.Element("mspace", width=_THIN))


def _mend_signs(element: ET.Element) -> None:
    """Write words as names, since MathML takes text for space, and close up a slash and dots as TeX does."""
    if element.tag == "mtext":
        element.tag = "mi"
        if len(element.text or "") == 1:
            element.set("mathvariant", "normal")
    elif element.tag == "mo" and element.text in ("/", "…"):
        element.tag = "mi"


def _align(table: ET.Element) -> None:
    """Say in CSS how columns are aligned: browsers do not read MathML's own attributes for it."""
    if table.tag != "mtable":
        return
    spacing = table.attrib.pop("columnspacing", "").split()
    table.attrib.pop("rowspacing", None)
    for row in table:
        for column, cell in enumerate(row):
            side = cell.attrib.pop("columnalign", "center")
            before = spacing[column - 1] if 0 < column <= len(spacing) else "0"
            cell.set("style", f"text-align:{side};padding:.2em 0 .2em {before}")


def keep_together(page: str) -> str:
    """Return the page with no end of a line between a formula and the bracket, unit or stop beside it."""
    return _BESIDE.sub(
        lambda match: f'<span class="one-line">{match[0]}</span>' if match[1] or match[3] else match[0], page
    )


def setup_math(app: Sphinx) -> None:
    """Register the renderer; ``html_math_renderer`` names it."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))


def _visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(_converted(node, block=False) + "</span>")
    raise nodes.SkipNode


def _visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(_converted(node, block=True) + "</div>\n")
    raise nodes.SkipNode


def _converted(node: Any, *, block: bool) -> str:
    try:
        return to_mathml(node.astext(), block=block)
    except (UnknownCommandError, ValueError, IndexError, KeyError) as error:
        text = node.astext().replace("\n", " ")
        _log.warning("formula not understood, at %s: %s", error or type(error).__name__, text, location=node)
        return f"<code>{nodes.Text(text).astext()}</code>"
