"""The few Linux calls that Python does not offer, and what each is used for here."""

from __future__ import annotations

import ctypes
import os
import platform
import struct

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
    "filter_system_calls",
    "make_private",
    "mount",
    "set_dumpable",
    "unshare",
]

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND = 1, 2, 4, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECUREBITS = 38, 28
_SECBITS_LOCKED = 0x2F  # no capabilities for uid 0, no way to get them back
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags`."""
    _check(_libc.unshare(flags), "unshare")


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
        flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID
        try:
            mount("none", target, "none", flags)
        except PermissionError:  # flags of the mount below that a user namespace must keep
            mount("none", target, "none", flags | MS_NODEV | 8 | 1024)


def detach_root(new_root: str) -> None:
    """Make `new_root` the root folder and let go of the old one."""
    os.chdir(new_root)
    _check(_libc.syscall(_PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", _MNT_DETACH), "umount")
    os.chdir("/")


def die_with_parent() -> None:
    """Ask to be killed when the parent ends. Changing user cancels this: call it again then."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl(PDEATHSIG)")


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


# System calls a notebook never needs: tracing and reading other processes, mounting, new namespaces,
# kernel modules,
# keys, BPF, io_uring, and the newer mount calls.
_FORBIDDEN = {
    "x86_64": (
        "101 310 311 165 166 155 161 272 308 321 298 323 250 248 249 246 320 304 303 425 426 427 175 313 176 "
        "169 167 "
        "168 163 164 227 428 429 430 431 432 433 442 438 179 103 172 173 312"
    ),
    "aarch64": (
        "117 270 271 40 39 41 51 97 268 280 241 282 219 217 218 104 294 265 264 425 426 427 105 273 106 "
        "142 224 225 "
        "89 112 170 428 429 430 431 432 433 442 438 60 116 272"
    ),
}
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE, _SOCKET = {"x86_64": 56, "aarch64": 220}, {"x86_64": 41, "aarch64": 198}
_CLONE3 = 435
_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NAMESPACE_FLAGS = 0x7E020000 | 0x02000000
_FAMILIES = (
    1,
    2,
    10,
)  # UNIX, INET, INET6; the others (NETLINK, PACKET, VSOCK...) reach the kernel or the host


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def filter_system_calls() -> None:
    """Refuse the system calls that only an attack would use. Needs `drop_capabilities` first."""
    machine = platform.machine()

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    program = [step(_LOAD, 4), step(_EQUAL, _ARCH[machine], 1, 0), step(_RETURN, _KILL), step(_LOAD, 0)]
    program += [step(_AT_LEAST, 0x40000000, 0, 1), step(_RETURN, _EPERM)]
    for number in _FORBIDDEN[machine].split():
        program += [step(_EQUAL, int(number), 0, 1), step(_RETURN, _EPERM)]
    program += [
        step(_EQUAL, _CLONE3, 0, 1),
        step(_RETURN, _ENOSYS),
    ]  # its flags lie in memory: libc then uses clone
    program += [step(_EQUAL, _CLONE[machine], 0, 4), step(_LOAD, 16), step(_ANY_BIT, _NAMESPACE_FLAGS, 0, 1)]
    program += [step(_RETURN, _EPERM), step(_RETURN, _ALLOW)]
    families = [step(_EQUAL, family, len(_FAMILIES) - place, 0) for place, family in enumerate(_FAMILIES)]
    program += [step(_EQUAL, _SOCKET[machine], 0, len(families) + 2), step(_LOAD, 16), *families]
    program += [step(_RETURN, _EPERM), step(_RETURN, _ALLOW)]
    raw = b"".join(program)
    holder = _Program(len(program), raw)
    _check(_libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(holder), 0, 0), "prctl(SECCOMP)")
