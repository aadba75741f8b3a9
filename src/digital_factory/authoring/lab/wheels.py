"""Makes wheels small and quick to import: what a browser does not need goes, what it imports is compiled."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Wheel", "read_wheel", "rewrite", "rewrite_standard_library", "write_wheel"]

# Tests, headers, stubs, sample data, Jupyter's own extensions, terminals, other programs' formats, and parts
# of libraries that nobody calls in a browser.
_NOT_NEEDED = re.compile(
    r"(^|/)(tests?|sphinxext)/|\.(pyi|pxd|pyx|pxi|h|c|cpp|a|map|html|exe|cmd|ipynb)$|/RECORD$|\.data/"
    r"|^numpy/(f2py|distutils)/|/(sample_data|pdfcorefonts|web_backend)/"
    r"|/mpl-data/images/|/fonts/afm/"
    r"|^fontTools/(ufoLib|varLib|designspaceLib|merge|subset|feaLib|otlLib|qu2cu|cu2qu|voltLib|mtiLib|t1Lib|svgLib)/"
    r"|^IPython/(terminal|testing)/(?!(pt_inputhooks/)?__init__|skipdoctest)|^IPython/external/(?!__init__)"
    r"|^IPython/lib/(demo|deepreload|backgroundjobs|guisupport)\.py"
    r"|^pandas/(conftest\.py|pyproject\.toml|io/sas/sas(7bdat|_xport)\.py|_libs/sas\.)"
    r"|^pygments/lexers/(?!__init__|_mapping|python|special)|^pygments/cmdline\.py"
    r"|^pygments/formatters/(img|latex|rtf|svg|bbcode|irc|groff|pangomarkup)\.py"
    r"|^tzdata/zoneinfo/.*\.(zi|tab)$"
    r"|^(anywidget|jupyterlab_widgets)/(nbextension|labextension)/"
)
_NEEDED = re.compile(r"^numpy/testing/")
# Of the standard library: what speaks to servers, serves, starts processes, or is for a desktop.
_NOT_NEEDED_OF_PYTHON = re.compile(
    r"^(imaplib|mailbox|smtplib|nntplib|ftplib|poplib|telnetlib|socketserver|cgi|cgitb|aifc|sunau|sndhdr|chunk|wave"
    r"|imghdr|uu|xdrlib|nturl2path|pty|pipes|mailcap|webbrowser|antigravity|this)\.py$"
    r"|^(multiprocessing|wsgiref|xmlrpc|lib2to3|ensurepip|venv|pydoc_data|turtledemo|idlelib|tkinter|curses|dbm)/"
)
_PYODIDE = {
    "python_version": "3.12",
    "python_full_version": "3.12.7",
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}
_DATE = (2020, 1, 1, 0, 0, 0)  # the same input gives the same bytes


@dataclass(frozen=True)
class Wheel:
    """What Pyodide's lock says of a wheel: canonical name, version, packages it needs, modules it brings."""

    name: str
    version: str
    needs: tuple[str, ...]
    modules: tuple[str, ...]


def read_wheel(path: Path) -> Wheel:
    """Read name, version, requirements (those that hold in Pyodide) and top-level modules of a wheel."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        head = Parser().parsestr(archive.read(metadata).decode("utf-8"))
    requirements = [Requirement(line) for line in head.get_all("Requires-Dist") or []]
    needs = {
        canonicalize_name(one.name) for one in requirements if not one.marker or one.marker.evaluate(_PYODIDE)
    }
    modules = {
        name.split("/")[0].partition(".")[0]
        for name in names
        if name.endswith((".py", ".pyc", ".so")) and ".data/" not in name
    }
    return Wheel(
        canonicalize_name(head["Name"]), head["Version"], tuple(sorted(needs)), tuple(sorted(modules))
    )


def rewrite(source: Path, target: Path, compiled: Mapping[str, bytes] | None = None) -> None:
    """Write the wheel `source` to `target` without what is not needed; uncompressed if `compiled` is None.

    Parameters
    ----------
    source, target
        Paths of wheels.
    compiled
        Bytecode by the path of the module inside the wheel, which then comes without its source.
    """
    method = zipfile.ZIP_STORED if compiled is None else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if not _NOT_NEEDED.search(name) or _NEEDED.search(name)]
    _write(source, target, names, compiled or {}, method)


def rewrite_standard_library(source: Path, target: Path, compiled: Mapping[str, bytes]) -> None:
    """Write Pyodide's zip file of the standard library to `target`, as `rewrite` does for a wheel."""
    with zipfile.ZipFile(source) as archive:
        names = [
            name for name in archive.namelist() if name in compiled or not _NOT_NEEDED_OF_PYTHON.search(name)
        ]
    _write(source, target, names, compiled, zipfile.ZIP_DEFLATED)


def _write(
    source: Path, target: Path, names: Iterable[str], compiled: Mapping[str, bytes], method: int
) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(name for name in names if not name.endswith("/")):
            bytecode = compiled.get(name)
            entry = zipfile.ZipInfo(name if bytecode is None else f"{name}c", _DATE)
            data = old.read(name) if bytecode is None else bytecode
            new.writestr(entry, data, compress_type=method, compresslevel=9)


def write_wheel(name: str, version: str, build: str, files: Mapping[str, bytes], folder: Path) -> Path:
    """Write `files` (content by path) as a wheel for any Python into `folder`; return its path."""
    base = f"{name.replace('-', '_')}-{version}"
    info = {
        f"{base}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{base}.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    wheel = folder / f"{base}{f'-{build}' if build else ''}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in {**files, **info}.items():
            entry = zipfile.ZipInfo(path, _DATE)
            archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return wheel
