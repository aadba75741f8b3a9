"""Says what isolation this machine offers, by trying it."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from classroom import messages
from classroom.records import Isolation
from classroom.sandbox import bubblewrap, linux
from classroom.sandbox.cgroup import Group

__all__ = ["Finding", "best_isolation", "examine"]


@dataclass(frozen=True)
class Finding:
    """One thing that was tried."""

    what: str
    works: bool
    meaning: str
    why_not: str = ""


def _try_namespaces(folder: str) -> None:
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWPID
    uid = os.geteuid()
    linux.unshare(flags if uid == 0 else flags | linux.CLONE_NEWUSER)
    if uid:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"1000 {uid} 1", encoding="ascii")
    linux.make_private()
    linux.mount("tmpfs", folder, "tmpfs", 0, "size=1m")


def _namespaces_problem() -> str | None:
    """Try, in a process of its own, everything the warm parent will need; says what was refused."""
    if sys.platform != "linux":
        return messages.DOCTOR_NOT_LINUX
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory(prefix="cr-") as folder:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _try_namespaces(folder)
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


def _bubblewrap_problem() -> str | None:
    return bubblewrap.problem() if sys.platform == "linux" else messages.DOCTOR_NOT_LINUX


def best_isolation() -> Isolation | None:
    """The isolation to use on this machine; None when it offers none."""
    if _namespaces_problem() is None:
        return Isolation.NAMESPACES
    return Isolation.BUBBLEWRAP if _bubblewrap_problem() is None else None


def examine() -> list[Finding]:
    """Try everything, for people to read."""
    group = Group("doctor", 64, 8)
    counted = group.counts_memory
    group.remove()
    found = []
    for what, problem, meaning in (
        (messages.DOCTOR_NAMESPACES, _namespaces_problem(), messages.DOCTOR_NAMESPACES_WHY),
        (messages.DOCTOR_BUBBLEWRAP, _bubblewrap_problem(), messages.DOCTOR_BUBBLEWRAP_WHY),
    ):
        found.append(Finding(what, problem is None, meaning, problem or ""))
    root = sys.platform == "linux" and os.geteuid() == 0
    return [
        *found,
        Finding(messages.DOCTOR_CGROUPS, counted, messages.DOCTOR_CGROUPS_WHY),
        Finding(messages.DOCTOR_USER, root, messages.DOCTOR_USER_WHY),
    ]
