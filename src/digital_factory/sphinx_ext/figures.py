"""Figures that cells draw as elements of the page: sharp on any screen, in the page's font, dark in the dark.

The kernel is told to draw SVG, whose texts stay texts, by a configuration of IPython beside the build. The
finished page holds the drawing itself in place of the image.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from digital_factory.explorer.svg import as_element

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["draw_as_svg", "inline_figures", "on_builder_inited"]

_CONFIGURATION = """c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"svg.fonttype": "none", "figure.facecolor": "none", "axes.facecolor": "none"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Date": None, "Creator": None}}
"""
_IMAGE = re.compile(r'<img alt="([^"]*)" src="([^"?]*_images/([0-9a-f]{8})[0-9a-f]*\.svg)" ?/?>')
_SIZE = re.compile(r'<svg [^>]*\bwidth="([\d.]+)pt"')
_POINT_PX = 96 / 72
_BLACK = re.compile(r"#000000|(?<=: )black\b")


def draw_as_svg(folder: Path) -> None:
    """Let the kernels that this process starts draw figures as SVG; `folder` is for IPython's files."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(_CONFIGURATION, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder.resolve())  # kernels start with the environment of the build


def on_builder_inited(app: Sphinx) -> None:
    """Let Sphinx's own kernels, of a build that has not run the cells before, draw so."""
    draw_as_svg(Path(app.doctreedir) / "ipython")


def inline_figures(page: str, folder: Path) -> str:
    """Return `page`, which lies in `folder`, with every SVG that a cell drew in place of its image."""

    def drawing(match: re.Match[str]) -> str:
        alt, address, name = match.groups()
        document = (folder / address).read_text(encoding="utf-8")
        size = _SIZE.search(document)
        width = f"{float(size[1]) * _POINT_PX:.0f}px" if size else "100%"
        attributes = f'class="df-figure" role="img" aria-label="{alt}" style="max-width:{width}"'
        return _BLACK.sub("currentColor", as_element(document, f"fig-{name}", attributes))

    return _IMAGE.sub(drawing, page)
