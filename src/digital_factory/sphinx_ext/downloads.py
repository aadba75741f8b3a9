"""Notebooks that can be saved from a book opened from its folder.

There a browser shows a linked notebook as text instead of saving it, and lets no script read it. So each
notebook has a script beside it that hands its text to the page, which saves it: `book/_static/downloads.js`.
"""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["write_twins"]

_FOLDERS = ("_downloads", "_sources")


def write_twins(folder: Path) -> None:
    """Write ``x.ipynb.js`` beside each notebook that the pages in `folder` link to."""
    for part in _FOLDERS:
        for notebook in (folder / part).rglob("*.ipynb"):
            text = json.dumps(notebook.read_text(encoding="utf-8"))
            notebook.with_suffix(".ipynb.js").write_text(f"bookDownload({text});\n", encoding="utf-8")
