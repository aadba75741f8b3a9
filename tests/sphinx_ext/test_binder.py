"""Links to Binder: in a book with a public address all of them, in one without none, nor a word of Binder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.console import Console

from digital_factory.authoring.build_book import BuildError, build
from digital_factory.sphinx_ext.binder import HUB

CONFIG = """\
title: A small book
only_build_toc_files: true
execute:
  execute_notebooks: 'off'
parse:
  myst_enable_extensions: [colon_fence]
sphinx:
  config:
    extensions:
      - myst_nb
      - jupyter_book
      - sphinx_comments
      - sphinx_external_toc
      - sphinx_book_theme
      - digital_factory.sphinx_ext.extension
"""
INDEX = """\
# A small book

Words.

::::{only} binder
:::{container} on-binder
*Binder* opens it.
:::
::::
"""
CHAPTER = "# 1. One\n\nIt is {download}`the exercise <../exercises/01-one/01-one.ipynb>`, one task.\n"
ADDRESS = f"{HUB}gh/jane/course/HEAD?urlpath=lab/tree/"


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """A book with a home page, one chapter and its exercise."""
    (tmp_path / "_config.yml").write_text(CONFIG, "utf-8")
    toc = "format: jb-book\nroot: book/index\nparts:\n- caption: One\n  chapters:\n  - file: book/01-one\n"
    (tmp_path / "_toc.yml").write_text(toc, "utf-8")
    for name, text in {
        "book/index.md": INDEX,
        "book/01-one.md": CHAPTER,
        "exercises/01-one/01-one.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def pages(folder: Path) -> str:
    html = folder / "_build" / "html" / "book"
    return "".join((html / name).read_text("utf-8") for name in ("index.html", "01-one.html"))


def test_book_with_an_address_links_chapter_and_exercise_to_binder(
    small_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPO", "jane/course")
    build(small_book, Console(quiet=True))
    links = re.findall(rf'href="({re.escape(HUB)}[^"]*)"', pages(small_book))
    assert sorted(links) == [f"{ADDRESS}chapters/01-one.md", f"{ADDRESS}exercises/01-one/01-one.ipynb"]
    assert "opens it." in pages(small_book)


def test_book_without_an_address_has_no_link_to_binder_and_no_word_of_it(
    small_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPO", raising=False)
    build(small_book, Console(quiet=True))
    for word in ("binder", "launch", "opens it.", "repository-button"):
        assert word not in pages(small_book).lower()


def test_book_with_a_bad_address_is_not_built_and_says_what_was_expected(
    small_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPO", "course")
    with pytest.raises(BuildError, match="REPO=course names no repository"):
        build(small_book, Console(quiet=True))
    assert not (small_book / "_build").exists()
