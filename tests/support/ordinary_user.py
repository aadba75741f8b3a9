"""Runs a command as an ordinary user, whoever runs the tests."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["folder", "run"]

_NOBODY = 65534


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of the ordinary user's. Not pytest's own, which only its owner may enter."""
    path = Path(tempfile.mkdtemp(prefix="ordinary-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that owns `root` and has no special rights.

    As root, it becomes `nobody`, in a mount namespace of its own: there, folders on the way to Python that
    are closed to others (/root, often) are laid over with open ones that hold Python only.
    """
    environment = {**os.environ, "HOME": str(root), "TMPDIR": "/tmp"}
    given = list(command)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{_NOBODY}:{_NOBODY}", str(root)], check=True)
        as_nobody = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
        script = "\n".join(["set -e", *_open_ways(root), f"exec {shlex.join([*as_nobody, *given])}"])
        given = ["unshare", "-m", "sh", "-c", script]
    return subprocess.run(
        given, capture_output=True, text=True, env=environment, cwd=root, timeout=400, check=False
    )


def _open_ways(root: Path) -> list[str]:
    """Shell lines that show Python's folders where the way to them is closed."""
    closed: dict[Path, set[Path]] = {}
    for wanted in {Path(path).resolve() for path in (sys.prefix, sys.base_prefix, *filter(None, sys.path))}:
        for parent in reversed(wanted.parents):
            if not parent.stat().st_mode & stat.S_IXOTH:
                closed.setdefault(parent, set()).add(wanted)
                break
    lines = []
    for count, (parent, paths) in enumerate(closed.items()):
        outer = [path for path in sorted(paths) if not any(other in path.parents for other in paths)]
        hold = f"{root}/.python-{count}"
        lines.append(f"mkdir -p {hold}; mount -t tmpfs -o mode=755 tmpfs {hold}")
        for number, path in enumerate(outer):
            lines.append(f"mkdir -p {hold}/{number}; mount --bind {shlex.quote(str(path))} {hold}/{number}")
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(parent))}")
        for number, path in enumerate(outer):
            place = shlex.quote(str(path))
            lines.append(f"mkdir -p {place}; mount --bind {hold}/{number} {place}")
    return lines
