"""One suite for all sandboxes: what they must do, and what those that shut code in must refuse."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from shop_hostile import PEEPS

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.outcome import Outcome
from classroom.grading.processes import Engine
from classroom.grading.session import Session
from classroom.limits import Limits
from classroom.records import Isolation, Role
from classroom.sandbox import view
from classroom.sandbox.backends import make_sandbox, why_not
from classroom.sandbox.base import Setup
from classroom.sandbox.bubblewrap_warm import WarmBubblewrap

LIMITS = Limits(cell_s=2, memory_mb=300, processes=16, output_kb=50, disk_mb=16)
# With no shares a bubblewrap holds one process; else it holds the warm parents, where the machine allows it.
EACH = "bubblewrap-each"
SHUT_IN = [Isolation.NAMESPACES, Isolation.BUBBLEWRAP, EACH]
# What one bwrap a process does otherwise, and why it is no way out: the network of its own namespace leads
# nowhere; files are counted from outside (below), since its scratch folder has no cap of its own.
OTHERWISE = {EACH: {"network-own", "files-by-thousands"}}
SECRET = "CLASSROOM_TEST_SECRET"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory with what no student may see."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "gradebook.db").write_text("marks")
    for name in ("source", "submitted"):
        (folder / name).mkdir()
    return folder


def make_engine(way: str, files: dict[str, bytes], limits: Limits, *hidden: str) -> Engine:
    isolation = Isolation(way.removesuffix("-each"))
    plan = AssignmentPlan("any", (), files, limits, isolation, hidden)
    return Engine(plan, {} if way == EACH else None)


@pytest.fixture(scope="module", params=[*SHUT_IN, Isolation.NONE])
def engine(request: pytest.FixtureRequest, root: Path) -> Iterator[Engine]:
    """What notebooks are run with, in one of the ways."""
    missing = why_not(Isolation(request.param.removesuffix("-each")))
    assert missing is None, "python tests/support/install_programs.py installs bubblewrap"
    made = make_engine(request.param, {"data.txt": b"17"}, LIMITS, str(root))
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


def test_warm_parents_that_were_killed_are_started_again(tmp_path: Path) -> None:
    sandbox = make_sandbox(Isolation.NAMESPACES, Setup(files=tmp_path))
    try:
        for _ in range(2):
            session = Session(sandbox, [tmp_path], 1, LIMITS)
            assert said(session.learner("print(6 * 7)")) == "42\n"
            session.close()
            warm = psutil.Process().children(recursive=True)
            for process in warm:
                with contextlib.suppress(psutil.NoSuchProcess):  # gone with its parent
                    process.kill()
            psutil.wait_procs(warm)
    finally:
        sandbox.close()


def test_warm_bubblewrap_says_why_it_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = WarmBubblewrap.why_not()
    bwrap = tmp_path / "bwrap"
    for reason, script in (("no rights", "echo 'no rights' >&2\nexit 1"), ("exit code 3", "exit 3")):
        bwrap.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        bwrap.chmod(0o755)
        assert WarmBubblewrap.why_not() == reason
    assert "apt-get install bubblewrap" in (missing or "")


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


@pytest.mark.parametrize("way", SHUT_IN)
def test_shut_in_code_finds_nothing_to_see_or_to_change(way: str, root: Path) -> None:
    engine = make_engine(way, {}, LIMITS, str(root))
    os.environ[SECRET] = "needle"
    try:
        cells = [code.replace("{root}", str(root)) for code in PEEPS.values()]
        outcomes = dict(zip(PEEPS, run(engine, *cells), strict=True))
    finally:
        del os.environ[SECRET]
        engine.close()
    assert {name for name, outcome in outcomes.items() if not outcome.failed} == OTHERWISE.get(way, set())


@pytest.mark.parametrize("way", SHUT_IN)
def test_shut_in_code_cannot_make_files_without_end(way: str) -> None:
    limits = Limits(cell_s=60)
    engine = make_engine(way, {}, limits)
    session = Session(engine.sandbox, [engine.files], 1, limits)
    code = "import itertools\nfor n in itertools.count(): open(f'/scratch/tmp/{n}', 'w').close()"
    try:
        outcome = session.learner(code)
    finally:
        session.close()
        engine.close()
    assert outcome.ended == "memory" or "No space left" in outcome.outputs[-1]["evalue"]


def test_all_ways_to_be_shut_in_show_the_same_view() -> None:
    look = (
        "import os, json\n"
        "print(json.dumps({p: sorted(os.listdir(p)) for p in ('/', '/etc', '/dev', '/scratch')}))"
    )
    views = []
    for way in SHUT_IN:
        engine = make_engine(way, {}, LIMITS)
        try:
            (outcome,) = run(engine, look)
        finally:
            engine.close()
        views.append(said(outcome).replace('"given", ', ""))
    assert views[0] == views[1] == views[2]
    assert all(os.path.basename(path) in views[0] for path in view.etc())


@pytest.mark.parametrize("way", SHUT_IN)
def test_shut_in_code_cannot_start_processes_without_end(way: str) -> None:
    engine = make_engine(way, {}, LIMITS)
    code = (
        "import itertools, os, time\ntry:\n    for made in itertools.count():\n"
        "        if not os.fork(): time.sleep(99)\n"
        "except OSError: print('refused', made < 30)"
    )
    try:
        (outcome,) = run(engine, code)
    finally:
        engine.close()
    assert outcome.ended == "memory" or said(outcome) == "refused True\n"


@pytest.mark.parametrize("way", SHUT_IN)
def test_one_submissions_processes_are_out_of_anothers_reach(way: str) -> None:
    """Neither another's files, nor its processes, nor its share of processes."""
    engine = make_engine(way, {}, LIMITS)
    first, second = (Session(engine.sandbox, [engine.files], 1, LIMITS) for _ in range(2))
    bomb = (
        f"import os, time\ntry:\n    for _ in range({10 if way == EACH else 60}):\n"
        "        if not os.fork(): time.sleep(99)\nexcept OSError: pass"
    )
    reach = (
        "import os, signal, subprocess, sys\nopen('/scratch/tmp/second', 'w')\n"
        "for pid in {*range(2, 99_999)} - {os.getpid()}:\n    try: os.kill(pid, signal.SIGKILL)\n"
        "    except OSError: pass\n"
        "print(sorted(os.listdir('/scratch/tmp')), subprocess.call([sys.executable, '-S', '-c', '']))"
    )
    try:
        left = first.learner("open('/scratch/tmp/first', 'w')\n" + bomb)
        reached = second.learner(reach)
        after = first.learner("import os\nprint(os.listdir('/scratch/tmp'))")
    finally:
        first.close()
        second.close()
        engine.close()
    assert not left.failed
    assert said(reached) == "['second'] 0\n"
    assert said(after) == "['first']\n"


@pytest.mark.parametrize("way", [*SHUT_IN, Isolation.NONE])
def test_process_reports_how_it_ended(way: str, tmp_path: Path) -> None:
    isolation, shares = Isolation(way.removesuffix("-each")), {} if way == EACH else None
    sandbox = make_sandbox(isolation, Setup(files=tmp_path), shares)
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
