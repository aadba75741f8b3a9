"""Turns the MyST of a chapter into Markdown that JupyterLab shows by itself; the page has the full form."""

from __future__ import annotations

import re

__all__ = ["plain_markdown"]

_FENCE = re.compile(r"^(?P<mark>:{3,}|`{3,})\{(?P<kind>[\w-]+)\} *(?P<title>.*)$")
_OPTION = re.compile(r"^:[\w-]+:")
_DROPPED = {"bibliography", "index", "raw"}
_CITE = re.compile(r"\s*\{cite(?::\w+)?\}`[^`]*`")
_NAMED_ROLE = re.compile(r"\{(?:term|doc|ref|download|numref|abbr|eq)\}`([^`<]*?)\s*(?:<[^`>]*>)?`")
_EMPTY_LINK = re.compile(r"\[\]\(([^)]*)\)")
_TARGET = re.compile(r"^\([\w-]+\)=$")


def plain_markdown(text: str) -> str:
    """Return `text` with directives as block quotes or display formulas, and roles as their words.

    >>> plain_markdown(":::{admonition} Model card\\n:class: note\\nA *queue*.\\n:::")
    '> **Model card**\\n>\\n> A *queue*.'
    >>> plain_markdown("The {term}`wall <wall>` is high {cite}`someone2020`.")
    'The wall is high.'
    """
    return "\n".join(_blocks(text.splitlines())).strip("\n")


def _blocks(lines: list[str]) -> list[str]:
    out: list[str] = []
    rest = iter(lines)
    for line in rest:
        fence = _FENCE.match(line)
        if fence is None:
            if not _TARGET.match(line):
                out.append(_words(line))
            continue
        body = []
        for inner in rest:
            if inner.strip() == fence["mark"]:
                break
            body.append(inner)
        while body and _OPTION.match(body[0]):
            body.pop(0)
        out += _directive(fence["kind"], fence["title"], body)
    return out


def _directive(kind: str, title: str, body: list[str]) -> list[str]:
    if kind in _DROPPED:
        return []
    if kind == "math":
        return ["$$", *body, "$$"]
    heading = [f"**{_words(title)}**", ""] if title else []
    return [f"> {line}".rstrip() for line in [*heading, *_blocks(body)]]


def _words(line: str) -> str:
    line = _NAMED_ROLE.sub(lambda match: match[1], _CITE.sub("", line))
    return _EMPTY_LINK.sub(lambda match: f"`{match[1]}`", line)
