"""What a process and all it started have used: processor time, which does not depend on the load."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Meter", "Usage", "descendants", "measure"]

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_MOST = 200  # processes looked at; the cap on processes is far below
_STATE, _TIMES = (
    0,
    slice(11, 15),
)  # fields of /proc/PID/stat after the name: state; utime, stime, cutime, cstime
_AWAKE = frozenset("RD")  # running, waiting for a core, or for a disk


@dataclass(frozen=True)
class Usage:
    """What was used up to now."""

    cpu_s: float  # [s] of processor time, of processes that have ended too
    awake: bool  # whether one of them runs, or waits for a core or a disk


def descendants(pid: int) -> list[int]:
    """The process and all it started that still runs, parents first."""
    family = [pid]
    for current in family:
        if len(family) > _MOST:
            break
        with contextlib.suppress(OSError, ValueError):
            for task in Path(f"/proc/{current}/task").iterdir():
                family += [int(each) for each in (task / "children").read_text(encoding="ascii").split()]
    return family


def measure(pid: int) -> Usage | None:
    """What a process and all it started have used; None when it has ended, or this is not Linux."""
    ticks, awake, seen = 0, False, False
    for each in descendants(pid):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The name, in brackets, is the learner's to choose and may hold spaces and brackets.
            fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8", errors="replace")
            after = fields.rpartition(")")[2].split()
            ticks += sum(int(field) for field in after[_TIMES])
            awake |= after[_STATE] in _AWAKE
            seen = True
    return Usage(ticks / _TICKS, awake) if seen else None


class Meter:
    """Counts what a cell has used against its limit.

    Processor time counts, of all processes together, and time in which all of them sleep; time in which one
    waits for a core does not. So the same cell gets as far on a busy machine as on an idle one. Where nothing
    can be measured (not Linux), the clock on the wall counts.

    Most cells end before they are looked at; measuring begins with the first look, so that they cost nothing.

    Parameters
    ----------
    pids : gives the processes that work on the cell, each counted with all it starts
    limit_s : [s] that may be used
    wall_s : [s] by the clock on the wall: a far outer bound
    measure : how to measure one process
    clock : the clock on the wall [s]
    """

    def __init__(
        self,
        pids: Callable[[], Sequence[int]],
        limit_s: float,
        wall_s: float,
        measure: Callable[[int], Usage | None] = measure,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pids, self._measure, self._clock = pids, measure, clock
        self.limit_s, self._wall_s = limit_s, wall_s
        self._began = self._looked = clock()
        self._unseen_s = 0.0  # [s] by the clock on the wall before the first look
        self._first: dict[int, Usage] | None = None
        self._last: dict[int, Usage] = {}
        self.asleep_s = 0.0  # [s] in which all processes slept

    @property
    def cpu_s(self) -> float:
        """Processor time [s] used between the first look and the last."""
        return sum(usage.cpu_s - (self._first or {})[pid].cpu_s for pid, usage in self._last.items())

    @property
    def elapsed_s(self) -> float:
        """Time on the wall [s] up to the last look."""
        return self._looked - self._began

    @property
    def used_s(self) -> float:
        """What counts against the limit [s], up to the last look."""
        return self.cpu_s + self.asleep_s if self._last else self.elapsed_s

    def look(self) -> None:
        """Measure again."""
        now = self._clock()
        usages = {pid: self._measure(pid) for pid in (self._first or self._pids())}
        known = {pid: usage for pid, usage in usages.items() if usage is not None}
        slept = self._first is not None and not any(usage.awake for usage in known.values())
        if self._first is None:
            self._first, self._unseen_s = known, now - self._began
        before = self.cpu_s
        self._last.update(known)
        if slept and self.cpu_s == before:
            self.asleep_s += now - self._looked
        self._looked = now

    def took_s(self) -> float:
        """How long the cell took [s]: what it used, and by the clock on the wall what was before the first
        look; the same on a busy machine and on an idle one.
        """
        if self._first is None:
            return self._clock() - self._began
        self.look()
        return self._unseen_s + self.used_s

    def left_s(self) -> float:
        """Measure, and return what is left [s]; 0 or less when the limit or the outer bound is reached."""
        self.look()
        return min(self.limit_s - self.used_s, self._wall_s - self.elapsed_s)
