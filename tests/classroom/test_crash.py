"""A run that is killed, loses its database or finds no room: nothing is lost, nothing done twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from postgres_server import Server
from shop_command import MARKS, classroom, command, finished, marks, rows_of, scores, workers_of
from shop_course import ASSIGNMENT, FULL, TWIN, hand_in, honest, make_course, submission

pytestmark = pytest.mark.long

COUNT = 12
SLOW = "import time\ntime.sleep(0.2)\nmean_price = 20.0"


@pytest.fixture(scope="module")
def class_of_twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with its submissions, not graded."""
    root = make_course(tmp_path_factory.mktemp("shop"))
    for number in range(COUNT):
        hand_in(root, f"learner-{number:02}", honest() if number % 2 else submission(mean=SLOW))
    return root


@pytest.fixture(scope="module")
def expected(class_of_twelve: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The gradebook of an undisturbed run."""
    root = shutil.copytree(class_of_twelve, tmp_path_factory.mktemp("undisturbed") / "shop")
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    assert set(scores(root).values()) == {("graded", FULL), ("graded", TWIN)}
    return marks(root)


@pytest.fixture
def course(class_of_twelve: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(class_of_twelve, tmp_path / "shop"))


def disturbed(root: Path, *arguments: str, when: Callable[[int, subprocess.Popen[str]], None]) -> str:
    """Run `grade`; `when` is called with the number of learners done, after each. Returns stderr."""
    running = subprocess.Popen(
        command(root, "grade", ASSIGNMENT, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    try:
        for line in running.stdout:
            if line.startswith("["):
                when(int(line[1:].partition("/")[0]), running)
        return f"{running.communicate(timeout=120)[1]}exit {running.returncode}"
    finally:
        running.kill()
        running.wait()


def test_grade_killed_at_random_points_and_run_again_gives_the_gradebook_of_an_undisturbed_run(
    course: Path, expected: list[tuple[object, ...]]
) -> None:
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)

    def kill_after(count: int) -> Callable[[int, subprocess.Popen[str]], None]:
        def when(done: int, running: subprocess.Popen[str]) -> None:
            if done == count:
                time.sleep(rng.random() / 5)
                running.send_signal(signal.SIGKILL)

        return when

    done: dict[str, str] = {}
    while len(done) < COUNT - 4:
        disturbed(course, when=kill_after(rng.randrange(1, 4)))
        now = finished(course)
        assert len(now) > len(done), seed
        assert {who: now[who] for who in done} == done, seed  # what was finished is not done again
        done = now
    last = classroom(course, "grade", ASSIGNMENT)
    assert last.returncode == 0, last.stderr
    assert f"{COUNT - len(done)} graded now" in last.stdout
    assert marks(course) == expected, seed
    assert [path.name for path in (course / "autograded").glob("*/.*")] == []


def test_grade_killed_while_the_gradebook_is_made_can_be_run_again(
    course: Path, expected: list[tuple[object, ...]]
) -> None:
    running = subprocess.Popen(
        command(course, "grade", ASSIGNMENT), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not (course / "gradebook.db").exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(random.random() / 2)
    running.kill()
    running.wait()
    assert classroom(course, "grade", ASSIGNMENT).returncode == 0
    assert marks(course) == expected


def test_grade_whose_workers_are_killed_loses_nothing(
    course: Path, expected: list[tuple[object, ...]]
) -> None:
    def when(done: int, running: subprocess.Popen[str]) -> None:
        if done in (2, 7):
            random.choice(workers_of(running.pid)).kill()

    assert disturbed(course, when=when).endswith("exit 0")
    assert marks(course) == expected
    assert {row["status"] for row in rows_of(course).values()} == {"graded"}


# ---- the database goes away


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.remove()


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A fresh database; yields its address."""
    plain = server.url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("create database shop")
    yield server.url.rpartition("/")[0] + "/shop"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("drop database shop with (force)")


def marks_in(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(MARKS).fetchall()
    return sorted((*row[:4], int(row[4])) for row in found)


def test_grade_whose_database_connection_is_cut_goes_on(
    course: Path, database: str, expected: list[tuple[object, ...]]
) -> None:
    def when(done: int, running: subprocess.Popen[str]) -> None:
        if done in (1, 4, 8):
            with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
                cut = connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = 'shop' and pid <> pg_backend_pid()"
                ).fetchall()
            assert cut

    assert disturbed(course, "--db", database, when=when).endswith("exit 0")
    assert marks_in(database) == sorted(expected)
    assert "0 graded now" in classroom(course, "grade", ASSIGNMENT, "--db", database).stdout
    assert not (course / "gradebook.db").exists()


def test_grade_whose_database_server_stops_goes_on_after_a_restart_and_else_says_so(
    course: Path, server: Server, database: str, expected: list[tuple[object, ...]]
) -> None:
    restarts = []

    def when(done: int, running: subprocess.Popen[str]) -> None:
        if done == 2:
            server.stop()
            restarts.append(threading.Timer(1.5, server.start))
            restarts[0].start()
        if done == 5:
            restarts[0].join()
            server.stop()

    said = disturbed(course, "--db", database, when=when)
    server.start()
    assert said.endswith("exit 2")
    assert f"The gradebook {database} cannot be used" in said
    assert "run again" in said
    assert "Traceback" not in said
    kept = marks_in(database)
    assert len({row[0] for row in kept}) >= 5
    assert set(kept) <= set(expected)
    again = classroom(course, "grade", ASSIGNMENT, "--db", database)
    assert again.returncode == 0, again.stderr
    assert f"{COUNT - len({row[0] for row in kept})} graded now" in again.stdout
    assert marks_in(database) == sorted(expected)


# ---- the disk is full, or may not be written


def in_mounts(script: str, course: Path) -> None:
    """Run a script of this module's kind where it may mount, seen by nobody else.

    Its submissions run unprotected: an ordinary user who may mount is not quite root, and isolation has its
    own tests.
    """
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    support = str(Path(__file__).parents[1] / "support")
    done = subprocess.run(
        [*unshare, sys.executable, "-c", PREAMBLE + script, str(course)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": support},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


PREAMBLE = """
import os, subprocess, sys
from pathlib import Path
from shop_command import classroom, finished, marks, rows_of
from shop_course import ASSIGNMENT
root = Path(sys.argv[1])

def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)

def grade():
    done = classroom(root, "grade", ASSIGNMENT, "--unsafe")
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr

"""

FULL_DISK = """
copy = root.parent / "small"
copy.mkdir()
mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", copy)
subprocess.run(["cp", "-r", f"{root}/.", copy], check=True)
root = copy
done = classroom(root, "grade", ASSIGNMENT, "--unsafe", "--student", "learner-03")
assert done.returncode == 0, done.stderr
before, when = marks(root), finished(root)
for spare in (0, 50_000, 120_000):  # [bytes]
    ballast = root / "ballast"
    room = os.statvfs(root)
    ballast.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - spare))
    code, said = grade()
    assert code == 2, (spare, said)
    assert str(root) in said and "run again" in said, said
    assert "No space left" in said or "disk is full" in said, said
    now = finished(root)
    assert now["learner-03"] == when["learner-03"] and set(before) <= set(marks(root))
    assert rows_of(root)["learner-03"]["status"] == "graded"
    ballast.unlink()
assert grade()[0] == 0
assert finished(root)["learner-03"] == when["learner-03"]
subprocess.run(["cp", root / "gradebook.db", sys.argv[1]], check=True)
"""


def test_grade_on_a_full_disk_says_so_and_the_next_run_completes_it(
    course: Path, expected: list[tuple[object, ...]]
) -> None:
    in_mounts(FULL_DISK, course)
    assert marks(course) == expected


READ_ONLY = """
for name in ("autograded", "feedback", "reports"):
    (root / name).mkdir()
done = classroom(root, "grade", ASSIGNMENT, "--unsafe", "--student", "learner-03")
assert done.returncode == 0, done.stderr
before = marks(root)
for name in ("autograded", "feedback", "reports", "gradebook.db", "."):
    place = root / name
    mount("--bind", place, place)
    mount("-o", "remount,bind,ro", place)
    code, said = grade()
    assert code == 2, (name, said)
    assert str(place) in said and "run again" in said, (name, said)
    assert marks(root) == before
    subprocess.run(["umount", "-l", place], check=True)
assert grade()[0] == 0
"""


def test_grade_where_a_folder_is_read_only_names_it_and_loses_nothing(
    course: Path, expected: list[tuple[object, ...]]
) -> None:
    in_mounts(READ_ONLY, course)
    assert marks(course) == expected
