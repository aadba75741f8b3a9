"""The order of the files, and fixtures for tests that open a browser: `browser`, a guarded `page`, `axe`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import ARGUMENTS, find
from guarded import guarded_page
from hypothesis import settings
from models_restored import models_restored
from node_packages import held
from playwright.sync_api import Browser, Page, sync_playwright

from digital_factory.authoring import node

TESTS = Path(__file__).parent

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

os.environ.setdefault("MPLBACKEND", "Agg")  # no test opens a window

# A file goes whole to the next free worker: those that take long go first, so that none is left for the end.
LONG = ("binder", "classroom", "assignments", "book", "cases", "explorer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the folders of long tests first; the order within a folder stays."""
    ranks = {folder: rank for rank, folder in enumerate(LONG)}
    items.sort(key=lambda item: ranks.get(item.path.relative_to(TESTS).parts[0], len(ranks)))


@pytest.fixture(autouse=True)
def _models_as_they_were() -> Iterator[None]:
    with models_restored():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium that knows no host but this machine."""
    with sync_playwright() as playwright:
        program = find(playwright)
        if program is None:
            pytest.fail(
                "There is no browser for the tests. Install one: python tests/support/install_programs.py"
            )
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if the page reports an error or asks another place for anything."""
    with guarded_page(browser) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which finds what a page withholds from some readers."""
    script = node.FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
    with held():
        if not script.is_file():
            node.install()
        return script.read_text(encoding="utf-8")
