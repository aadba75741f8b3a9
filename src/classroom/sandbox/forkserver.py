"""The grader's end of a warm parent: starts it, asks it for children, and lets none of them stay."""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import shutil
import socket
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classroom import messages
from classroom.limits import Limits
from classroom.records import Isolation, Role
from classroom.sandbox import view
from classroom.sandbox.base import Ending, SandboxError, Setup, Share
from classroom.sandbox.starting import take
from classroom.wire import framing

__all__ = ["Connection", "ForkServer", "ForkedProcess"]

_START_S = 120.0  # [s] within which a warm parent must have imported what it was told to
_END_S = 60.0  # [s] within which a killed child must be reported; on a busy machine it waits for a core
_PID_BYTES = 8


@dataclass
class ForkedProcess:
    """One process, with the two lines that lead to it: its own and its supervisor's."""

    control: socket.socket
    supervisor: socket.socket
    _ending: Ending | None = field(default=None)
    _pid: int | None = field(default=None)

    def wait(self) -> None:
        """Wait until it is there: the first of a run waits for its warm parent, which is no cell's time."""
        if self._pid is None:
            self.supervisor.settimeout(_START_S)
            raw = b""
            with contextlib.suppress(OSError):  # the supervisor says its number first of all
                raw = self.supervisor.recv(_PID_BYTES, socket.MSG_WAITALL)
            self._pid = int.from_bytes(raw, "big")

    @property
    def pid(self) -> int:
        """Its number, as this process counts; 0 when it could not be started."""
        self.wait()
        assert self._pid is not None
        return self._pid

    def has_ended(self) -> bool:
        """Whether it has ended by itself: its supervisor has reported."""
        if self._pid is None and self._is_readable() and self.pid == 0:
            return True
        return self._pid is not None and self._is_readable()

    def _is_readable(self) -> bool:
        return bool(select.select([self.supervisor], [], [], 0)[0])

    def interrupt(self) -> None:
        """Send it what Ctrl-C sends."""
        with contextlib.suppress(OSError):
            self.supervisor.sendall(b"I")

    def kill(self) -> None:
        """Have it killed, with all it started; does not wait for it."""
        with contextlib.suppress(OSError):
            self.supervisor.sendall(b"K")

    def end(self) -> Ending:
        """Kill it and all it started; returns how it ended."""
        if self._ending is None:
            self.kill()
            self._ending = self._read_report()
            self.control.close()
            self.supervisor.close()
        return self._ending

    def _read_report(self) -> Ending:
        if self.pid == 0:
            return Ending(-1)
        raw = b""
        self.supervisor.settimeout(_END_S)
        with contextlib.suppress(OSError):
            while part := self.supervisor.recv(4096):
                raw += part
        try:
            report = json.loads(raw)
        except ValueError:
            return Ending(-1)
        return Ending(report["status"], report["starved"], report["peak_mb"])


class Connection:
    """A way to ask a warm parent for children. Several processes may each hold one."""

    def __init__(self, link: socket.socket, isolation: Isolation, base: str) -> None:
        self.link = link
        self.isolation = isolation
        self.base = base

    def fork(
        self, role: Role, folders: Sequence[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> ForkedProcess:
        """A clean process in the given role, joined to another by `link`.

        Raises
        ------
        SandboxError
            When the warm parent has ended.
        """
        control, control_end = socket.socketpair()
        supervisor, supervisor_end = socket.socketpair()
        shown = [str(folder) for folder in folders]
        if self.isolation is Isolation.NONE:
            shown.append(tempfile.mkdtemp(prefix="scratch-", dir=self.base))
        order = {"role": role, "folders": shown, "files_mb": files_mb, "limits": limits.to_dict()}
        try:
            self._send(json.dumps(order).encode(), [control_end, link, supervisor_end])
        except SandboxError:
            control.close()
            supervisor.close()
            raise
        finally:
            control_end.close()
            supervisor_end.close()
        return ForkedProcess(control, supervisor)

    def duplicate(self) -> Share:
        """A connection for another process."""
        own, other = socket.socketpair()
        with other:
            self._send(b"", [other])
        return Share(own, self.base)

    def close(self) -> None:
        """Hang up."""
        self.link.close()

    def _send(self, raw: bytes, sockets: list[socket.socket]) -> None:
        fds = array.array("i", [each.fileno() for each in sockets])
        try:
            self.link.sendmsg([len(raw).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
            self.link.sendall(raw)
        except OSError as error:
            raise SandboxError(messages.WARM_FAILED.format(why="it has ended")) from error


class ForkServer:
    """Warm parents, one a role, which end when this process ends.

    They are forked from one process that imports what all need, so that it is imported once.

    Parameters
    ----------
    isolation : NAMESPACES or NONE
    roles : what their children are for: a solution is among the warm-up cells of checkers only
    setup : what all of them are started with
    outer : gives what to start the first process with, from the folder that it writes to; may be empty
    """

    def __init__(
        self,
        isolation: Isolation,
        roles: Sequence[Role],
        setup: Setup,
        outer: Callable[[str], list[str]],
    ) -> None:
        self._base = tempfile.mkdtemp(prefix="cr-")
        os.chmod(self._base, 0o755)
        self._zygote = take(outer)
        lines = {role: socket.socketpair() for role in roles}
        self.connections = {role: Connection(own, isolation, self._base) for role, (own, _) in lines.items()}
        self._ready: set[Role] = set()
        common = {
            "isolation": isolation,
            "root": self._base,
            "home": view.HOME if isolation is Isolation.NAMESPACES else self._base,
            "modules": list(setup.modules),
            "hidden": list(setup.hidden),
            "readable": list(setup.readable),
            "folder": None if setup.files is None else str(setup.files),
        }
        with contextlib.suppress(OSError):  # it has ended: whoever waits for it is told
            socket.send_fds(self._zygote.line, [b"r"], [other.fileno() for _, other in lines.values()])
            framing.send(self._zygote.line, json.dumps(common).encode())
        for _, other in lines.values():
            other.close()
        for role, (own, _) in lines.items():
            framing.send(own, json.dumps(list(setup.warm_up.get(role, ()))).encode())

    def wait(self, role: Role) -> None:
        """Wait until a role's warm parent has imported everything.

        Raises
        ------
        SandboxError
            When it could not be set up.
        """
        if role in self._ready:
            return
        link = self.connections[role].link
        link.settimeout(_START_S)
        try:
            said = link.recv(16)
        except OSError:
            said = b""
        if said == b"ready":
            self._ready.add(role)
            return
        self._zygote.log.seek(0)
        lines = self._zygote.log.read().decode(errors="replace").strip().splitlines()
        raise SandboxError(messages.WARM_FAILED.format(why=lines[-1] if lines else "no answer"))

    def close(self) -> None:
        """End the warm parents; their supervisors and children end with them."""
        for connection in self.connections.values():
            connection.close()
        self._zygote.close()
        shutil.rmtree(self._base, ignore_errors=True)
