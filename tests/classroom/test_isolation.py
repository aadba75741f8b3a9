"""Other ways to be shut in, and none."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

from shop_course import ASSIGNMENT, TWIN, WRONG_TOP, hand_in, honest, make_course, submission
from shop_hostile import ATTACKS, PEEPS

AS_IT_IS = "from classroom.__main__ import app; app()"
NOTHING = "import classroom.run; classroom.run.best_isolation = lambda: None; " + AS_IT_IS


def scores(root: Path) -> dict[str, tuple[str, float]]:
    with open(root / "reports" / ASSIGNMENT / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: (row["status"], float(row["score"])) for row in csv.DictReader(file)}


def run(code: str, root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = ["grade", ASSIGNMENT, "--course-dir", str(root), *more]
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_bubblewrap_grades_and_shuts_in_like_namespaces(tmp_path: Path) -> None:
    assert shutil.which("bwrap"), "install bubblewrap: apt-get install bubblewrap"
    root = make_course(tmp_path, "c.Classroom.cell_s = 5\nc.Classroom.isolation = 'bubblewrap'")
    hand_in(root, "honest", honest())
    hand_in(root, "exit", submission(mean=ATTACKS["exit-hard"][0], top=WRONG_TOP))
    for name in ("network", "source", "environment", "write-root"):
        code = PEEPS[name].replace("{root}", str(root)) + "\nmean_price = 20.0"
        hand_in(root, name, submission(mean=code, top=WRONG_TOP))
    done = run(AS_IT_IS, root)
    assert done.returncode == 0, done.stderr
    peeps = dict.fromkeys(("network", "source", "environment", "write-root"), ("graded", TWIN - 2))
    assert scores(root) == {"honest": ("graded", TWIN), "exit": ("crashed", TWIN - 2), **peeps}


def test_machine_without_isolation_refuses_and_says_how_to_go_on(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    hand_in(root, "honest", honest())
    done = run(NOTHING, root)
    assert done.returncode == 2
    assert "apt-get install bubblewrap" in done.stderr
    assert "--unsafe" in done.stderr
    assert not (root / "autograded").exists()


def test_unsafe_grades_all_the_same_and_warns(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    hand_in(root, "honest", honest())
    done = run(NOTHING, root, "--unsafe")
    assert done.returncode == 0, done.stderr
    assert "Running unprotected" in done.stdout
    assert scores(root) == {"honest": ("graded", TWIN)}
