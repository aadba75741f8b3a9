"""Commands over the whole course where something is in the way: one sentence, exit 2, nothing changed."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from marked_course import make_marked_course
from shop_command import give_up_at_once, refused
from shop_course import make_course

from classroom.gradebook import connection

COMMANDS = {
    "overview": ("overview",),
    "final": ("final", "--format", "canvas"),
    "due": ("due", "2", "2026-12-01"),
    "extension": ("due", "2", "2026-12-01", "--learner", "bob"),
    "remove": ("remove", "bob", "--yes"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_marked_course(tmp_path / "course")


def content(root: Path) -> dict[str, str]:
    """Every file of a course, by its digest."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


# One that reads, one that writes, one that removes.
@pytest.mark.parametrize("arguments", [COMMANDS[name] for name in ("overview", "due", "remove")])
def test_command_with_a_gradebook_in_use_says_so_and_changes_nothing(
    root: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_PAUSES_S", (0.01,))
    give_up_at_once(monkeypatch)
    before = content(root)
    with closing(sqlite3.connect(root / "gradebook.db", isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN EXCLUSIVE")
        said = refused(root, *arguments)
        other.execute("ROLLBACK")

    assert "is in use by another program" in said
    assert content(root) == before


@pytest.mark.parametrize("arguments", [COMMANDS["overview"], COMMANDS["final"]], ids=["overview", "final"])
def test_command_on_a_full_disk_names_the_file_and_leaves_what_was_there(
    root: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "reports").mkdir()
    (root / "reports" / "overview.csv").write_text("kept")
    before = content(root)

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    said = refused(root, *arguments)
    monkeypatch.undo()

    assert "No space left on device" in said
    assert "cannot be written" in said
    assert content(root) == before


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_command_outside_a_course_says_where_to_run_it(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert "it has no nbgrader_config.py" in refused(tmp_path, *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("grade", "shop"), ("report", "shop"), ("feedback", "shop"), ("export", "shop", "--format", "moodle")],
    ids=lambda arguments: arguments[0],
)
def test_command_before_anybody_is_enrolled_or_has_handed_in_says_to_enrol_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    shop = make_course(tmp_path / "shop")
    before = content(shop)

    said = refused(shop, *arguments)

    assert "Nobody is enrolled and nothing was handed in yet" in said
    assert "classroom roster import FILE" in said
    assert content(shop) == before


def test_failure_of_a_full_disk_says_to_make_room() -> None:
    full = sqlite3.OperationalError("database or disk is full")

    assert "make room" in str(connection.failure("sqlite:///gradebook.db", full))
