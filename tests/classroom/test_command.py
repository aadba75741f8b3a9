"""The command from the outside: what it writes, what it keeps, and what it says when something is wrong."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from shop_course import ASSIGNMENT, FULL, SECRET, TWIN, blank, hand_in, honest, make_course, submission


def classroom(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "classroom", *arguments, "--course-dir", str(root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def rows_of(root: Path) -> dict[str, dict[str, str]]:
    with open(root / "reports" / ASSIGNMENT / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def marks(root: Path) -> list[tuple[object, ...]]:
    """Every mark in the gradebook."""
    query = (
        "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade from grade g "
        "join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        "join base_cell b on b.id = g.cell_id order by 1, 2"
    )
    with sqlite3.connect(root / "gradebook.db") as database:
        return list(database.execute(query))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small class, graded once. Tests that change it take a copy."""
    root = make_course(tmp_path_factory.mktemp("shop"))
    hand_in(root, "ada", submission())
    hand_in(root, "bob", honest())
    hand_in(root, "cyd", blank())
    assert classroom(root, "grade", ASSIGNMENT).returncode == 0
    with Gradebook(f"sqlite:///{root}/gradebook.db", "shop") as gradebook:
        gradebook.add_student("dan")
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded class."""
    return Path(shutil.copytree(graded, tmp_path / "copy"))


def test_grade_gives_every_learner_a_row_with_points_per_cell(graded: Path) -> None:
    rows = rows_of(graded)
    assert {who: (row["status"], float(row["score"])) for who, row in rows.items()} == {
        "ada": ("graded", FULL),
        "bob": ("graded", TWIN),
        "cyd": ("graded", 0.0),
        "dan": ("missing", 0.0),
    }
    assert {row["max_score"] for row in rows.values()} == {"14"}
    assert (rows["bob"]["top-test"], rows["bob"]["why"], rows["bob"]["needs_manual"]) == ("0", "", "yes")
    assert list(rows["ada"])[:5] == ["student_id", "assignment", "status", "score", "max_score"]


def test_grade_feedback_page_says_why_and_shows_no_test(graded: Path) -> None:
    page = (graded / "feedback" / "bob" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "on data it had not seen before" in page
    assert "2 / 2" in page
    assert SECRET not in page
    assert "assert dearest" not in page
    blank_page = (graded / "feedback" / "cyd" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "the dearest first" in blank_page


def test_grade_again_after_a_new_submission_grades_only_that(course: Path) -> None:
    before = {entry: row for entry, row in rows_of(course).items() if entry != "bob"}
    hand_in(course, "bob", submission())
    done = classroom(course, "grade", ASSIGNMENT)
    assert "1 graded now" in done.stdout
    assert float(rows_of(course)["bob"]["score"]) == FULL
    assert {entry: row for entry, row in rows_of(course).items() if entry != "bob"} == before


def test_grade_keeps_a_mark_given_by_hand(course: Path) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db", "shop") as gradebook:
        grade = gradebook.find_grade("why", ASSIGNMENT, ASSIGNMENT, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.5, False
        gradebook.db.commit()
    assert classroom(course, "grade", ASSIGNMENT, "--force").returncode == 0
    row = rows_of(course)["ada"]
    assert (float(row["score"]), row["why"], row["needs_manual"]) == (FULL + 3.5, "3.5", "no")


def test_grade_by_one_worker_and_by_three_gives_the_same_gradebook(course: Path) -> None:
    before = marks(course)
    for count in ("1", "3"):
        assert classroom(course, "grade", ASSIGNMENT, "--force", "--workers", count).returncode == 0
        assert marks(course) == before


def test_grade_takes_over_a_gradebook_begun_with_stock_nbgrader(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    for who, notebook in (("ada", submission()), ("bob", honest()), ("cyd", blank())):
        hand_in(root, who, notebook)
    assert nbgrader(root, "generate_assignment", ASSIGNMENT).returncode == 0
    stock = nbgrader(root, "autograde", ASSIGNMENT)
    assert stock.returncode == 0, stock.stderr
    before = marks(root)
    assert classroom(root, "grade", ASSIGNMENT).returncode == 0
    assert marks(root) == before


def test_stock_nbgrader_works_on_what_is_left(course: Path) -> None:
    exported = nbgrader(course, "export")
    assert exported.returncode == 0, exported.stderr
    assert "bob" in (course / "grades.csv").read_text(encoding="utf-8")
    made = nbgrader(course, "generate_feedback", ASSIGNMENT, "--force")
    assert made.returncode == 0, made.stderr
    assert (course / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").stat().st_size > 100_000
    again = nbgrader(course, "autograde", ASSIGNMENT, "--force")
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("moment_s", [2.0, 4.5, 6.0])
def test_grade_killed_and_run_again_gives_the_gradebook_of_an_undisturbed_run(
    tmp_path: Path, moment_s: float
) -> None:
    root = make_course(tmp_path)
    for number in range(12):
        hand_in(root, f"learner-{number:02}", honest() if number % 2 else submission())
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom", "grade", ASSIGNMENT, "--course-dir", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(moment_s)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    rows = rows_of(root)
    assert {float(row["score"]) for row in rows.values()} == {TWIN, FULL}
    assert len(marks(root)) == 12 * 5
    left = [path.name for path in (root / "autograded").glob("*/.*")]
    assert left == []


def test_grade_unknown_assignment_names_the_known_ones(graded: Path) -> None:
    done = classroom(graded, "grade", "shpo")
    assert (done.returncode, "Known assignments: shop" in done.stderr) == (2, True)


def test_grade_without_configuration_says_where_to_run(tmp_path: Path) -> None:
    done = classroom(tmp_path, "grade", "x")
    assert done.returncode == 2
    assert "it has no nbgrader_config.py" in done.stderr
    assert "--course-dir" in done.stderr


def test_grade_broken_configuration_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_confg()\n", encoding="utf-8")
    done = classroom(tmp_path, "grade", "x")
    assert done.returncode == 2
    assert "nbgrader_config.py cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c.Classroom.cell_s = -1", "c.Classroom.cell_s must be a positive number; it is -1"),
        ("c.Classroom.cell_seconds = 3", "c.Classroom.cell_seconds in nbgrader_config.py is not a setting"),
        ("c.Classroom.shared_cells = {'shop': ['no']}", "names 'no', which is not a graded cell of shop"),
    ],
)
def test_grade_wrong_setting_names_it(tmp_path: Path, line: str, message: str) -> None:
    done = classroom(make_course(tmp_path, line), "grade", ASSIGNMENT)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_grade_unknown_learner_is_named(graded: Path) -> None:
    done = classroom(graded, "grade", ASSIGNMENT, "--student", "zoe")
    assert (done.returncode, "'zoe' is neither enrolled nor has handed in" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "postgresql+psycopg://me:pw@127.0.0.1:1/x",
            "The gradebook postgresql+psycopg://me:***@127.0.0.1:1/x",
        ),
        ("sqlite:////nowhere/at/all.db", "cannot be used"),
        ("nonsense", "cannot be used"),
    ],
)
def test_grade_unreachable_gradebook_is_named_without_its_password(
    graded: Path, url: str, message: str
) -> None:
    done = classroom(graded, "grade", ASSIGNMENT, "--db", url)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_grade_gradebook_of_another_version_says_how_to_upgrade(course: Path) -> None:
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("update alembic_version set version_num = '50a4d84c131a'")
    done = classroom(course, "grade", ASSIGNMENT)
    assert (done.returncode, "nbgrader db upgrade" in done.stderr) == (2, True), done.stderr


def test_doctor_says_what_will_be_used(graded: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "classroom", "doctor"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Submissions will run in: namespaces." in done.stdout
