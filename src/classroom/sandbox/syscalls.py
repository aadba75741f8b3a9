"""The system calls that a notebook never needs, by name, and the filter that refuses them.

The numbers are those of the kernel's tables (`asm/unistd_64.h` for x86_64, `asm-generic/unistd.h` for
aarch64); a test compares them with libseccomp's. The filter is a classic BPF program (`man 2 seccomp`).
"""

from __future__ import annotations

import platform
import struct

from classroom import messages

__all__ = ["FORBIDDEN", "MACHINES", "filter_program", "unknown_machine"]

MACHINES = ("x86_64", "aarch64")

# Name: its number on each machine of MACHINES; None where the machine has no such call.
FORBIDDEN: dict[str, tuple[int, int | None]] = {
    # tracing, and reading other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    # mounting, the newer mount calls, other roots
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "quotactl": (179, 60),
    # new namespaces
    "unshare": (272, 97),
    "setns": (308, 268),
    # programs, modules and keys of the kernel
    "bpf": (321, 280),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # input and output that passes the filter by
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # the machine's own affairs
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
}
_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)
_ARCH = (0xC000003E, 0xC00000B7)  # AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64
_X32 = 0x40000000  # numbers from here on are those of x86_64's 32-bit pointers
_NAMESPACE_FLAGS = 0x7E020000 | 0x02000000  # CLONE_NEW*
_FAMILIES = (1, 2, 10)  # UNIX, INET, INET6; others (NETLINK, PACKET, VSOCK...) reach the kernel or the host

_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _refuse(number: int, with_what: int = _EPERM) -> bytes:
    return _step(_EQUAL, number, 0, 1) + _step(_RETURN, with_what)


def unknown_machine() -> str | None:
    """Why this machine's system calls cannot be filtered; None when they can."""
    machine = platform.machine()
    if machine in MACHINES:
        return None
    return messages.UNKNOWN_MACHINE.format(machine=machine, known=", ".join(MACHINES))


def filter_program(machine: str) -> bytes:
    """The filter's program for a machine of MACHINES.

    Raises
    ------
    ValueError
        When the machine is another.
    """
    if machine not in MACHINES:
        raise ValueError(messages.UNKNOWN_MACHINE.format(machine=machine, known=", ".join(MACHINES)))
    which = MACHINES.index(machine)
    numbers = [each[which] for each in FORBIDDEN.values()]
    program = [_step(_LOAD, _MACHINE), _step(_EQUAL, _ARCH[which], 1, 0), _step(_RETURN, _KILL)]
    program += [_step(_LOAD, _NUMBER), _step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _EPERM)]
    program += [_refuse(number) for number in numbers if number is not None]
    program.append(_refuse(_CLONE3[which], _ENOSYS))  # its flags lie in memory: libc then uses clone
    program += [_step(_EQUAL, _CLONE[which], 0, 4), _step(_LOAD, _FIRST_ARGUMENT)]
    program += [_step(_ANY_BIT, _NAMESPACE_FLAGS, 0, 1), _step(_RETURN, _EPERM), _step(_RETURN, _ALLOW)]
    families = [_step(_EQUAL, family, len(_FAMILIES) - place, 0) for place, family in enumerate(_FAMILIES)]
    program += [_step(_EQUAL, _SOCKET[which], 0, len(families) + 2), _step(_LOAD, _FIRST_ARGUMENT), *families]
    program += [_step(_RETURN, _EPERM), _step(_RETURN, _ALLOW)]
    return b"".join(program)
