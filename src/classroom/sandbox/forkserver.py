"""The grader's end of a warm parent: starts it, asks it for children, and lets none of them stay."""

from __future__ import annotations

import array
import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.limits import Limits
from classroom.records import Isolation
from classroom.wire import framing

__all__ = ["Child", "Line", "SandboxError", "Warm"]

_START_S = 120.0  # [s] within which a warm parent must have imported what it was told to
_END_S = 60.0  # [s] within which a killed child must be reported; on a busy machine it waits for a core
_PID_BYTES = 8
_PASSED_OVER = 1000  # answers to other orders before a child is given up
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH")


class SandboxError(RuntimeError):
    """This machine does not let a learner's code be shut in."""


@dataclass
class Child:
    """One process, with the two lines that lead to it."""

    control: socket.socket
    guard: socket.socket
    report: dict[str, Any] | None = field(default=None)
    _pid: int | None = field(default=None)

    def wait(self) -> None:
        """Wait until it is ready; a child of a warm parent is at once."""

    @property
    def pid(self) -> int:
        """Its number, as this process counts; 0 when it could not be started."""
        if self._pid is None:
            self.guard.settimeout(_START_S)
            raw = b""
            with contextlib.suppress(OSError):  # the supervisor says it first of all
                raw = self.guard.recv(_PID_BYTES, socket.MSG_WAITALL)
            self._pid = int.from_bytes(raw, "big")
        return self._pid

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        if self._pid is None and select.select([self.guard], [], [], 0)[0] and self.pid == 0:
            return True
        return self._pid is not None and bool(select.select([self.guard], [], [], 0)[0])

    def interrupt(self) -> None:
        """Send it what Ctrl-C sends."""
        with contextlib.suppress(OSError):
            self.guard.sendall(b"I")

    def end(self) -> dict[str, Any]:
        """Kill it and all it started; returns how it ended (status, starved, peak_mb)."""
        if self.report is None:
            with contextlib.suppress(OSError):
                self.guard.sendall(b"K")
            self.report = self._read_report()
            self.control.close()
            self.guard.close()
        return self.report

    def _read_report(self) -> dict[str, Any]:
        raw = b"" if self.pid else b"{}"
        self.guard.settimeout(_END_S)
        with contextlib.suppress(OSError):
            while part := self.guard.recv(4096):
                raw += part
        try:
            found = json.loads(raw)
        except ValueError:
            found = {}
        return {"status": found.get("status", -1), "starved": found.get("starved", False), **found}


def environment(scratch_home: str) -> dict[str, str]:
    """What a learner's code may know of the environment: nothing that is a secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        "PATH": os.defpath,
        **kept,
        "HOME": scratch_home,
        "TMPDIR": "/scratch/tmp",
        "IPYTHONDIR": f"{scratch_home}/.ipython",
        "MPLCONFIGDIR": f"{scratch_home}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "USER": "learner",
        "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",  # the same marks whoever grades, in whatever order
    }


class Line:
    """A way to ask a warm parent for children. Several processes may each hold one."""

    def __init__(self, link: socket.socket, isolation: Isolation, base: str) -> None:
        self.link = link
        self.isolation = isolation
        self.base = base

    def fork(
        self, role: str, folders: list[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> Child:
        """A clean process in the given role ("learner" or "tester"), joined to another by `link`.

        Raises
        ------
        SandboxError
            When the warm parent has ended.
        """
        control, control_end = socket.socketpair()
        guard, guard_end = socket.socketpair()
        shown = [str(folder) for folder in folders]
        if self.isolation is Isolation.NONE:
            shown.append(tempfile.mkdtemp(prefix="scratch-", dir=self.base))
        order = {"role": role, "folders": shown, "files_mb": files_mb, "limits": limits.to_dict()}
        try:
            self._send(json.dumps(order).encode(), [control_end, link, guard_end])
        finally:
            control_end.close()
            guard_end.close()
        return Child(control, guard)

    def another(self) -> Line:
        """A line of its own for another process."""
        own, other = socket.socketpair()
        with other:
            self._send(b"", [other])
        return Line(own, self.isolation, self.base)

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


class Warm:
    """A warm parent, which ends when this process ends.

    Parameters
    ----------
    isolation : NAMESPACES or NONE
    modules : names to import before the first fork
    hidden : paths that no child may see, wherever they lie
    rehearsal : cells to run once before the first fork; a solution only for tests' processes
    folder : the assignment's files; the cells run in a copy
    """

    def __init__(
        self,
        isolation: Isolation,
        modules: list[str],
        hidden: list[str],
        rehearsal: list[str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._base = tempfile.mkdtemp(prefix="cr-")
        os.chmod(self._base, 0o755)
        own, other = socket.socketpair()
        order = {
            "isolation": isolation,
            "root": self._base,
            "modules": modules,
            "hidden": hidden,
            "rehearsal": rehearsal or [],
            "folder": None if folder is None else str(folder),
        }
        home = "/scratch/home" if isolation is Isolation.NAMESPACES else self._base
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process that writes to it
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "classroom.sandbox.zygote", str(other.fileno())],
            pass_fds=[other.fileno()],
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            cwd="/",
            start_new_session=True,
        )
        other.close()
        self.line = Line(own, isolation, self._base)
        self._ready = False
        framing.send(own, json.dumps(order).encode())

    def wait(self) -> None:
        """Wait until it has imported everything.

        Raises
        ------
        SandboxError
            When it could not be set up.
        """
        if self._ready:
            return
        self.line.link.settimeout(_START_S)
        try:
            ready = self.line.link.recv(16)
        except OSError:
            ready = b""
        self._ready = ready == b"ready"
        if ready != b"ready":
            self._process.kill()
            self._process.wait()
            self._log.seek(0)
            lines = self._log.read().decode(errors="replace").strip().splitlines()
            self.close()
            raise SandboxError(messages.WARM_FAILED.format(why=lines[-1] if lines else "no answer"))

    def close(self) -> None:
        """End the warm parent; its guardians and their children end with it."""
        self.line.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._base, ignore_errors=True)


def exchange(child: Child, order: dict[str, Any], limit: int, left_s: Callable[[], float]) -> dict[str, Any]:
    """Send one order to a child and return its answer; `left_s` says how long it may still take [s].

    An answer repeats the order's token. Others are old (of an interrupted cell, or of a copy that the
    learner's code made of its process) or made up, and are passed over.

    Raises
    ------
    framing.ClosedError, framing.TimedOutError
    """
    token = secrets.token_hex(8)
    framing.send(child.control, json.dumps({**order, "token": token}).encode())
    for _ in range(_PASSED_OVER):
        raw = framing.receive(child.control, limit, left_s)
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise framing.OverrunError(messages.PEER_OVERRUN) from error
        if isinstance(answer, dict) and answer.get("token") == token:
            return answer
    raise framing.OverrunError(messages.PEER_OVERRUN)
