"""Children of a warm parent: each forked into a process namespace of its own, watched, and reported on.

The warm parent does that itself, as root. Without root's rights a child needs a user namespace of its own,
which only a process of its own can enter: then a supervisor is forked for each child.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from classroom.records import Isolation
from classroom.sandbox import child, linux
from classroom.sandbox.cgroup import Group, resident_mb
from classroom.sandbox.child import SLACK_MB, Setting
from classroom.sandbox.init import decode_status

__all__ = ["Wards", "start", "supervise"]

_LOOK_MS = 50  # between two looks at a child's memory


@dataclass
class Ward:
    """A child, and what its parent needs to look after it."""

    pid: int
    ended: int  # readable once it has ended (a pidfd)
    grader: socket.socket  # orders come from it, and the report goes to it
    group: Group
    in_namespaces: bool
    memory_mb: int | None  # [MB] to look after; None where the kernel does
    starved: bool = False

    def obey(self) -> bool:
        """Carry out one order; returns whether another may come."""
        with contextlib.suppress(OSError):
            if self.grader.recv(1) == b"I":
                os.kill(self.pid, signal.SIGINT)
                return True
        os.kill(self.pid, signal.SIGKILL)  # "K", or the grader is gone
        return False

    def look(self) -> None:
        """End the child when it, with all it started, holds more memory than it may."""
        if self.memory_mb is not None and resident_mb(self.pid) > self.memory_mb + SLACK_MB / 2:
            self.starved = True
            os.kill(self.pid, signal.SIGKILL)

    def report(self) -> None:
        """Say how the child has ended, and let go of it."""
        _, status, usage = os.wait4(self.pid, 0)
        if self.in_namespaces:
            status = decode_status(status)
        else:
            with contextlib.suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)
        starved = self.starved or self.group.killed()
        report = {"status": status, "starved": starved, "peak_mb": usage.ru_maxrss / 1024}
        self.group.remove()
        with contextlib.suppress(OSError):
            self.grader.sendall(json.dumps(report).encode())
        self.grader.close()
        os.close(self.ended)


class Wards:
    """The children that one process looks after, by the descriptors that it waits for with `poll`."""

    def __init__(self, poll: select.poll) -> None:
        self._poll = poll
        self._by_end: dict[int, Ward] = {}
        self._by_order: dict[int, Ward] = {}

    def __len__(self) -> int:
        return len(self._by_end)

    @property
    def timeout_ms(self) -> int | None:
        """How long [ms] to wait at most, until the next look at their memory."""
        return _LOOK_MS if any(ward.memory_mb is not None for ward in self._by_end.values()) else None

    def add(self, ward: Ward) -> None:
        """Look after one more."""
        self._by_end[ward.ended] = self._by_order[ward.grader.fileno()] = ward
        self._poll.register(ward.ended, select.POLLIN)
        self._poll.register(ward.grader, select.POLLIN)

    def attend(self, ready: Iterable[int]) -> None:
        """Carry out orders and report ends, as `ready` descriptors ask for, then look at the others."""
        for fd in ready:
            if fd in self._by_end:
                self._let_go(fd)
        for fd in ready:
            if fd in self._by_order and not self._by_order[fd].obey():
                self._poll.unregister(fd)
                del self._by_order[fd]
        for ward in self._by_end.values():
            ward.look()

    def _let_go(self, fd: int) -> None:
        ward = self._by_end.pop(fd)
        self._poll.unregister(fd)
        if self._by_order.pop(ward.grader.fileno(), None) is not None:
            self._poll.unregister(ward.grader)
        ward.report()

    def forget(self) -> None:
        """In a process just forked: they are its parent's affair."""
        for ward in self._by_end.values():
            ward.grader.detach()


def start(
    setting: Setting, order: dict[str, Any], fds: list[int], number: int, wards: Wards, own: int | None
) -> None:
    """Fork a child and look after it; it gets a process namespace of its own.

    Parameters
    ----------
    setting : what it shares with the others
    order : its role, limits, folders and the room [MB] that these take, as the grader has sent them
    fds : its two lines, closed here, and the one to whoever asked for it, which is closed when it has ended,
        or at once when it cannot be started
    number : of the child, among those of this process
    wards : where it is looked after
    own : a descriptor of this process's own process namespace, to come back to; None when the next child
        goes into a new one anyway, or into none
    """
    grader = socket.socket(fileno=fds[2])
    limits = order["limits"]
    group = Group(f"{os.getpid()}-{number}", limits["memory_mb"], limits["processes"] + 1)
    gate_out, gate_in = os.pipe()
    try:
        pid = _fork(own)
    except OSError:  # whoever asked sees that the line is closed
        group.remove()
        for fd in (*fds[:2], grader.detach(), gate_out, gate_in):
            os.close(fd)
        return
    if pid == 0:
        try:
            os.close(gate_in)
            wards.forget()
            grader.detach()
            child.serve(setting, order, fds, gate_out, setting.first_uid + number % 2_000)
        finally:
            os._exit(1)
    for fd in (*fds[:2], gate_out):
        os.close(fd)
    with contextlib.suppress(OSError):
        grader.sendall(pid.to_bytes(8, "big"))
    group.add(pid)
    os.write(gate_in, b"x")
    os.close(gate_in)
    memory_mb = None if group.counts_memory else limits["memory_mb"]
    in_namespaces = setting.isolation is Isolation.NAMESPACES
    wards.add(Ward(pid, os.pidfd_open(pid), grader, group, in_namespaces, memory_mb))


def _fork(own: int | None) -> int:
    """Fork into a new process namespace, and be in one's own again before the next fork."""
    if own is None:
        return os.fork()
    linux.unshare(linux.CLONE_NEWPID)
    try:
        pid = os.fork()
    except OSError:
        linux.enter(own, linux.CLONE_NEWPID)
        raise
    if pid != 0:
        linux.enter(own, linux.CLONE_NEWPID)
    return pid


def supervise(setting: Setting, order: dict[str, Any], fds: list[int], number: int) -> NoReturn:
    """Start one child, as its supervisor, in a user namespace of its own: else one submission's processes
    would count for the others too.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    linux.enter_user_namespace(linux.CLONE_NEWPID)
    linux.die_with_parent()
    poll = select.poll()
    wards = Wards(poll)
    start(setting, order, fds, number, wards, None)
    while len(wards):
        wards.attend([fd for fd, _ in poll.poll(wards.timeout_ms)])
    os._exit(0)
