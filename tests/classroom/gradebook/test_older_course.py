"""A course that an older version graded is taken over: its gradebook, its marks, its reports.

The course beside this file was graded on 28 November 2026, by the last version that kept an assignment's note
among its results: nine submissions with every status but `memory`, a mark and a comment given by hand, a due
date, a test that runs shared and one that the reference does not pass. Its three tables were written then.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest
from shop_command import classroom, marks, scores
from shop_course import ASSIGNMENT

OLDER = Path(__file__).with_name("course_of_2026-11-28.tar.xz")
_AS_DATA: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # not before Python 3.11.4
TABLES = ("grades.csv", "moodle.csv", "canvas.csv")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course as it was left."""
    root = tmp_path_factory.mktemp("older") / "course"
    with tarfile.open(OLDER) as archive:
        archive.extractall(root, **_AS_DATA)
    return root


@pytest.fixture(scope="module")
def reported(older: Path) -> Path:
    """The course after this version's `report`."""
    root = shutil.copytree(older, older.with_name("reported"))
    shutil.rmtree(root / "reports")
    done = classroom(root, "report", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return root


def tables(root: Path) -> dict[str, str]:
    """The tables of the course's report, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in (root / "reports").rglob("*.csv")}


def as_it_was(table: str) -> list[list[str]]:
    """The rows of a table without what versions since then have added to it."""
    rows = list(csv.reader(table.splitlines()))
    kept = [place for place, name in enumerate(rows[0]) if name not in ("last_name", "first_name", "email")]
    return [[row[place].replace(" (provisional)", "") for place in kept] for row in rows]


def test_report_of_an_older_course_has_the_same_tables(older: Path, reported: Path) -> None:
    for form in ("moodle", "canvas"):
        done = classroom(reported, "export", ASSIGNMENT, "--format", form)
        assert done.returncode == 0, done.stderr

    now = {name.replace("-provisional", ""): as_it_was(table) for name, table in tables(reported).items()}
    assert set(TABLES) == set(tables(older))
    assert now == {name: as_it_was(table) for name, table in tables(older).items()}


def test_report_of_an_older_course_names_the_tests_in_its_note(reported: Path) -> None:
    page = (reported / "reports" / ASSIGNMENT / "report.html").read_text(encoding="utf-8")

    assert "needs it (weaker protection): basket-test" in page
    assert "does not pass: odd-test." in page


def test_note_of_an_older_course_moves_to_its_table(older: Path, reported: Path) -> None:
    notes = "select detail from classroom_result where student = ''"
    with sqlite3.connect(older / "gradebook.db") as database:
        assert len(database.execute(notes).fetchall()) == 1

    with sqlite3.connect(reported / "gradebook.db") as database:
        assert database.execute(notes).fetchall() == []
        note = database.execute("select assignment, shared, broken, warm_up from classroom_assignment")
        assert note.fetchall() == [(ASSIGNMENT, '["basket-test"]', '["odd-test"]', 1)]


def test_grade_of_an_older_course_keeps_its_marks(older: Path, reported: Path) -> None:
    before = scores(older)

    refused = classroom(reported, "grade", ASSIGNMENT)
    assert refused.returncode == 2
    assert "- odd-test: the reference solution does not pass it." in refused.stderr
    done = classroom(reported, "grade", ASSIGNMENT, "--anyway")

    assert done.returncode == 0, done.stderr
    after = scores(reported)
    assert before.pop("ivy") == ("ungraded", 0.0)  # handed in after the last run
    assert after.pop("ivy") == ("flagged", 12.0)  # odd-test is, for everybody
    assert {who: score for who, (_, score) in after.items()} == {
        who: score for who, (_, score) in before.items()
    }
    assert [row for row in marks(reported) if row[0] != "ivy"] == marks(older)
