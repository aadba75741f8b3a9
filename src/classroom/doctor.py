"""Says what isolation this machine offers, by trying it."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from classroom import text
from classroom.sandbox import bubblewrap, linux
from classroom.sandbox.cgroup import Group

__all__ = ["Finding", "best_isolation", "examine"]


@dataclass(frozen=True)
class Finding:
    """One thing that was tried."""

    what: str
    works: bool
    meaning: str


def _namespaces_work() -> bool:
    """Try, in a process of its own, everything the warm parent will need."""
    if sys.platform != "linux":
        return False
    with tempfile.TemporaryDirectory(prefix="cr-") as folder:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                flags = linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWPID
                uid = os.geteuid()
                linux.unshare(flags if uid == 0 else flags | linux.CLONE_NEWUSER)
                if uid:
                    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
                    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1", encoding="ascii")
                linux.make_private()
                linux.mount("tmpfs", folder, "tmpfs", 0, "size=1m")
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
    return status == 0


def best_isolation() -> str | None:
    """The isolation to use on this machine; None when it offers none."""
    if _namespaces_work():
        return "namespaces"
    if sys.platform == "linux" and bubblewrap.available():
        return "bubblewrap"
    return None


def examine() -> list[Finding]:
    """Try everything, for people to read."""
    group = Group("doctor", 64, 8)
    capped = len(group._folders)
    group.remove()
    return [
        Finding(text.DOCTOR_NAMESPACES, _namespaces_work(), text.DOCTOR_NAMESPACES_WHY),
        Finding(
            text.DOCTOR_BUBBLEWRAP,
            sys.platform == "linux" and bubblewrap.available(),
            text.DOCTOR_BUBBLEWRAP_WHY,
        ),
        Finding(text.DOCTOR_CGROUPS, capped > 0, text.DOCTOR_CGROUPS_WHY),
        Finding(text.DOCTOR_USER, sys.platform == "linux" and os.geteuid() == 0, text.DOCTOR_USER_WHY),
    ]
