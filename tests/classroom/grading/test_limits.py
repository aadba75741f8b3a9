"""Limits count processor time: the same cell gets as far beside two busy loops as alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.outcome import Outcome
from classroom.grading.processes import Engine
from classroom.grading.session import Session
from classroom.limits import Limits
from classroom.sandbox.backends import best_isolation

LIMITS = Limits(cell_s=1.5, notebook_s=20)
SLOW_BUT_RIGHT = "import time\nwhile time.process_time() < 0.9: pass\nanswer = 42"
FOREVER = "while True: pass"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    isolation = best_isolation()
    assert isolation is not None
    made = Engine(AssignmentPlan("limits", (), {}, LIMITS, isolation, ()))
    yield made
    made.close()


@pytest.fixture
def busy() -> Iterator[None]:
    """A machine whose cores all have something else to do, twice."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


def run(engine: Engine, *cells: str, limits: Limits = LIMITS) -> list[Outcome]:
    session = Session(engine.sandbox, [engine.files], 1, limits)
    try:
        return [session.learner(cell) for cell in cells]
    finally:
        session.close()


@pytest.mark.usefixtures("busy")
def test_slow_right_answer_beside_busy_loops_is_not_stopped(engine: Engine) -> None:
    assert [outcome.ended for outcome in run(engine, SLOW_BUT_RIGHT, "assert answer == 42")] == ["", ""]


@pytest.mark.usefixtures("busy")
def test_endless_loop_beside_busy_loops_is_stopped_and_the_message_says_how_long_it_ran(
    engine: Engine,
) -> None:
    stopped, after = run(engine, FOREVER, "1 + 1")
    assert (stopped.ended, after.ended) == ("timeout", "")
    message = stopped.outputs[-1]["evalue"]
    assert "computed for 2 s" in message
    assert "may use 1.5 s of processor time" in message
    assert "try it on a few rows" in message


def test_cell_that_only_sleeps_is_stopped_and_told_that_it_waits(engine: Engine) -> None:
    (outcome,) = run(engine, "import time\ntime.sleep(1000)")
    assert outcome.ended == "timeout"
    assert "without computing" in outcome.outputs[-1]["evalue"]


def test_work_given_to_a_process_of_its_own_counts(engine: Engine) -> None:
    code = 'import subprocess, sys\nsubprocess.run([sys.executable, "-c", "while True: pass"])'
    (outcome,) = run(engine, code)
    assert outcome.ended == "timeout"
    assert "computed for" in outcome.outputs[-1]["evalue"]


def test_notebook_that_uses_up_its_time_is_stopped_in_the_cell_where_it_does(engine: Engine) -> None:
    limits = Limits(cell_s=1.5, notebook_s=2)
    first, second, third = run(
        engine, SLOW_BUT_RIGHT, "while time.process_time() < 5: pass", "1", limits=limits
    )
    assert [first.ended, second.ended, third.ended] == ["", "timeout", "timeout"]
    assert "The notebook had used up its 2 s" in second.outputs[-1]["evalue"]
