"""One notebook's two processes: starts them, keeps the caps, and starts them again when one ends.

After a crash the earlier cells are run again in fresh processes, the one that crashed is left out, and the
notebook goes on: a crash costs its own points and no others.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.grading.exchange import exchange
from classroom.limits import Limits
from classroom.records import Role
from classroom.sandbox.base import Process, Sandbox
from classroom.sandbox.usage import Meter
from classroom.wire import framing
from classroom.wire.messages import Order, RunCell, RunSharedTest, RunTest

__all__ = ["Outcome", "Session"]

_GRACE_S = 1.0  # [s] of processor time between an interrupt and the end of the process
_END_S = 10.0  # [s] within which a process that has hung up must have ended
_LOOK_S = 0.01
_RESTARTS = 6  # fresh starts of one notebook, then the rest is not run
_BUFFER_BYTES = 4 * 1024 * 1024
_SO_SNDBUFFORCE = 32  # Linux: beyond the usual maximum, for root
_ANSWER_BYTES = 16 * 1024 * 1024  # [bytes] of one cell's outputs, beyond the cap that the child itself keeps


@dataclass
class Outcome:
    """What running one cell gave."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    failed: bool = False
    ended: str = ""  # "timeout", "memory" or "crashed" when the cell did not end by itself
    line: int | None = None  # the line of the cell that failed
    direct: bool = False  # a statement of the cell itself raised the error
    assertion: bool = False  # a check spoke: its message says all
    from_learner: bool = False  # the error was raised by the learner's code
    unsendable: list[str] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)  # types of the values that tests only had a handle of
    altered: bool = False  # a test changed a copy of what the learner's code may hold
    suspicions: list[str] = field(default_factory=list)
    passing: list[int] = field(default_factory=list)  # wrong versions of a shared test that passed
    calls: int = 0  # of the learner's functions, by a test
    set_up: str = ""  # the error of a set-up cell that failed in the tests' process and nowhere else
    seconds: float = 0.0


def _error(name: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


class Session:
    """The learner's and the tests' process of one notebook.

    Parameters
    ----------
    sandbox : where both processes are started
    folders : what the learner's process finds in its folder, one over the other: the learner's own files,
        then the assignment's
    files_mb : [MB] room that they take
    over : folders of files that lie over these in the learner's process alone
    """

    def __init__(
        self,
        sandbox: Sandbox,
        folders: Sequence[Path],
        files_mb: int,
        limits: Limits,
        over: Sequence[Path] = (),
    ) -> None:
        self._sandbox = sandbox
        self._folders = [*folders, *over]
        self._trusted = folders[-1:]
        self._files_mb = files_mb
        self._limits = limits
        self._used_s = 0.0  # of the notebook's time
        self._learner: Process | None = None
        self._checker: Process | None = None
        self._history: list[tuple[Role, Order]] = []
        self._starts = 0
        self.peak_mb = 0.0

    def close(self) -> None:
        """End both processes and all they started."""
        both = [process for process in (self._learner, self._checker) if process is not None]
        for process in both:  # at the same time
            process.kill()
        for process in both:
            self.peak_mb = max(self.peak_mb, process.end().peak_mb)
        self._learner = self._checker = None

    def learner(self, source: str, remember: bool = True) -> Outcome:
        """Run a cell in the learner's process."""
        return self._run(Role.LEARNER, RunCell(source), remember)

    def shared(self, source: str, trial: bool = False) -> Outcome:
        """Run a test in the learner's process, the shared way; a trial leaves no trace there."""
        return self._run(Role.LEARNER, RunSharedTest(source, trial), False)

    def test(self, source: str, student_names: list[str]) -> Outcome:
        """Run a test cell in the checker."""
        return self._run(Role.CHECKER, RunTest(source, student_names), True)

    def prepare(self, source: str | None, forget: list[str], student_names: list[str]) -> Outcome:
        """Run a set-up cell in the checker, where nobody sees what it puts out."""
        return self._run(Role.CHECKER, RunTest(source, student_names, forget, silent=True), True)

    def _start(self) -> bool:
        """Make sure both processes are there, with the history run again in fresh ones."""
        if self._learner is not None and self._checker is not None:
            if not self._learner.has_ended() and not self._checker.has_ended():
                return True
            self.close()
        if self._starts > _RESTARTS:
            return False
        self._starts += 1
        left, right = socket.socketpair()
        with left, right:
            for end in (left, right):  # a table then goes over in one piece
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, _SO_SNDBUFFORCE, _BUFFER_BYTES)
            self._learner = self._sandbox.start(
                Role.LEARNER, self._folders, self._files_mb, self._limits, left
            )
            self._checker = self._sandbox.start(
                Role.CHECKER, self._trusted, self._files_mb, self._limits, right
            )
        self._learner.wait()
        self._checker.wait()
        for place, (role, order) in enumerate(self._history):
            process = self._learner if role is Role.LEARNER else self._checker
            try:
                with self._metered() as meter:
                    exchange(process, order, _ANSWER_BYTES, meter.left_s)
            except (framing.ClosedError, framing.TimedOutError):
                # It does not end the same way twice: leave it out.
                del self._history[place]
                self.close()
                return self._start()
        return True

    @contextlib.contextmanager
    def _metered(self) -> Iterator[Meter]:
        """What one cell may use; what it has used then counts for the notebook."""
        meter = self._meter(min(self._limits.cell_s, self._limits.notebook_s - self._used_s))
        try:
            yield meter
        finally:
            self._used_s += meter.used_s

    def _meter(self, limit_s: float) -> Meter:
        both = [process for process in (self._learner, self._checker) if process is not None]
        return Meter(lambda: [process.pid for process in both], limit_s, limit_s * self._limits.wall_factor)

    def _run(self, role: Role, order: Order, remember: bool) -> Outcome:
        if self._used_s >= self._limits.notebook_s:
            return Outcome([_error("NotebookTimeout", messages.NOTEBOOK_TIMEOUT)], True, "timeout")
        if not self._start():
            return Outcome([_error("TooManyCrashes", messages.TOO_MANY_CRASHES)], True, "crashed")
        process = self._learner if role is Role.LEARNER else self._checker
        assert process is not None
        with self._metered() as meter:
            outcome = self._ask(process, role, order, meter)
            outcome.seconds = meter.took_s()
        # A cell that ended its process is not run again after the restart; all others are.
        if remember and not outcome.ended:
            self._history.append((role, order))
        return outcome

    def _ask(self, process: Process, role: Role, order: Order, meter: Meter) -> Outcome:
        try:
            try:
                answer = exchange(process, order, _ANSWER_BYTES, meter.left_s)
            except framing.TimedOutError:
                return self._too_long(process, role, meter)
        except framing.ClosedError:
            return self._gone(process)
        outputs = _checked_outputs(answer.outputs)
        # An error that is only shown, by a magic say, counts as in stock nbgrader.
        failed = answer.error or any(output["output_type"] == "error" for output in outputs)
        outcome = Outcome(outputs, failed, suspicions=answer.suspicions)
        if role is Role.CHECKER:  # of a learner nothing else is believed
            outcome.line, outcome.direct, outcome.assertion = answer.line, answer.direct, answer.assertion
            outcome.from_learner, outcome.calls = answer.from_learner, answer.calls
            outcome.unsendable, outcome.opaque = answer.unsendable, answer.opaque
            outcome.altered = answer.altered
            if answer.gone:
                return self._gone_during_test(outcome)
        if outcome.failed and (answer.memory or (role is Role.CHECKER and answer.learner_memory)):
            outcome.ended = "memory"
        return outcome

    def _too_long(self, process: Process, role: Role, meter: Meter) -> Outcome:
        """Interrupt, then end. The error is written here, whatever the learner's code makes of the
        interrupt.
        """
        outcome = Outcome([_error("CellTimeoutError", self._why_stopped(meter))], True, "timeout")
        assert self._learner is not None
        for target in [self._learner] if role is Role.LEARNER else [self._learner, process]:
            target.interrupt()
            with contextlib.suppress(framing.TimedOutError, framing.ClosedError):
                framing.receive(process.control, _ANSWER_BYTES, self._meter(_GRACE_S).left_s)
                return outcome
        self.close()
        return outcome

    def _why_stopped(self, meter: Meter) -> str:
        limits = self._limits
        if meter.used_s < meter.limit_s:
            return messages.CELL_BOUND.format(elapsed=meter.elapsed_s, used=meter.used_s)
        if meter.limit_s < limits.cell_s:
            return messages.NOTEBOOK_TIMEOUT_IN_CELL.format(limit=limits.notebook_s)
        if meter.asleep_s > meter.cpu_s:
            return messages.CELL_ASLEEP.format(asleep=meter.asleep_s, limit=limits.cell_s)
        return messages.CELL_TIMEOUT.format(used=meter.used_s, limit=limits.cell_s)

    def _gone(self, process: Process) -> Outcome:
        ending = process.end()
        self.close()
        if ending.starved:
            return Outcome([_error("MemoryError", messages.MEMORY_LIMIT)], True, "memory")
        how = (
            messages.BY_SIGNAL.format(number=ending.signal)
            if ending.signal
            else messages.BY_EXIT.format(code=ending.status >> 8)
        )
        return Outcome([_error("ProcessEnded", messages.PROCESS_ENDED.format(how=how))], True, "crashed")

    def _gone_during_test(self, outcome: Outcome) -> Outcome:
        assert self._learner is not None
        deadline = time.monotonic() + _END_S
        while not self._learner.has_ended() and time.monotonic() < deadline:
            time.sleep(_LOOK_S)
        ending = self._learner.end()
        self.close()
        outcome.ended = "memory" if ending.starved else "crashed"
        outcome.failed = True
        return outcome


_KINDS = {
    "stream": ("name", "text"),
    "error": ("ename", "evalue", "traceback"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
}


def _checked_outputs(outputs: Any) -> list[dict[str, Any]]:
    """Only outputs of the notebook format pass; the learner's process may send anything."""
    checked = []
    for output in outputs if isinstance(outputs, list) else []:
        kind = output.get("output_type") if isinstance(output, dict) else None
        if kind not in _KINDS or not all(key in output for key in _KINDS[kind]):
            continue
        kept = {"output_type": kind, **{key: output[key] for key in _KINDS[kind]}}
        if kind == "stream":
            kept["name"] = "stderr" if output["name"] == "stderr" else "stdout"
            kept["text"] = _clean(output["text"])
        elif kind == "error":
            kept["ename"], kept["evalue"] = _clean(output["ename"]), _clean(output["evalue"])
            lines = output["traceback"]
            kept["traceback"] = [_clean(line) for line in lines] if isinstance(lines, list) else []
        else:
            data = output["data"] if isinstance(output["data"], dict) else {}
            kept["data"] = {str(key): _clean(value) for key, value in data.items()}
            kept["metadata"] = {}
            if kind == "execute_result":
                count = output["execution_count"]
                kept["execution_count"] = count if type(count) is int else None
        checked.append(kept)
    return checked


def _clean(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")
