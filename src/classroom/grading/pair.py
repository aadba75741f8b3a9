"""A notebook's two processes: the student's, the tests', and the grader's place between them."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

from classroom.grading.exchange import exchange
from classroom.grading.known import Talk
from classroom.grading.relay import Relay, Script
from classroom.limits import Limits
from classroom.records import Role
from classroom.sandbox.base import Process, Sandbox
from classroom.sandbox.usage import Meter
from classroom.wire import framing
from classroom.wire.orders import CellAnswer, Order

__all__ = ["Pair"]

_BUFFER_BYTES = 4 * 1024 * 1024
_SO_SNDBUFFORCE = 32  # Linux: beyond the usual maximum, for root
_ANSWER_BYTES = 16 * 1024 * 1024  # [bytes] of one cell's outputs, beyond the cap that the child itself keeps


class Pair:
    """The student's process, and the tests' once it is needed.

    Parameters
    ----------
    sandbox : where both are started
    folders : what the student's finds in its folder, one over the other
    trusted : the same of the tests' process
    files_mb : [MB] room that they take
    limits : the caps of each
    """

    def __init__(
        self,
        sandbox: Sandbox,
        folders: Sequence[Path],
        trusted: Sequence[Path],
        files_mb: int,
        limits: Limits,
    ) -> None:
        self._sandbox, self._files_mb, self._limits = sandbox, files_mb, limits
        self._trusted = trusted
        self.learner, own = self._started(Role.LEARNER, folders)
        self.relay = Relay(own)
        self.checker: Process | None = None

    def start_checker(self) -> Process:
        """Make sure that the tests' process is there."""
        if self.checker is None:
            self.checker, own = self._started(Role.CHECKER, self._trusted)
            self.relay.join(own)
        return self.checker

    def _started(self, role: Role, folders: Sequence[Path]) -> tuple[Process, socket.socket]:
        """A fresh process, and the line to it for questions and answers."""
        own, other = socket.socketpair()
        with other:
            for end in (own, other):  # a table then goes over in one piece
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, _SO_SNDBUFFORCE, _BUFFER_BYTES)
            try:
                process = self._sandbox.start(role, folders, self._files_mb, self._limits, other)
            except BaseException:
                own.close()
                raise
        process.wait()
        return process, own

    @property
    def processes(self) -> list[Process]:
        """Those that have been started."""
        return [self.learner] if self.checker is None else [self.learner, self.checker]

    def has_ended(self) -> bool:
        """Whether one has ended by itself."""
        return any(process.has_ended() for process in self.processes)

    def close(self) -> float:
        """End both and all they started; the most memory [MB] that one held."""
        for process in self.processes:  # at the same time
            process.kill()
        peaks = [process.end().peak_mb for process in self.processes]
        self.relay.close()
        return max(peaks)

    def meter(self, limit_s: float) -> Meter:
        """Counts what they use from now on."""
        pids = [process.pid for process in self.processes]
        return Meter(lambda: pids, limit_s, limit_s * self._limits.wall_factor)

    def send(
        self, role: Role, order: Order, left_s: Callable[[], float], script: Script = ()
    ) -> tuple[CellAnswer, Talk | None]:
        """The answer to an order, and what the two processes said to each other meanwhile.

        Raises
        ------
        framing.ClosedError, framing.TimedOutError, DivergedError
        """
        if role is Role.LEARNER:
            return exchange(self.learner, order, _ANSWER_BYTES, left_s), None
        checker = self.start_checker()
        talk: list[Talk | None] = []
        carry = self.relay.carry
        answer = exchange(
            checker, order, _ANSWER_BYTES, left_s, lambda: talk.append(carry(checker.control, left_s, script))
        )
        return answer, talk[-1]

    def await_end(self, role: Role, left_s: Callable[[], float]) -> None:
        """Wait for the answer to an order that was interrupted; where the tests' process does not run, for
        that to a question.

        Raises
        ------
        framing.ClosedError, framing.TimedOutError
        """
        if role is Role.LEARNER:
            framing.receive(self.learner.control, _ANSWER_BYTES, left_s)
        elif self.checker is None:
            self.relay.drop_answer(left_s)
        else:
            self.relay.carry(self.checker.control, left_s)
            framing.receive(self.checker.control, _ANSWER_BYTES, left_s)
