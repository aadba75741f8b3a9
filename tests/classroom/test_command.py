"""The command from the outside: what it writes, what it keeps, and what it says when something is wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from shop_command import (
    classroom,
    finished,
    gradebook,
    mark_by_hand,
    marks,
    nbgrader,
    refused,
    rows_of,
    scores,
)
from shop_course import ASSIGNMENT, FULL, SECRET, TWIN, blank, hand_in, honest, make_course, submission

DUE = datetime(2026, 3, 1, 12)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small class, graded once but for one who handed in. Tests that change it take a copy."""
    root = make_course(tmp_path_factory.mktemp("shop"))
    hand_in(root, "ada", submission())
    hand_in(root, "bob", honest())
    hand_in(root, "cyd", blank())
    hand_in(root, "eve", honest())
    with gradebook(root) as book:
        book.add_student("dan")
    chosen = [part for who in ("ada", "bob", "cyd") for part in ("--student", who)]
    done = classroom(root, "grade", ASSIGNMENT, *chosen)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded class."""
    return Path(shutil.copytree(graded, tmp_path / "copy"))


def test_grade_gives_every_learner_a_row_with_points_per_cell(graded: Path) -> None:
    assert scores(graded) == {
        "ada": ("graded", FULL),
        "bob": ("graded", TWIN),
        "cyd": ("graded", 0.0),
        "dan": ("missing", 0.0),
        "eve": ("ungraded", 0.0),
    }
    rows = rows_of(graded)
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


def test_grade_one_learner_keeps_the_others_rows_and_marks(course: Path) -> None:
    before, when = rows_of(course), finished(course)
    hand_in(course, "bob", submission())
    done = classroom(course, "grade", ASSIGNMENT, "--student", "eve")
    assert "1 graded now" in done.stdout, done.stderr
    after = rows_of(course)
    assert scores(course)["eve"] == ("graded", TWIN)
    assert "handed in again" in after["bob"].pop("note")
    before["bob"].pop("note")
    assert {who: row for who, row in after.items() if who != "eve"} == {
        who: row for who, row in before.items() if who != "eve"
    }
    assert {who: time for who, time in finished(course).items() if who != "eve"} == when


def test_grade_after_a_resubmission_grades_only_that_and_keeps_its_mark_given_by_hand(course: Path) -> None:
    mark_by_hand(course, "ada", 3.5)
    mark_by_hand(course, "bob", 1.0)
    when = finished(course)
    hand_in(course, "bob", submission())
    assert classroom(course, "grade", ASSIGNMENT).returncode == 0
    rows, now = rows_of(course), finished(course)
    assert (float(rows["bob"]["score"]), rows["bob"]["needs_manual"]) == (FULL + 1, "yes")  # a look is due
    assert (float(rows["ada"]["score"]), rows["ada"]["needs_manual"]) == (FULL + 3.5, "no")
    assert {who for who in now if now[who] != when.get(who)} == {"bob", "eve"}


def test_grade_by_one_worker_and_by_three_gives_the_same_gradebook_and_keeps_marks_given_by_hand(
    course: Path,
) -> None:
    mark_by_hand(course, "ada", 3.5)
    assert classroom(course, "grade", ASSIGNMENT).returncode == 0
    before = marks(course)
    assert ("ada", "why", None, 3.5, 0) in before
    for count in ("1", "3"):
        assert classroom(course, "grade", ASSIGNMENT, "--force", "--workers", count).returncode == 0
        assert marks(course) == before


PLUGIN = """from nbgrader.plugins import BasePlugin
class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        if student_id == "bob":
            raise ValueError("no such learner")
        return total_seconds_late / 3600
"""


def test_grade_takes_the_late_penalty_that_nbgrader_plugin_decides(course: Path) -> None:
    for who, hours in (("ada", 3), ("cyd", 2), ("eve", -1)):
        stamp = f"{DUE + timedelta(hours=hours)} UTC"
        (course / "submitted" / who / ASSIGNMENT / "timestamp.txt").write_text(stamp)
    with gradebook(course) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    (course / "fees.py").write_text(PLUGIN)
    with open(course / "nbgrader_config.py", "a") as config:
        config.write("c.AssignLatePenalties.plugin_class = 'fees.PerHour'\n")
    done = classroom(course, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    penalised = scores(course)
    assert [penalised[who][1] for who in ("ada", "cyd", "eve")] == [FULL - 3, 0.0, TWIN]
    assert rows_of(course)["ada"]["note"] == "late by 3.0 h"
    # A due date put off counts at the next run, though nothing is graded again.
    with gradebook(course) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE + timedelta(hours=1))
    assert "0 graded now" in classroom(course, "grade", ASSIGNMENT).stdout
    assert scores(course)["ada"][1] == FULL - 2
    # A plugin that fails costs its own learner's penalty, and is named.
    stamp = f"{DUE + timedelta(hours=9)} UTC"
    (course / "submitted" / "bob" / ASSIGNMENT / "timestamp.txt").write_text(stamp)
    done = classroom(course, "grade", ASSIGNMENT)
    assert done.returncode == 2
    assert "plugin failed for bob" in done.stderr
    assert "no such learner" in done.stderr
    assert scores(course)["bob"] == ("graded", TWIN)
    # Stock nbgrader, asked to grade again, comes to the same.
    before = marks(course)
    again = nbgrader(course, "autograde", ASSIGNMENT, "--force", "--student", "ada")
    assert again.returncode == 0, again.stderr
    assert marks(course) == before
    with gradebook(course) as book:
        assert book.find_submission(ASSIGNMENT, "ada").late_submission_penalty == 2.0


def test_grade_late_plugin_that_does_not_exist_is_named(course: Path) -> None:
    with open(course / "nbgrader_config.py", "a") as config:
        config.write("c.AssignLatePenalties.plugin_class = 'nowhere.Plugin'\n")
    said = refused(course, "grade", ASSIGNMENT, "--student", "ada")
    assert "c.AssignLatePenalties.plugin_class" in said
    assert "nowhere" in said


@pytest.mark.parametrize("verb", ["grade", "regrade", "report", "export"])
def test_unknown_assignment_names_the_known_ones(graded: Path, verb: str) -> None:
    assert "Known assignments: shop" in refused(graded, verb, "shpo")


@pytest.mark.parametrize("name", ["..", "../shop", "", "shop/../shop"])
def test_assignment_that_is_a_path_is_not_known(graded: Path, name: str) -> None:
    assert "Known assignments: shop" in refused(graded, "report", name)


def test_grade_without_configuration_says_where_to_run(tmp_path: Path) -> None:
    said = refused(tmp_path, "grade", "x")
    assert "it has no nbgrader_config.py" in said
    assert "--course-dir" in said


def test_grade_broken_configuration_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_confg()\n", encoding="utf-8")
    assert "nbgrader_config.py cannot be read" in refused(tmp_path, "grade", "x")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("c.Classroom.cell_s = -1", "c.Classroom.cell_s must be a positive number; it is -1"),
        ("c.Classroom.cell_seconds = 3", "c.Classroom.cell_seconds in nbgrader_config.py is not a setting"),
        ("c.Classroom.shared_cells = {'shop': ['no']}", "names 'no', which is not a graded cell of shop"),
        ("c.Classroom.isolation = 'docker'", "it can be namespaces, bubblewrap, none"),
        (
            "c.Classroom.run_every_test = 'yes'",
            "run_every_test in nbgrader_config.py is True or False; it is 'yes'",
        ),
        ("c.Classroom.workers = 'two'", "c.Classroom.workers in nbgrader_config.py must be a whole number"),
    ],
)
def test_grade_wrong_setting_names_it(course: Path, line: str, message: str) -> None:
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(line + "\n")
    assert message in refused(course, "grade", ASSIGNMENT)


def test_grade_unknown_learner_is_named(graded: Path) -> None:
    said = refused(graded, "grade", ASSIGNMENT, "--student", "zoe")
    assert "'zoe' is neither enrolled nor has handed in" in said


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "postgresql+psycopg://me:pw@127.0.0.1:1/x",
            "The gradebook postgresql+psycopg://me:***@127.0.0.1:1/x",
        ),
        ("sqlite:////nowhere/at/all.db", "cannot be used"),
        ("nonsense", "cannot be used"),
        ("mysql://me@127.0.0.1/x", "cannot be used"),
    ],
)
def test_grade_unreachable_gradebook_is_named_without_its_password(
    graded: Path, url: str, message: str
) -> None:
    said = refused(graded, "grade", ASSIGNMENT, "--db", url)
    assert message in said
    assert "pw@" not in said


def test_grade_gradebook_of_another_version_says_how_to_upgrade(course: Path) -> None:
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("update alembic_version set version_num = '50a4d84c131a'")
    assert "nbgrader db upgrade" in refused(course, "grade", ASSIGNMENT)


def test_grade_file_that_is_no_gradebook_is_named(course: Path) -> None:
    (course / "gradebook.db").write_bytes(b"My marks, in a text file.\n" * 100)
    said = refused(course, "grade", ASSIGNMENT)
    assert f"sqlite:///{course}/gradebook.db cannot be used" in said
    assert "file is not a database" in said


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("grade", ASSIGNMENT, "--workers", "0"), "--workers"),
        (("grade", ASSIGNMENT, "--workers", "many"), "--workers"),
        (("export", ASSIGNMENT, "--format", "blackboard"), "--format"),
        (("grade",), "ASSIGNMENT"),
        (("grade", ASSIGNMENT, "--scheduler", "127.0.0.1"), "--scheduler"),
    ],
)
def test_wrong_option_is_named(graded: Path, arguments: tuple[str, ...], named: str) -> None:
    assert named in refused(graded, *arguments)


VERBS = (
    "grade",
    "regrade",
    "report",
    "export",
    "doctor",
    "check",
    "due",
    "feedback",
    "final",
    "overview",
    "remove",
)


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb_says_what_it_does_and_explains_every_option(verb: str) -> None:
    from typer.main import get_command

    from classroom.__main__ import app

    found = get_command(app).commands[verb]  # type: ignore[attr-defined]
    assert found.help
    assert [each.name for each in found.params if not each.help] == []


def test_help_shows_no_type_where_an_option_takes_no_value() -> None:
    from typer.testing import CliRunner

    from classroom.__main__ import app

    shown = [CliRunner().invoke(app, [*verb, "--help"]).stdout for verb in ([], ["grade"], ["regrade"])]

    assert all("--help" in each for each in shown)
    assert not any("bool" in each.casefold() for each in shown)


def test_version_names_the_command_and_nbgrader() -> None:
    from typer.testing import CliRunner

    from classroom.__main__ import app

    done = CliRunner().invoke(app, ["--version"])

    assert (done.exit_code, done.stdout.split()[0]) == (0, "classroom")
    assert "nbgrader 0.9.6" in done.stdout


def test_doctor_says_what_will_be_used_and_what_works(graded: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "classroom", "doctor"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Submissions will run in: namespaces." in done.stdout
    assert "not here" not in done.stdout


def test_doctor_says_why_something_does_not_work(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "classroom", "doctor"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert "not here: no program `bwrap`" in " ".join(done.stdout.replace("│", " ").split())


def test_bubblewrap_works_where_python_looks_below_tmp(tmp_path: Path) -> None:
    code = "from classroom.sandbox.bubblewrap import Bubblewrap; print(Bubblewrap.why_not())"
    below = Path("/tmp", tmp_path.name + "-below")
    below.mkdir(exist_ok=True)
    try:
        environment = {**os.environ, "PYTHONPATH": str(below)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
        )
    finally:
        below.rmdir()
    assert done.stdout.strip() == "None", done.stdout + done.stderr
