"""Programs that the tests need and pip cannot bring: installed by apt-get where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

__all__ = ["MissingProgramError", "attempt", "ensure", "install", "nginx", "postgresql"]

_INSTALL_TIMEOUT_S = 600


class MissingProgramError(RuntimeError):
    """A program is missing and could not be installed; the message says what was tried and what to do."""


def postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs, which Debian keeps off PATH; None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _bubblewrap() -> Path | None:
    found = shutil.which("bwrap")
    return Path(found) if found else None


def nginx() -> Path | None:
    """The web server nginx, which Debian keeps off an ordinary user's PATH; None if there is none."""
    found = Path(shutil.which("nginx") or "/usr/sbin/nginx")
    return found if found.is_file() else None


_NEEDED = {"bubblewrap": _bubblewrap, "nginx-light": nginx, "postgresql": postgresql}


def ensure() -> None:
    """Install what is missing.

    Raises
    ------
    MissingProgramError
        If that did not work.
    """
    for package, find in _NEEDED.items():
        if find() is None:
            tried = install(package)
            if find() is None:
                raise MissingProgramError(
                    f"The tests need {package}, which could not be installed ({tried}). Install it, for "
                    f"example with `sudo apt-get install {package}`, and run again."
                )


def install(package: str) -> str:
    """Install a Debian package if this machine and user can; return what became of it, in one line."""
    if shutil.which("apt-get") is None:
        return "apt-get: not on this machine"
    as_root = []
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        if not os.environ.get("CI"):  # nobody's own machine is changed with rights that nobody was asked for
            return f"apt-get install {package}: only root may"
        as_root = ["sudo", "--non-interactive"]
    attempt([*as_root, "apt-get", "update"])
    return attempt([*as_root, "apt-get", "install", "--yes", "--no-install-recommends", package])


def attempt(command: list[str]) -> str:
    """Run `command` and return what became of it, in one line."""
    named = " ".join([Path(command[0]).name, *command[1:]])
    print(f"Trying: {named}", flush=True)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{named}: {error}"
    last = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
    return f"{named}: exit code {done.returncode}, {last[-1]}"
