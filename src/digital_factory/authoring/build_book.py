"""Builds the book whole, beside the last good one, and puts it in place only when it is without fault.

A failing cell or any warning of Sphinx fails the build. Because each build starts from nothing but the cache
of executed notebooks, an interrupted or failed build leaves `_build/html` as it was and hides no warning from
the next one.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

__all__ = ["BuildError", "build", "main"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_STEP = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\] (\S+)")
_RUNNING = "Executing notebook using"
_RAN = re.compile(r"Executed notebook in ([\d.]+) seconds")
_COMPLAINT = re.compile(r"^(?:(?P<where>\S.*?): )?(?:WARNING|ERROR|CRITICAL): (?P<what>.*)$")
_CELL_FAILED = "An error occurred while executing the following cell:"
_PAGE_FAILED = re.compile(r"ExecutionError: (?P<page>.+\.(?:md|ipynb))$")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line \d+")
_TRACE_ENDS = "The above exception was the direct cause of the following exception:"
_RULE = "------------------"
# Share of the bar and where it starts, in percent: reading runs the cells, so it takes most of the time.
_SHARES = {"reading sources": (85, 0), "writing output": (15, 85)}
_MOST_COMPLAINTS = 12


class BuildError(Exception):
    """The book could not be built; the message says where, why and what to do."""


@dataclass
class _Log:
    """What Jupyter Book has said so far."""

    lines: list[str] = field(default_factory=list)

    def complaints(self, root: Path) -> list[str]:
        """Warnings and errors, each as `page:line: text`, in order and without repeats."""
        found = []
        for line in self.lines:
            match = _COMPLAINT.match(line)
            if match and "Executing notebook failed" not in line:
                where = (match["where"] or "the book").replace(f"{root}/", "")
                found.append(f"{where}: {match['what']}")
        return list(dict.fromkeys(found))

    def failed_cell(self, root: Path) -> str | None:
        """The page, the source and the error of the cell that stopped the build, or None."""
        starts = [number for number, line in enumerate(self.lines) if _CELL_FAILED in line]
        if not starts:
            return None
        rest = self.lines[starts[0] + 2 :]
        if _TRACE_ENDS in rest:
            rest = rest[: rest.index(_TRACE_ENDS)]
        source = rest[: rest.index(_RULE)] if _RULE in rest else []
        place = next((match[0] for line in rest if (match := _CELL_LINE.search(line))), "a cell")
        error = next((line for line in reversed(rest) if line.strip()), "no error text")
        pages = [match["page"] for line in self.lines if (match := _PAGE_FAILED.search(line))]
        page = pages[0].replace(f"{root}/", "") if pages else "a page"
        cell = "\n".join(f"    {line}" for line in source)
        return f"{page}, {place}: {error}\n\n{cell}"


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
        `root/_build/html`, complete.

    Raises
    ------
    BuildError
        If a file is missing, a cell fails, Sphinx warns, or `_build` cannot be written.
    """
    root = root.resolve()
    for name in ("_config.yml", "_toc.yml"):
        if not (root / name).is_file():
            raise BuildError(
                f"{name} was expected in {root} and is not there. Run this from the root of the course."
            )
    output = root / "_build"
    scratch = output / "next"
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
    except OSError as error:
        raise BuildError(
            f"{output} cannot be written ({error.strerror}). Free it, or build elsewhere."
        ) from error

    log = _Log()
    status = _run(root, scratch, log, console)
    report = output / "book.log"
    report.write_text("\n".join(log.lines) + "\n", encoding="utf-8")
    if status != 0:
        raise BuildError(_explain(log, root, report))
    _swap(scratch / "_build" / "html", output / "html")
    shutil.rmtree(scratch)
    return output / "html"


def _run(root: Path, scratch: Path, log: _Log, console: Console) -> int:
    """Run Jupyter Book, show its progress, keep its output in `log`; return its exit status."""
    command = [sys.executable, "-u", "-c", "from jupyter_book.cli.main import main; main()"]
    command += ["build", str(root), "--path-output", str(scratch), "-W", "-n", "--keep-going"]
    columns = (TextColumn("      {task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        ) as process,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        assert process.stdout is not None  # PIPE was asked for
        task = progress.add_task("Starting", total=100)
        page = ""
        try:
            for raw in process.stdout:
                line = _ANSI.sub("", raw).rstrip()
                log.lines.append(line)
                if match := _STEP.match(line):
                    page = match[3]
                    share, before = _SHARES[match[1]]
                    done = before + share * int(match[2]) / 100
                    progress.update(task, completed=done, description=f"{match[1].split()[0].title()} {page}")
                elif _RUNNING in line:
                    progress.update(task, description=f"Running the cells of {page}")
                elif match := _RAN.search(line):
                    seconds = float(match[1])
                    console.print(f"      {escape(page)}: cells run in {seconds:.0f} s", highlight=False)
        except BaseException:
            # Interrupted: the kernel that runs the cells ends with the process that started it.
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            process.kill()
            raise
    return process.returncode


def _explain(log: _Log, root: Path, report: Path) -> str:
    """Say in a few lines why the build failed and what to do."""
    where = f"Everything that was said: {report}"
    if (cell := log.failed_cell(root)) is not None:
        return f"{cell}\n\nMend this cell, or the code it calls, and build again.\n{where}"
    complaints = log.complaints(root)
    if complaints:
        shown = "\n".join(f"  {line}" for line in complaints[:_MOST_COMPLAINTS])
        more = len(complaints) - _MOST_COMPLAINTS
        tail = f"\n  and {more} more" if more > 0 else ""
        return f"Each warning fails the build; there are {len(complaints)}:\n{shown}{tail}\n\n{where}"
    last = "\n".join(f"  {line}" for line in [line for line in log.lines if line.strip()][-8:])
    return f"Jupyter Book stopped. It said last:\n{last}\n\n{where}"


def _swap(fresh: Path, place: Path) -> None:
    """Put the folder `fresh` at `place`; the old one is there until the new one can take its name."""
    old = place.with_name("html.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Build the course in the working directory; return the exit status."""
    argparse.ArgumentParser(description="Build the book into _build/html.").parse_args()
    console = Console()
    started = time.monotonic()
    try:
        place = build(Path.cwd(), console)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. The last complete book, if any, is still in _build/html.", file=sys.stderr)
        return 130
    console.print(f"      {place / 'index.html'} in {time.monotonic() - started:.0f} s", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
