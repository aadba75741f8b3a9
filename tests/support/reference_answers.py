"""The reference answers of an assignment as they run, and the rubric of its written answer.

The figures that a rubric states are compared with what the reference computes; see `tests/book/figures`.
"""

from __future__ import annotations

import contextlib
import io
from functools import cache
from pathlib import Path
from typing import Any

from digital_factory.authoring.assignment import (
    TEST_SUFFIX,
    grade_id,
    notebook_path,
    read_notebook,
    without_markers,
)

ROOT = Path(__file__).parents[2]


@cache
def reference(slug: str) -> dict[str, Any]:
    """Return the names that the solution notebook defines; its tests are not run."""
    names: dict[str, Any] = {}
    for cell in read_notebook(notebook_path(slug, ROOT / "solutions")).cells:
        if cell.cell_type == "code" and not grade_id(cell).endswith(TEST_SUFFIX):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(without_markers(cell.source), f"{slug}: {grade_id(cell)}", "exec"), names)
    return names


def rubric(slug: str) -> str:
    """Return the text of the written answer: its rubric and a model answer."""
    cells = read_notebook(notebook_path(slug, ROOT / "solutions")).cells
    (answer,) = (cell for cell in cells if grade_id(cell).endswith("-answer"))
    return str(answer.source)
