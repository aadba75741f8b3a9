"""The meter: what counts against a cell's limit, and what does not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from classroom.sandbox.usage import Meter, Usage, measure

BURN = """import os, sys, time
child = os.fork()
while time.process_time() < {seconds}: pass
if child == 0: os._exit(0)
os.wait()
print("done", flush=True)
sys.stdin.read()"""


def metered(*looks: tuple[float, float, bool], limit_s: float = 10, wall_s: float = 100) -> Meter:
    """A meter that has seen (time on the wall, processor time, awake) after one another."""
    clock = iter([0.0, *(wall for wall, _, _ in looks)])
    usages = iter([Usage(cpu, awake) for _, cpu, awake in looks])
    meter = Meter(lambda: [7], limit_s, wall_s, lambda _: next(usages), lambda: next(clock))
    for _ in looks:
        meter.look()
    return meter


def test_meter_that_never_looked_has_used_nothing() -> None:
    assert metered().used_s == 0


def test_meter_time_waiting_for_a_core_does_not_count() -> None:
    assert metered((0.1, 1.0, True), (50.1, 1.5, True)).used_s == 0.5


def test_meter_processor_time_of_two_processes_counts_together() -> None:
    clock = iter([0.0, 0.1, 5.1])
    seen = {1: iter([Usage(1, True), Usage(4, True)]), 2: iter([Usage(0, False), Usage(2, True)])}
    meter = Meter(lambda: [1, 2], 10, 100, lambda pid: next(seen[pid]), lambda: next(clock))
    meter.look()
    meter.look()
    assert meter.used_s == 5


def test_meter_time_in_which_all_sleep_counts() -> None:
    meter = metered((0.1, 1.0, False), (4.1, 1.0, False), (5.1, 2.0, True))
    assert meter.asleep_s == pytest.approx(4)
    assert meter.used_s == pytest.approx(5)


def test_meter_cell_that_ended_before_it_was_looked_at_took_what_the_clock_says() -> None:
    clock = iter([3.0, 3.05])
    assert Meter(lambda: [7], 5, 100, clock=lambda: next(clock)).took_s() == pytest.approx(0.05)


def test_meter_cell_on_a_busy_machine_took_its_processor_time() -> None:
    clock = iter([0.0, 0.1, 9.0])
    usages = iter([Usage(1.0, True), Usage(3.0, True)])
    meter = Meter(lambda: [7], 5, 100, lambda _: next(usages), lambda: next(clock))
    meter.look()
    assert meter.took_s() == pytest.approx(2.1)


def test_meter_process_that_has_ended_keeps_what_it_used() -> None:
    clock, usages = iter([0.0, 0.1, 1.1, 2.1]), iter([Usage(1, True), Usage(2, True), None])
    meter = Meter(lambda: [7], 10, 100, lambda _: next(usages), lambda: next(clock))
    for _ in range(3):
        meter.look()
    assert meter.cpu_s == 1


def test_meter_without_anything_to_measure_takes_the_clock_on_the_wall() -> None:
    clock = iter([0.0, 0.1, 7.0])
    meter = Meter(lambda: [7], 10, 100, lambda _: None, lambda: next(clock))
    meter.look()
    meter.look()
    assert meter.used_s == 7


@pytest.mark.parametrize(
    ("looks", "left"),
    [([(0.0, 0.0, True), (20.0, 4.0, True)], 6), ([(0.0, 0.0, True), (99.0, 4.0, True)], 1)],
    ids=["the limit is nearer", "the outer bound is nearer"],
)
def test_meter_left_is_the_nearer_of_limit_and_outer_bound(
    looks: list[tuple[float, float, bool]], left: float
) -> None:
    *before, last = looks
    clock, usages = iter([0.0, *(wall for wall, _, _ in looks)]), iter([Usage(c, a) for _, c, a in looks])
    meter = Meter(lambda: [7], 10, 100, lambda _: next(usages), lambda: next(clock))
    for _ in before:
        meter.look()
    assert meter.left_s() == left
    assert last[0] == meter.elapsed_s


def test_measure_counts_children_that_have_ended() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BURN.format(seconds=0.3)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        usage = _until(lambda: measure(process.pid), lambda usage: not usage.awake)
        process.stdin.close()
    assert usage.cpu_s >= 0.55


def test_measure_process_that_has_ended_gives_none() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert measure(child) is None


def _until(look: Callable[[], Usage | None], wanted: Callable[[Usage], bool]) -> Usage:
    for _ in range(500):
        usage = look()
        assert usage is not None
        if wanted(usage):
            return usage
        time.sleep(0.01)
    raise AssertionError("it never came to rest")
