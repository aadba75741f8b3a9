"""The tables of contents: the pages of a book, in their order. Binder asks too, with few packages at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # no stubs among the locked packages

__all__ = ["TOC", "TRAINERS_TOC", "pages"]

TOC, TRAINERS_TOC = "_toc.yml", "_toc_trainer.yml"
"""Tables of contents: of the learner's book, and of the trainer's."""


def pages(root: Path, contents: str = TOC) -> list[str]:
    """Paths of all pages of the table of contents called `contents`, relative to `root`."""
    toc = yaml.safe_load((root / contents).read_text(encoding="utf-8"))

    def files(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(value) for key, value in node.items() if key in ("root", "file"))
            yield from (name for value in node.values() for name in files(value))
        elif isinstance(node, list):
            yield from (name for value in node for name in files(value))

    return [f"{name.removesuffix('.md')}.md" for name in files(toc)]
