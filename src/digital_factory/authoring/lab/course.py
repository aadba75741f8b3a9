"""What the lab shows of the course: its package as a wheel, its exercises and chapters as notebooks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext

from digital_factory.authoring.assignment import slugs
from digital_factory.authoring.lab.myst import plain_markdown
from digital_factory.authoring.lab.wheels import write_wheel

__all__ = ["PACKAGE", "Document", "course_wheel", "documents"]

PACKAGE = "making-digital-factories-work"
_VERSION = "0.1.0"
# Only the build needs these.
_LEFT_OUT = {"authoring", "sphinx_ext", "__pycache__"}
_PAGE_ONLY = {"case-runtime.js", "widget-manager.js", "case-LICENSES.txt"}
_KERNELSPEC = {"name": "python", "display_name": "Python", "language": "python"}


@dataclass(frozen=True)
class Document:
    """A notebook of the lab: path inside it, its title, the page it belongs to, and its content."""

    path: str
    title: str
    page: str
    notebook: dict[str, Any]


def course_wheel(root: Path, folder: Path) -> Path:
    """Write the course's package, without what only the build needs, as a wheel into `folder`.

    Its build tag is made from its content, so that no browser takes an older one for it.
    """
    package = root / "src" / "digital_factory"
    files = {
        f"digital_factory/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and not _LEFT_OUT & set(path.parts) and path.name not in _PAGE_ONLY
    }
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(name.encode() + b"\0" + data + b"\0")
    return write_wheel(PACKAGE, _VERSION, f"1{digest.hexdigest()[:12]}", files, folder)


def documents(root: Path) -> list[Document]:
    """Exercises and chapters as notebooks for the lab's kernel, in the order of the course."""
    made = []
    for slug in slugs(root):
        released = root / "exercises" / slug / f"{slug}.ipynb"
        if not released.is_file():  # a trainer's own, not given out
            continue
        page = f"book/{slug}.html"
        exercise = json.loads(released.read_text(encoding="utf-8"))
        made.append(_document(f"exercises/{slug}.ipynb", page, exercise))
        source = root / "book" / f"{slug}.md"
        if source.is_file():
            made.append(_document(f"chapters/{slug}.ipynb", page, _chapter(source)))
    return made


def _chapter(source: Path) -> dict[str, Any]:
    """A chapter as a notebook whose text any Markdown renderer can show."""
    notebook: dict[str, Any] = json.loads(jupytext.writes(jupytext.read(source), fmt="ipynb"))
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = plain_markdown(text)
        else:  # options for the page's layout
            lines = text.splitlines()
            while lines and lines[0].startswith(":"):
                lines.pop(0)
            cell["source"] = "\n".join(lines)
    return notebook


def _document(path: str, page: str, notebook: dict[str, Any]) -> Document:
    title = next(
        "".join(cell["source"]).splitlines()[0].lstrip("# ")
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    )
    for number, cell in enumerate(notebook["cells"]):
        cell.setdefault("id", f"cell-{number}")
    version = hashlib.sha256(json.dumps(notebook["cells"], sort_keys=True).encode()).hexdigest()[:16]
    notebook["metadata"] = {
        "kernelspec": _KERNELSPEC,
        "language_info": {"name": "python"},
        "course": {"version": version, "cells": [cell["id"] for cell in notebook["cells"]]},
    }
    return Document(path, title, page, notebook)
