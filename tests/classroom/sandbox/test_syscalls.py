"""The filter of system calls: numbers against libseccomp, and its program carried out step by step."""

from __future__ import annotations

import ctypes
import struct

import pytest

from classroom.sandbox.syscalls import FORBIDDEN, MACHINES, filter_program

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED, REFUSED, NOT_THERE, KILLED = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
FAMILIES = {"unix": 1, "inet": 2, "inet6": 10, "netlink": 16, "vsock": 40}


def number_of(name: str, machine: str) -> int:
    """libseccomp's number of a system call; negative where the machine has none."""
    library = ctypes.CDLL("libseccomp.so.2")  # every Debian has it: apt needs it
    architecture = ctypes.c_uint32(ARCHITECTURES[machine])
    return int(library.seccomp_syscall_resolve_name_arch(architecture, name.encode()))


def verdict(machine: str, number: int, first_argument: int = 0, architecture: int | None = None) -> int:
    """What the kernel would do: carries the program out on one system call."""
    program = filter_program(machine)
    data = struct.pack("IIQQ", number, architecture or ARCHITECTURES[machine], 0, first_argument)
    loaded, at = 0, 0
    while True:
        code, yes, no, value = struct.unpack_from("HBBI", program, at * 8)
        at += 1
        if code == 0x20:
            (loaded,) = struct.unpack_from("I", data, value)
        elif code == 0x06:
            return int(value)
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
            at += yes if holds else no


@pytest.mark.parametrize("machine", MACHINES)
def test_forbidden_numbers_are_those_of_the_kernel(machine: str) -> None:
    which = MACHINES.index(machine)
    known = {name: number_of(name, machine) for name in FORBIDDEN}
    assert {name: numbers[which] for name, numbers in FORBIDDEN.items()} == {
        name: number if number >= 0 else None for name, number in known.items()
    }


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_refuses_every_forbidden_call_and_lets_a_notebooks_pass(machine: str) -> None:
    refused = {name for name in FORBIDDEN if number_of(name, machine) >= 0}
    assert {verdict(machine, number_of(name, machine)) for name in refused} == {REFUSED}
    common = ("read", "write", "openat", "mmap", "execve", "exit_group", "futex", "getrandom", "wait4")
    assert {verdict(machine, number_of(name, machine)) for name in common} == {ALLOWED}


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_lets_processes_be_made_and_no_namespaces(machine: str) -> None:
    clone = number_of("clone", machine)
    assert verdict(machine, clone, first_argument=17) == ALLOWED  # SIGCHLD: what fork asks for
    for flag in (0x00020000, 0x10000000, 0x20000000, 0x40000000):
        assert verdict(machine, clone, first_argument=17 | flag) == REFUSED
    assert verdict(machine, number_of("clone3", machine)) == NOT_THERE


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_lets_only_common_sockets_be_made(machine: str) -> None:
    socket = number_of("socket", machine)
    made = {name for name, family in FAMILIES.items() if verdict(machine, socket, family) == ALLOWED}
    assert made == {"unix", "inet", "inet6"}


def test_filter_ends_a_process_that_calls_as_another_machine() -> None:
    assert verdict("x86_64", 0, architecture=0x40000003) == KILLED


def test_filter_refuses_the_numbers_of_short_pointers() -> None:
    assert verdict("x86_64", 0x40000000 | 59) == REFUSED


def test_filter_of_an_unknown_machine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"riscv64.*x86_64, aarch64"):
        filter_program("riscv64")
