"""A process that bubblewrap has shut in: sets its own caps, then serves like a child of the warm parent."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

from classroom.sandbox.child import cap


def main() -> None:
    """Serve the two sockets named on the command line."""
    control, link = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    order = json.loads(control.recv(1024, socket.MSG_WAITALL))
    cap(order["limits"], isolated=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from classroom.engine import learner, shell, tester

    made = shell.make_shell()
    made.output_limit = order["limits"]["output_kb"] * 1000
    sys.path.insert(0, os.getcwd())
    (learner if order["role"] == "learner" else tester).serve(control, link, made)


if __name__ == "__main__":
    main()
