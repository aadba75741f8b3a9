"""Memory and process caps by control group, where the machine lets us make one; otherwise by looking."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from classroom.sandbox.usage import descendants

__all__ = ["Group", "resident_mb"]

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def _own(controller: str) -> Path | None:
    """This process's own group for a controller (version 1 has one tree each, version 2 one for all)."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            return Path("/sys/fs/cgroup", controller, path.lstrip("/"))
    return None


class Group:
    """One short-lived group a child is put into. Every step may fail: then the other caps must do."""

    def __init__(self, name: str, memory_mb: int, processes: int) -> None:
        self._folders: list[Path] = []
        for controller, settings in (
            ("memory", (("memory.limit_in_bytes", memory_mb << 20),)),
            ("pids", (("pids.max", processes),)),
        ):
            own = _own(controller)
            if own is None:
                continue
            folder = own / f"classroom-{name}"
            with contextlib.suppress(OSError):
                folder.mkdir()
                self._folders.append(folder)
                for key, value in settings:
                    (folder / key).write_text(str(value), encoding="ascii")

    def add(self, pid: int) -> None:
        """Put a process into the group."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(pid), encoding="ascii")

    @property
    def counts_memory(self) -> bool:
        """Whether the kernel keeps the memory cap; otherwise somebody has to look."""
        return any("memory" in folder.parts for folder in self._folders)

    def killed(self) -> bool:
        """Whether the kernel ended a process of the group for its memory."""
        for folder in self._folders:
            with contextlib.suppress(OSError, ValueError):
                for line in (folder / "memory.oom_control").read_text(encoding="ascii").splitlines():
                    if line.startswith("oom_kill ") and int(line.split()[1]) > 0:
                        return True
        return False

    def remove(self) -> None:
        """Remove the group; its processes must have ended."""
        for folder in self._folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def resident_mb(pid: int) -> float:
    """Memory [MB] of a process and its descendants, pages that several of them share counted once."""
    total, waiting = 0.0, descendants(pid)
    if len(waiting) <= 2:  # the usual case, and the cheap one: a first process, which shares all its pages
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = Path(f"/proc/{waiting[-1]}/statm").read_text(encoding="ascii").split()[1]
            total = int(pages) * _PAGE / (1 << 20)
        return total
    for current in waiting:
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{current}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
    return total
