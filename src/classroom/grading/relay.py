"""The grader's place between a notebook's two processes: it carries their messages, and notes them.

Of a message it looks at the length alone. Nothing blocks: a process that neither reads nor writes costs its
own time and no more.
"""

from __future__ import annotations

import array
import contextlib
import os
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence

from classroom import messages
from classroom.grading.known import Talk
from classroom.wire import framing, line
from classroom.wire.interfaces import MAX_MESSAGE_BYTES

__all__ = ["DivergedError", "Relay", "Script"]

Script = Sequence[tuple[bytes, bytes | None]]  # None: the answer is still to come
_LOOK_MS = 100
_CHUNK = 1 << 20
_AT_ONCE = getattr(socket, "MSG_DONTWAIT", 0)


class DivergedError(RuntimeError):
    """The tests do not ask what they asked when they got the same answers before."""


class _Way:
    """Messages in one direction: one at a time is taken from `source`, then left to `target`."""

    def __init__(self, source: socket.socket, target: socket.socket) -> None:
        self.source, self.target = source, target
        self._raw = bytearray()
        self._fds: list[int] = []
        self._left: memoryview | None = None  # of a whole message, what has not gone on
        self.closed = False

    @property
    def loaded(self) -> bool:
        """Whether there is something to write."""
        return self._left is not None

    def take(self) -> bytes | None:
        """Read what is there; a whole message once it is."""
        try:
            while (missing := self._missing()) and not self.closed:
                limit = 1 if len(self._raw) < framing.HEAD.size else 0
                part, fds = line.receive_part(self.source, min(missing, _CHUNK), limit, _AT_ONCE)
                self._fds += fds
                self.closed = not part
                self._raw += part
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            self.closed = True
        if self.closed:
            self._hang_up()
            return None
        message = bytes(self._raw)
        self._raw.clear()
        return message

    def _missing(self) -> int:
        if len(self._raw) < framing.HEAD.size:
            return framing.HEAD.size - len(self._raw)
        (size,) = framing.HEAD.unpack_from(self._raw)
        # Nothing follows, or nothing that anybody reads.
        if size & line.IN_MEMORY or size > MAX_MESSAGE_BYTES:
            return 0
        return int(size) - (len(self._raw) - framing.HEAD.size)

    def load(self, message: bytes) -> None:
        """Have a message written."""
        self._left = memoryview(message)
        self.put()

    def put(self) -> None:
        """Write what the other side takes."""
        assert self._left is not None
        try:
            while len(self._left):
                if self._fds:
                    given = array.array("i", self._fds)
                    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)]
                    sent = self.target.sendmsg([self._left], rights, _AT_ONCE)
                    self._close_fds()
                else:
                    sent = self.target.send(self._left, _AT_ONCE)
                self._left = self._left[sent:]
        except (BlockingIOError, InterruptedError):
            return
        except OSError:  # it is gone, which shows elsewhere
            self._close_fds()
        self._left = None

    def _hang_up(self) -> None:
        self._close_fds()
        with contextlib.suppress(OSError):
            self.target.shutdown(socket.SHUT_WR)

    def _close_fds(self) -> None:
        for each in self._fds:
            os.close(each)
        self._fds.clear()


class Relay:
    """Carries messages between the student's process and the tests'.

    Parameters
    ----------
    learner : the grader's end of the line to the student's process
    """

    def __init__(self, learner: socket.socket) -> None:
        self._learner = learner
        self._tests: socket.socket | None = None
        self._ways: tuple[_Way, _Way] | None = None
        self._owed = 0  # messages of the student's process: what it says without being asked waits

    def join(self, tests: socket.socket) -> None:
        """Carry messages to and from the tests' process too, on the grader's end of the line to it."""
        self._tests = tests
        self._ways = _Way(tests, self._learner), _Way(self._learner, tests)

    def close(self) -> None:
        """Hang up on both."""
        self._learner.close()
        if self._tests is not None:
            self._tests.close()

    def put_question(self, question: bytes, answers: Sequence[bytes], left_s: Callable[[], float]) -> bytes:
        """Put a question to the student's process; returns the answer, or what there is of one.

        An answer that is as long as none of `answers` is left where it is, for the tests' process; then what
        is returned is empty.

        Raises
        ------
        framing.TimedOutError
        """
        try:
            framing.write(self._learner, question, left_s)
            head = framing.peek(self._learner, framing.HEAD.size, left_s)
            if not any(answer.startswith(head) for answer in answers):
                return b""
            (size,) = framing.HEAD.unpack(head)
            return framing.exactly(self._learner, framing.HEAD.size + size, left_s)
        except framing.ClosedError:
            return b""

    def drop_answer(self, left_s: Callable[[], float]) -> None:
        """Read an answer that nobody waits for any more.

        Raises
        ------
        framing.ClosedError, framing.TimedOutError
        """
        framing.receive(self._learner, MAX_MESSAGE_BYTES, left_s)

    def carry(self, until: socket.socket, left_s: Callable[[], float], script: Script = ()) -> Talk | None:
        """Carry messages until something can be read from `until`; returns them, or None if they are no
        talk of questions and answers that can be kept.

        Parameters
        ----------
        left_s : says how long it may still take [s]
        script : questions that the student's process has had already, with its answers

        Raises
        ------
        framing.TimedOutError, DivergedError
        """
        assert self._ways is not None
        out, back = self._ways
        waiting = deque(script)
        said: list[tuple[_Way, bytes]] = []
        looked = time.monotonic()
        while True:
            ready = self._wait(until)
            if not ready or time.monotonic() - looked > _LOOK_MS / 1000:
                looked = time.monotonic()
                if left_s() <= 0:
                    raise framing.TimedOutError(messages.PEER_SILENT)
            for way in self._ways:
                if way.loaded and ready.get(way.target.fileno(), 0) & ~select.POLLIN:
                    way.put()
                elif not way.loaded and ready.get(way.source.fileno(), 0) & ~select.POLLOUT:
                    message = way.take()
                    if message is None:
                        continue
                    said.append((way, message))
                    if way is out and waiting:
                        question, answer = waiting.popleft()
                        if message != question:
                            raise DivergedError
                        if answer is None:
                            self._owed += 1
                        else:
                            said.append((back, answer))
                            back.load(answer)
                    else:
                        way.load(message)
                        self._owed += 1 if way is out else -1
            if until.fileno() in ready:
                if waiting:
                    raise DivergedError
                return _talk(said, out)

    def _wait(self, until: socket.socket) -> dict[int, int]:
        """What can be read or written, by descriptor; nothing when that is so for long."""
        assert self._ways is not None
        out, _ = self._ways
        wanted = {until.fileno(): select.POLLIN}
        for way in self._ways:
            if way.loaded:
                wanted[way.target.fileno()] = wanted.get(way.target.fileno(), 0) | select.POLLOUT
            elif not way.closed and (way is out or self._owed > 0):
                wanted[way.source.fileno()] = wanted.get(way.source.fileno(), 0) | select.POLLIN
        poll = select.poll()
        for fd, events in wanted.items():
            poll.register(fd, events)
        return dict(poll.poll(_LOOK_MS))


def _talk(said: Sequence[tuple[_Way, bytes]], out: _Way) -> Talk | None:
    """What was said as questions and answers; None where that is not what it was."""
    questions = [message for way, message in said[::2] if way is out]
    answers = [message for way, message in said[1::2] if way is not out]
    if len(questions) != len(answers) or len(questions) + len(answers) != len(said):
        return None
    if any(framing.HEAD.unpack_from(message)[0] & line.IN_MEMORY for _, message in said):
        return None
    return list(zip(questions, answers, strict=True))
