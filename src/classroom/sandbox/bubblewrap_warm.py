"""bubblewrap around the warm parents, where code inside it may make namespaces: as fast as without it.

Some machines let no program make namespaces but bubblewrap and what it starts. One `bwrap` then holds the
warm parents, and their children are shut in there as everywhere: each in namespaces of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from classroom import messages
from classroom.records import Isolation
from classroom.sandbox.forked import Forked
from classroom.sandbox.starting import font_cache

__all__ = ["WarmBubblewrap"]

_USER = "1000"  # inside: anything but root, whose rights there are not the machine's


def _command(home: str) -> list[str]:
    """What shuts the warm parents in: they see the machine, and write to `home` and the list of fonts."""
    options = ["--unshare-user", "--uid", _USER, "--gid", _USER, "--unshare-net", "--unshare-ipc"]
    options += ["--unshare-uts", "--die-with-parent", "--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev"]
    # A process namespace each child makes for itself: the grader has to know their numbers as the machine's.
    options += ["--bind", "/proc", "/proc", "--bind-try", "/sys/fs/cgroup", "/sys/fs/cgroup"]
    return ["bwrap", *options, "--bind-try", font_cache(), font_cache(), "--bind", home, home, "--"]


class WarmBubblewrap(Forked):
    """Processes forked from warm parents that one bubblewrap has shut in."""

    isolation = Isolation.NAMESPACES

    def _outer(self, home: str) -> list[str]:
        return _command(home)

    @staticmethod
    def why_not() -> str | None:
        """Why code inside bubblewrap can make no namespaces, or there is no bubblewrap: tries it."""
        with tempfile.TemporaryDirectory(prefix="cr-") as base, tempfile.TemporaryDirectory() as home:
            inside = [sys.executable, "-P", "-m", "classroom.sandbox.namespaces_check", base]
            command = [*_command(home), *inside]
            try:
                done = subprocess.run(command, capture_output=True, check=False, cwd=os.sep)
            except OSError:
                return messages.NO_BUBBLEWRAP
        if done.returncode == 0:
            return None
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {done.returncode}"
