"""Times the same submissions under stock nbgrader, `classroom grade`, and in one warm process (the limit).

    python benchmarks/bench.py [--assignment 08-the-wall] [--count 200] [--stock 20]

Writes benchmarks/README.md from the run itself. Stock's time grows linearly, so it may grade fewer
(`--stock`).
"""

from __future__ import annotations

import argparse
import compileall
import csv
import json
import os
import platform
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COURSE = HERE.parent
RESULT = HERE / "README.md"


def notebooks(assignment: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The release version and the trainer's version."""
    name = f"{assignment}.ipynb"
    release = json.loads((COURSE / "exercises" / assignment / name).read_text(encoding="utf-8"))
    source = json.loads((COURSE / "solutions" / assignment / name).read_text(encoding="utf-8"))
    return release, source


def labelled(notebook: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Cells by grade_id."""
    found = {}
    for cell in notebook["cells"]:
        label = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if label:
            found[label] = cell
    return found


def hand_in(root: Path, assignment: str, count: int) -> None:
    """A class of honest learners: each answered a random share of the tasks, from all to none."""
    release, source = notebooks(assignment)
    solved = labelled(source)
    rng = random.Random(20261123)
    for number in range(count):
        notebook = json.loads(json.dumps(release))
        share = rng.random() ** 0.4
        for label, cell in labelled(notebook).items():
            if cell["metadata"]["nbgrader"]["solution"] and rng.random() < share:
                cell["source"] = solved[label]["source"]
        folder = root / "submitted" / f"learner-{number:04}" / assignment
        folder.mkdir(parents=True)
        (folder / f"{assignment}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def make_course(root: Path, assignment: str, count: int) -> Path:
    """A course directory with one assignment and a class."""
    for step in ("solutions", "exercises"):
        shutil.copytree(COURSE / step / assignment, root / step / assignment)
    shutil.copy(COURSE / "nbgrader_config.py", root)
    hand_in(root, assignment, count)
    return root


def run(root: Path, *command: str) -> float:
    """Wall time of a command [s]."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - began


def marks(root: Path) -> dict[tuple[str, str], float | None]:
    """Automatic marks by learner and cell."""
    query = (
        "select s.student_id, b.name, g.auto_score from grade g "
        "join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id join base_cell b on b.id = g.cell_id"
    )
    with sqlite3.connect(root / "gradebook.db") as database:
        return {(who, cell): score for who, cell, score in database.execute(query)}


def flagged(root: Path, assignment: str) -> int:
    """Rows that are neither graded nor repaired."""
    with open(root / "reports" / assignment / "grades.csv", newline="", encoding="utf-8") as file:
        return sum(row["status"] not in ("graded", "repaired") for row in csv.DictReader(file))


_LIMIT = """
import json, sys, time
import numpy, pandas, matplotlib
source = json.load(open(sys.argv[1]))
cells = ["".join(c["source"]) for c in source["cells"] if c["cell_type"] == "code"]
times = []
for turn in range(4):
    space = {}
    began = time.perf_counter()
    for cell in cells:
        exec(compile(cell, "cell", "exec"), space)
    times.append(time.perf_counter() - began)
print(min(times[1:]))
"""


def limit(assignment: str) -> float:
    """Seconds to execute the trainer's cells in a process that has run them before."""
    path = COURSE / "solutions" / assignment / f"{assignment}.ipynb"
    done = subprocess.run(
        [sys.executable, "-c", _LIMIT, str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    """Run and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="08-the-wall")
    parser.add_argument("--count", type=int, default=200, help="submissions that classroom grades")
    parser.add_argument("--stock", type=int, default=200, help="submissions that stock nbgrader grades")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    for folder in {Path(path) for path in sys.path if path.endswith("site-packages")} | {COURSE / "src"}:
        compileall.compile_dir(folder, quiet=2)
    with tempfile.TemporaryDirectory(prefix="bench-") as base:
        ours = make_course(Path(base, "ours"), given.assignment, given.count)
        stock = make_course(Path(base, "stock"), given.assignment, given.stock)
        run(stock, "nbgrader", "generate_assignment", given.assignment, "--force")
        run(ours, "nbgrader", "generate_assignment", given.assignment, "--force")
        ours_s = run(ours, "classroom", "grade", given.assignment, "--workers", str(given.workers))
        stock_s = run(stock, "nbgrader", "autograde", given.assignment)
        again_s = run(ours, "classroom", "grade", given.assignment)
        theirs, own = marks(stock), marks(ours)
        same = sum(own[key] == score for key, score in theirs.items())
        odd = flagged(ours, given.assignment)
    per_stock, per_ours, best = stock_s / given.stock, ours_s / given.count, limit(given.assignment)
    lines = [
        "# How fast a class is graded",
        "",
        f"Written by `make bench`: `{given.assignment}`, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, bytecode compiled. Wall time, start-up and reports included.",
        "",
        "| | submissions | s in all | s a submission | against stock |",
        "|---|---|---|---|---|",
        f"| stock `nbgrader autograde` | {given.stock} | {stock_s:.1f} | {per_stock:.3f} | 1 |",
        f"| `classroom grade`, {given.workers} workers, sandboxed, split tests, with feedback and report "
        f"| {given.count} | {ours_s:.1f} | {per_ours:.3f} | {per_stock / per_ours:.1f}x |",
        f"| the cells in one warm process (the limit) | 1 | {best:.3f} | {best:.3f} "
        f"| {per_stock / best:.1f}x |",
        "",
        f"Marks equal to stock's: {same} of {len(theirs)}. Rows that are not plainly graded: {odd}. "
        f"A second run with nothing to do: {again_s:.1f} s.",
        "",
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
