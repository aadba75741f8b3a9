"""The folder that a learner works in: start page, chapters, exercises and data, taken one by one.

Only what is named here is copied, so what is added to the course later stays out until it is named.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from digital_factory.authoring.assignment import slugs
from digital_factory.authoring.contents import pages
from digital_factory.authoring.edition import EditionError
from digital_factory.authoring.edition.package import learner_package
from digital_factory.authoring.edition.start_page import write_start_page

__all__ = ["ENVIRONMENT", "LICENCES", "write_learner_folder"]

LICENCES = ("LICENSE", "LICENSES")
ENVIRONMENT = ("runtime.txt", "requirements.txt", "packages.txt", "postBuild")
"""Files of `binder/` that make the learner's environment."""

_INSTALLER = "src/digital_factory/authoring/install.py"
_DATA = "src/digital_factory/data"
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__")
# JupyterLab knows neither the list of sources nor who cites which: the page in the book has both.
_CITATION = re.compile(r"\s*\{cite(?::\w+)?\}`[^`]*`")
_SOURCES = re.compile(r"^## References\n\s*```\{bibliography\}.*?^```\n?", re.DOTALL | re.MULTILINE)
_NO_CHAPTERS = ("index", "progress")
# The home page of the book is the start page of the folder.
_TO_HOME = re.compile(r"\]\(index\.md(?:#[\w-]+)?\)")


def write_learner_folder(root: Path, folder: Path) -> None:
    """Fill `folder`, which exists, with what a learner of the course in `root` needs and nothing else.

    Raises
    ------
    EditionError
        If a part of the course is missing, or its package cannot be built.
    """
    for slug in slugs(root):
        exercise = root / "exercises" / slug
        if not (exercise / f"{slug}.ipynb").is_file():
            raise EditionError(f"exercises/{slug}/{slug}.ipynb is missing: `make exercises` makes it.")
        shutil.copytree(exercise, folder / "exercises" / slug, ignore=_NOT_COPIED)
    _copy_chapters(root, folder / "chapters")
    shutil.copytree(root / _DATA, folder / "data", ignore=_NOT_COPIED)
    for name in LICENCES:
        _copy(root / name, folder / name)
    write_start_page(root, folder / "start.ipynb")
    binder = folder / "binder"
    binder.mkdir()
    for name in ENVIRONMENT:
        _copy(root / "binder" / name, binder / name)
    _copy(root / _INSTALLER, binder / "install.py")
    learner_package(root, binder)


def _copy_chapters(root: Path, folder: Path) -> None:
    """Copy the pages that learners read, and the pictures in them."""
    folder.mkdir()
    for page in _learners_pages(root):
        text = _SOURCES.sub("", _CITATION.sub("", page.read_text(encoding="utf-8")))
        text = _TO_HOME.sub("](../start.ipynb)", text).replace(f"../{_DATA}/", "../data/")
        (folder / page.name).write_text(text, encoding="utf-8")
        for name in sorted(set(re.findall(r"\bimages/[\w./-]+", text))):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / "book" / name, folder / name)


def _learners_pages(root: Path) -> list[Path]:
    """The book's pages in their order, without its home page, those for trainers and the browser's memory."""
    listed = [Path(page) for page in pages(root)]
    return [root / page for page in listed if page.parent == Path("book") and page.stem not in _NO_CHAPTERS]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)
