"""Folded code stands below what it makes: a reader meets the chart or the table first.

myst-nb folds the code of a cell with the tag ``hide-input`` and leaves it above its result.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform

__all__ = ["CodeBelowResult"]


class CodeBelowResult(SphinxPostTransform):
    """Move the folded code of each cell behind the cell's output."""

    default_priority = 210  # myst-nb has folded it
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Rewrite the document in place."""
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("nb_element") != "cell_code" or len(cell) < 2:
                continue
            first, last = cell[0], cell[-1]
            if isinstance(first, HideCodeCellNode) and last.get("nb_element") == "cell_code_output":
                cell.remove(first)
                cell.append(first)
