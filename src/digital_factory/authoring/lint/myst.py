"""Reads the little of MyST that the lint of chapters needs: sections, directives, roles, list items.

It works on text, not on Sphinx's tree, so that a problem can name a line and a broken chapter can still be
read. Knows nothing of chapters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Directive", "Section", "directives", "items", "roles", "sections", "without_directives"]

_OPENING = re.compile(r"^(?P<indent> *)(?P<fence>:{3,}|`{3,})\{(?P<name>[\w-]+)\} *(?P<argument>.*)$")
_FENCE = re.compile(r"^ *(`{3,}|~{3,}|:{3,})")
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *$")
_OPTION = re.compile(r"^ *:([\w-]+): *(.*)$")
_ITEM = re.compile(r"^(?:[-*+]|\d+\.) +")


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
    """Split `text` at its headings; a `#` inside a fence is not one."""
    found: list[Section] = []
    title, level, start, body = "", 0, 1, list[str]()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and fence and line.strip() == match[1] and match[1].startswith(fence):
            fence = ""
        heading = None if fence else _HEADING.match(line)
        if heading:
            found.append(Section(title, level, start, "\n".join(body)))
            title, level, start, body = heading[2], len(heading[1]), number, []
        else:
            body.append(line)
    found.append(Section(title, level, start, "\n".join(body)))
    return found


def directives(text: str) -> list[Directive]:
    """All directives of `text` in order, outer before inner, also those inside list items."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = _OPENING.match(line)
        if not match:
            continue
        inside: list[str] = []
        for following in lines[number + 1 :]:
            if following.strip() == match["fence"]:
                break
            inside.append(following.removeprefix(match["indent"]))
        options = {}
        while inside and (option := _OPTION.match(inside[0])):
            options[option[1]] = option[2].strip()
            inside.pop(0)
        found.append(Directive(match["name"], match["argument"].strip(), options, "\n".join(inside)))
    return found


def without_directives(text: str) -> str:
    """`text` without its fenced blocks, so that prose can be counted."""
    kept, fence = [], ""
    for line in text.splitlines():
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif fence:
            if line.strip() == fence:
                fence = ""
        else:
            kept.append(line)
    return "\n".join(kept)


def items(text: str) -> list[str]:
    """The items of the outermost lists in `text`, each with what is indented below it."""
    found: list[list[str]] = []
    open_item: list[str] | None = None
    for line in text.splitlines():
        if _ITEM.match(line):
            open_item = [_ITEM.sub("", line, count=1)]
            found.append(open_item)
        elif open_item is not None and (not line.strip() or line.startswith(" ") or open_item[-1].strip()):
            open_item.append(line)
        else:
            # Prose after a blank line ends the list.
            open_item = None
    return ["\n".join(lines) for lines in found]


def roles(text: str, name: str) -> list[str]:
    """The contents of every role `name`: keys for `cite`, the target where it is ``words <target>``."""
    contents = re.findall(rf"\{{{re.escape(name)}(?::\w+)?\}}`([^`]+)`", text)
    if name == "cite":
        return [key.strip() for content in contents for key in content.split(",")]
    return [match[1] if (match := re.search(r"<([^<>]+)>$", content)) else content for content in contents]
