"""Builds the book whole, beside the last good one, and puts it in place only when it is without fault.

First the cells of all pages run, then Sphinx writes the pages. A failing cell or any warning of Sphinx fails
the build. Because each build starts from nothing but the cache of executed notebooks, an interrupted or
failed build leaves `_build/html` as it was and hides no warning from the next one.
"""

from __future__ import annotations

import multiprocessing
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from digital_factory.authoring.address import AddressError, public_repository
from digital_factory.authoring.build_book import share_picture
from digital_factory.authoring.build_book.cells import CellFailure, run_cells
from digital_factory.authoring.build_book.sphinx_process import (
    Complaint,
    Ended,
    PageRead,
    PageWritten,
    Report,
    Started,
    settings,
    write_pages,
)
from digital_factory.authoring.lint import TOC, TRAINERS_TOC, pages
from digital_factory.sphinx_ext.figures import draw_as_svg
from digital_factory.sphinx_ext.page_head import SHARE_PICTURE

__all__ = ["BuildError", "build"]

_BOOKS = {"html": TOC, "trainer": TRAINERS_TOC}  # by folder
_MOST_COMPLAINTS = 12
_END_TIMEOUT_S = 5


class BuildError(Exception):
    """The book could not be built; the message says where, why and what to do."""


def build(root: Path, console: Console) -> Path:
    """Build the book whose `_config.yml` is in `root`.

    Parameters
    ----------
    root
        Folder with `_config.yml` and `_toc.yml`.
    console
        Where progress goes.

    Returns
    -------
    Path
        `root/_build/html`, complete; beside it `root/_build/trainer`.

    Raises
    ------
    BuildError
        If a file is missing, REPO names no repository, a cell fails, Sphinx warns, or `_build` cannot be
        written.
    """
    root = root.resolve()
    _check(root)
    output = root / "_build"
    scratch = output / "next"
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
    except OSError as error:
        raise BuildError(
            f"{output} cannot be written ({error.strerror}). Free it, or build elsewhere."
        ) from error
    log = output / "book.log"
    columns = (TextColumn("      {task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        draw_as_svg(scratch / "ipython")
        _run_cells(root, log, progress)
        for name, toc in _BOOKS.items():
            if (root / toc).is_file():
                _write_pages(root, toc, scratch / name, log, progress)
    _put_in_place(scratch, output)
    shutil.rmtree(scratch)
    return output / "html"


def _check(root: Path) -> None:
    for name in ("_config.yml", "_toc.yml"):
        if not (root / name).is_file():
            raise BuildError(
                f"{name} was expected in {root} and is not there. Run this from the root of the course."
            )
    try:
        public_repository(root)
    except AddressError as error:
        raise BuildError(str(error)) from error


def _run_cells(root: Path, log: Path, progress: Progress) -> None:
    """Run what is to be run, a line a page; raise if a cell fails."""
    bar = progress.add_task("Running the cells", total=None)
    running: list[str] = []

    def on_start(page: str) -> None:
        running.append(page)
        progress.update(bar, description=f"Running the cells of {escape(' and '.join(running))}")

    def on_end(page: str, seconds: float) -> None:
        running.remove(page)
        name = escape(page.removesuffix(".md"))
        progress.console.print(f"      {name}: cells run in {seconds:.0f} s", highlight=False)

    there = [page for page in pages(root) if (root / page).is_file()]  # Sphinx names those that are not
    with log.open("w", encoding="utf-8") as messages:
        failures = run_cells(root, there, settings(root), messages, on_start, on_end)
        messages.writelines(f"{_explain_failure(failure)}\n" for failure in failures)
    if failures:
        raise BuildError("\n\n".join(map(_explain_failure, failures)))
    progress.remove_task(bar)


def _explain_failure(failure: CellFailure) -> str:
    traceback = "".join(f"    {line}\n" for line in failure.traceback.splitlines())
    return (
        f"{failure.page}:{failure.line}: {failure.error}\n\n{traceback}\n"
        "Mend this cell, or the code it calls, and build again."
    )


@dataclass
class _SphinxRun:
    """What Sphinx has reported so far."""

    pages: int = 1
    read: int = 0
    written: int = 0
    complaints: list[str] = field(default_factory=list)
    end: Ended | None = None

    def take(self, report: Report) -> None:
        match report:
            case Started(pages):
                self.pages = max(pages, 1)
            case PageRead():
                self.read += 1
            case PageWritten():
                self.written += 1
            case Complaint(text):
                self.complaints.append(text)
            case Ended():
                self.end = report

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1; reading takes about as long as writing."""
        return min((self.read + self.written) / (2 * self.pages), 1.0)


def _write_pages(root: Path, toc: str, folder: Path, log: Path, progress: Progress) -> None:
    """Run Sphinx in a process of its own and show how far it is; raise if it finds fault."""
    bar = progress.add_task("Starting Sphinx", total=1.0)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=write_pages, args=(root, toc, folder, log, sender), daemon=True)
    run = _SphinxRun()
    try:
        process.start()
        sender.close()  # so that the end of the process is the end of the reports
        while run.end is None:
            report = receiver.recv()
            run.take(report)
            progress.update(bar, completed=run.share)
            if isinstance(report, PageRead | PageWritten):
                verb = "Reading" if isinstance(report, PageRead) else "Writing"
                progress.update(bar, description=f"{verb} {escape(report.page)}")
    except EOFError:
        run.end = Ended(False, "its process ended before its time")
    finally:
        process.join(0 if run.end is None else _END_TIMEOUT_S)
        process.terminate()
        process.join(_END_TIMEOUT_S)
        process.kill()
    if not run.end.is_faultless:
        raise BuildError(_explain(run, root, log))


def _explain(run: _SphinxRun, root: Path, log: Path) -> str:
    """Say in a few lines why the build failed and what to do."""
    where = f"Everything that was said: {log}"
    complaints = list(dict.fromkeys(text.replace(f"{root}/", "") for text in run.complaints))
    if run.end is not None and run.end.error:
        complaints.append(f"Sphinx stopped: {run.end.error}")
    if not complaints:
        return f"Sphinx stopped without a word.\n\n{where}"
    shown = "\n".join(f"  {text}" for text in complaints[:_MOST_COMPLAINTS])
    more = len(complaints) - _MOST_COMPLAINTS
    tail = f"\n  and {more} more" if more > 0 else ""
    return f"Each warning fails the build; there are {len(complaints)}:\n{shown}{tail}\n\n{where}"


def _put_in_place(scratch: Path, output: Path) -> None:
    """Move what has been built in `scratch` to `output`."""
    share_picture.draw(scratch / "html" / SHARE_PICTURE)
    for name in _BOOKS:
        if (scratch / name).is_dir():
            _swap(scratch / name, output / name)


def _swap(fresh: Path, place: Path) -> None:
    """Put the folder `fresh` at `place`; the old one is there until the new one can take its name."""
    old = place.with_name(f"{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
