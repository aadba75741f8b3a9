"""Sends the work to an existing Dask cluster; its workers need this package and nothing of the course.

The plan and each submission travel with the task; results come back to the one writer.
"""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from typing import Any

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.grading.known import Known
from classroom.grading.processes import Engine
from classroom.grading.workers.pool import failed, grade_safely
from classroom.records import CourseError, Fault, Isolation, Submission, SubmissionResult

__all__ = ["grade_there"]

_CONNECT_S = 10.0  # [s] for the scheduler to answer
_AHEAD = 3  # submissions under way per worker thread
_RETRIES = 3  # workers a submission may outlive
_ENGINES = "_classroom_engines"


def _grade(plan: AssignmentPlan, key: str, submission: Submission) -> SubmissionResult:
    """Runs on a worker: keeps one warm engine per plan for the life of the worker."""
    from distributed import get_worker

    worker = get_worker()
    engines: dict[str, Engine] = worker.__dict__.setdefault(_ENGINES, {})
    if key not in engines:
        for engine in engines.values():
            engine.close()
        engines.clear()
        try:
            engines[key] = Engine(plan, known=None if plan.every_test else Known())
        except OSError as error:
            why = messages.MACHINE_FAILED.format(error=f"{worker.address}: {error}")
            return failed(plan, submission.student, why, Fault.MACHINE)
    return grade_safely(plan, submission, engines[key])


def _isolation_there() -> Isolation | None:
    from classroom.sandbox.backends import best_isolation

    return best_isolation()


def _look_for(address: str) -> None:
    """Refuse at once what Dask would wait for."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not host or not port.isdigit():
        raise CourseError(messages.BAD_SCHEDULER.format(address=address))
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_S).close()
    except (OSError, OverflowError) as error:
        raise CourseError(messages.NO_SCHEDULER.format(address=address)) from error


def grade_there(
    plan: AssignmentPlan, submissions: Iterable[Submission], address: str
) -> Iterator[SubmissionResult]:
    """Grade submissions on the cluster whose scheduler is at `address` (HOST:PORT).

    Raises
    ------
    CourseError
        When the scheduler cannot be reached, has no workers, or a worker cannot shut code in.
    """
    _look_for(address)
    import distributed

    connect: Any = distributed.Client

    try:
        client: Any = connect(address if "://" in address else f"tcp://{address}", timeout=_CONNECT_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise CourseError(messages.NO_SCHEDULER.format(address=address)) from error
    with client:
        threads = client.nthreads()
        if not threads:
            raise CourseError(messages.NO_DASK_WORKERS.format(address=address))
        if max(threads.values()) > 1:
            raise CourseError(messages.DASK_THREADS)
        _check_isolation(client, plan)
        try:
            yield from _spread(client, plan, submissions, len(threads), distributed.KilledWorker)
        except (CancelledError, OSError) as error:
            raise CourseError(messages.LOST_SCHEDULER.format(address=address)) from error


def _check_isolation(client: Any, plan: AssignmentPlan) -> None:
    if plan.isolation is Isolation.NONE:
        return
    for worker, isolation in client.run(_isolation_there).items():
        if isolation != plan.isolation:
            raise CourseError(
                messages.DASK_ISOLATION.format(worker=worker, found=isolation, wanted=plan.isolation)
            )


def _spread(
    client: Any,
    plan: AssignmentPlan,
    submissions: Iterable[Submission],
    workers: int,
    killed: type[Exception],
) -> Iterator[SubmissionResult]:
    import distributed

    as_completed: Any = distributed.as_completed
    shared = client.scatter(plan, broadcast=True, hash=False)
    source = iter(submissions)
    waiting: dict[Any, str] = {}

    def send(submission: Submission) -> Any:
        future = client.submit(
            _grade, shared, plan.digest, submission, pure=False, retries=_RETRIES, key=None
        )
        waiting[future.key] = submission.student
        return future

    queue = as_completed([send(each) for each in itertools.islice(source, workers * _AHEAD)])
    for future in queue:
        student = waiting.pop(future.key)
        try:
            result = future.result()
        except killed as error:
            result = failed(plan, student, messages.WORKERS_DIED.format(count=_RETRIES + 1) + f" ({error})")
        except (CancelledError, OSError):  # the scheduler has gone: not the student's fault
            raise
        except Exception as error:
            result = failed(plan, student, messages.OWN_ERROR.format(error=error))
        following = next(source, None)
        if following is not None:
            queue.add(send(following))
        yield result
