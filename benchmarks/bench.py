"""Measures graders on the same submissions: stock nbgrader, otter-grader, `classroom grade`, and the limit.

    make bench [ARGS="--count 200 --sample 20 --large 2000"]

Writes benchmarks/measured.json and, from it, benchmarks/README.md. Ends with 1 when marks differ.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import importlib.util
import json
import os
import platform
import shutil
import sqlite3
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import clock, forms, learners, table
from digital_factory.authoring.assignment import Assignment, notebook_path
from digital_factory.authoring.sample_answers import AnswersError

__all__ = ["main"]

HERE = Path(__file__).parent
HOUSE = HERE.parent
_VERSIONS = ("nbgrader", "otter-grader", "pandas", "numpy", "ipykernel")

Marks = dict[tuple[str, str], float | None]  # by learner and cell


class Bench:
    """One run: courses in a folder of its own, and what was measured so far."""

    def __init__(self, base: Path, given: argparse.Namespace) -> None:
        self.base, self.slug, self.workers = base, given.assignment, given.workers
        self.assignment = Assignment.read(self.slug, HOUSE)
        self.runs: dict[str, dict[str, Any]] = {}
        self.steps = 9 if given.large else 7

    def course(self, name: str, count: int) -> Path:
        """A course directory ready to grade, its assignment known to nbgrader."""
        print(f"      {count:,} learners hand in", flush=True)
        root = learners.make_course(self.base / name, HOUSE, self.slug, count)
        command = ["-m", "nbgrader", "generate_assignment", self.slug, "--force"]
        clock.timed(command, root, self.base / "generate.log")
        return root

    def step(self, name: str, what: str, count: int, command: list[str], folder: Path) -> None:
        """Time one command and say so."""
        print(f"[{len(self.runs) + 1}/{self.steps}] {what}: {count:,} submissions ...", flush=True)
        spent = clock.timed(command, folder, self.base / f"{name}.log")
        self.runs[name] = {"what": what, "submissions": count, **asdict(spent)}
        print(f"      {spent.seconds:.1f} s", flush=True)

    def stock(self, count: int) -> Marks:
        """Stock nbgrader."""
        root = self.course("stock", count)
        command = ["-m", "nbgrader", "autograde", self.slug]
        self.step("stock", "stock `nbgrader autograde`", count, command, root)
        return _gradebook(root)

    def otter(self, count: int) -> Marks:
        """otter-grader, all submissions in one process."""
        root = self.base / "otter"
        (root / "tests").mkdir(parents=True)
        for name, text in forms.otter_tests(self.assignment).items():
            (root / "tests" / name).write_text(text, encoding="utf-8")
        clock.timed(["-m", "otter", "generate", "-o", "autograder.zip"], root, self.base / "generate.log")
        paths = []
        for learner, notebook in learners.submissions(self.slug, HOUSE, count):
            paths.append(root / learner / f"{self.slug}.ipynb")
            learners.write(paths[-1], forms.otter_notebook(self.slug, notebook))
        loop = ["-P", str(HERE / "otter_loop.py"), "autograder.zip", "marks.json", *map(str, paths)]
        self.step("otter", f"otter-grader {version('otter-grader')}, one process", count, loop, root)
        found = json.loads((root / "marks.json").read_text(encoding="utf-8"))
        return {(who, test): mark for who, marks in found.items() for test, mark in marks.items()}

    def limit(self, count: int) -> Marks:
        """The cells alone; its own clock counts, without start and warm-up."""
        class_ = {
            who: forms.plain_cells(self.assignment, each)
            for who, each in learners.submissions(self.slug, HOUSE, count)
        }
        (self.base / "class.json").write_text(json.dumps(class_), encoding="utf-8")
        command = ["-P", str(HERE / "warm.py"), "class.json", "warm.json"]
        self.step("limit", "the cells in one warm process (the limit)", count, command, self.base)
        found = json.loads((self.base / "warm.json").read_text(encoding="utf-8"))
        self.runs["limit"]["seconds"] = round(found["seconds"], 3)
        points = forms.points(self.assignment)
        return {(who, t): points[t] * ok for who, tests in found["passed"].items() for t, ok in tests.items()}

    def classroom(
        self, name: str, count: int, workers: int, *, again: bool = False, every_test: bool = False
    ) -> Path:
        """`classroom grade`, and on request once more with nothing to do."""
        root = self.course(name, count)
        if every_test:
            with open(root / "nbgrader_config.py", "a", encoding="utf-8") as file:
                file.write("\nc.Classroom.run_every_test = True\n")
        command = ["-m", "classroom", "grade", self.slug, "--workers", str(workers)]
        plural = "s" if workers > 1 else ""
        way = ", every test run for everybody" * every_test
        self.step(name, f"`classroom grade`, {workers} worker{plural}{way}", count, command, root)
        if again:
            what = f"`classroom grade` again after {count:,}, nothing to do"
            self.step(f"{name}_again", what, count, command, root)
        return root


def _gradebook(root: Path) -> Marks:
    """Automatic marks as nbgrader keeps them."""
    query = (
        "select s.student_id, b.name, g.auto_score from grade g "
        "join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id join base_cell b on b.id = g.cell_id"
    )
    with sqlite3.connect(root / "gradebook.db") as database:
        return {(who, cell): score for who, cell, score in database.execute(query)}


def _rows(root: Path, slug: str) -> dict[tuple[str, str], str]:
    """What `classroom` wrote to grades.csv, by learner and column."""
    with open(root / "reports" / slug / "grades.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["student_id"], column): value for row in rows for column, value in row.items()}


def compare(
    what: str, one: Mapping[tuple[str, str], object], other: Mapping[tuple[str, str], object]
) -> dict[str, Any]:
    """Count what is equal; everything in `other` needs its like in `one`."""
    wrong = [(key, one.get(key), mark) for key, mark in other.items() if key not in one or one[key] != mark]
    for (who, cell), mark, expected in wrong[:10]:
        print(f"      {what}: {who}, {cell}: {mark}, not {expected}", flush=True)
    return {"what": what, "equal": len(other) - len(wrong), "compared": len(other)}


def measure(given: argparse.Namespace, base: Path) -> dict[str, Any]:
    """Run every grader; return the content of measured.json."""
    busy = clock.busy()
    bench = Bench(base, given)
    stock = bench.stock(given.sample)
    otter = bench.otter(given.sample)
    one = _rows(bench.classroom("one_worker", given.sample, 1), given.assignment)
    root = bench.classroom("classroom", given.count, given.workers, again=True)
    own, rows = _gradebook(root), _rows(root, given.assignment)
    every = _rows(
        bench.classroom("every_test", given.count, given.workers, every_test=True), given.assignment
    )
    if given.large:
        root = bench.classroom("large", given.large, given.workers, again=True)
    large = _rows(root, given.assignment)
    limit = bench.limit(given.sample)
    tests = {key: mark for key, mark in stock.items() if key[1] in forms.points(bench.assignment)}
    marks = [
        compare("`classroom` against stock nbgrader", own, stock),
        compare("otter-grader against stock nbgrader", otter, tests),
        compare("the limit against stock nbgrader", limit, tests),
        compare(f"`grades.csv` of {given.workers} workers against 1 worker", rows, one),
        compare("`grades.csv` against that of every test run for everybody", rows, every),
    ]
    if given.large:
        marks.append(
            compare(f"`grades.csv` of {given.large:,} learners against {given.count:,}", large, rows)
        )
    return {
        "date": date.today().isoformat(),
        "assignment": given.assignment,
        "workers": given.workers,
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "busy": round(max(busy, clock.busy()), 2),
            "versions": {name: version(name) for name in _VERSIONS},
        },
        "runs": bench.runs,
        "marks": marks,
        "not_graded": sum(value != "graded" for (_, column), value in large.items() if column == "status"),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='make bench ARGS="..."', description="Time graders on the same submissions."
    )
    parser.add_argument("--assignment", default="08-the-wall", metavar="SLUG", help="a folder of solutions/")
    parser.add_argument(
        "--count", type=int, default=200, help="submissions for classroom's workers (%(default)s)"
    )
    parser.add_argument(
        "--sample", type=int, default=20, help="of these, for stock, otter, 1 worker, the limit (%(default)s)"
    )
    parser.add_argument("--workers", type=int, default=2, help="of classroom (%(default)s)")
    parser.add_argument("--large", type=int, default=0, metavar="COUNT", help="grade a large class as well")
    parser.add_argument("--into", type=Path, default=HERE, help="the folder for README.md and measured.json")
    given = parser.parse_args()
    if not 1 <= given.sample <= given.count:
        parser.error(f"--sample is {given.sample}; expected 1 to --count, {given.count}")
    if given.workers < 1 or given.large < 0:
        parser.error("--workers needs at least 1, --large at least 0")
    if given.large and given.large < given.count:
        parser.error(f"--large is {given.large}; expected at least --count, {given.count}")
    if not notebook_path(given.assignment, HOUSE / "solutions").is_file():
        known = ", ".join(sorted(path.name for path in (HOUSE / "solutions").iterdir()))
        parser.error(f"there is no assignment {given.assignment}; there are {known}")
    if not given.into.is_dir():
        parser.error(f"there is no folder {given.into}")
    return given


def main() -> int:
    """Measure, write both files, and show the page."""
    given = _arguments()
    if sys.platform != "linux":
        print("The bench needs Linux: it reads /proc, and the sandbox needs it.", file=sys.stderr)
        return 2
    if importlib.util.find_spec("otter") is None:
        print(
            f"otter-grader is not in {sys.prefix}. `make bench` makes an environment with it.",
            file=sys.stderr,
        )
        return 2
    print("Compiling bytecode, so that no grader pays for it", flush=True)
    for folder in (sysconfig.get_path("purelib"), HOUSE / "src", HERE):
        compileall.compile_dir(folder, quiet=2)
    base = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        measured = measure(given, base)
    except (clock.BenchError, AnswersError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted: nothing was written.", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(base, ignore_errors=True)
    text = table.readme(measured)
    (given.into / "measured.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    (given.into / "README.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")
    return int(any(each["equal"] < each["compared"] for each in measured["marks"]))


if __name__ == "__main__":
    sys.exit(main())
