"""A worker's whole life: take the plan, then grade submissions until the line is closed."""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

from classroom.plan import AssignmentPlan
from classroom.pool import mark_safely
from classroom.sandbox.engine import Engine


def main() -> None:
    """Serve the socket named on the command line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    if sys.platform == "linux":
        from classroom.sandbox import linux

        linux.die_with_parent()
    pipe = Connection(int(sys.argv[1]))
    plan: AssignmentPlan = pipe.recv()
    engine = Engine(plan)
    try:
        while True:
            pipe.send(mark_safely(plan, pipe.recv(), engine))
    except (EOFError, OSError):
        pass
    finally:
        engine.close()


if __name__ == "__main__":
    main()
