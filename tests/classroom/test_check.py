"""An assignment is tried before a class has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shop_command import classroom, nbgrader, refused
from shop_course import ASSIGNMENT, make_course

pytestmark = pytest.mark.long


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_course(tmp_path / "course")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_check_of_a_sound_assignment_passes_and_writes_nothing(root: Path) -> None:
    assert nbgrader(root, "generate_assignment", ASSIGNMENT).returncode == 0
    (root / "gradebook.db").unlink()
    before = sorted(root.rglob("*"))

    done = classroom(root, "check", ASSIGNMENT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "14 points: 10 by tests, 4 by hand." in done.stdout
    assert "A cell may use 60 s" in done.stdout
    assert "shop can be given out." in done.stdout
    assert sorted(root.rglob("*")) == before


def test_check_keeps_what_the_trial_showed_where_it_is_asked_to(root: Path) -> None:
    assert nbgrader(root, "generate_assignment", ASSIGNMENT).returncode == 0
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('c.Classroom.trials = "trials"\n')

    done = classroom(root, "check", ASSIGNMENT, "--keep")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "is kept in" in " ".join(done.stdout.split())
    kept = json.loads((root / "trials" / f"{ASSIGNMENT}.json").read_text(encoding="utf-8"))
    assert kept["trial"]["broken"] == {}


def test_check_names_each_cell_that_is_wrong_and_why(root: Path) -> None:
    source = root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    change(source, "return price * (1 + rate)", "return price * (2 + rate)")
    change(
        source, json.dumps('assert isinstance(mean_price, float), "mean_price must be a number"')[1:-1], ""
    )
    change(source, "assert abs(mean_price - 20) < 1e-9", "assert True")

    done = classroom(root, "check", ASSIGNMENT)

    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "tax-test: the solution does not get its points: " in said
    assert "tax is 20 percent" in said
    assert "mean-test: the untouched exercise gets points" in said
    assert "shop is not in the release folder" in said
    assert "top-test:" not in said


def test_check_names_a_release_that_shows_too_much_or_is_not_of_this_source(root: Path) -> None:
    assert nbgrader(root, "generate_assignment", ASSIGNMENT).returncode == 0
    released = root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    change(released, "# float: the mean price", "# float: the mean")
    assert "The release of shop is not what its source makes" in classroom(root, "check", ASSIGNMENT).stdout

    change(released, "# float: the mean", "### BEGIN HIDDEN TESTS")
    said = " ".join(classroom(root, "check", ASSIGNMENT).stdout.split())
    assert "still holds `BEGIN HIDDEN TESTS`" in said


def test_check_of_an_assignment_without_a_source_is_refused(root: Path) -> None:
    (root / "release" / "bare").mkdir(parents=True)

    assert "has no notebook in" in refused(root, "check", "bare")
