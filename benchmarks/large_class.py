"""Measures what a large class costs, and writes the figures into the trainers' page on ten thousand learners.

    python -m benchmarks.large_class [--count 2000] [--graded 40]
    python -m benchmarks.large_class --page        # only write the page again, from the committed figures

Writes benchmarks/large_class.json and, from it, the marked part of book/trainer/ten-thousand-learners.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

__all__ = ["main", "section", "with_section"]

HERE = Path(__file__).parent
COURSE = HERE.parent
FIGURES = HERE / "large_class.json"
PAGE = COURSE / "book" / "trainer" / "ten-thousand-learners.md"
BEGIN, END = "<!-- measured: python -m benchmarks.large_class -->", "<!-- end of measured -->"
SLUG = "08-the-wall"
WORKERS = 2
LEARNERS = 10_000
_GRADE = "from classroom.__main__ import app; app()"
# The whole command but for running notebooks: every submission gets the result of the first.
_GRADE_NOTHING = """
import classroom.run as grading
from dataclasses import replace
real = grading.grade_here
def quick(plan, pending, count, *rest):
    first = next(iter(real(plan, iter([next(pending)]), 1, *rest)))
    yield first
    for submission in pending:
        yield replace(first, student=submission.student)
grading.grade_here = quick
"""


def make_course(root: Path, count: int) -> Path:
    """A course directory with one assignment and a class, each of whom left some tasks as they were."""
    for step in ("solutions", "exercises"):
        shutil.copytree(COURSE / step / SLUG, root / step / SLUG)
    shutil.copy(COURSE / "nbgrader_config.py", root)
    name = f"{SLUG}.ipynb"
    released = json.loads((root / "exercises" / SLUG / name).read_text(encoding="utf-8"))
    source = json.loads((root / "solutions" / SLUG / name).read_text(encoding="utf-8"))
    solved = {_label(cell): cell["source"] for cell in source["cells"]}
    rng = random.Random(20261123)
    for number in range(count):
        notebook = json.loads(json.dumps(released))
        for cell in notebook["cells"]:
            settings = cell["metadata"].get("nbgrader", {})
            if settings.get("solution") and rng.random() < 0.8:
                cell["source"] = solved[_label(cell)]
        folder = root / "submitted" / f"learner-{number:05}" / SLUG
        folder.mkdir(parents=True)
        (folder / name).write_text(json.dumps(notebook), encoding="utf-8")
    return root


def _label(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def timed(root: Path, code: str) -> dict[str, float]:
    """Wall and processor time [s] and highest memory [MB] of the main process of `classroom grade`."""
    command = [
        sys.executable,
        "-c",
        code,
        "grade",
        SLUG,
        "--course-dir",
        str(root),
        "--workers",
        str(WORKERS),
    ]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory_mb, ended = 0.0, False
    while not ended:
        with contextlib.suppress(OSError, ValueError):
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            line = next((each for each in status.splitlines() if each.startswith("VmHWM")), "VmHWM: 0")
            memory_mb = max(memory_mb, int(line.split()[1]) / 1024)
        time.sleep(0.02)
        pid, status_code, usage = os.wait4(process.pid, os.WNOHANG)
        ended = pid != 0
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status_code)
    if process.returncode:
        raise SystemExit(f"`classroom grade` ended with {process.returncode}")
    return {
        "seconds": round(seconds, 3),
        "processor_s": round(usage.ru_utime + usage.ru_stime, 3),
        "memory_mb": round(memory_mb, 1),
    }


def measure(count: int, graded: int) -> dict[str, Any]:
    """All figures of the page."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="large-") as base:
        few, many = graded // 4, graded
        small = timed(make_course(Path(base, "few"), few), _GRADE)
        whole = timed(make_course(Path(base, "many"), many), _GRADE)
        runs = {}
        for size in (count // 10, count):
            root = make_course(Path(base, str(size)), size)
            runs[str(size)] = {
                "written": timed(root, _GRADE_NOTHING + _GRADE),
                "again": timed(root, _GRADE),
            }
    return {
        "date": date.today().isoformat(),
        "assignment": SLUG,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(load, 1),
        "graded": many - few,
        "worker_s": round(WORKERS * (whole["seconds"] - small["seconds"]) / (many - few), 3),
        "writer_s": round(
            (runs[str(count)]["written"]["seconds"] - runs[str(count // 10)]["written"]["seconds"])
            / (count - count // 10),
            4,
        ),
        "runs": runs,
    }


def section(found: dict[str, Any]) -> str:
    """The page's part that holds figures."""
    worker, writer = found["worker_s"], found["writer_s"]
    small, large = found["runs"].values()
    few, many = (int(size) for size in found["runs"])
    rows = [
        f"| {workers} | {_shown(LEARNERS * max(worker / workers, writer))} |" for workers in (2, 8, 32, 128)
    ]
    where = f"on a machine of {found['cores']} cores, whose load before was {found['load']:.1f}"
    sizes = " | ".join(f"{size:,} submissions" for size in (few, many))
    again = " | ".join(f"{run['again']['seconds']:.1f} s" for run in (small, large))
    idle = " | ".join(f"{run['again']['processor_s']:.1f} s" for run in (small, large))
    memory = " | ".join(f"{run['written']['memory_mb']:.0f} MB" for run in (small, large))
    return "\n".join(
        [
            f"Measured on {found['date']} with `{found['assignment']}` {where}:",
            f"one worker needs $t$ = {worker:.2f} s a submission; the main process, which reads, writes and",
            f"makes the pages, {1000 * writer:.0f} ms. With these, {LEARNERS:,} learners take:",
            "",
            "| workers | time |",
            "|---|---|",
            *rows,
            "",
            f"Beyond {worker / writer:.0f} workers the main process sets the pace. Cost follows the product",
            f"$nt$: {LEARNERS * worker / 3600:.1f} core-hours, whatever the number of workers.",
            "",
            f"| | {sizes} |",
            "|---|---|---|",
            f"| a run with nothing to do | {again} |",
            f"| processor time, all threads added up | {idle} |",
            f"| highest memory of the main process | {memory} |",
        ]
    )


def _shown(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def with_section(page: str, found: dict[str, Any]) -> str:
    """The page with its figures replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{section(found)}\n{END}{after}"


def main() -> None:
    """Measure unless only the page is asked for; write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="submissions of the large class")
    parser.add_argument("--graded", type=int, default=40, help="submissions that are graded for their time")
    parser.add_argument("--page", action="store_true", help="write the page from the figures there are")
    given = parser.parse_args()
    if not given.page:
        FIGURES.write_text(json.dumps(measure(given.count, given.graded), indent=1) + "\n", encoding="utf-8")
    found = json.loads(FIGURES.read_text(encoding="utf-8"))
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(section(found))


if __name__ == "__main__":
    main()
