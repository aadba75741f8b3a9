"""The kernels that an assignment's notebooks name: Python runs here, another language is refused."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from classroom.assignment import texts
from classroom.course import Course
from classroom.records import CourseError

__all__ = ["check_kernels", "notebooks_of", "other_pythons", "read_notebooks"]

# Names of kernels that are not Python's, with what follows of a version.
_OTHER = re.compile(
    r"(?:ir|xr|julia|octave|matlab|xcpp|i?java|javascript|deno|bash|sas|stata|sagemath|sos|gophernotes|rust|evcxr)"
    r"(?:$|[-_. \d])"
)
_PYTHON = ("python", "python3", "ipython")


def read_notebooks(folder: Path) -> dict[str, dict[str, Any]]:
    """The notebooks of a folder that are JSON at all, by name."""
    notebooks = {}
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(ValueError):
            notebooks[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    return notebooks


def notebooks_of(course: Course, assignment: str) -> dict[str, dict[str, Any]]:
    """The trainer's notebooks of an assignment: of its source folder, else of its release."""
    return read_notebooks(course.source(assignment)) or read_notebooks(course.release(assignment))


def check_kernels(notebooks: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse other languages before anything is written.

    Raises
    ------
    CourseError
        When a notebook is not in Python.
    """
    for notebook, content in notebooks.items():
        kernel, language = _kernel(content)
        if language not in _PYTHON:
            raise CourseError(texts.OTHER_KERNEL.format(notebook=notebook, kernel=kernel, language=language))


def _kernel(content: Mapping[str, Any]) -> tuple[str, str]:
    """The kernel of a notebook and its language, in small letters; one that says nothing is in Python."""
    metadata = content.get("metadata") or {}
    spec, info = metadata.get("kernelspec") or {}, metadata.get("language_info") or {}
    kernel = str(spec.get("name", ""))
    return kernel, str(spec.get("language") or info.get("name") or _language_of(kernel)).lower()


def _language_of(kernel: str) -> str:
    """The language of a kernel, as this machine has it installed; else as its name says."""
    with contextlib.suppress(NoSuchKernel, ValueError):
        return str(KernelSpecManager().get_kernel_spec(kernel).language) or "python"
    return kernel if _OTHER.match(kernel.lower()) else "python"


def other_pythons(course: Course, assignment: str) -> Iterator[str]:
    """What to say of the kernels of an assignment that are installed, and another Python than this one."""
    notebooks = notebooks_of(course, assignment)
    manager = KernelSpecManager()
    for kernel in sorted({_kernel(content)[0] for content in notebooks.values()} - {"", "python3"}):
        with contextlib.suppress(NoSuchKernel):
            python = manager.get_kernel_spec(kernel).argv[0]
            if os.path.isabs(python) and os.path.realpath(python) != os.path.realpath(sys.executable):
                yield texts.OTHER_PYTHON.format(kernel=kernel, python=python, own=sys.executable)
