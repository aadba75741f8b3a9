"""Rebuild what the pages load from npm packages: the widget bundle and the font. Called by ``make widgets``.

Runs ``npm ci`` and the build of ``frontend/``; the lock alone decides the bytes.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from digital_factory.authoring.math_font import FONT, write_subset
from digital_factory.authoring.node import FRONTEND, NodeError, install, node

__all__ = ["build", "differences", "main"]

ROOT = Path(__file__).parents[3]
PACKAGE_STATIC = ROOT / "src" / "digital_factory" / "explorer" / "static"
MATH = ROOT / "book" / "_static" / "math"
_STIX = FRONTEND / "node_modules" / "@fontsource" / "stix-two-math"

MOST_BYTES = 2_000_000  # of any one file: what a page loads must stay small


def build(package_static: Path, math: Path) -> None:
    """Build everything into the two folders, which are emptied of earlier builds first.

    Raises
    ------
    NodeError
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
                raise NodeError(f"{file} has {MOST_BYTES} bytes or more. Drop what the pages do not use.")


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
    except NodeError as error:
        print(error, file=sys.stderr)
        return 1
    if stale:
        print(f"Not what frontend/ builds: {', '.join(stale)}. Run `make widgets`.", file=sys.stderr)
    return 1 if stale else 0


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    raise SystemExit(main())
