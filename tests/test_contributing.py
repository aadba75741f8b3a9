"""CONTRIBUTING.md names every file that an addition touches: held against what each chapter has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted(path.stem for path in (ROOT / "book").glob("[0-9][0-9]-*.md"))
SECTIONS = ("A chapter", "A model", "An exercise", "A dataset")


def _listed(section: str, *, optional: bool) -> list[str]:
    """Paths that the list of one section begins with, <slug> and <bare> still in them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"CONTRIBUTING.md has no section '{section}'"
    lines = re.findall(r"^- `([^`]+)`(.*)$", found[1], re.MULTILINE)
    return [path for path, rest in lines if optional or "where needed" not in rest]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("slug", CHAPTERS)
def test_contributing_every_listed_path_exists_for_every_chapter(section: str, slug: str) -> None:
    paths = _listed(section, optional=False)
    assert paths, f"the section '{section}' lists no path"
    bare = slug.rsplit("-", 1)[-1]
    missing = [p for p in paths if not (ROOT / p.replace("<slug>", slug).replace("<bare>", bare)).exists()]
    assert missing == [], f"CONTRIBUTING.md, '{section}', names paths that {slug} does not have"


@pytest.mark.parametrize("slug", CHAPTERS)
def test_contributing_every_file_named_after_a_chapter_is_listed(slug: str) -> None:
    bare = slug.rsplit("-", 1)[-1]
    listed = {
        path.replace("<slug>", slug).replace("<bare>", bare)
        for name in SECTIONS
        for path in _listed(name, optional=True)
    }
    folders = ("book", "solutions", "exercises", "answers", "tests", "src/digital_factory")
    named = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.stem in (slug, bare, f"test_{bare}") and path.suffix in (".py", ".md", ".ipynb")
    }
    covered = {p for p in named if any(p == one or p.startswith(f"{one.rstrip('/')}/") for one in listed)}
    assert named - covered == set(), "CONTRIBUTING.md does not name these files of the chapter"
