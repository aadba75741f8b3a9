"""Spreads submissions over worker processes on this machine, and survives the death of any of them."""

from __future__ import annotations

import contextlib
import errno
import itertools
import multiprocessing
import traceback
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.grading.grade_submission import grade_submission
from classroom.grading.known import Finding
from classroom.grading.processes import Engine
from classroom.grading.workers.worker import serve
from classroom.records import CellResult, Fault, Status, Submission, SubmissionResult

__all__ = ["failed", "grade_here", "grade_safely"]

# What grading needs is imported already, which takes longer than to grade a submission. No submission's code
# runs in these processes, which could find what they inherit.
_FORK = multiprocessing.get_context("fork")
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
    """A process of its own that grades one submission after the other."""

    def __init__(self, plan: AssignmentPlan, engine: Engine) -> None:
        self.waiting: deque[Submission] = deque()
        self.pipe: Connection[Any, Any]
        self.pipe, other = _FORK.Pipe()
        shares = engine.sandbox.share()
        with other:
            self._process = _FORK.Process(target=serve, args=(plan, other, shares, grade_safely), daemon=True)
            self._process.start()
        for share in shares.values():
            share.link.close()

    def give(self, submission: Submission) -> None:
        """Have it grade one more."""
        self.waiting.append(submission)
        with contextlib.suppress(OSError):  # a dead worker is noticed by the pipe's end
            self.pipe.send(submission)

    def tell(self, findings: list[Finding]) -> None:
        """Have it know what tests gave in another worker."""
        with contextlib.suppress(OSError):
            self.pipe.send(findings)

    def hang_up(self) -> None:
        """Have it end; `close` waits for that."""
        self.pipe.close()

    def close(self) -> None:
        """End it."""
        self.hang_up()
        self._process.join(5)
        self._process.kill()
        self._process.join()
        self._process.close()


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
    pool = _Pool(plan, submissions, engine)
    try:
        pool.start(count)
        yield from pool.results()
    finally:
        pool.close()


class _Pool:
    """Worker processes, and the submissions that are to be tried again."""

    def __init__(self, plan: AssignmentPlan, submissions: Iterable[Submission], engine: Engine) -> None:
        self._plan = plan
        self._engine = engine
        self._source = iter(submissions)
        self._again: deque[Submission] = deque()
        self._deaths: Counter[str] = Counter()
        self._workers: list[_Worker] = []

    def start(self, count: int) -> None:
        """Start workers, each with its first submission before any has a second."""
        for submission in itertools.islice(iter(self._next, None), count):
            self._workers.append(_Worker(self._plan, self._engine))
            self._workers[-1].give(submission)
        for worker in self._workers:
            self._fill(worker)
        if self._workers:
            self._engine.sandbox.wait()

    def results(self) -> Iterator[SubmissionResult]:
        """Results as they come, until nothing is left."""
        while busy := [worker for worker in self._workers if worker.waiting]:
            for pipe in wait([worker.pipe for worker in busy]):
                worker = next(each for each in busy if each.pipe is pipe)
                try:
                    result, news = worker.pipe.recv()
                except (EOFError, OSError):
                    yield from self._replace(worker)
                    continue
                worker.waiting.popleft()
                self._fill(worker)
                for other in self._workers:
                    if news and other is not worker:
                        other.tell(news)
                yield result

    def _next(self) -> Submission | None:
        return self._again.popleft() if self._again else next(self._source, None)

    def _fill(self, worker: _Worker) -> None:
        while len(worker.waiting) < _AHEAD:
            submission = self._next()
            if submission is None:
                return
            worker.give(submission)

    def _replace(self, worker: _Worker) -> Iterator[SubmissionResult]:
        """Put a fresh worker in the place of one that died; gives up what has cost several their lives."""
        replacement = _Worker(self._plan, self._engine)
        self._workers[self._workers.index(worker)] = replacement
        worker.close()
        suspect = worker.waiting[0].student
        self._deaths[suspect] += 1
        if self._deaths[suspect] >= _TRIES:
            worker.waiting.popleft()
            yield failed(self._plan, suspect, messages.WORKERS_DIED.format(count=_TRIES))
        self._again.extendleft(reversed(worker.waiting))
        self._fill(replacement)

    def close(self) -> None:
        """End all workers, at the same time."""
        for worker in self._workers:
            worker.hang_up()
        for worker in self._workers:
            worker.close()
