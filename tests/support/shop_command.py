"""Runs the command, and nbgrader's, on the shop's course, and reads what they leave."""

from __future__ import annotations

import contextlib
import csv
import functools
import os
import sqlite3
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbgrader.api import Gradebook
from shop_course import ASSIGNMENT
from typer.testing import CliRunner

from classroom.gradebook.connection import open_gradebook
from classroom.grading.workers.worker import NAME

_TIMEOUT_S = 400


def command(root: Path, *arguments: str) -> list[str]:
    """The command line for a course."""
    return [sys.executable, "-m", "classroom", *arguments, "--course-dir", str(root)]


def classroom(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        command(root, *arguments), capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
    )


def refused(root: Path, *arguments: str) -> str:
    """What the command says on stderr when it refuses: exit code 2 and no traceback. Runs in this process."""
    from classroom.__main__ import app

    done = CliRunner().invoke(app, [*arguments, "--course-dir", str(root)])
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2, done.output
    return done.stderr


def accepted(root: Path, *arguments: str, answers: str | None = None) -> str:
    """What the command prints when it does as asked. Runs in this process; `answers` are typed in, if any."""
    from classroom.__main__ import app

    done = CliRunner().invoke(app, [*arguments, "--course-dir", str(root)], input=answers)
    assert done.exit_code == 0, done.output
    return done.output


def give_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the gradebook's SQLite wait a tenth of a second for a lock, where it waits five."""
    connect = sqlite3.dbapi2.connect
    monkeypatch.setattr(sqlite3.dbapi2, "connect", functools.partial(connect, timeout=0.1))


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run stock nbgrader in the course's folder."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )


def workers_of(pid: int) -> list[psutil.Process]:
    """The processes that grade for a running `classroom grade`; any may end while they are looked at."""
    found = []
    for process in psutil.Process(pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.name() == NAME:
                found.append(process)
    return found


def rows_of(root: Path) -> dict[str, dict[str, str]]:
    """grades.csv, by learner."""
    with open(root / "reports" / ASSIGNMENT / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def scores(root: Path) -> dict[str, tuple[str, float]]:
    """Status and score, by learner."""
    return {who: (row["status"], float(row["score"])) for who, row in rows_of(root).items()}


MARKS = (
    "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade from grade g "
    "join submitted_notebook n on n.id = g.notebook_id "
    "join submitted_assignment s on s.id = n.assignment_id "
    "join base_cell b on b.id = g.cell_id order by 1, 2"
)


def marks(root: Path) -> list[tuple[Any, ...]]:
    """Every mark in the gradebook."""
    with sqlite3.connect(root / "gradebook.db") as database:
        return list(database.execute(MARKS))


def everything(root: Path) -> tuple[dict[str, list[tuple[Any, ...]]], dict[str, bytes]]:
    """Every row of the gradebook, by table, and every other file of the course."""
    with sqlite3.connect(root / "gradebook.db") as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        rows = {name: sorted(database.execute(f"select * from {name}"), key=repr) for name in tables}
    files = {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    del files[str(root / "gradebook.db")]
    return rows, files


def finished(root: Path) -> dict[str, str]:
    """When each learner's submission was graded, by learner."""
    query = "select student, finished from classroom_result"
    with sqlite3.connect(root / "gradebook.db") as database:
        return dict(database.execute(query))


def gradebook(root: Path) -> AbstractContextManager[Gradebook]:
    """The course's gradebook; a new one is made when there is none."""
    return open_gradebook(f"sqlite:///{root}/gradebook.db", "shop")


def mark_by_hand(root: Path, student: str, points: float, comment: str = "") -> None:
    """Mark the written answer, as formgrader does."""
    with gradebook(root) as book:
        grade = book.find_grade("why", ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            book.find_comment("why", ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
        book.db.commit()
