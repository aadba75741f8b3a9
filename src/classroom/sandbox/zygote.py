"""The warm parents: have imported what notebooks import, and fork one clean process per request.

None sees a submission, so a child inherits nothing worth stealing. When the warm parent or the grader dies,
the children and everything they started die with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import select
import signal
import socket
import sys
from typing import Any

from classroom.collecting import collect_seldom
from classroom.records import Isolation, Role
from classroom.sandbox import linux, rootfs
from classroom.sandbox.base import environment
from classroom.sandbox.child import FIRST_UID, Setting
from classroom.sandbox.supervisor import Wards, start, supervise
from classroom.wire import framing

__all__ = ["main"]

_ORDER_BYTES = 64 << 20
_ROLES = len(Role)


def _isolate(base: str, hidden: list[str], readable: list[str]) -> Setting:
    """Move the warm parent itself into namespaces, and lay out the root its children will see."""
    is_root = os.geteuid() == 0
    if is_root:
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET)
    else:
        linux.enter_user_namespace(linux.CLONE_NEWNS | linux.CLONE_NEWNET)
    linux.make_private()
    rootfs.build(base, hidden, readable)
    return Setting(Isolation.NAMESPACES, is_root, base, FIRST_UID + (os.getpid() % 100_000) * 2_000)


def _serve(setting: Setting, first: socket.socket) -> None:
    """Fork a child for each request, until the line to the process that started this one is closed.

    A request without content brings another line, for another process.
    """
    lines = {first.fileno(): first}
    poll = select.poll()
    poll.register(first, select.POLLIN)
    wards = Wards(poll)
    numbers = itertools.count()
    own = os.open("/proc/self/ns/pid", os.O_RDONLY) if setting.own_pids else None
    while True:
        ready = [fd for fd, _ in poll.poll(wards.timeout_ms)]
        wards.attend(ready)
        for line in [lines[fd] for fd in ready if fd in lines]:
            head, raw, fds = _request(line)
            if not head:
                if line is first:
                    return
                poll.unregister(line)
                lines.pop(line.fileno()).close()
            elif not raw:
                another = socket.socket(fileno=fds[0])
                lines[another.fileno()] = another
                poll.register(another, select.POLLIN)
            elif setting.supervised:
                _fork_supervisor(setting, json.loads(raw), fds, next(numbers), lines)
            else:
                start(setting, json.loads(raw), fds, next(numbers), wards, own)


def _request(line: socket.socket) -> tuple[bytes, bytes, list[int]]:
    """One request: its head, its content and the descriptors that came with it; no head when there is none.

    One a message: the sender waits for nothing, so two may lie in the socket.
    """
    try:
        head, fds, _, _ = socket.recv_fds(line, 4, 3)
        size = int.from_bytes(head, "big")
        raw = line.recv(size, socket.MSG_WAITALL) if size else b""
    except OSError:
        return b"", b"", []
    return (head if len(raw) == size else b""), raw, list(fds)


def _fork_supervisor(
    setting: Setting, order: dict[str, Any], fds: list[int], number: int, lines: dict[int, socket.socket]
) -> None:
    if os.fork() == 0:
        try:
            for each in lines.values():
                each.close()
            supervise(setting, order, fds, number)
        finally:
            os._exit(1)
    for fd in fds:
        os.close(fd)


def main(first: socket.socket) -> None:
    """Import what all processes need, then be forked once for each role: these are the warm parents.

    What all share comes over the first line, with a line for each role. What one of them is to run comes over
    its own, and is read there alone: the learners' parent must never have held a solution.
    """
    collect_seldom()
    if sys.platform == "linux":
        linux.die_with_parent()
    from classroom.kernel import checker, learner, shell
    from classroom.sandbox.warmup import refuse_threads

    assert learner  # imported here, like the tests' side, so that every child has them
    assert checker
    _, fds, _, _ = socket.recv_fds(first, 1, _ROLES)
    if not fds:  # nobody needs it
        return
    order = json.loads(framing.receive(first, _ORDER_BYTES))
    first.close()
    links = [socket.socket(fileno=fd) for fd in fds]
    for name in order["modules"]:
        with contextlib.suppress(
            Exception
        ):  # a module that fails to import will say so to whoever imports it
            importlib.import_module(name)
    shell.make_shell()
    refuse_threads()
    for link in links:
        if os.fork() == 0:
            for other in links:
                if other is not link:
                    other.close()
            _be_parent(link, order)
            return
    for link in links:
        link.close()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _be_parent(link: socket.socket, order: dict[str, Any]) -> None:
    """Run a role's warm-up cells, then serve fork requests until the line is closed."""
    from classroom.sandbox.warmup import warm_up

    cells = json.loads(framing.receive(link, _ORDER_BYTES))
    if order["isolation"] == Isolation.NAMESPACES:
        setting = _isolate(order["root"], order["hidden"], order["readable"])
    else:
        setting = Setting(Isolation.NONE, os.geteuid() == 0, "", 0)
    if sys.platform == "linux":
        linux.die_with_parent()  # only now: entering a user namespace would cancel it
    warm_up(cells, order["folder"])
    as_child = environment(order["home"])
    os.environ.clear()
    os.environ.update(as_child)
    # Supervisors are nobody's to wait for; children are reported on by whoever waits for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN if setting.supervised else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    link.sendall(b"ready")
    _serve(setting, link)


if __name__ == "__main__":
    # What to do comes over the sockets: a child can read the command line of the process it was forked from.
    main(socket.socket(fileno=int(sys.argv[1])))
