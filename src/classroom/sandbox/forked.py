"""Two of the three sandboxes: processes forked from warm parents, in namespaces or unprotected."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from classroom import messages
from classroom.limits import Limits
from classroom.records import Isolation, Role
from classroom.sandbox.base import Process, SandboxError, Setup, Share
from classroom.sandbox.forkserver import Connection, ForkServer
from classroom.sandbox.namespaces_check import try_namespaces
from classroom.sandbox.syscalls import unknown_machine

__all__ = ["Forked", "Namespaces", "Unprotected"]


class Forked:
    """Processes forked from one warm parent a role.

    Parameters
    ----------
    setup : what all processes are started with
    shares : of the warm parents of another process, by role; without them the sandbox starts its own when
        they are first needed
    """

    isolation: ClassVar[Isolation]

    def __init__(self, setup: Setup, shares: Mapping[Role, Share] | None = None) -> None:
        self._setup = setup
        self._one_at_a_time = threading.Lock()  # requests to a warm parent must not mix
        self._servers: dict[Role, ForkServer] = {}
        self._connections = {
            role: Connection(share.link, self.isolation, share.base) for role, share in (shares or {}).items()
        }

    def _outer(self, home: str) -> list[str]:
        """What to start the warm parents with, which write to `home`: they run on the machine as it is."""
        return []

    def _ready(self, role: Role) -> Connection:
        self._start_servers()
        if role in self._servers:
            self._servers[role].wait(role)
        return self._connections[role]

    def _start_servers(self) -> None:
        missing = [role for role in Role if role not in self._connections]
        if missing:
            server = ForkServer(self.isolation, missing, self._setup, self._outer)
            self._servers |= dict.fromkeys(missing, server)
            self._connections |= server.connections

    def start(
        self, role: Role, folders: Sequence[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> Process:
        """A clean process; a warm parent that was killed is started again, once."""
        with self._one_at_a_time:
            try:
                return self._ready(role).fork(role, folders, files_mb, limits, link)
            except SandboxError:
                self._stop(role)
                return self._ready(role).fork(role, folders, files_mb, limits, link)

    def wait(self, roles: Sequence[Role] = tuple(Role)) -> None:
        """Start the sandbox's own warm parents, where it has none yet, and wait until these are ready."""
        self._start_servers()
        for role in roles:
            if role in self._servers:
                self._servers[role].wait(role)

    def share(self) -> dict[Role, Share]:
        """Connections to the warm parents for another process."""
        self._start_servers()
        with contextlib.suppress(SandboxError):  # whoever has none starts a warm parent of its own
            return {role: connection.duplicate() for role, connection in self._connections.items()}
        return {}

    def _stop(self, role: Role) -> None:
        self._connections.pop(role).close()
        server = self._servers.pop(role, None)
        if server is not None and server not in self._servers.values():
            server.close()

    def close(self) -> None:
        """End the warm parents."""
        for role in list(self._connections):
            self._stop(role)


class Namespaces(Forked):
    """Each process in namespaces of its own: the fast way to be shut in."""

    isolation = Isolation.NAMESPACES

    @staticmethod
    def why_not() -> str | None:
        """Why not: tries, in a process of its own, everything the warm parent will need."""
        if sys.platform != "linux":
            return messages.DOCTOR_NOT_LINUX
        return unknown_machine() or _refused()


class Unprotected(Forked):
    """No protection at all: the student's code can do what the grader can."""

    isolation = Isolation.NONE

    @staticmethod
    def why_not() -> str | None:
        """It always works."""
        return None


def _refused() -> str | None:
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory(prefix="cr-") as folder:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                try_namespaces(folder)
                code = 0
            except BaseException as error:
                os.write(writing, str(error).encode()[:1000])
            finally:
                os._exit(code)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read().decode(errors="replace")
        _, status = os.waitpid(child, 0)
    return None if status == 0 else said or f"status {status}"
