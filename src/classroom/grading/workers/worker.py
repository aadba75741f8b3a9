"""A worker's whole life: take the plan, then grade submissions until the line is closed."""

from __future__ import annotations

import signal
import socket
import sys
from multiprocessing.connection import Connection

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.known import Known
from classroom.grading.processes import Engine
from classroom.grading.workers.pool import grade_safely
from classroom.sandbox.base import Share


def main() -> None:
    """Serve the socket named on the command line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    if sys.platform == "linux":
        from classroom.sandbox import linux

        linux.die_with_parent()
    pipe = Connection(int(sys.argv[1]))
    plan: AssignmentPlan = pipe.recv()
    shares = {role: Share(socket.socket(fileno=fd), base) for role, (fd, base) in pipe.recv().items()}
    engine = Engine(plan, shares, None if plan.every_test else Known())
    try:
        while True:
            pipe.send(grade_safely(plan, pipe.recv(), engine))
    except (EOFError, OSError):
        pass
    finally:
        engine.close()


if __name__ == "__main__":
    main()
