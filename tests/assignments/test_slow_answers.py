"""A slow, right answer gets the same marks alone and on a busy machine: limits count processor time."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ROOT

from digital_factory.authoring.assignment import Assignment, slugs
from digital_factory.authoring.sample_answers import Learner, answers_path, read_answers, submission

pytestmark = pytest.mark.long

SLOW = [
    (slug, name)
    for slug in slugs()
    if answers_path(slug, ROOT).is_file()  # test_assignments says so where one has none
    for name in read_answers(slug, ROOT).right
    if name.startswith("slow: ")  # loops where the reference computes with whole columns
]


def test_slow_answers_cover_the_tasks_that_compute_most() -> None:
    tasks = {task for slug, name in SLOW for task in read_answers(slug, ROOT).right[name]}
    assert {"innovate-3", "faster-6", "capstone-6", "capstone-7"} <= tasks


@pytest.fixture
def busy() -> Iterator[None]:
    """Two busy loops a core."""
    count = 2 * (os.cpu_count() or 1)
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


def grade(slug: str, name: str, root: Path, students: int, *options: str) -> list[dict[str, str]]:
    """Have so many students hand in the same answers; return their rows."""
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    # All hand in the same answers, and with them the same id.
    (root / "nbgrader_config.py").write_text(settings + "\nc.Classroom.identity = {}\n", encoding="utf-8")
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / slug, root / folder / slug)
    answers = read_answers(slug, ROOT)
    learner = Learner("slow", answers=answers.right[name])
    notebook = submission(learner, Assignment.read(slug, ROOT), answers, ROOT, made_from="")
    for number in range(students):
        folder = root / "submitted" / f"student-{number}" / slug
        folder.mkdir(parents=True)
        (folder / f"{slug}.ipynb").write_text(notebook, encoding="utf-8")
    command = [sys.executable, "-m", "classroom", "grade", slug, "--course-dir", str(root), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    with (root / "reports" / slug / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("slug", "name"), SLOW)
def test_slow_answer_beside_busy_loops_gets_full_marks(slug: str, name: str, tmp_path: Path) -> None:
    rows = grade(slug, name, tmp_path, 2, "--workers", "8")
    tasks = Assignment.read(slug, ROOT).tasks
    assert [row["status"] for row in rows] == ["graded"] * 2
    assert all(float(row[f"{task}-test"]) == points for row in rows for task, points in tasks.items())
