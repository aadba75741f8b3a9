"""One suite for the three sandboxes: what all must do, and what the two that shut code in must refuse."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from shop_hostile import PEEPS

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.processes import Engine
from classroom.grading.session import Outcome, Session
from classroom.limits import Limits
from classroom.records import Isolation, Role
from classroom.sandbox import view
from classroom.sandbox.backends import make_sandbox, why_not
from classroom.sandbox.base import Setup

LIMITS = Limits(cell_s=2, memory_mb=300, processes=16, output_kb=50, disk_mb=16)
SHUT_IN = [Isolation.NAMESPACES, Isolation.BUBBLEWRAP]
# What bwrap does otherwise, and why it is no way out: the network of its own namespace leads nowhere; files
# are counted from outside (below), since its scratch folder has no cap of its own.
OTHERWISE = {Isolation.NAMESPACES: set(), Isolation.BUBBLEWRAP: {"network-own", "files-by-thousands"}}
SECRET = "CLASSROOM_TEST_SECRET"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory with what no student may see."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "gradebook.db").write_text("marks")
    for name in ("source", "submitted"):
        (folder / name).mkdir()
    return folder


@pytest.fixture(scope="module", params=list(Isolation))
def engine(request: pytest.FixtureRequest, root: Path) -> Iterator[Engine]:
    """What notebooks are run with, in one of the three ways."""
    isolation: Isolation = request.param
    assert why_not(isolation) is None, "python tests/support/install_programs.py installs bubblewrap"
    made = Engine(AssignmentPlan("any", (), {"data.txt": b"17"}, LIMITS, isolation, (str(root),)))
    yield made
    made.close()


def run(engine: Engine, *cells: str) -> list[Outcome]:
    session = Session(engine.sandbox, [engine.files], engine.files_mb, LIMITS)
    try:
        return [session.learner(cell) for cell in cells]
    finally:
        session.close()


def said(outcome: Outcome) -> str:
    return "".join(str(output.get("text", "")) for output in outcome.outputs)


def test_cell_finds_the_assignments_files_and_what_it_leaves_is_gone(engine: Engine) -> None:
    code = "print(open('data.txt').read(), __import__('os').path.exists('mine.txt'))\nopen('mine.txt', 'w')"
    for _ in range(2):
        (outcome,) = run(engine, code)
        assert said(outcome) == "17 False\n"


def test_test_asks_the_learner_for_values_as_data(engine: Engine) -> None:
    session = Session(engine.sandbox, [engine.files], engine.files_mb, LIMITS)
    try:
        session.learner("def double(x): return 2 * x")
        outcome = session.test("assert double(21) == 42\nassert double(1) == 3, 'not three'", ["double"])
    finally:
        session.close()
    assert outcome.failed
    assert outcome.outputs[-1]["evalue"] == "not three"


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("while True: pass", "timeout"),
        ("import os\nos._exit(3)", "crashed"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "crashed"),
        ("x = [bytearray(50_000_000) for _ in range(40)]\nwhile True: pass", "memory"),
    ],
    ids=["endless", "exit", "segfault", "memory"],
)
def test_cell_that_does_not_end_by_itself_costs_no_other_cell(engine: Engine, code: str, ended: str) -> None:
    before, outcome, after = run(engine, "kept = 1", code, "print(kept)")
    assert (before.ended, outcome.ended or outcome.outputs[-1]["ename"], said(after)) in {
        ("", ended, "1\n"),
        ("", "MemoryError", "1\n"),
    }


def test_warm_parents_keep_a_solution_from_learners_and_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "files").mkdir()
    solved = {Role.CHECKER: ["import builtins\nbuiltins.solution = 42"]}
    sandbox = make_sandbox(Isolation.NAMESPACES, Setup(warm_up=solved, files=tmp_path / "files"))
    session = Session(sandbox, [tmp_path / "files"], 1, LIMITS)
    try:
        learner = session.learner(
            "import builtins, os\nprint(vars(builtins).get('solution'), os.environ['HOME'])"
        )
        checker = session.test("import builtins\nassert builtins.solution == 42", [])
        made = {path.name for path in tmp_path.glob("cr-home-*/.*")}
    finally:
        session.close()
        sandbox.close()
    assert said(learner) == f"None {view.HOME}\n"
    assert not checker.failed
    assert ".ipython" in made  # on the machine itself, where the warm parents are started
    assert [path.name for path in tmp_path.iterdir()] == ["files"]


def test_output_is_cut_at_its_cap(engine: Engine) -> None:
    (outcome,) = run(engine, "print('x' * 1_000_000)")
    assert len(said(outcome)) < 60_000


def test_process_that_has_ended_leaves_nothing_running(engine: Engine) -> None:
    marker = f"marker-{os.getpid()}-{time.monotonic_ns()}"
    sleeper = f"[sys.executable, '-c', 'import time; time.sleep(600)', '{marker}']"
    code = f"import subprocess, sys\nsubprocess.Popen({sleeper})"
    run(engine, code)
    for _ in range(100):
        if not any(marker in _command(pid) for pid in os.listdir("/proc") if pid.isdigit()):
            return
        time.sleep(0.05)
    raise AssertionError("a process of the student's outlived its submission")


def _command(pid: str) -> str:
    try:
        return Path("/proc", pid, "cmdline").read_text(errors="replace")
    except OSError:
        return ""


@pytest.mark.parametrize("isolation", SHUT_IN)
def test_shut_in_code_finds_nothing_to_see_or_to_change(isolation: Isolation, root: Path) -> None:
    engine = Engine(AssignmentPlan("any", (), {}, LIMITS, isolation, (str(root),)))
    os.environ[SECRET] = "needle"
    try:
        cells = [code.replace("{root}", str(root)) for code in PEEPS.values()]
        outcomes = dict(zip(PEEPS, run(engine, *cells), strict=True))
    finally:
        del os.environ[SECRET]
        engine.close()
    assert {name for name, outcome in outcomes.items() if not outcome.failed} == OTHERWISE[isolation]


@pytest.mark.parametrize("isolation", SHUT_IN)
def test_shut_in_code_cannot_make_files_without_end(isolation: Isolation) -> None:
    limits = Limits(cell_s=60)
    engine = Engine(AssignmentPlan("any", (), {}, limits, isolation, ()))
    session = Session(engine.sandbox, [engine.files], 1, limits)
    code = "import itertools\nfor n in itertools.count(): open(f'/scratch/tmp/{n}', 'w').close()"
    try:
        outcome = session.learner(code)
    finally:
        session.close()
        engine.close()
    assert outcome.ended == "memory" or "No space left" in outcome.outputs[-1]["evalue"]


def test_both_ways_to_be_shut_in_show_the_same_view() -> None:
    look = (
        "import os, json\n"
        "print(json.dumps({p: sorted(os.listdir(p)) for p in ('/', '/etc', '/dev', '/scratch')}))"
    )
    views = []
    for isolation in SHUT_IN:
        engine = Engine(AssignmentPlan("any", (), {}, LIMITS, isolation, ()))
        try:
            (outcome,) = run(engine, look)
        finally:
            engine.close()
        views.append(said(outcome).replace('"given", ', ""))
    assert views[0] == views[1]
    assert all(os.path.basename(path) in views[0] for path in view.etc())


@pytest.mark.parametrize("isolation", list(Isolation))
def test_process_reports_how_it_ended(isolation: Isolation, tmp_path: Path) -> None:
    sandbox = make_sandbox(isolation, Setup(files=tmp_path))
    left, right = socket.socketpair()
    with left, right:
        process = sandbox.start(Role.LEARNER, [tmp_path], 1, LIMITS, left)
        process.wait()
        assert process.pid > 0
        assert not process.has_ended()
        ending = process.end()
        assert ending.signal == 9
        assert process.end() is ending
    sandbox.close()
