"""What learners and trainers wrote and displayed, as HTML that fetches nothing and runs nothing.

Markdown as nbconvert reads it, formulas as MathML, pictures inside the page. A student chooses what comes in:
what would take minutes to read, or grow to gigabytes, is shown as it was written.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar
from xml.sax.saxutils import quoteattr

import mistune
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

from classroom.reports.html import clean_html
from classroom.reports.inline import drawn_inline
from classroom.reports.pictures import BASE64, Pictures
from classroom.reports.texts import FEEDBACK

__all__ = ["display", "markdown", "plain"]

_CHARACTERS = 20_000  # of one text that is shown: some ten printed pages
_MARKDOWN_CHARACTERS = 50_000  # pictures in it apart: the parser's time grows faster than the length
_FORMULA_CHARACTERS = 2_000  # the converter's time grows faster than the length
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PICTURE_IN_TEXT = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")
_BLANKS = re.compile(r"[^\S\n]{1000,}")
_BRACKETS = re.compile(r"^\\[(\[]|\\[)\]]$")


def _between(opening: str, closing: str) -> re.Pattern[str]:
    """A formula between brackets. None begins within another, or a text of opening ones would be read anew
    from each of them.
    """
    begin = rf"(?<!\\)\\\{opening}"
    return re.compile(rf"{begin}((?:(?!{begin}).){{1,{_FORMULA_CHARACTERS}}}?)\\\{closing}", re.DOTALL)


_ROUND_BRACKETS, _SQUARE_BRACKETS = _between("(", ")"), _between("[", "]")


def _nearby(pattern: str) -> str:
    """nbconvert's pattern of a formula, whose end is looked for so far and no farther."""
    return pattern.replace(".*?", f".{{0,{5 * _FORMULA_CHARACTERS}}}?")


class _Blocks(MathBlockParser):
    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathBlockParser.SPECIFICATION,
        "multiline_math": _nearby(MathBlockParser.MULTILINE_MATH),
    }


class _Inline(MathInlineParser):
    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathInlineParser.SPECIFICATION,
        "latex_environment": _nearby(MathInlineParser.LATEX_ENVIRONMENT),
    }


class _Renderer(mistune.HTMLRenderer):
    """Formulas as MathML, the rest as usual."""

    def __init__(self) -> None:
        super().__init__(escape=False, allow_harmful_protocols=True)  # cleaned later, with all else
        self._left = 20 * _CHARACTERS  # of addresses: many links may lead to the same one

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if self._fits(url, title) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return super().image(text, url, title) if self._fits(url, title) else str(escape(text))

    def _fits(self, url: str, title: str | None) -> bool:
        self._left -= len(url) + len(title or "")
        return self._left >= 0

    def inline_math(self, text: str) -> str:
        return _formula(text, "inline")

    def block_math(self, text: str) -> str:
        return _formula(text, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return _formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")


def _formula(source: str, display: str) -> str:
    """A formula as MathML; as it was written where it is none, or far too long."""
    try:
        if len(source) > _FORMULA_CHARACTERS:
            raise ValueError(source[:20])
        made = str(convert(_BRACKETS.sub("", source), display=display))
    except Exception:  # the converter raises what it likes on text that is no formula
        return f"<code>{escape(source[:_CHARACTERS])}</code>"
    return made.replace("<math ", f"<math alttext={quoteattr(source)} ", 1)


@lru_cache(maxsize=256)
def _rendered(source: str) -> str:
    if len(_PICTURE_IN_TEXT.sub("", source)) > _MARKDOWN_CHARACTERS:
        return f"<pre>{escape(source)}</pre>"
    text = _BLANKS.sub(lambda found: found[0][:1000], source)  # the parser reads them anew from each
    text = _SQUARE_BRACKETS.sub(lambda found: f"$${found[0]}$$", text)
    text = _ROUND_BRACKETS.sub(lambda found: f"${found[0]}$", text)
    plugins = [mistune.plugins.import_plugin(name) for name in ("strikethrough", "table", "url")]
    try:
        parse = mistune.Markdown(_Renderer(), _Blocks(), _Inline(), plugins)
        return str(parse(text))
    except (RecursionError, ValueError):
        return f"<pre>{escape(source)}</pre>"


def markdown(source: str, pictures: Pictures) -> Markup:
    """A text in Markdown; `pictures` finds those that it shows."""
    return clean_html(_rendered(source[: 10 * _CHARACTERS]), pictures)


def plain(text: str) -> str:
    """What a program printed, without codes for colours, to a length."""
    return _COLOURS.sub("", text)[:_CHARACTERS]


def display(data: Mapping[str, str | list[str]], pictures: Pictures, alt: str) -> Markup:
    """A displayed object in the richest of its forms that a page may show, in nbconvert's order."""
    forms = {
        kind: "".join(content) if isinstance(content, list) else str(content)
        for kind, content in data.items()
    }
    if "text/html" in forms:
        shown = clean_html(drawn_inline(forms["text/html"][: 10 * _CHARACTERS]), pictures)
        if Markup(shown).striptags().strip() or "<img" in shown:
            return shown
    if "text/markdown" in forms:
        return markdown(forms["text/markdown"], pictures)
    if "image/svg+xml" in forms:
        packed = base64.b64encode(forms["image/svg+xml"].encode("utf-8", "replace")).decode("ascii")
        return _picture("image/svg+xml", packed, alt)
    if "text/latex" in forms:
        return markdown(forms["text/latex"], pictures)
    for kind in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        packed = "".join(forms.get(kind, "").split())
        if BASE64.fullmatch(packed):
            return _picture(kind, packed, alt)
    if "text/plain" not in forms:
        return Markup("<p>{}</p>").format(FEEDBACK.UNSHOWN)
    return Markup("<pre>{}</pre>").format(plain(forms["text/plain"]))


def _picture(kind: str, packed: str, alt: str) -> Markup:
    return Markup('<img alt="{}" src="data:{};base64,{}">').format(alt, kind, packed)
