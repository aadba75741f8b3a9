"""Reads the little of MyST that the lint of chapters needs: sections, directives, roles, list items.

The parser is the book's own, so that nothing is read here that the build reads otherwise. It works on the
text, not on Sphinx's tree, so that a problem can name a line and a broken chapter can still be read. Knows
nothing of chapters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

__all__ = ["Directive", "Section", "directives", "items", "prose", "roles", "sections", "terms"]

_EXTENSIONS = frozenset({"colon_fence", "deflist", "dollarmath"})  # those of _config.yml
_NAME = re.compile(r"^\{([\w:-]+)\} *(.*)$")
_OPTION = re.compile(r"^:([\w-]+): *(.*)$")
_TARGET = re.compile(r"<([^<>]+)>$")
_HOLDS_NO_MYST = frozenset({"code-cell", "math"})


@dataclass(frozen=True)
class Section:
    """A heading with the text up to the next one. `line` counts from 1; the text before all has no title."""

    title: str
    level: int
    line: int
    body: str


@dataclass(frozen=True)
class Directive:
    """A fenced directive: name, argument, options, and the text inside."""

    name: str
    argument: str
    options: dict[str, str]
    body: str

    def has_class(self, name: str) -> bool:
        """Whether the option `class` names `name`."""
        return name in self.options.get("class", "").split()


def sections(text: str) -> list[Section]:
    """Split `text` at its headings; a `#` inside a fence or an item is not one."""
    lines = text.splitlines()
    tokens = _parser().parse(text)
    starts = [("", 0, -1, 0)]  # title, level, line of the heading, line of the body, from 0
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open" and heading.level == 0:
            first, after = _lines(heading)
            starts.append((inline.content, int(heading.tag[1]), first, after))
    ends = [first for _, _, first, _ in starts[1:]] + [len(lines)]
    return [
        Section(title, level, max(first, 0) + 1, "\n".join(lines[body:end]))
        for (title, level, first, body), end in zip(starts, ends, strict=True)
    ]


def directives(text: str) -> list[Directive]:
    """All directives of `text` in order, outer before inner, also those inside list items."""
    return [directive for token in _tokens(text) if (directive := _directive(token)) is not None]


def prose(text: str) -> str:
    """The running text of `text`, without its directives, so that words can be counted."""
    return "\n\n".join(token.content for token in _parser().parse(text) if token.type == "inline")


def items(text: str) -> list[str]:
    """The items of the outermost lists in `text`, each with its mark and what is indented below it."""
    lines = text.splitlines()
    opened = [token for token in _parser().parse(text) if token.type == "list_item_open" and token.level == 1]
    return ["\n".join(lines[slice(*_lines(token))]) for token in opened]


def roles(text: str, name: str) -> list[str]:
    """The contents of every role `name`: keys for `cite`, the target where it is ``words <target>``."""
    contents = [
        child.content
        for token in _tokens(text)
        for child in token.children or ()
        if child.type == "myst_role" and child.meta["name"].partition(":")[0] == name
    ]
    if name == "cite":
        return [key.strip() for content in contents for key in content.split(",")]
    return [match[1] if (match := _TARGET.search(content)) else content for content in contents]


def terms(text: str) -> list[str]:
    """The terms of the definition lists in `text`, those inside directives included."""
    return [inline.content for term, inline in pairwise(_tokens(text)) if term.type == "dt_open"]


@cache
def _parser() -> MarkdownIt:
    return create_md_parser(MdParserConfig(enable_extensions=set(_EXTENSIONS)), RendererHTML)


def _tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`, each directive followed by those of the MyST inside it."""
    for token in _parser().parse(text):
        yield token
        directive = _directive(token)
        if directive is not None and directive.name not in _HOLDS_NO_MYST:
            yield from _tokens(directive.body)


def _directive(token: Token) -> Directive | None:
    match = _NAME.match(token.info.strip()) if token.type in ("fence", "colon_fence") else None
    if match is None:
        return None
    lines = token.content.splitlines()
    options = {}
    while lines and (option := _OPTION.match(lines[0])):
        options[option[1]] = option[2].strip()
        lines.pop(0)
    return Directive(match[1], match[2].strip(), options, "\n".join(lines))


def _lines(token: Token) -> tuple[int, int]:
    """The lines of a block: its first and the one behind its last, from 0."""
    assert token.map is not None  # every block has one
    first, after = token.map
    return first, after
