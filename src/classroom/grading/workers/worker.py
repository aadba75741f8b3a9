"""A worker's whole life: forked from the grader, it grades submissions until the line is closed."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

from classroom.assignment.plan import AssignmentPlan
from classroom.descriptors import close_all_but
from classroom.grading.known import Finding, Known
from classroom.grading.processes import Engine
from classroom.records import Role, Submission, SubmissionResult
from classroom.sandbox.base import Share

__all__ = ["NAME", "serve"]

NAME = "grading-worker"
Grade = Callable[[AssignmentPlan, Submission, Engine], SubmissionResult]


def serve(
    plan: AssignmentPlan, pipe: Connection[Any, Any], shares: Mapping[Role, Share], grade: Grade
) -> None:
    """Grade what comes over `pipe`, in processes of the sandbox that `shares` lead to."""
    gc.freeze()  # what is inherited stays: the gradebook's connection must not be closed from here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    if sys.platform == "linux":
        from classroom.sandbox import linux

        linux.die_with_parent()
        linux.name_process(NAME)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    # The lines to other workers, the gradebook, and whatever else the grader has open are not for this one.
    close_all_but([pipe.fileno(), *(share.link.fileno() for share in shares.values())])
    known = None if plan.every_test else Known()
    engine = Engine(plan, shares, known)
    waiting: SimpleQueue[Submission | None] = SimpleQueue()
    # Read at once what comes: a grader that waits to hand over one submission would not take the result of
    # another, which we would wait to hand over.
    Thread(target=_read, args=(pipe, waiting, known), daemon=True).start()
    try:
        while (submission := waiting.get()) is not None:
            pipe.send((grade(plan, submission, engine), known.news() if known is not None else []))
    except OSError:  # nobody wants it any more
        pass
    finally:
        engine.close()


def _read(pipe: Connection[Any, Any], waiting: SimpleQueue[Submission | None], known: Known | None) -> None:
    """Take in submissions, and what other workers' tests gave; whatever ends this ends the worker."""
    try:
        while True:
            item: Submission | list[Finding] = pipe.recv()
            if isinstance(item, Submission):
                waiting.put(item)
            elif known is not None:
                known.learn(item)
    except (EOFError, OSError):  # the grader has hung up
        pass
    finally:
        waiting.put(None)
