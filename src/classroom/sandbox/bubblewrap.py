"""The portable way: one `bwrap` a process, where the kernel lets only an installed helper make namespaces.

Costs about 0.4 s a process, as each starts its own Python.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.limits import Limits
from classroom.sandbox import rootfs
from classroom.sandbox.cgroup import resident_mb
from classroom.sandbox.forkserver import Child, environment

__all__ = ["arguments", "problem", "start"]

_START_S = 120.0  # [s] within which a process must be ready
_LOOK_S = 0.05  # [s] between two looks at a process's memory
_SLACK_MB = 256  # memory of Python and its libraries
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")


def arguments(hidden: list[str], disk_mb: int) -> list[str]:
    """bwrap's options for the same view of the machine that `rootfs` builds."""
    given = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    for path in rootfs.visible():
        given += ["--ro-bind", path, path]
    for path in _SYSTEM:
        if os.path.islink(path):
            given += ["--symlink", os.readlink(path), path]
    for name in ("ld.so.cache", "localtime", "alternatives", "fonts", "mime.types"):
        given += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    given += ["--proc", "/proc", "--dev", "/dev"]
    given += [
        "--size",
        str(disk_mb << 20),
        "--tmpfs",
        rootfs.SCRATCH,
        "--dir",
        rootfs.HOME,
        "--dir",
        "/scratch/tmp",
    ]
    if not any((path + "/").startswith("/tmp/") for path in rootfs.visible()):
        given += ["--symlink", "/scratch/tmp", "/tmp"]  # else it is there: Python or the course lies below it
    given += ["--chdir", rootfs.HOME]
    given += ["--remount-ro", "/"]
    for path in hidden:
        if any(path.startswith(shown + "/") or path == shown for shown in rootfs.visible()):
            given += ["--tmpfs", path] if os.path.isdir(path) else ["--ro-bind", "/dev/null", path]
    for name, value in environment(rootfs.HOME).items():
        given += ["--setenv", name, value]
    return given


@dataclass
class _Wrapped(Child):
    process: subprocess.Popen[bytes] | None = None
    starved: bool = False

    def watch(self, memory_mb: int) -> None:
        """End the process when it and its children hold more memory [MB] than allowed."""
        assert self.process is not None
        while self.report is None and self.process.poll() is None:
            if resident_mb(self.process.pid) > memory_mb:
                self.starved = True
                self.kill()
            time.sleep(_LOOK_S)

    def kill(self) -> None:
        """End bwrap; what it shut in ends with it (--die-with-parent), its own helper only with the group."""
        assert self.process is not None
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self) -> None:
        """Python and its libraries are loaded each time: not at the expense of the first cell."""
        self.guard.settimeout(_START_S)
        with contextlib.suppress(OSError):
            self.guard.recv(1)

    @property
    def pid(self) -> int:
        """bwrap's own, whose descendants the process and all it starts are."""
        assert self.process is not None
        return self.process.pid

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        assert self.process is not None
        return self.process.poll() is not None

    def interrupt(self) -> None:
        """Nothing: bwrap passes no signal on. The process is then ended."""

    def end(self) -> dict[str, Any]:
        if self.report is None:
            assert self.process is not None
            self.kill()
            code = self.process.wait()
            status = -code if code < 0 else (code - 128 if code > 128 else code << 8)
            self.report = {"status": status, "starved": self.starved}
            self.control.close()
            self.guard.close()
        return self.report


def start(
    role: str, folders: list[Path], files_mb: int, limits: Limits, link: socket.socket, hidden: list[str]
) -> Child:
    """A process in a bubblewrap of its own."""
    control, control_end = socket.socketpair()
    guard, guard_end = socket.socketpair()
    shown = arguments(hidden, limits.disk_mb + files_mb)
    given = []
    for number, folder in enumerate(folders):  # copied from there: what a notebook finds it may change
        given.append(f"{rootfs.SCRATCH}/given/{number}")
        shown += ["--ro-bind", str(folder), given[-1]]
    fds = [control_end.fileno(), link.fileno(), guard_end.fileno()]
    order = json.dumps({"role": role, "folders": given, "limits": limits.to_dict()})
    process = subprocess.Popen(
        [
            *shown,
            sys.executable,
            "-P",
            "-m",
            "classroom.sandbox.bubblewrap_main",
            str(control_end.fileno()),
            str(link.fileno()),
            str(guard_end.fileno()),
        ],
        pass_fds=fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath},
        start_new_session=True,
    )
    for end in (control_end, guard_end):
        end.close()
    control.sendall(order.encode().ljust(1024))
    wrapped = _Wrapped(control, guard, process=process)
    threading.Thread(target=wrapped.watch, args=[limits.memory_mb + _SLACK_MB], daemon=True).start()
    return wrapped


def problem() -> str | None:
    """Why bwrap cannot be used here; None when it can."""
    if shutil.which("bwrap") is None:
        return messages.NO_BUBBLEWRAP
    tried = subprocess.run(
        [*arguments([], 64), sys.executable, "-c", "print(1)"], capture_output=True, check=False
    )
    if tried.returncode == 0:
        return None
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"exit code {tried.returncode}"
