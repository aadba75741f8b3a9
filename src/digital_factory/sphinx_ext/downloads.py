"""Notebooks and tables that can be saved from a book opened from its folder.

There a browser shows a linked notebook as text instead of saving it, and lets no script read it. So each
file has a script beside it that hands its text to the page, which saves it: `book/_static/downloads.js`.
"""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["write_twins"]

_FOLDERS = ("_downloads", "_sources")
_KINDS = (".ipynb", ".csv")


def write_twins(folder: Path) -> None:
    """Write ``x.ipynb.js`` beside each notebook ``x.ipynb`` in `folder` that pages link to; so for tables."""
    for part in _FOLDERS:
        for file in [path for path in (folder / part).rglob("*") if path.suffix in _KINDS]:
            text = json.dumps(file.read_bytes().decode("utf-8"))  # line ends as they are
            file.with_name(f"{file.name}.js").write_text(f"bookDownload({text});\n", encoding="utf-8")
