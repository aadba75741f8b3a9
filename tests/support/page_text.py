"""A page's words as the tests compare them: without line breaks, marks of quotation and of the glossary."""

from __future__ import annotations

import re

__all__ = ["folded"]

_QUOTED = re.compile(r"(?m)^\s*> ?")
_TERM = re.compile(r"\{term\}`([^`<]*?)(?:\s*<[^>]*>)?`")


def folded(text: str) -> str:
    """Return the text with one blank where there are several."""
    return re.sub(r"\s+", " ", _QUOTED.sub("", _TERM.sub(r"\1", text)))
