"""What a process that is shut in sees of the machine: Python and the system's libraries, read-only, no more.

All ways to be shut in show this view and no other: `rootfs` mounts it, `bubblewrap` has it mounted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["DEVICES", "HOME", "LINKS", "SCRATCH", "etc", "folders", "system_links"]

SCRATCH = "/scratch"  # the one place that can be written
HOME = "/scratch/home"  # the working folder of the student's code
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {"/dev/shm": f"{SCRATCH}/shm", "/dev/fd": "/proc/self/fd", "/tmp": f"{SCRATCH}/tmp"}
_OWN_ETC = Path(__file__).parent / "etc"  # one user: the learner
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


def folders(readable: Sequence[str] = ()) -> list[str]:
    """The folders that are shown, outermost first: the system's, Python's, those Python imports from, and
    those of the trainer's choice.
    """
    paths = [*readable, sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    # The folder the grader was started in is on the path too, and may be the course's own.
    started = {os.getcwd(), os.path.dirname(os.path.abspath(sys.argv[0] or "x")), "/tmp"}
    paths += [entry for entry in sys.path if os.path.isabs(entry) and entry not in started]
    paths += [entry for entry in os.environ.get("LD_LIBRARY_PATH", "").split(":") if os.path.isabs(entry)]
    resolved = {os.path.realpath(path) for path in paths} | {os.path.abspath(path) for path in paths}
    resolved |= {path for path in _SYSTEM if not os.path.islink(path)}
    shown: list[str] = []
    for path in sorted(path for path in resolved if os.path.isdir(path) and path != "/"):
        if not any(path == outer or path.startswith(outer + "/") for outer in shown):
            shown.append(path)
    return shown


def system_links() -> dict[str, str]:
    """The system's folders that are links (/bin is one to usr/bin), and where they lead."""
    return {path: os.readlink(path) for path in _SYSTEM if os.path.islink(path)}


def etc() -> dict[str, str]:
    """What is shown below /etc, by its path there: the machine's own, then two files of ours."""
    sources = {f"/etc/{name}": os.path.realpath(f"/etc/{name}") for name in _ETC}
    shown = {target: source for target, source in sources.items() if os.path.exists(source)}
    return shown | {f"/etc/{path.name}": str(path) for path in _OWN_ETC.iterdir()}
