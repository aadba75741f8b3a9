"""Makes wheels small and quick to import: what a browser does not need goes, what it imports is compiled."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Wheel", "read_wheel", "rewrite", "write_wheel"]

# Tests, headers, stubs, sample data, Jupyter's own extensions, and parts of libraries that nobody calls.
# jedi reads the stubs of the standard library.
_NOT_NEEDED = re.compile(
    r"(^|/)tests?/|\.(pyi|pxd|pyx|pxi|h|c|cpp|a|map|html|exe|cmd|ipynb)$|/RECORD$|\.data/"
    r"|^numpy/(f2py|distutils)/|/(sample_data|pdfcorefonts|web_backend)/|/mpl-data/images/|/fonts/afm/"
    r"|^fontTools/(ufoLib|varLib|designspaceLib|merge|subset|feaLib|otlLib|qu2cu|cu2qu|voltLib|mtiLib|t1Lib|svgLib)/"
    r"|^jedi/third_party/(django-stubs|typeshed/third_party)/|^pygments/lexers/(?!__init__|_mapping|python|special)"
    r"|^(anywidget|jupyterlab_widgets)/(nbextension|labextension)/"
)
_NEEDED = re.compile(r"^(numpy/testing|jedi/third_party/typeshed/stdlib/[23and]*)/")
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
    bytecodes = compiled or {}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist()):
            if name.endswith("/") or (_NOT_NEEDED.search(name) and not _NEEDED.search(name)):
                continue
            bytecode = bytecodes.get(name)
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
