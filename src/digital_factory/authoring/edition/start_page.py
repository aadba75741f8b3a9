"""The page that a learner sees first: what to do, chapters and exercises as links, how to keep one's work.

A notebook without code, so that JupyterLab shows it with links that open the other notebooks beside it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template

from digital_factory.authoring.assignment import slugs

__all__ = ["write_start_page"]

TEMPLATES = Path(__file__).parent / "templates"
_HEADING = re.compile(r"^# (?:\d+\. )?(?P<title>.+)$", re.MULTILINE)


def write_start_page(root: Path, target: Path) -> None:
    """Write the start page of the course in `root` as a notebook to `target`."""
    rows = "\n".join(
        f"| {int(slug[:2])} | [{_title(root, slug)}](chapters/{slug}.md) "
        f"| [Exercise {int(slug[:2])}](exercises/{slug}/{slug}.ipynb) |"
        for slug in slugs(root)
    )
    text = Template((TEMPLATES / "start.md").read_text(encoding="utf-8")).substitute(rows=rows)
    notebook = {
        "cells": [{"cell_type": "markdown", "id": "start", "metadata": {}, "source": text.strip()}],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _title(root: Path, slug: str) -> str:
    match = _HEADING.search((root / "book" / f"{slug}.md").read_text(encoding="utf-8"))
    return match["title"] if match else slug
