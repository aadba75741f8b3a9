"""Memory and process caps by control group, where the machine lets us make one; otherwise by looking.

Version 1 has a tree for each controller, version 2 one for all. In version 2 a group either holds processes
or hands controllers down, so the processes in ours first move into one below it. That is done only where
systemd says that the group is ours (`systemd-run --user --scope -p Delegate=yes classroom grade ...`).
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from classroom.sandbox.usage import descendants

__all__ = ["Group", "Tree", "find_tree", "make_ready", "resident_mb"]

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_CONTROLLERS = ("memory", "pids")
_OPTIONAL = ("memory.swap.max", "memory.oom.group")  # not on an older kernel, or one without swap
_OWN = "classroom-grader"  # where this process moves to in version 2


@dataclass(frozen=True)
class Tree:
    """Where this process may make groups: a folder for each controller, the same one in version 2."""

    version: int
    folders: Mapping[str, Path]


def find_tree(groups: str, mounts: str) -> Tree | None:
    """This process's own place in the machine's tree.

    Parameters
    ----------
    groups : what /proc/self/cgroup says
    mounts : what /proc/self/mountinfo says
    """
    places = {}
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            places[controller] = path
    found: dict[str, Path] = {}
    unified = None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        root, mounted = before.split(" ")[3:5]
        if kind == "cgroup":
            for controller in set(_CONTROLLERS) & set(options.split(",")) & set(places):
                found[controller] = Path(mounted, _below(places[controller], root))
        elif kind == "cgroup2" and "" in places:
            unified = Path(mounted, _below(places[""], root))
    if found:
        return Tree(1, found)
    return None if unified is None else Tree(2, dict.fromkeys(_CONTROLLERS, unified))


def _below(path: str, root: str) -> str:
    """A group's path within a mount that shows the tree from `root` on."""
    inner = path.removeprefix(root) if root != "/" else path
    return inner.lstrip("/").removesuffix(_OWN).rstrip("/")  # whoever comes second is below it already


@functools.cache
def _tree() -> Tree | None:
    """This machine's tree, made ready once."""
    try:
        groups = Path("/proc/self/cgroup").read_text(encoding="ascii")
        tree = find_tree(groups, Path("/proc/self/mountinfo").read_text(encoding="utf-8"))
        return None if tree is None else make_ready(tree)
    except (OSError, ValueError):
        return None


def is_delegated(folder: Path) -> bool:
    """Whether systemd has handed this group to whoever runs in it."""
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError, AttributeError):
            return os.getxattr(folder, name) == b"1"
    return False


def make_ready(tree: Tree, delegated: Callable[[Path], bool] = is_delegated) -> Tree:
    """Hand the controllers down, if the tree is of version 2.

    Raises
    ------
    OSError
        When the group is not ours to change.
    """
    if tree.version == 1:
        return tree
    base = tree.folders["memory"]
    handed_down = (base / "cgroup.subtree_control").read_text(encoding="ascii").split()
    missing = [f"+{each}" for each in _CONTROLLERS if each not in handed_down]
    if missing and delegated(base):
        (base / _OWN).mkdir(exist_ok=True)
        for pid in (base / "cgroup.procs").read_text(encoding="ascii").split():
            (base / _OWN / "cgroup.procs").write_text(pid, encoding="ascii")
    if missing:
        (base / "cgroup.subtree_control").write_text(" ".join(missing), encoding="ascii")
    return tree


class Group:
    """One short-lived group a child is put into. Every step may fail: then the other caps must do.

    Parameters
    ----------
    name : unique on this machine
    memory_mb : [MB] of memory of all processes in the group together
    processes : processes and threads in the group at once
    tree : where to make it; by default this process's own place
    """

    def __init__(self, name: str, memory_mb: int, processes: int, tree: Tree | None = None) -> None:
        self._tree = tree or _tree()
        self._folders: dict[str, Path] = {}
        if self._tree is None:
            return
        memory = "memory.limit_in_bytes" if self._tree.version == 1 else "memory.max"
        settings = {"memory": {memory: memory_mb << 20}, "pids": {"pids.max": processes}}
        if self._tree.version == 2:
            settings["memory"] |= {"memory.swap.max": 0, "memory.oom.group": 1}
        for controller, above in self._tree.folders.items():
            folder = above / f"classroom-{name}"
            with contextlib.suppress(OSError):
                folder.mkdir(exist_ok=True)
                for key, value in settings[controller].items():
                    if key not in _OPTIONAL or (folder / key).exists():
                        (folder / key).write_text(str(value), encoding="ascii")
                self._folders[controller] = folder

    def add(self, pid: int) -> None:
        """Put a process into the group."""
        for folder in set(self._folders.values()):
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(pid), encoding="ascii")

    @property
    def counts_memory(self) -> bool:
        """Whether the kernel keeps the memory cap; otherwise somebody has to look."""
        return "memory" in self._folders

    def killed(self) -> bool:
        """Whether the kernel ended a process of the group for its memory."""
        if self._tree is None or "memory" not in self._folders:
            return False
        name = "memory.oom_control" if self._tree.version == 1 else "memory.events"
        with contextlib.suppress(OSError, ValueError):
            for line in (self._folders["memory"] / name).read_text(encoding="ascii").splitlines():
                if line.startswith("oom_kill ") and int(line.split()[1]) > 0:
                    return True
        return False

    def remove(self) -> None:
        """Remove the group; its processes must have ended."""
        for folder in set(self._folders.values()):
            with contextlib.suppress(OSError):
                folder.rmdir()


def resident_mb(pid: int) -> float:
    """Memory [MB] of a process and its descendants, pages that several of them share counted once."""
    total, family = 0.0, descendants(pid)
    if len(family) <= 2:  # the usual case, and the cheap one: a first process, which shares all its pages
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = Path(f"/proc/{family[-1]}/statm").read_text(encoding="ascii").split()[1]
            total = int(pages) * _PAGE / (1 << 20)
        return total
    for current in family:
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{current}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
    return total
