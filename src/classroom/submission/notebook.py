"""Reads what a learner handed in, whatever it is, and says what was wrong with it.

Nothing is validated against the notebook format: only cells, their types, sources and identifiers are
wanted. A symbolic link is never followed.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classroom import messages
from classroom.submission import texts

__all__ = ["ReadCell", "ReadNotebook", "UnreadableError", "read_notebook", "read_regular"]

_MAX_BYTES = 50_000_000  # [bytes] a larger notebook is not read
_MAX_CELLS = 2_000
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


class UnreadableError(ValueError):
    """A file that cannot be taken as a notebook; the message says why."""


@dataclass(frozen=True)
class ReadCell:
    """One cell as handed in: nothing here is trusted."""

    cell_type: str
    source: str
    cell_id: str | None
    grade_id: str | None
    metadata: dict[str, Any]
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)  # pictures in a text, in base64


@dataclass(frozen=True)
class ReadNotebook:
    """A notebook as handed in."""

    cells: tuple[ReadCell, ...]
    repairs: tuple[str, ...]  # what had to be mended to read it
    kernel: str  # the name of its kernel; empty when it has none


def read_regular(path: Path, limit: int = _MAX_BYTES) -> bytes:
    """The content of a regular file.

    Raises
    ------
    UnreadableError
        When it is a link, a folder, a device, too large, or may not be read.
    FileNotFoundError
        When there is none.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise
    except OSError as error:
        why = messages.READ_LINK if path.is_symlink() else str(error.strerror)
        raise UnreadableError(messages.READ_FAILED.format(name=path.name, why=why)) from error
    with os.fdopen(handle, "rb", closefd=True) if _is_regular(handle) else _refuse(handle, path) as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise UnreadableError(messages.READ_LARGE.format(name=path.name, limit=limit // 1_000_000))
    return raw


def _is_regular(handle: int) -> bool:
    return stat.S_ISREG(os.fstat(handle).st_mode)


def _refuse(handle: int, path: Path) -> Any:
    folder = stat.S_ISDIR(os.fstat(handle).st_mode)
    os.close(handle)
    raise UnreadableError(
        messages.READ_FAILED.format(
            name=path.name, why=messages.READ_FOLDER if folder else messages.READ_DEVICE
        )
    )


def _text(raw: bytes, name: str, repairs: list[str]) -> str:
    encoding = json.detect_encoding(raw)
    if encoding != "utf-8":
        repairs.append(messages.REPAIR_ENCODING.format(name=name, encoding=encoding))
        return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        repairs.append(messages.REPAIR_ENCODING.format(name=name, encoding="latin-1"))
        return raw.decode("latin-1")


def _why_not_json(content: str, error: Exception) -> str:
    start = content.lstrip()[:200].lower()
    if not start:
        return messages.READ_EMPTY
    if start.startswith("<"):
        return messages.READ_HTML
    if start.startswith("%pdf"):
        return texts.READ_PDF
    if "\n<<<<<<<" in content or content.startswith("<<<<<<<"):
        return messages.READ_CONFLICT
    if isinstance(error, json.JSONDecodeError) and start[0] in "{[":
        # A word or an escape that is cut off is reported where it begins, a string too, however long it is.
        at_the_end = error.pos >= len(content.rstrip()) - len("false\\")
        if at_the_end or error.msg.startswith("Unterminated string"):
            return messages.READ_TRUNCATED
    return messages.READ_NOT_JSON.format(where=getattr(error, "lineno", "?"))


def read_notebook(raw: bytes, name: str) -> ReadNotebook:
    """Read a notebook file.

    Raises
    ------
    UnreadableError
        When it holds no cells.
    """
    repairs: list[str] = []
    content = _text(raw, name, repairs)
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError) as error:
        conflict = "\n<<<<<<<" in content or content.startswith("<<<<<<<")
        why = messages.READ_CONFLICT if conflict else _why_not_json(content, error)
        if raw.startswith(_ARCHIVES):
            why = messages.READ_ARCHIVE
        raise UnreadableError(messages.READ_FAILED.format(name=name, why=why)) from error
    cells = _cells(tree, repairs)
    if not isinstance(cells, list):
        raise UnreadableError(messages.READ_FAILED.format(name=name, why=messages.READ_NO_CELLS))
    read = [_cell(cell, repairs) for cell in cells[:_MAX_CELLS] if isinstance(cell, dict)]
    if len(read) < len(cells):
        repairs.append(messages.for_count(messages.REPAIR_NOT_CELLS, len(cells) - len(read)))
    return ReadNotebook(tuple(read), tuple(dict.fromkeys(repairs)), _kernel(tree))


def _kernel(tree: dict[str, Any]) -> str:
    for key in ("metadata", "kernelspec"):
        inner = tree.get(key)
        tree = inner if isinstance(inner, dict) else {}
    name = tree.get("name")
    return name[:60] if isinstance(name, str) else ""


def _cells(tree: Any, repairs: list[str]) -> Any:
    if not isinstance(tree, dict):
        return None
    version, minor = tree.get("nbformat"), tree.get("nbformat_minor")
    if version != 4 or not isinstance(minor, int) or isinstance(minor, bool) or not 0 <= minor <= 5:
        repairs.append(messages.REPAIR_FORMAT.format(version=f"{version}.{minor}"))
    if "cells" in tree:
        return tree["cells"]
    sheets = tree.get("worksheets")  # nbformat 1 to 3
    if isinstance(sheets, list):
        return [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    return None


def _cell(cell: dict[str, Any], repairs: list[str]) -> ReadCell:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        lines = [part for part in source if isinstance(part, str)]
        if len(lines) < len(source):
            repairs.append(messages.REPAIR_LINES)
        source = "".join(lines)
    if not isinstance(source, str):
        repairs.append(messages.REPAIR_SOURCE)
        source = ""
    clean = source.encode("utf-8", "replace").decode("utf-8")
    if clean != source:
        repairs.append(messages.REPAIR_SURROGATE)
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader = metadata.get("nbgrader")
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    grade_id, cell_id, cell_type = nbgrader.get("grade_id"), cell.get("id"), cell.get("cell_type")
    return ReadCell(
        cell_type if isinstance(cell_type, str) else "",
        clean.replace("\r\n", "\n"),
        cell_id if isinstance(cell_id, str) else None,
        grade_id if isinstance(grade_id, str) else None,
        {**metadata, "nbgrader": nbgrader},
        _attachments(cell.get("attachments")),
    )


def _attachments(raw: Any) -> dict[str, dict[str, str]]:
    """Pictures only, in base64 and nothing else: they are shown to whoever marks the text."""
    kept: dict[str, dict[str, str]] = {}
    for name, forms in raw.items() if isinstance(raw, dict) else []:
        for kind, content in forms.items() if isinstance(forms, dict) else []:
            whole = "".join(content) if _is_lines(content) else content
            if kind in _PICTURES and isinstance(whole, str) and _BASE64.fullmatch(whole):
                kept.setdefault(str(name)[:200], {})[kind] = whole
    return kept


def _is_lines(content: Any) -> bool:
    return isinstance(content, list) and all(isinstance(line, str) for line in content)
