"""Compiles two locks from pyproject.toml: what learners and Binder install, and what the tests add.

Pins that still satisfy pyproject.toml are kept, so a lock changes only when a requirement does (or on
purpose, with ``--upgrade``).
"""

import argparse
import difflib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["main", "stale_locks"]

_LOWEST_PYTHON = "3.11"
_LOCKS = {
    "requirements.txt": [],
    "requirements-test.txt": ["--extra", "test", "--constraint", "requirements.txt"],
}


def _compile(root: Path, folder: Path, *, upgrade: bool) -> None:
    """Compile both locks in `folder`, starting from copies of the committed ones in `root`."""
    for name in ("pyproject.toml", *_LOCKS):
        if (root / name).exists() and folder != root:
            shutil.copy(root / name, folder / name)
    for name, extra in _LOCKS.items():
        command = [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "--quiet",
            "--universal",
            "--python-version",
            _LOWEST_PYTHON,
        ]
        # A lock made on a machine with local wheels must not send others to them.
        command += [
            "--no-emit-find-links",
            "--no-annotate",
            "--no-header",
            "pyproject.toml",
            *extra,
            "--output-file",
            name,
        ]
        subprocess.run(command + ["--upgrade"] * upgrade, cwd=folder, check=True, stderr=subprocess.DEVNULL)


def stale_locks(root: Path) -> list[str]:
    """Names of the locks that differ from what pyproject.toml asks for, with the first differing lines."""
    stale = []
    with tempfile.TemporaryDirectory() as temp:
        _compile(root, Path(temp), upgrade=False)
        for name in _LOCKS:
            old, new = (Path(d, name).read_text(encoding="utf-8").splitlines() for d in (root, temp))
            if old != new:
                changes = [
                    line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:1] in "+-"
                ]
                stale.append(f"{name}: {'; '.join(changes[2:8])}")
    return stale


def main(argv: list[str] | None = None) -> int:
    """Recompile the locks, or with ``--check`` say which are stale. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make lock", description=__doc__)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", action="store_true", help="change nothing; exit 1 if a lock is stale")
    group.add_argument(
        "--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows"
    )
    options = parser.parse_args(argv)
    root = Path.cwd()
    if not (root / "pyproject.toml").exists():
        print(f"No pyproject.toml in {root}. Run this in the course's folder.", file=sys.stderr)
        return 2
    if options.check:
        stale = stale_locks(root)
        for line in stale:
            print(f"{line}\nRun `make lock` and commit the result.", file=sys.stderr)
        return int(bool(stale))
    _compile(root, root, upgrade=options.upgrade)
    print("requirements.txt and requirements-test.txt are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
