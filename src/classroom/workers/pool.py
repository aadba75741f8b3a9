"""Spreads submissions over worker processes on this machine, and survives the death of any of them."""

from __future__ import annotations

import contextlib
import errno
import socket
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.grading.grade_submission import grade_submission
from classroom.grading.processes import Engine
from classroom.records import CellResult, Fault, Status, Submission, SubmissionResult

__all__ = ["failed", "grade_here", "grade_safely"]

_TRIES = 3  # a submission that three workers died over is given up
_AHEAD = 2  # submissions handed to a worker at a time, so that it never waits for the writer


_MACHINE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.EAGAIN,
    errno.EACCES,
}


def failed(plan: AssignmentPlan, student: str, why: str, fault: Fault = Fault.GRADER) -> SubmissionResult:
    """The result of a student whose submission could not be graded: no points, and the reason."""
    cells = {
        notebook.name: {
            cell.grade_id or "": CellResult(0.0, cell.points or 0.0) for cell in notebook.graded()
        }
        for notebook in plan.notebooks
    }
    return SubmissionResult(student, Status.CRASHED, reasons=(why,), cells=cells, fault=fault)


def grade_safely(plan: AssignmentPlan, submission: Submission, engine: Engine) -> SubmissionResult:
    """Grade one submission; an error of our own costs this student's row, not the class."""
    try:
        return grade_submission(plan, submission, engine)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _MACHINE:
            why = messages.MACHINE_FAILED.format(error=error)
            return failed(plan, submission.student, why, Fault.MACHINE)
        where = traceback.extract_tb(error.__traceback__)[-1]
        why = f"{type(error).__name__}: {error} ({where.filename.rsplit('/', 1)[-1]}:{where.lineno})"
        return failed(plan, submission.student, messages.OWN_ERROR.format(error=why))


class _Worker:
    """A process of its own that runs `classroom.workers.worker`: it loads only what grading needs."""

    def __init__(self, plan: AssignmentPlan, engine: Engine) -> None:
        own, other = socket.socketpair()
        lines = engine.lines()
        fds = {role: line.link.fileno() for role, line in lines.items()}
        with other:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "classroom.workers.worker", str(other.fileno())],
                pass_fds=[other.fileno(), *fds.values()],
                stdin=subprocess.DEVNULL,
            )
        for line in lines.values():
            line.close()
        self.pipe: Connection[Any, Any] = Connection(own.detach())
        self.waiting: deque[Submission] = deque()
        self._send(plan)
        self._send({role: (fd, lines[role].base) for role, fd in fds.items()})

    def _send(self, item: Any) -> None:
        with contextlib.suppress(OSError):  # a dead worker is noticed by the pipe's end
            self.pipe.send(item)

    def give(self, submission: Submission) -> None:
        self.waiting.append(submission)
        self._send(submission)

    def close(self) -> None:
        self.pipe.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def grade_here(
    plan: AssignmentPlan, submissions: Iterable[Submission], count: int, engine: Engine
) -> Iterator[SubmissionResult]:
    """Grade submissions on `count` local processes, in the order in which they finish.

    The processes share the warm parents of `engine`.

    Raises
    ------
    SandboxError
        When these cannot be started.
    """
    source = iter(submissions)
    again: deque[Submission] = deque()
    deaths: dict[str, int] = {}
    workers: list[_Worker] = []

    def following() -> Submission | None:
        return again.popleft() if again else next(source, None)

    def fill(worker: _Worker) -> None:
        while len(worker.waiting) < _AHEAD:
            submission = following()
            if submission is None:
                return
            worker.give(submission)

    try:
        for _ in range(count):
            first = following()
            if first is None:
                break
            workers.append(_Worker(plan, engine))
            workers[-1].give(first)
        for worker in workers:
            fill(worker)
        if workers:
            engine.wait()
        while any(worker.waiting for worker in workers):
            for pipe in wait([worker.pipe for worker in workers if worker.waiting]):
                worker = next(one for one in workers if one.pipe is pipe)
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError):
                    workers[workers.index(worker)] = replacement = _Worker(plan, engine)
                    worker.close()
                    suspect = worker.waiting[0]
                    deaths[suspect.student] = deaths.get(suspect.student, 0) + 1
                    if deaths[suspect.student] >= _TRIES:
                        worker.waiting.popleft()
                        yield failed(plan, suspect.student, messages.WORKERS_DIED.format(count=_TRIES))
                    again.extendleft(reversed(worker.waiting))
                    fill(replacement)
                    continue
                worker.waiting.popleft()
                fill(worker)
                yield result
    finally:
        for worker in workers:
            worker.close()
