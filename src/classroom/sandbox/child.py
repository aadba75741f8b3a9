"""A forked child: shuts every door behind itself, then serves as the learner's or the tests' process."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

from classroom.descriptors import close_all_but
from classroom.records import Isolation, Role
from classroom.sandbox import linux, view
from classroom.sandbox.init import fork_init

__all__ = [
    "FIRST_UID",
    "INODES",
    "SLACK_MB",
    "SLACK_PROCESSES",
    "Setting",
    "cap",
    "copy_in",
    "seed_generators",
    "serve",
]

SLACK_MB = 512  # memory of the warm parent itself, counted by RLIMIT_DATA
FIRST_UID = 1_800_000_000  # as root, every child gets a user of its own, far from real ones
_SEED = 20_221_128
SLACK_PROCESSES = 9  # of the sandbox's own that are counted with the student's, at most
INODES = 40_000  # files and folders in a scratch folder: empty ones take kernel memory too


@dataclass(frozen=True)
class Setting:
    """What all children of one warm parent share."""

    isolation: Isolation  # NAMESPACES or NONE
    is_root: bool
    root: str
    first_uid: int

    @property
    def supervised(self) -> bool:
        """Whether each child needs a supervisor: without root's rights, for a user namespace of its own."""
        return self.isolation is Isolation.NAMESPACES and not self.is_root

    @property
    def own_pids(self) -> bool:
        """Whether the warm parent itself puts each child into a process namespace of its own."""
        return self.isolation is Isolation.NAMESPACES and self.is_root


def cap(limits: dict[str, Any], isolated: bool) -> None:
    """Set the resource limits of this process and its children."""
    megabyte = 1 << 20
    data = (limits["memory_mb"] * (2 if "pyarrow" in sys.modules else 1) + SLACK_MB) * megabyte
    caps = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: data,
        resource.RLIMIT_FSIZE: limits["disk_mb"] * megabyte,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: int(limits["notebook_s"] * 4) + 10,
    }
    if isolated:
        caps[resource.RLIMIT_NPROC] = limits["processes"] + (
            1 if os.geteuid() >= FIRST_UID else SLACK_PROCESSES
        )
    for which, value in caps.items():
        hard = resource.getrlimit(which)[1]
        kept = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (kept, kept))


def copy_in(folders: list[str], target: str, owner: int | None) -> None:
    """Copy the assignment's files, then the learner's own, the notebooks left out."""
    os.makedirs(target, exist_ok=True)
    for folder in folders:
        shutil.copytree(folder, target, symlinks=True, dirs_exist_ok=True)
    for where, _, files in os.walk(target):
        for path in [where, *(os.path.join(where, file) for file in files)]:
            os.chmod(path, 0o755 if path == where else 0o644)
            if owner is not None:
                os.chown(path, owner, owner)


def _enclose(setting: Setting, order: dict[str, Any], uid: int) -> None:
    """In the child, first in its process namespace: shut every door."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    if not setting.is_root:  # a user namespace may not take for its root what was mounted outside it
        linux.bind(setting.root, setting.root, read_only=False)
    scratch = setting.root + view.SCRATCH
    owner = uid if setting.is_root else None
    room = f"size={order['limits']['disk_mb'] + order['files_mb']}m,nr_inodes={INODES},mode=755"
    linux.mount("tmpfs", scratch, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, room)
    for name in ("home", "tmp", "shm"):
        os.mkdir(f"{scratch}/{name}")
        if owner is not None:
            os.chown(f"{scratch}/{name}", owner, owner)
    copy_in(order["folders"], f"{scratch}/home", owner)
    # A machine that hides parts of /proc (most containers) refuses a new one: notebooks run without it.
    with contextlib.suppress(OSError):
        linux.mount("proc", setting.root + "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | 8)
    linux.detach_root(setting.root)
    cap(order["limits"], isolated=True)
    if setting.is_root:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        cap(order["limits"], isolated=True)
    linux.drop_capabilities()
    linux.set_dumpable(True)
    linux.die_with_parent()
    linux.filter_system_calls()
    os.chdir(view.HOME)


def seed_generators() -> None:
    """Have whoever draws by lot draw the same in every run."""
    random.seed(_SEED)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(_SEED)


def serve(setting: Setting, order: dict[str, Any], fds: list[int], gate: int, uid: int) -> NoReturn:
    """Be the child, from the fork to its end."""
    control, link = (socket.socket(fileno=os.dup(fd)) for fd in fds[:2])
    os.read(gate, 1)  # our parent has put us into our group
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    close_all_but([control.fileno(), link.fileno()])
    if setting.isolation is Isolation.NAMESPACES:
        _enclose(setting, order, uid)
        if order["role"] == Role.LEARNER:
            fork_init()
    else:
        os.setsid()
        scratch = order["folders"].pop()  # the last one is ours to write in
        copy_in(order["folders"], scratch, None)
        cap(order["limits"], isolated=False)
        os.chdir(scratch)
    # Modules beside the notebook: in the tests' process only the assignment's own lie there.
    sys.path[:] = [os.getcwd(), *(entry for entry in sys.path if entry)]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    seed_generators()
    from classroom.kernel import checker, learner
    from classroom.kernel.shell import CellShell

    shell = CellShell.instance()
    shell.output_limit = order["limits"]["output_kb"] * 1000
    (learner if order["role"] == Role.LEARNER else checker).serve(control, link, shell)
    os._exit(0)
