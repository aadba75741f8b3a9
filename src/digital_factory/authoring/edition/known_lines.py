"""What no learner may see, line by line: solutions, hidden tests, answers and the trainer's pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from digital_factory.authoring.assignment import Assignment, slugs
from digital_factory.authoring.edition.leaks import lines_in

__all__ = ["SHORTEST", "known_lines"]

SHORTEST = 30
"""Characters: a shorter line, such as ``return done``, may stand anywhere."""

_SEEN = ("*.md", "*.py", "*.toml", "*.txt", "LICENSE")


def known_lines(root: Path) -> frozenset[str]:
    """Return the lines of the course in `root` that no learner may see and that stand nowhere else in it.

    Without the spaces at their ends, and without those that are too short to tell one text from another.
    """
    secret = {line for text in _secret_texts(root) for line in _lines(text)}
    seen = "\n".join(_seen_texts(root)).encode()
    return frozenset(secret - lines_in(seen, secret))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if len(short := line.strip()) >= SHORTEST:
            yield short


def _secret_texts(root: Path) -> Iterator[str]:
    for slug in slugs(root):
        for part in Assignment.read(slug, root).hidden:
            yield "\n".join(part)
    yield from _texts(
        path for folder in ("answers", "book/trainer") for path in sorted((root / folder).rglob("*"))
    )


def _seen_texts(root: Path) -> Iterator[str]:
    for path in sorted((root / "exercises").rglob("*.ipynb")):
        yield path.read_text(encoding="utf-8")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            yield "".join(cell["source"])
    package = root / "src" / "digital_factory"
    left_out = {package / "authoring", package / "sphinx_ext"}
    yield from _texts(sorted((root / "book").glob("*.md")))
    yield from _texts(path for path in sorted(package.rglob("*")) if not left_out & set(path.parents))


def _texts(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.is_file() and any(path.match(pattern) for pattern in _SEEN):
            yield path.read_text(encoding="utf-8")
