"""Runs the cells of the book's pages, several pages at a time, and keeps their outputs for the build.

The outputs go into Jupyter Book's own cache, where Sphinx finds them a moment later. So a page without a
change costs nothing, and Sphinx runs no cell itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import anyio
import nbformat
from anyio.from_thread import start_blocking_portal
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from rich.text import Text

__all__ = ["CellFailure", "run_cells"]

_MOST_KERNELS = 4  # each takes a processor and some 300 MB
_MOST_LINES = 25  # of a traceback; its end says most


@dataclass(frozen=True)
class CellFailure:
    """Why the cells of a page could not be run.

    Parameters
    ----------
    page
        Relative to the folder of the book.
    line
        Of the failing cell in the page, from 1.
    error
        Type and text of the error.
    traceback
        What Python said, without colours; empty where no cell raised.
    """

    page: str
    line: int
    error: str
    traceback: str


def run_cells(
    root: Path,
    pages: Sequence[str],
    config: Mapping[str, Any],
    log: TextIO,
    on_start: Callable[[str], None],
    on_end: Callable[[str, float], None],
) -> list[CellFailure]:
    """Run the cells of every page whose outputs are not in the cache; return the pages that failed.

    Parameters
    ----------
    root, pages
        Folder of the book, and its pages relative to it.
    config
        Sphinx's settings: those that begin with ``nb_execution_`` are heeded.
    log
        Where kernels write their own messages; a file.
    on_start, on_end
        Told which page begins, and which has ended after how many seconds; called in another thread.
    """
    if config["nb_execution_mode"] != "cache":
        return []  # then the build runs them, or nobody does
    with start_blocking_portal() as portal:
        # Where nbclient is not in the main thread it leaves Ctrl-C alone, which then cancels all pages.
        future = portal.start_task_soon(_run_all, root, pages, config, log, on_start, on_end)
        try:
            failures: list[CellFailure] = future.result()
        except BaseException:
            future.cancel()
            raise
    return failures


async def _run_all(
    root: Path,
    pages: Sequence[str],
    config: Mapping[str, Any],
    log: TextIO,
    on_start: Callable[[str], None],
    on_end: Callable[[str, float], None],
) -> list[CellFailure]:
    cache = get_cache(config["nb_execution_cache_path"])
    slots = anyio.CapacityLimiter(_kernels())
    failures: list[CellFailure] = []

    async def run(page: str, notebook: nbformat.NotebookNode) -> None:
        async with slots:
            on_start(page)
            began = time.monotonic()
            failure = await _run_page(root, page, notebook, config["nb_execution_timeout"], log)
            seconds = time.monotonic() - began
            if failure is not None:
                failures.append(failure)
                return
            bundle = CacheBundleIn(notebook, str(root / page), data={"execution_seconds": seconds})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            on_end(page, seconds)

    async with anyio.create_task_group() as tasks:
        for page in pages:
            notebook = _read(root / page)
            if notebook is not None and not _is_cached(cache, notebook):
                tasks.start_soon(run, page, notebook)
    return sorted(failures, key=lambda failure: pages.index(failure.page))


def _kernels() -> int:
    """How many pages run at a time."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, _MOST_KERNELS)


def _read(page: Path) -> nbformat.NotebookNode | None:
    """Read a page as the build will; None if it is text only."""
    text = page.read_text(encoding="utf-8")
    reader = create_nb_reader(str(page), MdParserConfig(), NbParserConfig(), text)
    return None if reader is None else reader.read(text)


def _is_cached(cache: JupyterCacheAbstract, notebook: nbformat.NotebookNode) -> bool:
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


async def _run_page(
    root: Path, page: str, notebook: nbformat.NotebookNode, timeout_s: int, log: TextIO
) -> CellFailure | None:
    """Run the cells of `notebook` in place."""
    folder = str((root / page).parent)
    # Without times: the cache would take a cell that carries them for another cell.
    resources = {"metadata": {"path": folder}}
    client = NotebookClient(notebook, timeout=timeout_s, resources=resources, record_timing=False)
    try:
        await client.async_execute(stderr=log)
    except CellExecutionError as error:
        return _failure(page, notebook, f"{error.ename}: {error.evalue}")
    except (CellTimeoutError, DeadKernelError) as error:
        return _failure(page, notebook, str(error))
    return None


def _failure(page: str, notebook: nbformat.NotebookNode, error: str) -> CellFailure:
    lines = notebook.metadata.get("source_map", [0] * len(notebook.cells))
    for position, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                plain = Text.from_ansi("\n".join(output.traceback)).plain
                last = "\n".join(plain.splitlines()[-_MOST_LINES:])
                return CellFailure(page, lines[position] + 1, error, last)
    return CellFailure(page, 1, error, "")
