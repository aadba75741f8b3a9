"""Runs a command, and tells how long it took and how much memory its processes took at most.

Reads /proc, so that watching costs next to nothing. The kernel keeps each process's highest resident size
(VmHWM): looking four times a second misses only processes that live less than that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BenchError", "Spent", "busy", "timed"]

_LOOK_S = 0.25
_TELL_S = 20.0
_TAIL = 25  # lines of a failed command's output that are shown


class BenchError(RuntimeError):
    """A measurement that could not be made; the message says what to do."""


@dataclass(frozen=True)
class Spent:
    """What a command took.

    Parameters
    ----------
    seconds : wall time from start to end [s]
    main_mb : highest resident size of the command's own process [MB]
    started_mb : the same of the largest process that it started itself, such as a worker [MB]
    below_mb : the same of the largest process further down, such as a learner's [MB]
    """

    seconds: float
    main_mb: float
    started_mb: float
    below_mb: float


def busy(seconds: float = 2.0) -> float:
    """The share of the processors' time that others use just now, from 0 to 1."""

    def counted() -> tuple[int, int]:
        numbers = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(numbers), numbers[3] + numbers[4]  # all, idle or waiting for a disk

    all_before, idle_before = counted()
    time.sleep(seconds)
    all_after, idle_after = counted()
    return 1 - (idle_after - idle_before) / max(1, all_after - all_before)


def timed(command: list[str], folder: Path, log: Path) -> Spent:
    """Run a command of Python's (`-m` and so on) in a folder and wait for it.

    Raises
    ------
    BenchError
        When it fails; the message ends with the last lines of its output.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    # nbgrader calls `alembic`, and jupyter its kernels, by name.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    environment["MPLBACKEND"] = "Agg"
    peaks = [0.0, 0.0, 0.0]
    with log.open("w", encoding="utf-8") as output:
        began = told = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                while True:
                    try:
                        process.wait(_LOOK_S)
                        break
                    except subprocess.TimeoutExpired:
                        _look(process.pid, peaks)
                    if time.perf_counter() - told > _TELL_S:
                        told = time.perf_counter()
                        print(f"      {told - began:.0f} s: {_last_line(log)}", flush=True)
            except BaseException:
                process.kill()
                raise
            seconds = time.perf_counter() - began
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
        called = " ".join(command[:6])
        raise BenchError("\n".join([f"`python {called}` ended with {process.returncode}. It said:", *lines]))
    return Spent(round(seconds, 3), *(round(peak, 1) for peak in peaks))


def _last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 300))
        lines = file.read().decode("utf-8", "replace").split("\n")
    return next((line.strip()[:90] for line in reversed(lines) if line.strip()), "no output yet")


def _look(main: int, peaks: list[float]) -> None:
    """Raise the peaks of the process, of those it started and of those below them [MB]."""
    for depth, pid in _tree(main):
        level = min(depth, 2)
        peaks[level] = max(peaks[level], _peak_mb(pid))


def _tree(main: int) -> Iterator[tuple[int, int]]:
    """Each process of the tree, with its distance from the first."""
    rest = [(0, main)]
    while rest:
        depth, pid = rest.pop()
        yield depth, pid
        for listed in Path("/proc", str(pid), "task").glob("*/children"):
            try:
                rest += [(depth + 1, int(child)) for child in listed.read_text().split()]
            except OSError:  # it has ended meanwhile
                continue


def _peak_mb(pid: int) -> float:
    try:
        status = Path("/proc", str(pid), "status").read_text()
    except OSError:
        return 0.0
    found = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0][1]) / 1024 if found else 0.0
