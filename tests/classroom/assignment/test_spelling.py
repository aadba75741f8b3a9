"""What a person types for an assignment's name is understood, or answered with the nearest."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_command import refused

from classroom.assignment.spelling import find_assignment, nearest
from classroom.course import Course
from classroom.records import CourseError

NAMES = ("01-first-steps", "08-the-wall", "08b-the-wall-again", "10-capstone", "Lab 2")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    for name in NAMES:
        (root / "source" / name).mkdir(parents=True)
    return Course(root)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("08-the-wall", "08-the-wall"),
        ("08-the-wall/", "08-the-wall"),
        ("source/08-the-wall/08-the-wall.ipynb", "08-the-wall"),
        ("08-THE-WALL", "08-the-wall"),
        ("1", "01-first-steps"),
        ("01", "01-first-steps"),
        ("10", "10-capstone"),
        ("08b", "08b-the-wall-again"),
        ("wall", "08-the-wall"),
        ("capstone", "10-capstone"),
        ("lab", "Lab 2"),
    ],
)
def test_find_assignment_typed_loosely_is_the_one_meant(course: Course, typed: str, meant: str) -> None:
    assert find_assignment(course, typed) == meant


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("8", "several assignments: 08-the-wall, 08b-the-wall-again."),
        ("wal", "Did you mean 08-the-wall"),
        ("10-capstoen", "Did you mean 10-capstone?"),
        ("zzz", "Known assignments: 01-first-steps, 08-the-wall,"),
        ("", "There is no assignment ''"),
        ("/", "There is no assignment '/'"),
    ],
)
def test_find_assignment_typed_wrong_names_the_nearest(course: Course, typed: str, named: str) -> None:
    with pytest.raises(CourseError) as refusal:
        find_assignment(course, typed)

    assert named in str(refusal.value)
    assert "zzz" not in typed or "Did you mean" not in str(refusal.value)


def test_nearest_of_names_unlike_is_empty() -> None:
    assert nearest("zzz", NAMES) == []


def test_command_with_an_unknown_assignment_makes_no_gradebook(course: Course) -> None:
    assert "Did you mean 10-capstone?" in refused(course.root, "report", "10-capstoen")
    assert not (course.root / "gradebook.db").exists()


def test_command_in_an_empty_course_says_where_the_first_notebook_goes(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")

    assert "put its notebook into the source folder" in refused(tmp_path, "grade", "1")
