"""The few Linux calls that Python does not offer, and what each is used for here."""

from __future__ import annotations

import ctypes
import os
import platform
import struct

from classroom.sandbox.syscalls import filter_program

__all__ = [
    "CLONE_NEWIPC",
    "CLONE_NEWNET",
    "CLONE_NEWNS",
    "CLONE_NEWPID",
    "CLONE_NEWUSER",
    "CLONE_NEWUTS",
    "bind",
    "detach_root",
    "die_with_parent",
    "drop_capabilities",
    "enter",
    "enter_user_namespace",
    "filter_system_calls",
    "make_private",
    "mount",
    "name_process",
    "set_dumpable",
    "unshare",
]

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND = 1, 2, 4, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
_LOCKED = MS_NODEV | 8 | 1024 | 2048  # with NOEXEC, NOATIME, NODIRATIME: a user namespace must keep them
_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_NAME = 15
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECUREBITS = 38, 28
_SECBITS_LOCKED = 0x2F  # no capabilities for uid 0, no way to get them back
_USER = 1000  # what the one user of a user namespace is called there
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags`."""
    _check(_libc.unshare(flags), "unshare")


def enter(namespace: int, kind: int) -> None:
    """Enter the namespace of a `kind` that a descriptor stands for."""
    _check(_libc.setns(namespace, kind), "setns")


def enter_user_namespace(flags: int) -> None:
    """Enter a user namespace of its own, as its one user, with the further namespaces named by `flags`.

    Cancels `die_with_parent`.
    """
    uid, gid = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER | flags)
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{_USER} {uid} 1"),
        ("gid_map", f"{_USER} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(content)


def mount(source: str, target: str, kind: str, flags: int = 0, options: str = "") -> None:
    """Mount a file system."""
    _check(
        _libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()),
        f"mount {target}",
    )


def make_private() -> None:
    """Keep later mounts from reaching the rest of the machine."""
    mount("none", "/", "none", MS_REC | MS_PRIVATE)


def bind(source: str, target: str, read_only: bool = True) -> None:
    """Show `source` at `target`, with what is mounted below it."""
    mount(source, target, "none", MS_BIND | MS_REC)
    if read_only:
        kept = os.statvfs(target).f_flag & _LOCKED
        mount("none", target, "none", MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | kept)


def detach_root(new_root: str) -> None:
    """Make `new_root` the root folder and let go of the old one."""
    os.chdir(new_root)
    _check(_libc.syscall(_PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", _MNT_DETACH), "umount")
    os.chdir("/")


def die_with_parent() -> None:
    """Ask to be killed when the parent ends. Changing user cancels this: call it again then."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl(PDEATHSIG)")


def name_process(name: str) -> None:
    """What `ps` and `top` call this process: 15 bytes of it."""
    _libc.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def set_dumpable(yes: bool) -> None:
    """Whether others of the same user may trace this process and read its memory."""
    _libc.prctl(_PR_SET_DUMPABLE, int(yes), 0, 0, 0)


def drop_capabilities() -> None:
    """Give up every privilege, for good."""
    _libc.prctl(_PR_SET_SECUREBITS, _SECBITS_LOCKED, 0, 0, 0)
    for number in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)
    header = struct.pack("Ii", 0x20080522, 0)
    _check(_libc.capset(header, struct.pack("6I", 0, 0, 0, 0, 0, 0)), "capset")
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(NO_NEW_PRIVS)")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def filter_system_calls() -> None:
    """Refuse the system calls that only an attack would use. Needs `drop_capabilities` first."""
    raw = filter_program(platform.machine())
    program = _Program(len(raw) // 8, raw)  # eight bytes a step
    _check(_libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0), "prctl(SECCOMP)")
