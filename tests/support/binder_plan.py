"""Binder without Docker: a copy of the repository, and an environment made in it by repo2docker's own plan.

Each command of the plan runs as an ordinary user, as Binder does it. What the plan makes of Python before (by
conda, from another host) is an empty virtual environment here.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ordinary_user

__all__ = ["Environment", "copy_of_repository", "follow", "megabytes", "plan_of"]

_PIP = "RUN ${KERNEL_PYTHON_PREFIX}/bin/pip install"
_POST_BUILD = "RUN ./"


@dataclass(frozen=True)
class Environment:
    """What a person gets on Binder: programs, a home, the folder; and how long each step took [s]."""

    programs: Path
    home: Path
    repository: Path
    seconds: tuple[tuple[str, float], ...]

    @property
    def variables(self) -> dict[str, str]:
        """The variables of a process in it: nothing of the tests' own environment."""
        path = f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin"
        return {"HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8"}


def copy_of_repository(root: Path, place: Path) -> Path:
    """Copy the repository as a clone would have it, uncommitted work included; return `place`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, place / name)
    return place


def plan_of(checkout: Path) -> list[str]:
    """Return the lines of the Dockerfile that repo2docker would build for an ordinary user."""
    command = [str(Path(sys.executable).with_name("jupyter-repo2docker")), "--no-build", "--debug"]
    command += ["--user-id", "1000", "--user-name", "jovyan", "."]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.strip() for line in (done.stdout + done.stderr).splitlines()]


def follow(plan: Sequence[str], checkout: Path) -> Environment:
    """Carry out the steps of the plan in `checkout`, which lies in a folder of `ordinary_user`."""
    place = checkout.parent
    home, environment = place / "home", place / "env"
    home.mkdir()
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "venv", "--quiet", "--seed", "--python", sys.executable, environment], cwd=place, check=True
    )
    steps = [line.removeprefix("RUN ") for line in plan if line.startswith((_PIP, _POST_BUILD))]
    variables = {
        "HOME": str(home),
        "PATH": f"{environment / 'bin'}:/usr/bin:/bin",
        "KERNEL_PYTHON_PREFIX": str(environment),
        "REPO_DIR": str(checkout),
    }
    settings = "; ".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())
    seconds = []
    for step in steps:
        began = time.monotonic()
        done = ordinary_user.run(place, "bash", "-c", f"{settings}; cd {shlex.quote(str(checkout))}; {step}")
        assert done.returncode == 0, f"{step}:\n{done.stdout}\n{done.stderr}"
        seconds.append((step, time.monotonic() - began))
    return Environment(environment / "bin", home, checkout, tuple(seconds))


def megabytes(folder: Path) -> float:
    """Room that a folder takes on the disk [10^6 bytes], as `du` counts it."""
    return sum(path.lstat().st_blocks for path in folder.rglob("*")) * 512 / 1e6
