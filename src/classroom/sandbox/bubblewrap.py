"""The portable sandbox: one `bwrap` a process, where even inside it no namespaces can be made.

Costs about 0.4 s a process, as each starts its own Python; `bubblewrap_warm` costs no more than namespaces.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classroom import messages
from classroom.limits import Limits
from classroom.records import Role
from classroom.sandbox import view
from classroom.sandbox.base import Ending, Process, SandboxError, Setup, Share, environment
from classroom.sandbox.cgroup import resident_mb
from classroom.sandbox.child import INODES, SLACK_PROCESSES
from classroom.sandbox.syscalls import unknown_machine
from classroom.sandbox.usage import descendants

__all__ = ["Bubblewrap"]

_START_S = 120.0  # [s] within which a process must be ready
_LOOK_S = 0.05  # [s] between two looks at a process's memory
_SLACK_MB = 256  # memory of Python and its libraries
_GIVEN = f"{view.SCRATCH}/given"  # where the folders to copy are shown


class Bubblewrap:
    """Each process in a bubblewrap of its own.

    Parameters
    ----------
    setup : what all processes are started with
    shares : always empty: there is nothing to share
    """

    def __init__(self, setup: Setup, shares: Mapping[Role, Share] | None = None) -> None:
        self._setup = setup

    @staticmethod
    def why_not() -> str | None:
        """Why not: tries it."""
        if sys.platform != "linux":
            return messages.DOCTOR_NOT_LINUX
        if shutil.which("bwrap") is None:
            return messages.NO_BUBBLEWRAP
        command = [*_options((), (), 64), sys.executable, "-c", "print(1)"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            return unknown_machine()
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {done.returncode}"

    def start(
        self, role: Role, folders: Sequence[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> Process:
        """A process in a bubblewrap of its own."""
        options = _options(self._setup.hidden, self._setup.readable, limits.disk_mb + files_mb)
        given = [f"{_GIVEN}/{number}" for number in range(len(folders))]
        for folder, inner in zip(folders, given, strict=True):  # copied from there: a notebook may change it
            options += ["--ro-bind", str(folder), inner]
        control, control_end = socket.socketpair()
        ready, ready_end = socket.socketpair()
        fds = [control_end.fileno(), link.fileno(), ready_end.fileno()]
        main = [sys.executable, "-P", "-m", "classroom.sandbox.bubblewrap_main"]
        try:
            process = subprocess.Popen(
                [*options, *main, *map(str, fds)],
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", os.defpath)},
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise SandboxError(messages.NO_BUBBLEWRAP) from error
        finally:
            control_end.close()
            ready_end.close()
        order = json.dumps({"role": role, "folders": given, "limits": limits.to_dict()})
        control.sendall(order.encode().ljust(1024))
        wrapped = _WrappedProcess(control, ready, process)
        most = limits.memory_mb + _SLACK_MB, limits.processes + SLACK_PROCESSES
        threading.Thread(target=wrapped.watch, args=most, daemon=True).start()
        return wrapped

    def wait(self, roles: Sequence[Role] = tuple(Role)) -> None:
        """Nothing: each process is waited for."""

    def share(self) -> dict[Role, Share]:
        """Nothing: any process can start its own."""
        return {}

    def close(self) -> None:
        """Nothing: each process is ended by whoever started it."""


@dataclass
class _WrappedProcess:
    """One process, with the line to it and the one on which it says that it is ready."""

    control: socket.socket
    _ready: socket.socket
    _process: subprocess.Popen[bytes]
    _started: bool = False  # before, its root folder is still the machine's
    _starved: bool = False
    _peak_mb: float = 0.0
    _ending: Ending | None = field(default=None)

    @property
    def pid(self) -> int:
        """bwrap's own, whose descendants the process and all it starts are."""
        return self._process.pid

    def watch(self, memory_mb: int, processes: int) -> None:
        """End the process when it and its children hold more memory [MB], or are more, than allowed.

        The kernel does not count the processes of whom the machine knows as root.
        """
        while self._ending is None and self._process.poll() is None:
            held_mb = resident_mb(self._process.pid)
            self._peak_mb = max(self._peak_mb, held_mb)
            family = descendants(self._process.pid)
            too_many = len(family) > processes or (self._started and _files(family[-1]) > INODES)
            if held_mb > memory_mb or too_many:
                self._starved = True
                self.kill()
            time.sleep(_LOOK_S)

    def kill(self) -> None:
        """End bwrap; what it shut in ends with it (--die-with-parent), its own helper only with the group."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self) -> None:
        """Python and its libraries are loaded each time: not at the expense of the first cell."""
        self._ready.settimeout(_START_S)
        with contextlib.suppress(OSError):
            self._started = self._ready.recv(1) != b""

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process.poll() is not None

    def interrupt(self) -> None:
        """Nothing: bwrap passes no signal on. The process is then ended."""

    def end(self) -> Ending:
        """Kill it and all it started; returns how it ended."""
        if self._ending is None:
            self.kill()
            code = self._process.wait()
            status = -code if code < 0 else (code - 128 if code > 128 else code << 8)
            self._ending = Ending(status, self._starved, self._peak_mb)
            self.control.close()
            self._ready.close()
        return self._ending


def _files(pid: int) -> int:
    """How many files and folders lie in a process's scratch folder: bwrap has no option to cap them."""
    with contextlib.suppress(OSError):
        room = os.statvfs(f"/proc/{pid}/root{view.SCRATCH}")
        return room.f_files - room.f_ffree
    return 0


def _options(hidden: Sequence[str], readable: Sequence[str], disk_mb: int) -> list[str]:
    """bwrap's options for the view of the machine and the `readable` folders, the paths in `hidden` covered
    wherever they would show.
    """
    folders = view.folders(readable)
    options = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    for path in folders:
        options += ["--ro-bind", path, path]
    for path, leads_to in view.system_links().items():
        options += ["--symlink", leads_to, path]
    for inner, source in view.etc().items():
        options += ["--ro-bind", source, inner]
    options += ["--proc", "/proc", "--tmpfs", "/dev"]
    for name in view.DEVICES:
        options += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    options += ["--size", str(disk_mb << 20), "--tmpfs", view.SCRATCH]
    for name in ("home", "tmp", "shm"):
        options += ["--dir", f"{view.SCRATCH}/{name}"]
    for path, leads_to in view.LINKS.items():
        # /tmp is there when Python or the course lies below it
        if path != "/tmp" or not any(f"{shown}/".startswith("/tmp/") for shown in folders):
            options += ["--symlink", leads_to, path]
    options += ["--chdir", view.HOME, "--remount-ro", "/dev", "--remount-ro", "/"]
    for path in hidden:
        if any(path == shown or path.startswith(f"{shown}/") for shown in folders):
            options += ["--tmpfs", path] if os.path.isdir(path) else ["--ro-bind", "/dev/null", path]
    for name, value in environment(view.HOME).items():
        options += ["--setenv", name, value]
    return options
