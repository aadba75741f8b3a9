"""A supervisor: forks one child into a process namespace of its own, carries out orders (interrupt, kill),
watches memory, and reports the end.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

from classroom.records import Isolation
from classroom.sandbox import child, linux
from classroom.sandbox.cgroup import Group, resident_mb
from classroom.sandbox.child import SLACK_MB, Setting
from classroom.sandbox.init import decode_status

__all__ = ["supervise"]

_LOOK_MS = 50  # between two looks at a child's memory


def supervise(setting: Setting, order: dict[str, Any], fds: list[int], number: int) -> NoReturn:
    """Watch one child until it ends; then say how it ended."""
    in_namespaces = setting.isolation is Isolation.NAMESPACES
    grader = socket.socket(fileno=fds[2])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if in_namespaces:
        if setting.is_root:
            linux.unshare(linux.CLONE_NEWPID)
        else:  # a user namespace each: else one submission's processes would count for the others too
            linux.enter_user_namespace(linux.CLONE_NEWPID)
    if sys.platform == "linux":
        linux.die_with_parent()
    uid = setting.first_uid + number % 2_000
    group = Group(f"{os.getpid()}", order["limits"]["memory_mb"], order["limits"]["processes"] + 1)
    gate_out, gate_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(gate_in)
            grader.detach()
            os.close(fds[2])
            child.serve(setting, order, fds, gate_out, uid)
        finally:
            os._exit(status)
    os.close(fds[0])
    os.close(fds[1])
    with contextlib.suppress(OSError):
        grader.sendall(pid.to_bytes(8, "big"))
    group.add(pid)
    os.write(gate_in, b"x")
    starved = _watch(grader, pid, None if group.counts_memory else order["limits"]["memory_mb"])
    _, status, usage = os.wait4(pid, 0)
    if in_namespaces:
        status = decode_status(status)
    else:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    report = {"status": status, "starved": starved or group.killed(), "peak_mb": usage.ru_maxrss / 1024}
    group.remove()
    with contextlib.suppress(OSError):
        grader.sendall(json.dumps(report).encode())
    os._exit(0)


def _watch(grader: socket.socket, pid: int, memory_mb: int | None) -> bool:
    """Carry out orders until the child has ended; returns whether it was ended for its memory."""
    ended = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    poll.register(grader, select.POLLIN)
    while True:
        ready = dict(poll.poll(None if memory_mb is None else _LOOK_MS))
        if ended in ready:
            return False
        if grader.fileno() in ready:
            verb = grader.recv(1)
            if verb == b"I":
                os.kill(pid, signal.SIGINT)
            else:  # "K", or the grader is gone
                os.kill(pid, signal.SIGKILL)
                poll.unregister(grader)
        elif memory_mb is not None and resident_mb(pid) > memory_mb + SLACK_MB / 2:
            os.kill(pid, signal.SIGKILL)
            return True
