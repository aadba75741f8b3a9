"""`make fidelity`: small assignments, a habit of real courses each, graded beside stock nbgrader.

What stock gives is committed in `expected.json`; `--stock` runs stock nbgrader again and writes it anew.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.store import open_store
from classroom.records import CourseError, Isolation, Options
from classroom.run import grade_assignment
from tests.fidelity.habits import Habit, Notebook, change, label, load, make_notebook

HABITS = load()
EXPECTED = Path(__file__).with_name("expected.json")
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "fidelity"
c.Autograde.exclude_overwriting = {
    "file-that-counts": ["shapes.py"], "a-file-that-counts-is-not-handed-in": ["shapes.py"]
}
"""
Marks = dict[str, dict[str, float | None]]  # by submission, then by cell; None waits for a person


def lay_out(root: Path, habit: Habit) -> None:
    """Write the assignment's source into a course, which is made where there is none."""
    folder = root / "source" / habit.name
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for name, cells in {"hw": habit.cells, **habit.more}.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(make_notebook(cells)), encoding="utf-8")
    for name, content in habit.files.items():
        (folder / name).write_text(content, encoding="utf-8")


def hand_in(root: Path, habit: Habit, plan: AssignmentPlan) -> None:
    """Write the submissions: right, wrong, blank and odd ones."""
    changes = {"right": {}, "wrong": {"answers": habit.wrong}}
    changes |= {f"odd-{name}": what for name, what in habit.odd.items()}
    for name, cells in {"hw": habit.cells, **habit.more}.items():
        answers = {
            label(cell): "\n".join(line for line in cell["source"].split("\n") if "### " not in line)
            for cell in make_notebook(cells)["cells"]
            if cell["metadata"].get("nbgrader", {}).get("solution")
        }
        released = _released(plan, name)
        given = {"blank": released}
        for who, what in changes.items():
            given[who] = copy.deepcopy(released)
            change(given[who], {"answers": answers})
            if name == "hw":
                change(given[who], what)
        for who, content in given.items():
            folder = root / "submitted" / who / habit.name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
            as_released = {path: habit.files[path] for path in habit.hands_in}
            for path, text in (habit.own_files if who.startswith("odd-") else as_released).items():
                (folder / path).write_text(text, encoding="utf-8")


def _released(plan: AssignmentPlan, name: str) -> Notebook:
    """A notebook as it is released: no hidden tests, no solutions."""
    planned = next(each for each in plan.notebooks if each.name == name)
    cells = [{**copy.deepcopy(cell.cell), "source": cell.visible} for cell in planned.cells]
    major, minor = planned.format
    return {"cells": cells, "metadata": planned.metadata, "nbformat": major, "nbformat_minor": minor}


def prepare(root: Path, habit: Habit) -> None:
    """A course with one assignment, and everything handed in."""
    lay_out(root, habit)
    course = Course(root)
    with open_store(course) as store:
        hand_in(root, habit, load_plan(course, store.gradebook, habit.name, Isolation.NAMESPACES))


def marks(root: Path, habit: Habit) -> Marks:
    """What is in the gradebook."""
    found: Marks = {}
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions(habit.name):
            for book in submission.notebooks:
                for grade in book.grades:
                    score = None if grade.needs_manual_grade else grade.score
                    found.setdefault(submission.student.id, {})[f"{book.name}/{grade.cell.name}"] = score
    return found


def stock(habit: Habit) -> Marks:
    """What stock nbgrader gives."""
    with _course(habit) as root:
        config = Config(Course(root).config)
        config.CourseDirectory.assignment_id = habit.name
        converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
        converter.log = logging.Logger("stock")
        with contextlib.suppress(NbGraderException):  # when one submission fails: the others are graded
            converter.start()
        return marks(root, habit)


def ours(habit: Habit) -> tuple[Marks, dict[str, str]]:
    """What this grader gives, and its note on each submission that a person should look at.

    Raises
    ------
    CourseError
        When the assignment is refused.
    """
    with _course(habit) as root:
        course = Course(root)
        with open_store(course) as store:
            outcome = grade_assignment(course, store, habit.name, Options(), lambda _: None)
        flagged = {row.student: row.note for row in outcome.rows if row.status.needs_look}
        return marks(root, habit), flagged


@contextlib.contextmanager
def _course(habit: Habit) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fidelity-") as folder:
        root = Path(folder) / "course"
        prepare(root, habit)
        yield root


def differences(habit: Habit, expected: Marks) -> tuple[Counter[str], list[str]]:
    """How many cells agree with stock, are flagged with a reason or differ, and a line for each of these."""
    count: Counter[str] = Counter()
    try:
        found, flagged = ours(habit)
    except CourseError as error:
        count["refused"] = sum(map(len, expected.values()))
        return count, [f"refused: {str(error).splitlines()[1][:150]}"]
    lines = []
    for who, cells in expected.items():
        for cell, score in cells.items():
            own = found.get(who, {}).get(cell)
            kind = "agrees" if own == score else "flagged" if who in flagged else "DIFFERS"
            count[kind] += 1
            if kind != "agrees":
                lines.append(f"{who} {cell}: stock {score}, here {own} ({kind}) {flagged.get(who, '')[:110]}")
    return count, lines


def main() -> int:
    """Compare, or write what stock gives; returns 1 when a mark differs without a word."""
    parser = argparse.ArgumentParser(prog="make fidelity", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="HABIT", help="only these")
    parser.add_argument("--stock", action="store_true", help="run stock nbgrader and write expected.json")
    options = parser.parse_args()
    expected = json.loads(EXPECTED.read_text(encoding="utf-8")) if EXPECTED.exists() else {}
    total: Counter[str] = Counter()
    for name in options.names or HABITS:
        if options.stock:
            expected[name] = stock(HABITS[name])
            EXPECTED.write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            print(f"{name}: {sum(map(len, expected[name].values()))} cells", flush=True)
            continue
        if name not in expected:
            total["not run by stock yet"] += 1
            print(f"{name:28} stock nbgrader has not run it yet: --stock {name}", flush=True)
            continue
        count, lines = differences(HABITS[name], expected[name])
        total += count
        print(f"{name:28} {', '.join(f'{number} {kind}' for kind, number in count.items())}", flush=True)
        print("".join(f"    {line}\n" for line in lines), end="", flush=True)
    print(", ".join(f"{number} {kind}" for kind, number in total.items()))
    return int(total["DIFFERS"] > 0)


if __name__ == "__main__":
    sys.exit(main())
