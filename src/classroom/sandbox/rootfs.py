"""The file system a sandboxed process sees: Python and the system's libraries, read-only, and nothing else.

Built once per warm parent in its own mount namespace; each child adds its own scratch folder to a copy of it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from classroom.sandbox import linux

__all__ = ["HOME", "SCRATCH", "build", "visible"]

SCRATCH = "/scratch"  # the one place that can be written
HOME = "/scratch/home"  # the working folder of the learner's code
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
_ETC = (
    "ld.so.cache",
    "localtime",
    "alternatives",
    "fonts",
    "mime.types",
    "timezone",
    "debian_version",
    "os-release",
)
_DEVICES = ("null", "zero", "full", "random", "urandom")


def visible() -> list[str]:
    """The folders that are shown, outermost first: the system's, Python's, and those Python imports from."""
    wanted = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    # The folder the grader was started in is on the path too, and may be the course's own.
    started = {os.getcwd(), os.path.dirname(os.path.abspath(sys.argv[0] or "x")), "/tmp"}
    wanted += [entry for entry in sys.path if os.path.isabs(entry) and entry not in started]
    wanted += [entry for entry in os.environ.get("LD_LIBRARY_PATH", "").split(":") if os.path.isabs(entry)]
    found = {os.path.realpath(path) for path in wanted} | {os.path.abspath(path) for path in wanted}
    found |= {path for path in _SYSTEM if not os.path.islink(path)}
    shown: list[str] = []
    for path in sorted(path for path in found if os.path.isdir(path) and path != "/"):
        if not any(path == outer or path.startswith(outer + "/") for outer in shown):
            shown.append(path)
    return shown


def build(root: str, hidden: list[str]) -> None:
    """Lay out the root folder at `root` (an empty folder); `hidden` paths are covered wherever they
    would show.
    """
    linux.mount("tmpfs", root, "tmpfs", linux.MS_NOSUID, "size=1m,mode=755")
    for path in visible():
        target = root + path
        os.makedirs(target, exist_ok=True)
        linux.bind(path, target)
    for path in _SYSTEM:
        if os.path.islink(path):
            os.symlink(os.readlink(path), root + path)
    _etc(root)
    os.makedirs(root + "/dev")
    for name in _DEVICES:
        Path(root, "dev", name).touch()
        linux.bind(f"/dev/{name}", f"{root}/dev/{name}", read_only=False)
    os.symlink(f"{SCRATCH}/shm", root + "/dev/shm")
    if not os.path.lexists(root + "/tmp"):  # it is there when Python or the course lies below /tmp
        os.symlink(f"{SCRATCH}/tmp", root + "/tmp")
    os.symlink("/proc/self/fd", root + "/dev/fd")
    for folder in ("/proc", SCRATCH):
        os.makedirs(root + folder)
    for path in hidden:
        _cover(root + path)
    linux.mount("none", root, "none", linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID)


def _etc(root: str) -> None:
    os.makedirs(root + "/etc")
    for name in _ETC:
        source = f"/etc/{name}"
        target = f"{root}/etc/{name}"
        if os.path.isdir(source):
            os.makedirs(target)
            linux.bind(source, target)
        elif os.path.exists(source):
            Path(target).touch()
            linux.bind(os.path.realpath(source), target)
    Path(root, "etc/passwd").write_text(f"learner:x:1000:1000::{HOME}:/bin/sh\n", encoding="ascii")
    Path(root, "etc/group").write_text("learner:x:1000:\n", encoding="ascii")


def _cover(target: str) -> None:
    if os.path.isdir(target):
        linux.mount("tmpfs", target, "tmpfs", linux.MS_RDONLY | linux.MS_NOSUID, "size=4k,mode=555")
    elif os.path.exists(target):
        linux.bind("/dev/null", target, read_only=False)
