"""A gradebook that is opened: made when there is none, at nbgrader's version, without starting alembic."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader import api

from classroom.gradebook.connection import open_gradebook


def _open(path: Path, student: str = "ada") -> None:
    with open_gradebook(f"sqlite:///{path}", "course") as gradebook:
        gradebook.update_or_create_student(student)


def _newest() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(Path(api.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head()


def test_open_gradebook_of_a_new_course_notes_the_version_that_alembic_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # no program can be called by name
    path = tmp_path / "gradebook.db"
    _open(path)
    with sqlite3.connect(path) as database:
        assert database.execute("select version_num from alembic_version").fetchall() == [(_newest(),)]
        assert database.execute("select id from course").fetchall() == [("course",)]


def test_open_gradebook_without_its_version_notes_it_once(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    _open(path)
    with sqlite3.connect(path) as database:  # as a run leaves it that was killed in between
        database.execute("drop table alembic_version")
    _open(path)
    _open(path)
    with sqlite3.connect(path) as database:
        assert database.execute("select version_num from alembic_version").fetchall() == [(_newest(),)]


def test_open_gradebook_that_several_runs_make_at_once_is_there_for_each(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    students = ["ada", "bob", "cy", "dee", "eve", "fay"]
    at_once = threading.Barrier(len(students))

    def open_it(path: Path, student: str) -> None:
        at_once.wait()
        _open(path, student)

    for number in range(4):
        path = tmp_path / f"{number}.db"
        with ThreadPoolExecutor(len(students)) as runs:
            for run in [runs.submit(open_it, path, student) for student in students]:
                run.result()
        with sqlite3.connect(path) as database:
            assert database.execute("select version_num from alembic_version").fetchall() == [(_newest(),)]
            assert database.execute("select id from student order by id").fetchall() == [
                (s,) for s in students
            ]
    assert caplog.records == []  # nbgrader would log a traceback where it is told of another's row


def test_open_gradebook_that_nothing_was_written_into_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    with open_gradebook(f"sqlite:///{path}", "course"):
        assert path.exists()
    assert not path.exists()


def test_open_gradebook_that_was_there_leaves_it_although_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    path.touch()
    with open_gradebook(f"sqlite:///{path}", "course"):
        pass
    assert path.exists()
