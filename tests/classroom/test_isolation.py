"""Other ways to be shut in, other places for the gradebook."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shop_course import ASSIGNMENT, FULL, TWIN, WRONG_TOP, hand_in, honest, make_course, submission
from shop_hostile import ATTACKS, PEEPS

BUBBLEWRAP = """
import sys
import classroom.grade
classroom.grade.best_isolation = lambda: "bubblewrap"
from classroom.__main__ import app
app()
"""
NOTHING = BUBBLEWRAP.replace('"bubblewrap"', "None")


def scores(root: Path) -> dict[str, tuple[str, float]]:
    with open(root / "reports" / ASSIGNMENT / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: (row["status"], float(row["score"])) for row in csv.DictReader(file)}


def run(code: str, root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = ["grade", ASSIGNMENT, "--course-dir", str(root), *more]
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_bubblewrap_grades_and_shuts_in_like_namespaces(tmp_path: Path) -> None:
    assert shutil.which("bwrap"), "install bubblewrap: apt-get install bubblewrap"
    root = make_course(tmp_path, "c.Classroom.cell_s = 5")
    hand_in(root, "honest", honest())
    hand_in(root, "exit", submission(mean=ATTACKS["exit-hard"][0], top=WRONG_TOP))
    for name in ("network", "source", "environment", "write-root"):
        code = PEEPS[name].replace("{root}", str(root)) + "\nmean_price = 20.0"
        hand_in(root, name, submission(mean=code, top=WRONG_TOP))
    done = run(BUBBLEWRAP, root)
    assert done.returncode == 0, done.stderr
    peeps = dict.fromkeys(("network", "source", "environment", "write-root"), ("graded", TWIN - 2))
    assert scores(root) == {"honest": ("graded", TWIN), "exit": ("crashed", TWIN - 2), **peeps}


def test_machine_without_isolation_refuses_and_says_how_to_go_on(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    hand_in(root, "honest", honest())
    done = run(NOTHING, root)
    assert done.returncode == 2
    assert "apt-get install bubblewrap" in done.stderr
    assert "--unsafe" in done.stderr
    assert not (root / "autograded").exists()


def test_unsafe_grades_all_the_same_and_warns(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    hand_in(root, "honest", honest())
    done = run(NOTHING, root, "--unsafe")
    assert done.returncode == 0, done.stderr
    assert "Running unprotected" in done.stdout
    assert scores(root) == {"honest": ("graded", TWIN)}


def _install_postgres() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        subprocess.run(["apt-get", "install", "-y", "-q", "postgresql"], check=True, capture_output=True)
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own; PostgreSQL refuses to run as root."""
    programs = _install_postgres()
    folder = tmp_path_factory.mktemp("postgres")
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
        for parent in list(folder.parents)[:3]:
            if parent != Path("/tmp"):
                parent.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    subprocess.run([*user, programs / "initdb", "-D", data, "-A", "trust"], check=True, capture_output=True)
    server = subprocess.Popen(
        [*user, programs / "postgres", "-D", data, "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    name = "postgres" if user else os.environ.get("USER", "postgres")
    for _ in range(100):
        ready = subprocess.run(
            [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], capture_output=True
        )
        if ready.returncode == 0:
            break
    yield f"postgresql+psycopg://{name}@127.0.0.1:{port}/postgres"
    server.terminate()
    server.wait()


def test_gradebook_in_postgresql_is_kept_from_run_to_run(tmp_path: Path, postgres: str) -> None:
    root = make_course(tmp_path)
    hand_in(root, "ada", submission())
    hand_in(root, "bob", honest())
    code = "from classroom.__main__ import app; app()"
    first = run(code, root, "--db", postgres)
    assert first.returncode == 0, first.stderr
    assert scores(root) == {"ada": ("graded", FULL), "bob": ("graded", TWIN)}
    again = run(code, root, "--db", postgres)
    assert "0 graded now" in again.stdout
    assert not (root / "gradebook.db").exists()
