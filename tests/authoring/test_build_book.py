"""The command that builds the book: whole or not at all, with errors that say where and what to do."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from digital_factory.authoring.build_book import BuildError, build

CONFIG = """\
title: A small book
only_build_toc_files: true
execute:
  execute_notebooks: cache
  cache: _build/.jupyter_cache
sphinx:
  config:
    nb_execution_raise_on_error: true
"""
NOTEBOOK = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
# One page

```{{code-cell}} ipython3
{cell}
```
"""
LAST = "the last complete book"


@pytest.fixture
def small_book(tmp_path: Path) -> Path:
    """A book with one page of text and the HTML of an earlier build."""
    (tmp_path / "_config.yml").write_text(CONFIG, "utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: page\n", "utf-8")
    (tmp_path / "page.md").write_text("# One page\n", "utf-8")
    (tmp_path / "_build/html").mkdir(parents=True)
    (tmp_path / "_build/html/page.html").write_text(LAST, "utf-8")
    return tmp_path


def write_cell(folder: Path, cell: str) -> None:
    (folder / "page.md").write_text(NOTEBOOK.format(cell=cell), "utf-8")


def html(folder: Path) -> str:
    return (folder / "_build/html/page.html").read_text("utf-8")


def test_build_book_without_fault_gives_html_with_outputs_and_leaves_no_scratch(small_book: Path) -> None:
    write_cell(small_book, "print(6 * 7)")
    (small_book / "_build/html/taken-out.html").write_text(LAST, "utf-8")
    assert build(small_book, Console(quiet=True)) == small_book / "_build/html"
    assert ">42\n<" in html(small_book)
    assert not (small_book / "_build/html/taken-out.html").exists()
    assert {path.name for path in (small_book / "_build").iterdir()} == {".jupyter_cache", "book.log", "html"}


def test_build_failing_cell_names_page_cell_and_error_and_keeps_the_last_book(small_book: Path) -> None:
    write_cell(small_book, "stages = ['security']\nstages.index('release')")
    with pytest.raises(BuildError) as failure:
        build(small_book, Console(quiet=True))
    message = str(failure.value)
    assert message.startswith("page.md:14: ValueError: 'release' is not in list")
    assert "stages.index('release')" in message
    assert "\x1b" not in message
    assert "Mend this cell" in message
    assert html(small_book) == LAST


def test_build_runs_each_cell_once_and_not_again_without_a_change(small_book: Path) -> None:
    write_cell(small_book, "with open('runs', 'a') as runs:\n    runs.write('x')")
    for _ in range(2):
        build(small_book, Console(quiet=True))
        assert (small_book / "runs").read_text("utf-8") == "x"
        with (small_book / "page.md").open("a", encoding="utf-8") as page:
            page.write("\nText, not code.\n")


def test_build_failing_cells_of_several_pages_are_all_named(small_book: Path) -> None:
    (small_book / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n- file: more\n", "utf-8")
    write_cell(small_book, "1 / 0")
    (small_book / "more.md").write_text(NOTEBOOK.format(cell="import os\nos._exit(1)"), "utf-8")
    with pytest.raises(BuildError, match=r"(?s)page\.md:14: ZeroDivisionError.*more\.md:1: Kernel died"):
        build(small_book, Console(quiet=True))
    assert html(small_book) == LAST


def test_build_warning_fails_twice_and_names_the_line(small_book: Path) -> None:
    (small_book / "page.md").write_text("# One page\n\nSee [](nowhere.md).\n", "utf-8")
    for _ in range(2):
        with pytest.raises(BuildError, match=r"page\.md:3: .*target not found: 'nowhere\.md'"):
            build(small_book, Console(quiet=True))
    assert html(small_book) == LAST


def test_build_interrupted_while_a_cell_runs_keeps_the_last_book_and_builds_again(small_book: Path) -> None:
    write_cell(small_book, "import os, time\nopen('pid', 'w').write(f'{os.getpid()} ')\ntime.sleep(600)")
    pid = small_book / "pid"
    command = [sys.executable, "-m", "digital_factory.authoring.build_book"]
    # Tests that were themselves started in the background ignore Ctrl-C, and would hand that down.
    heed = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, cwd=small_book, stderr=subprocess.PIPE, text=True, preexec_fn=heed
    ) as process:
        while not (pid.exists() and pid.read_text("utf-8").endswith(" ")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted" in said
    wait_until_gone(int(pid.read_text("utf-8")))
    assert html(small_book) == LAST
    (small_book / "page.md").write_text("# Another page\n", "utf-8")
    build(small_book, Console(quiet=True))
    assert "Another page" in html(small_book)


def wait_until_gone(pid: int) -> None:
    """Wait for the end of a process."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail(f"The kernel {pid} still runs.")


def test_build_folder_without_a_book_names_the_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"_config\.yml was expected in .* Run this from the root"):
        build(tmp_path, Console(quiet=True))


def test_build_where_nothing_can_be_written_says_so(small_book: Path) -> None:
    shutil.rmtree(small_book / "_build")
    (small_book / "_build").write_text("a file in the place of the folder", "utf-8")
    with pytest.raises(BuildError, match=r"_build cannot be written"):
        build(small_book, Console(quiet=True))
