"""Starts the process that warm parents are forked from: at need before it is known what they are for.

It takes as long to import what notebooks import as the grader takes to import itself. So the command line
starts it first of all, and whoever needs one takes that.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable

from classroom.sandbox.base import environment

__all__ = ["Zygote", "font_cache", "start_early", "take"]


class Zygote:
    """A process that has begun to import, and waits to be told the rest over `line`.

    Parameters
    ----------
    outer : gives what to start it with, from the folder that it writes to; may be empty
    """

    def __init__(self, outer: Callable[[str], list[str]]) -> None:
        self.home = tempfile.mkdtemp(prefix="cr-home-")
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process that writes to it
        self.line, other = socket.socketpair()
        program = [sys.executable, "-P", "-m", "classroom.sandbox.zygote", str(other.fileno())]
        with other:
            self._process = subprocess.Popen(
                [*outer(self.home), *program],
                pass_fds=[other.fileno()],
                env=_environment(self.home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.log,
                cwd="/",
                start_new_session=True,
            )

    def close(self) -> None:
        """End it; all that was forked from it ends as well."""
        self.line.close()
        self._process.kill()
        self._process.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)


_early: list[Zygote] = []  # of the command line, until somebody takes it


def start_early() -> None:
    """Start one that runs on the machine as it is, where code can be shut in at all.

    Where it cannot be started, whoever needs one will say why.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            _early.append(Zygote(lambda home: []))
            atexit.register(_close_early)


def _close_early() -> None:
    while _early:
        _early.pop().close()


def take(outer: Callable[[str], list[str]]) -> Zygote:
    """The one that was started early if it was started in the same way, else another."""
    if _early and not outer(""):
        return _early.pop()
    _close_early()
    return Zygote(outer)


def font_cache() -> str:
    """The folder in which the list of the machine's fonts is kept."""
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def _environment(home: str) -> dict[str, str]:
    """For the warm parents themselves, which run on the machine as it is: what is written lies in `home`.

    The list of the machine's fonts, which takes matplotlib seconds to make, is kept from run to run.
    """
    own = {**environment(home), "TMPDIR": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": font_cache()}
    del own["MPLCONFIGDIR"]
    return own
