"""The contract of a sandbox: what the grader asks of it, whichever way it shuts code in.

A sandbox starts processes in one of two roles. Each sees the same view of the machine (`view.py`): Python and
the system's libraries, read-only, and a scratch folder with copies of the folders it was given. It has no
network, no environment of the grader's, no other process, and the caps of `Limits`. Two processes are joined
by a socket of the grader's making; what crosses it is the affair of `kernel/` and `wire/`.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from classroom.limits import Limits
from classroom.records import Role

__all__ = [
    "Ending",
    "Process",
    "Sandbox",
    "SandboxError",
    "Setup",
    "Share",
    "environment",
]

_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH")


class SandboxError(RuntimeError):
    """This machine does not let a student's code be shut in."""


@dataclass(frozen=True)
class Setup:
    """What all processes of an assignment are started with."""

    modules: tuple[str, ...] = ()  # to import beforehand
    hidden: tuple[str, ...] = ()  # paths that no process may see, wherever they lie
    warm_up: Mapping[Role, Sequence[str]] = field(default_factory=dict)  # cells to run once beforehand
    files: Path | None = None  # the assignment's files; the warm-up cells run in a copy
    readable: tuple[str, ...] = ()  # folders that the trainer lets all code read


@dataclass(frozen=True)
class Ending:
    """How a process ended."""

    status: int  # as os.wait gives it; -1 when nobody knows
    starved: bool = False  # it was ended for the memory it used
    peak_mb: float = 0.0  # [MB] the most memory it held

    @property
    def signal(self) -> int | None:
        """The number of the signal that ended it; None when it ended otherwise."""
        return self.status & 127 or None


class Process(Protocol):
    """One process that is shut in."""

    control: socket.socket  # orders to it and answers from it

    @property
    def pid(self) -> int:
        """Its number as the grader sees it, whose descendants all that it starts are; 0 when it never was."""

    def wait(self) -> None:
        """Wait until it is ready to take orders."""

    def interrupt(self) -> None:
        """Send it what Ctrl-C sends, where that is possible."""

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""

    def kill(self) -> None:
        """Begin to end it: `end` then waits for it."""

    def end(self) -> Ending:
        """End it and all it started, once; returns how it ended."""


@dataclass(frozen=True)
class Share:
    """What another process of the grader needs to ask for processes from the same sandbox."""

    link: socket.socket
    base: str  # a folder of the sandbox's own


class Sandbox(Protocol):
    """A way to start processes that are shut in."""

    @staticmethod
    def why_not() -> str | None:
        """Why this machine does not allow it; None when it does."""

    def start(
        self, role: Role, folders: Sequence[Path], files_mb: int, limits: Limits, link: socket.socket
    ) -> Process:
        """Start a clean process.

        Parameters
        ----------
        role : what it is for
        folders : copied into its scratch folder one over the other, notebooks left out
        files_mb : [MB] room that they take there
        limits : its caps
        link : its end of the line to the other process

        Raises
        ------
        SandboxError
            When none can be started.
        """

    def wait(self, roles: Sequence[Role] = tuple(Role)) -> None:
        """Prepare, and wait until processes in these roles can be started without delay.

        Raises
        ------
        SandboxError
            When none can be started.
        """

    def share(self) -> Mapping[Role, Share]:
        """What other processes of the grader need to use this sandbox; empty when each makes its own."""

    def close(self) -> None:
        """End all that it started."""


def environment(home: str) -> dict[str, str]:
    """What a student's code may know of the environment: nothing that is a secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        "PATH": os.defpath,
        **kept,
        "HOME": home,
        "TMPDIR": "/scratch/tmp",
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "USER": "learner",
        "NBGRADER_EXECUTION": "autograde",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",  # the same marks whoever grades, in whatever order
    }
