"""A process that bubblewrap has shut in: sets its own caps, then serves like a child of the warm parent."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

from classroom.records import Role
from classroom.sandbox import linux
from classroom.sandbox.child import cap, copy_in, seed_generators


def main() -> None:
    """Serve the first two sockets named on the command line; say over the third when all is ready."""
    control, link, ready = (socket.socket(fileno=int(number)) for number in sys.argv[1:4])
    order = json.loads(control.recv(1024, socket.MSG_WAITALL))
    copy_in(order["folders"], os.getcwd(), None)
    cap(order["limits"], isolated=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from classroom.kernel import checker, learner, shell

    made = shell.make_shell()
    seed_generators()
    made.output_limit = order["limits"]["output_kb"] * 1000
    sys.path.insert(0, os.getcwd())
    linux.drop_capabilities()
    linux.filter_system_calls()
    ready.sendall(b"r")
    (learner if order["role"] == Role.LEARNER else checker).serve(control, link, made)


if __name__ == "__main__":
    main()
