"""The warm parent: has imported what notebooks import, and forks one clean process per request.

It never sees a notebook, so a child inherits nothing worth stealing. Per request it forks a guardian, which
opens a
process namespace, forks the child into it, carries out orders (interrupt, kill), watches memory, and
reports the end.
When the guardian, the warm parent or the grader dies, the child and everything it started die with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import random
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import warnings
from dataclasses import dataclass
from typing import Any, NoReturn

from classroom.engine import frames
from classroom.sandbox import linux, root
from classroom.sandbox.cgroup import Group, resident_mb
from classroom.sandbox.first import become_second, told

__all__ = ["cap", "main"]

_LOOK_MS = 50  # between two looks at a child's memory
_SLACK_MB = 512  # memory of the warm parent itself, counted by RLIMIT_DATA
# What almost every notebook does, and pandas loads only when it is first done. Nothing of any course.
_WARM_UP = """import pandas as pd
f = pd.DataFrame({"k": ["a", "b", "a"], "v": [1.0, 2.0, 3.0], "t": pd.to_datetime(["2020-01-01"] * 3)})
f.groupby("k")["v"].agg(["sum", "mean"]), f.merge(f, on="k"), f.sort_values("v"), f.describe(), f[f["v"] > 1]
f"""
_COLLECT_AFTER = 20_000  # objects; Python's 700 costs a notebook 3% of its time
_INODES = 40_000  # files and folders in a scratch folder: empty ones take kernel memory too
_FIRST_UID = 1_800_000_000  # as root, every child gets a user of its own, far from real ones


@dataclass(frozen=True)
class _Setting:
    isolation: str  # "namespaces" or "none"
    is_root: bool
    root: str
    first_uid: int


def _isolate(base: str, hidden: list[str]) -> _Setting:
    """Move the warm parent itself into namespaces, and lay out the root its children will see."""
    is_root = os.geteuid() == 0
    uid, gid = os.geteuid(), os.getegid()
    if is_root:
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET)
    else:
        linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET)
        for name, content in (
            ("setgroups", "deny"),
            ("uid_map", f"1000 {uid} 1"),
            ("gid_map", f"1000 {gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(content)
    linux.make_private()
    root.build(base, hidden)
    return _Setting("namespaces", is_root, base, _FIRST_UID + (os.getpid() % 100_000) * 2_000)


def cap(limits: dict[str, Any], isolated: bool) -> None:
    """Set the resource limits of this process and its children."""
    megabyte = 1 << 20
    data = (limits["memory_mb"] * (2 if "pyarrow" in sys.modules else 1) + _SLACK_MB) * megabyte
    caps = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: data,
        resource.RLIMIT_FSIZE: limits["disk_mb"] * megabyte,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: int(limits["notebook_s"] * 4) + 10,
    }
    if isolated:
        caps[resource.RLIMIT_NPROC] = limits["processes"] + (1 if os.geteuid() >= _FIRST_UID else 9)
    for which, value in caps.items():
        hard = resource.getrlimit(which)[1]
        kept = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (kept, kept))


def _copy_in(folders: list[str], target: str, owner: int | None) -> None:
    """Copy the assignment's files, then the learner's own, the notebooks left out."""
    os.makedirs(target, exist_ok=True)
    for folder in folders:
        shutil.copytree(folder, target, symlinks=True, dirs_exist_ok=True)
    for where, _, files in os.walk(target):
        for path in [where, *(os.path.join(where, file) for file in files)]:
            os.chmod(path, 0o755 if path == where else 0o644)
            if owner is not None:
                os.chown(path, owner, owner)


def _enclose(setting: _Setting, order: dict[str, Any], uid: int) -> None:
    """In the child, first in its process namespace: shut every door."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    scratch = setting.root + root.SCRATCH
    owner = uid if setting.is_root else None
    room = f"size={order['limits']['disk_mb'] + order['files_mb']}m,nr_inodes={_INODES},mode=755"
    linux.mount("tmpfs", scratch, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, room)
    for name in ("home", "tmp", "shm"):
        os.mkdir(f"{scratch}/{name}")
        if owner is not None:
            os.chown(f"{scratch}/{name}", owner, owner)
    _copy_in(order["folders"], f"{scratch}/home", owner)
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
    os.chdir(root.HOME)


def _child(setting: _Setting, order: dict[str, Any], fds: list[int], gate: int, uid: int) -> NoReturn:
    control, link = (socket.socket(fileno=os.dup(fd)) for fd in fds[:2])
    os.read(gate, 1)  # the guardian has put us into our group
    keep = {control.fileno(), link.fileno()}
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    for low, high in zip([2, *sorted(keep)], [*sorted(keep), 65536], strict=True):
        os.closerange(low + 1, high)
    if setting.isolation == "namespaces":
        _enclose(setting, order, uid)
        if order["role"] == "learner":
            become_second()
    else:
        os.setsid()
        scratch = order["folders"].pop()  # the last one is ours to write in
        _copy_in(order["folders"], scratch, None)
        cap(order["limits"], isolated=False)
        os.chdir(scratch)
    # Modules beside the notebook: in the tests' process only the assignment's own lie there.
    sys.path[:] = [os.getcwd(), *(entry for entry in sys.path if entry)]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    from classroom.engine import learner, tester
    from classroom.engine.shell import CellShell

    shell = CellShell.instance()
    shell.output_limit = order["limits"]["output_kb"] * 1000
    (learner if order["role"] == "learner" else tester).serve(control, link, shell)
    os._exit(0)


def _guard(setting: _Setting, order: dict[str, Any], fds: list[int], number: int) -> NoReturn:
    """Watch one child until it ends; then say how it ended."""
    linux_ok = setting.isolation == "namespaces"
    guard = socket.socket(fileno=fds[2])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        linux.die_with_parent()
    uid = setting.first_uid + number % 2_000
    group = Group(f"{os.getpid()}", order["limits"]["memory_mb"], order["limits"]["processes"] + 1)
    gate_out, gate_in = os.pipe()
    if linux_ok:
        linux.unshare(linux.CLONE_NEWPID)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(gate_in)
            guard.detach()
            os.close(fds[2])
            _child(setting, order, fds, gate_out, uid)
        finally:
            os._exit(status)
    os.close(fds[0])
    os.close(fds[1])
    group.add(child)
    os.write(gate_in, b"x")
    starved = _watch(guard, child, None if group.counts_memory else order["limits"]["memory_mb"])
    _, status, usage = os.wait4(child, 0)
    if linux_ok:
        status = told(status)
    else:
        with contextlib.suppress(OSError):
            os.killpg(child, signal.SIGKILL)
    report = {"status": status, "starved": starved or group.killed(), "peak_mb": usage.ru_maxrss / 1024}
    group.remove()
    with contextlib.suppress(OSError):
        guard.sendall(json.dumps(report).encode())
    os._exit(0)


def _watch(guard: socket.socket, child: int, memory_mb: int | None) -> bool:
    """Carry out orders until the child has ended; returns whether it was ended for its memory."""
    ended = os.pidfd_open(child)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    poll.register(guard, select.POLLIN)
    while True:
        ready = dict(poll.poll(None if memory_mb is None else _LOOK_MS))
        if ended in ready:
            return False
        if guard.fileno() in ready:
            verb = guard.recv(1)
            if verb == b"I":
                os.kill(child, signal.SIGINT)
            else:  # "K", or the grader is gone
                os.kill(child, signal.SIGKILL)
                poll.unregister(guard)
        elif memory_mb is not None and resident_mb(child) > memory_mb + _SLACK_MB / 2:
            os.kill(child, signal.SIGKILL)
            return True


def _rehearse(cells: list[str], folder: str) -> None:
    """Run cells of the trainer's once, so that what they load and compute is warm in every child.

    They run in a copy of the assignment's files: what they write, no child finds. A learner's process must
    never inherit a solution: its parent is given the set-up cells alone.
    """
    from classroom.engine.shell import CellShell

    shell = CellShell.instance()
    kept, here, path = shell.user_ns, os.getcwd(), list(sys.path)
    filters = list(warnings.filters)
    shell.user_ns = dict(kept)
    scratch = tempfile.mkdtemp(prefix="rehearsal-")
    shutil.copytree(folder, scratch, dirs_exist_ok=True)
    os.chdir(scratch)
    sys.path.insert(0, scratch)
    try:
        for cell in cells:
            shell.execute(cell)
    finally:
        os.chdir(here)
        for name, module in list(sys.modules.items()):  # each child imports its own
            if (getattr(module, "__file__", None) or "").startswith(scratch):
                del sys.modules[name]
        shutil.rmtree(scratch, ignore_errors=True)
        shell.user_ns, sys.path[:] = kept, path
        warnings.filters = filters
        shell.execution_count = 1
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    if threading.active_count() > 1:  # a process with threads cannot be forked safely
        raise SystemExit("the reference solution leaves threads behind")


def _serve(setting: _Setting, first: socket.socket) -> None:
    """Fork a child for each request, until the line to the process that started this one is closed.

    A request without content brings another line, for another process.
    """
    lines = {first.fileno(): first}
    poll = select.poll()
    poll.register(first, select.POLLIN)
    for number in itertools.count():
        ready = [fd for fd, _ in poll.poll()]
        for line in [lines[fd] for fd in ready]:
            try:
                # One request a message: the sender waits for nothing, so two may lie in the socket.
                head, fds, _, _ = socket.recv_fds(line, 4, 3)
                size = int.from_bytes(head, "big")
                raw = line.recv(size, socket.MSG_WAITALL) if size else b""
            except OSError:
                head = b""
            if not head or len(raw) < size:
                if line is first:
                    return
                poll.unregister(line)
                lines.pop(line.fileno()).close()
                continue
            if not raw:
                another = socket.socket(fileno=fds[0])
                lines[another.fileno()] = another
                poll.register(another, select.POLLIN)
                continue
            if os.fork() == 0:
                for each in lines.values():
                    each.close()
                try:
                    _guard(setting, json.loads(raw), list(fds), number)
                finally:
                    os._exit(1)
            for fd in fds:
                os.close(fd)


def main(fd: int, order: dict[str, Any]) -> None:
    """Serve fork requests that come over the socket `fd` until it is closed."""
    link = socket.socket(fileno=fd)
    if sys.platform == "linux":
        linux.die_with_parent()
    from classroom.engine import learner, shell, tester

    assert learner  # imported here, like the tests' side, so that every child has them
    assert tester
    for name in order["modules"]:
        with contextlib.suppress(
            Exception
        ):  # a module that fails to import will say so to whoever imports it
            importlib.import_module(name)
    shell.make_shell()
    if order["isolation"] == "namespaces":
        setting = _isolate(order["root"], order["hidden"])
    else:
        setting = _Setting("none", os.geteuid() == 0, "", 0)
    _rehearse([_WARM_UP, *order["rehearsal"]], order["folder"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 10, 10)
    link.sendall(b"ready")
    _serve(setting, link)


if __name__ == "__main__":
    # What to do comes over the socket: a child can read the command line of the process it was forked from.
    _socket = socket.socket(fileno=os.dup(int(sys.argv[1])))
    main(int(sys.argv[1]), json.loads(frames.receive(_socket, 64 << 20)))
