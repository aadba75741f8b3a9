"""The course's package as a learner needs it: a wheel without what builds the course and its book."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from digital_factory.authoring.edition import EditionError

__all__ = ["NEEDED", "learner_package"]

NEEDED = ("anywidget", "ipywidgets", "matplotlib", "numpy", "pandas")
"""What the package imports without its `authoring` and `sphinx_ext`."""

_LEFT_OUT = ("authoring", "sphinx_ext", "__pycache__", "case-runtime.js", "widget-manager.js")
_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = "Data, models, case studies and checks of the course Making Digital Factories Work."
requires-python = "{python}"
dependencies = [{needed}]

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
digital_factory = ["data/*", "explorer/static/*", "py.typed"]
"""


def learner_package(root: Path, folder: Path) -> Path:
    """Build the wheel of the course in `root` into `folder`; return its path.

    Raises
    ------
    EditionError
        If it cannot be built.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary)
        shutil.copytree(
            root / "src" / "digital_factory",
            source / "src" / "digital_factory",
            ignore=shutil.ignore_patterns(*_LEFT_OUT),
        )
        text = _PROJECT.format(
            name=project["name"],
            version=project["version"],
            python=project["requires-python"],
            needed=", ".join(f'"{name}"' for name in NEEDED),
        )
        (source / "pyproject.toml").write_text(text, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
        ]
        command += ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise EditionError(f"The learner's package could not be built: {' '.join(last)}")
    return next(folder.glob("*.whl"))
