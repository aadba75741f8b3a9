"""What `classroom doctor` says of a course: each thing once as it should be, and once not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from marked_course import make_marked_course
from shop_command import refused

from classroom.course import Course
from classroom.reports.course_health import Check, examine_course


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_marked_course(tmp_path / "course")


def checks(root: Path) -> dict[str, Check]:
    return {check.what: check for check in examine_course(Course(root))}


def test_health_of_a_course_with_holes_names_each(root: Path) -> None:
    found = checks(root)

    assert found["configuration"].good
    assert "no notebook of the trainer's for 1-maps, 2-sums, 3-plots" in found["assignments"].finding
    assert found["downloads"].good
    assert found["leftovers"].good
    assert "enrolled without a name: dan, eve" in found["roster"].finding
    assert "not tried yet" in found["solutions"].finding
    assert "git" not in found  # no repository


def test_health_of_downloads_and_leftovers_names_the_files(root: Path) -> None:
    (root / "submitted" / "Course-2-sums-1234.zip").write_text("")
    (root / "submitted" / "lovelaceada_77_5501_2-sums.ipynb").write_text("")
    (root / "reports" / "1-maps").mkdir(parents=True)
    (root / "reports" / "1-maps" / ".grades.csv.partial").write_text("")

    found = checks(root)

    assert not found["downloads"].good
    assert "Course-2-sums-1234.zip, lovelaceada_77_5501_2-sums.ipynb" in found["downloads"].finding
    assert "reports/1-maps/.grades.csv.partial" in found["leftovers"].finding


def test_health_of_work_by_somebody_not_enrolled_names_them(root: Path) -> None:
    (root / "submitted" / "zoe" / "1-maps").mkdir(parents=True)

    assert "handed in, and not enrolled: zoe" in checks(root)["roster"].finding


def test_health_in_a_repository_names_what_git_would_take_in(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".gitignore").write_text("submitted/\nautograded/\nreports/\n")
    assert "git would take in feedback, gradebook.db" in checks(root)["git"].finding

    (root / ".gitignore").write_text("submitted/\nautograded/\nreports/\nfeedback/\n*.db\n")
    assert checks(root)["git"].good


def test_health_without_a_gradebook_makes_none(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")

    found = checks(tmp_path)

    assert (found["assignments"].good, found["roster"].good) == (False, False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nbgrader_config.py"]


def test_doctor_with_a_setting_that_cannot_be_names_it(root: Path) -> None:
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.Classroom.final = {'best': 'all'}\n")

    assert "'best' is 'all'; it must be a whole number" in refused(root, "doctor")
