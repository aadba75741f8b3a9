"""The kernel's folder: Pyodide, the wheels made small, and a lock that says which wheel an import needs."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.cache import keep
from digital_factory.authoring.lab.compress import compress
from digital_factory.authoring.lab.environment import Environment
from digital_factory.authoring.lab.pieces import Piece, sha256
from digital_factory.authoring.lab.wheels import (
    read_wheel,
    rewrite,
    rewrite_standard_library,
    write_wheel,
)

__all__ = ["KERNEL_PACKAGES", "LOCK", "build_runtime", "kernel_wheels", "wasm_address", "write_lock"]

LOCK = "pyodide-lock.json"
CORE = "pyodide"
# What the kernel would otherwise fetch one by one, with an index, after Pyodide has started.
KERNEL_PACKAGES = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
_WARM_UP = (*KERNEL_PACKAGES, "pandas", "anywidget", "ipywidgets")
# IPython's terminal, which a browser has not, and its second way to complete names: the first looks at the
# objects that are there, knows the columns of a table, and costs nothing.
_LEFT_OUT = {"prompt-toolkit", "jedi"}
STAND_INS = ("micropip", "piplite")  # folders in lab/stand_ins
_EMPTY = ("jedi",)  # the kernel asks for it by name; nothing imports it
_STANDARD_LIBRARY = "python_stdlib.zip"
_LOADER = "pyodide.mjs"
_WASM = "pyodide.asm.wasm"
# How Pyodide asks for its files in a browser. Chromium keeps what it has compiled for an answer, until the
# server is asked whether the answer is still good: what has its hash in its address is not asked for again.
_ASKED = "fetch(o,t?{integrity:t}:{})"
_ASKED_ONCE = 'fetch(o,t?{integrity:t}:o.search?{cache:"force-cache"}:{})'
# Of the kernel's extension: ours stands in its place; a stand-in for ipywidgets 7, which nothing here uses.
_NOT_TAKEN = ("piplite-", "widgetsnbextension-3.")


def kernel_wheels(environment: Environment) -> list[Path]:
    """Wheels that the kernel's extension brings: the kernel, and stand-ins for what a browser cannot run."""
    folder = environment.labextensions / "@jupyterlite" / "pyodide-kernel-extension" / "static" / "pypi"
    return sorted(path for path in folder.glob("*.whl") if not path.name.startswith(_NOT_TAKEN))


def build_runtime(files: Mapping[Piece, Path], environment: Environment, tools: Path, target: Path) -> None:
    """Fill the folder `target` with all that does not depend on the course.

    Parameters
    ----------
    files
        The pieces, hashes checked.
    environment
        The lab's environment: Node.js, and the kernel's own wheels.
    tools
        Folder with `compile.mjs`, `warm_up.py` and `stand_ins`.
    target
        A folder that does not exist; it appears when all has gone well.

    Raises
    ------
    LabError
        If the wheels do not import in Pyodide.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        folder = Path(temporary, "kernel")
        folder.mkdir()
        _fill(folder, files, environment, tools)
        keep(folder, target)


def _fill(scratch: Path, files: Mapping[Piece, Path], environment: Environment, tools: Path) -> None:
    wheels = [path for piece, path in files.items() if piece.name != CORE] + kernel_wheels(environment)
    for piece, path in files.items():
        if piece.name == CORE:
            shutil.copyfile(path, scratch / piece.file)
    for wheel in wheels:
        rewrite(wheel, scratch / wheel.name)
    for name in STAND_INS:
        folder = tools / "stand_ins"
        modules = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / name).glob("*.py")
        }
        write_wheel(name, "1.0", "", modules, scratch)
    for name in _EMPTY:
        write_wheel(name, "1.0", "", {}, scratch)
    write_lock(scratch, {})
    bytecode = _compile(scratch, environment, tools)
    for wheel in wheels:
        rewrite(wheel, scratch / wheel.name, bytecode[wheel.name])
    library = next(path for path in files.values() if path.name == _STANDARD_LIBRARY)
    rewrite_standard_library(library, scratch / _STANDARD_LIBRARY, bytecode[_STANDARD_LIBRARY])
    write_lock(scratch, {})
    _ask_once(scratch)
    compress([scratch], environment)


def wasm_address(folder: Path) -> str:
    """Return how the kernel asks for the WebAssembly in `folder`: the file's name, and its hash as query."""
    return f"{_WASM}?{sha256(folder / _WASM)[:12]}"


def _ask_once(folder: Path) -> None:
    """Let the browser take the WebAssembly that it has, compiled, without a word to the server."""
    loader = folder / _LOADER
    text = loader.read_text(encoding="utf-8")
    asked = f'+"{_WASM}")'
    if text.count(_ASKED) != 1 or text.count(asked) != 1:
        raise LabError(f"{loader} was expected to ask for {_WASM} by {_ASKED} and does not")
    text = text.replace(_ASKED, _ASKED_ONCE).replace(asked, f'+"{wasm_address(folder)}")')
    loader.write_text(text, encoding="utf-8")


def _compile(folder: Path, environment: Environment, tools: Path) -> dict[str, dict[str, bytes]]:
    """Import in Pyodide what every exercise imports; return the bytecode by wheel or zip file, and module."""
    out = folder / "bytecode.zip"
    command = environment.node(str(tools / "compile.mjs"), str(folder), str(tools / "warm_up.py"), str(out))
    done = subprocess.run([*command, *_WARM_UP], capture_output=True, text=True, check=False)
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-3:]
        raise LabError(f"the packages of lab/pieces.toml do not import in Pyodide: {' '.join(last)}")
    with zipfile.ZipFile(out) as archive:
        bytecode = {name: archive.read(name) for name in archive.namelist()}
    out.unlink()
    compiled: dict[str, dict[str, bytes]] = {_STANDARD_LIBRARY: _below("stdlib/", bytecode)}
    of_packages = _below("site/", bytecode)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name in of_packages]
        compiled[wheel.name] = {name: of_packages[name] for name in names}
    return compiled


def _below(prefix: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix(prefix): data for name, data in files.items() if name.startswith(prefix)}


def write_lock(folder: Path, needs: Mapping[str, Sequence[str]]) -> str:
    """Write Pyodide's lock for the wheels in `folder`, and return its hash.

    `needs` replaces what the wheels of those names require. Raises LabError if one is not in the folder.
    """
    with (folder / LOCK).open(encoding="utf-8") as file:
        lock: dict[str, Any] = json.load(file)
    wheels = {wheel.name: read_wheel(wheel) for wheel in sorted(folder.glob("*.whl"))}
    names = {wheel.name for wheel in wheels.values()}
    required = {wheel.name: set(needs.get(wheel.name, wheel.needs)) - _LEFT_OUT for wheel in wheels.values()}
    for name, requirements in required.items():
        if missing := sorted(requirements - names):
            raise LabError(f"{name} needs {', '.join(missing)}, which lab/pieces.toml does not list.")
    lock["packages"] = {
        wheel.name: {
            "name": wheel.name,
            "version": wheel.version,
            "file_name": file,
            "install_dir": "site",
            "sha256": sha256(folder / file),
            "package_type": "package",
            "imports": list(wheel.modules),
            "depends": sorted(required[wheel.name]),
            "unvendored_tests": False,
        }
        for file, wheel in wheels.items()
    }
    text = json.dumps(lock, indent=1)
    (folder / LOCK).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()
