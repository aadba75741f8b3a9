"""Reads every page of the book and says where a chapter does not keep the chapter contract.

A chapter is a page of `_toc.yml` right in `book/` whose name is a slug such as `08-the-wall`; the trainer's
page of the same name is none. A problem names the page, the line and what is missing; sources are checked
across all pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digital_factory.authoring.contents import TOC, TRAINERS_TOC, pages
from digital_factory.authoring.lint.myst import roles
from digital_factory.authoring.lint.rules import RULES, Chapter

__all__ = ["TOC", "TRAINERS_TOC", "Problem", "lint", "main", "pages"]

_CHAPTER = re.compile(r"^book/\d{2}(-[a-z]+)+\.md$")
_BIB_KEY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)


@dataclass(frozen=True)
class Problem:
    """Where a page breaks the contract, and how."""

    page: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.message}"


def _sources(root: Path, texts: dict[str, str]) -> Iterator[Problem]:
    """Citations without an entry, and entries that nobody cites."""
    bib = "book/references.bib"
    keys = set(_BIB_KEY.findall((root / bib).read_text(encoding="utf-8")))
    cited = set()
    for page, text in texts.items():
        used = set(roles(text, "cite"))
        cited |= used
        yield from (Problem(page, 1, f"{{cite}}`{key}` has no entry in {bib}") for key in sorted(used - keys))
    yield from (Problem(bib, 1, f"nothing cites the entry `{key}`") for key in sorted(keys - cited))


def lint(root: Path) -> list[Problem]:
    """Return what breaks the contract in the books whose tables of contents are in `root`."""
    listed = [page for toc in (TOC, TRAINERS_TOC) if (root / toc).is_file() for page in pages(root, toc)]
    texts = {page: (root / page).read_text(encoding="utf-8") for page in listed if (root / page).is_file()}
    problems = [Problem("_toc.yml", 1, f"{page} does not exist") for page in listed if page not in texts]
    written = (path.relative_to(root).as_posix() for path in sorted((root / "book").rglob("*.md")))
    problems += [Problem(page, 1, "the page is not in _toc.yml") for page in written if page not in texts]
    problems += _sources(root, texts)
    for page, text in texts.items():
        if _CHAPTER.match(page):
            chapter = Chapter(root, page, text)
            problems += [Problem(page, line, message) for rule in RULES for line, message in rule(chapter)]
    return problems


def main() -> int:
    """Print the problems of the book in the working directory; return 1 if there are any."""
    problems = lint(Path.cwd())
    for problem in problems:
        print(problem)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
