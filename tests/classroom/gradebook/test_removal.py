"""Learners are taken out of a course with all that is theirs, and nothing that is another's."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from marked_course import make_marked_course
from shop_command import refused
from typer.testing import CliRunner

from classroom.__main__ import app


@pytest.fixture
def root(tmp_path: Path) -> Path:
    course = make_marked_course(tmp_path / "course")
    for step in ("submitted", "autograded", "feedback"):
        for who in ("ada", "bob"):
            (course / step / who / "1-maps").mkdir(parents=True)
    return course


def remove(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["remove", *arguments, "--course-dir", str(root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def rows(root: Path) -> dict[str, int]:
    """How many rows each table that has students, or what hangs on them, holds."""
    tables = ("student", "submitted_assignment", "submitted_notebook", "grade", "classroom_result")
    with sqlite3.connect(root / "gradebook.db") as db:
        return {each: db.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables}


def test_remove_without_yes_shows_and_changes_nothing(root: Path) -> None:
    before = rows(root)

    said = remove(root, "bob", "cyd")

    assert "would remove 2 learners" in said
    assert rows(root) == before
    assert (root / "submitted" / "bob" / "1-maps").is_dir()


def test_remove_takes_marks_and_folders_of_the_named_and_of_nobody_else(root: Path) -> None:
    before = rows(root)

    assert "Removed 2 learners" in remove(root, "bob", "cyd", "--yes")

    after = rows(root)
    assert (before["student"] - after["student"], before["classroom_result"], after["classroom_result"]) == (
        2,
        1,
        0,
    )
    assert after["submitted_assignment"] == after["submitted_notebook"] == 2  # Ada's
    assert after["grade"] == 4
    for step in ("submitted", "autograded", "feedback"):
        assert not (root / step / "bob").exists()
        assert (root / step / "ada" / "1-maps").is_dir()
    assert not list(root.glob(".removed-*"))


def test_remove_of_a_link_leaves_what_it_leads_to(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("")
    shutil.rmtree(root / "submitted" / "bob" / "1-maps")
    (root / "submitted" / "bob" / "1-maps").symlink_to(kept)

    remove(root, "bob", "--yes")

    assert (kept / "file").is_file()
    assert not (root / "submitted" / "bob").exists()


@pytest.mark.parametrize(("who", "named"), [("bop", "Did you mean bob?"), ("..", "Nothing was changed")])
def test_remove_of_somebody_unknown_is_refused_with_the_nearest(root: Path, who: str, named: str) -> None:
    before = rows(root)

    assert named in refused(root, "remove", who, "--yes")
    assert rows(root) == before


@pytest.mark.parametrize("path", ["../source", "..", ".", "ada/../bob"])
def test_remove_of_a_path_in_the_place_of_an_id_touches_nothing(root: Path, path: str) -> None:
    (root / "source" / "1-maps").mkdir(parents=True, exist_ok=True)
    before = sorted(root.rglob("*"))

    refused(root, "remove", path, "--yes")

    assert sorted(root.rglob("*")) == before
