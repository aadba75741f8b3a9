"""Binder without Docker: the plan that repo2docker prints, and an environment made by following it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from jupyter_server_process import JupyterLab

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command and return what it prints; fail with its errors."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a clone would have it, uncommitted work included."""
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    place = tmp_path_factory.mktemp("binder") / "checkout"
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    return place


@pytest.fixture(scope="session")
def plan(checkout: Path) -> list[str]:
    """The lines of the Dockerfile that repo2docker would build."""
    command = [Path(sys.executable).with_name("jupyter-repo2docker"), "--no-build", "--debug", "."]
    return [line.strip() for line in run(*command, cwd=checkout).splitlines()]


@dataclass(frozen=True)
class Environment:
    """What a person gets on Binder: programs, a home and the repository."""

    programs: Path
    home: Path
    repository: Path

    @property
    def variables(self) -> dict[str, str]:
        """The variables of a process in it: nothing of the tests' own environment."""
        path = f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin"
        return {"HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def environment(checkout: Path) -> Environment:
    """Follow the plan: an empty environment, requirements.txt, then postBuild."""
    place = checkout.parent
    home = place / "home"
    home.mkdir()
    uv = Path(sys.executable).with_name("uv")
    run(uv, "venv", "--quiet", "--seed", "--python", sys.executable, place / "env", cwd=checkout)
    python = place / "env" / "bin" / "python"
    run(uv, "pip", "install", "--quiet", "--python", python, "-r", "requirements.txt", cwd=checkout)
    made = Environment(python.parent, home, checkout)
    run(checkout / "postBuild", cwd=checkout, env=made.variables)
    return made


@pytest.fixture(scope="session")
def lab(environment: Environment) -> Iterator[JupyterLab]:
    """JupyterLab of that environment, on this machine only."""
    with JupyterLab.started(
        environment.programs / "jupyter-lab", environment.repository, environment.variables
    ) as server:
        yield server
