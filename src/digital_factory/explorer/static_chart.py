"""One panel at the starting settings as an SVG: what stands in the page without a script, and in print.

Drawn by matplotlib from the same numbers as the live chart, always to the same bytes. Colours refer to the
page's theme by CSS variables, so that the drawing fits light and dark pages. Texts stay texts and take the
page's font.
"""

from __future__ import annotations

import html
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from digital_factory.explorer import _matplotlib
from digital_factory.explorer._style import COLOURS, TEXT, Numbers
from digital_factory.explorer.svg import LEGEND, as_element

if TYPE_CHECKING:
    from digital_factory.explorer._panel import Panel
    from digital_factory.explorer.values import Values

__all__ = ["static_chart"]

_WIDTH_PT = 290.0  # no wider than on a phone, where its text stays legible, or in a column on paper
_STYLE: dict[Any, Any] = {  # matplotlib types the keys as one long literal
    "svg.fonttype": "none",
    "svg.hashsalt": "digital-factory",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same metrics everywhere
    "font.size": 11.0,
    "axes.labelsize": 10.5,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "figure.titlesize": 11.5,
    "xtick.major.pad": 6.0,
    "hatch.linewidth": 0.8,
    "path.simplify_threshold": 0.3,
    "axes.edgecolor": TEXT,
    "axes.labelcolor": TEXT,
    "text.color": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def static_chart(panel: Panel, at: Numbers, values: Mapping[str, Values], prefix: str) -> str:
    """Return the SVG element of `panel` with the numbers `at` one setting; `prefix` starts its ids."""
    height = _matplotlib.height(panel)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH_PT / 72, height / 72), dpi=72, layout="constrained")
        _matplotlib.draw(figure, panel, at, values)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _fit(buffer.getvalue(), panel, prefix)


def _fit(document: str, panel: Panel, prefix: str) -> str:
    """Return the element: titled, in the theme's colours."""
    attributes = (
        f'class="df-static-chart" role="img" aria-labelledby="{prefix}-t {prefix}-d" '
        'style="width: 100%; height: auto; max-width: 36rem"'
    )
    words = (
        f'<title id="{prefix}-t">{html.escape(panel.title)}</title>'
        f'<desc id="{prefix}-d">{html.escape(panel.description)}</desc>'
    )
    svg = as_element(document.replace('<g id="legend_1">', LEGEND), prefix, attributes, words)
    for colour, variable in COLOURS.items():
        svg = svg.replace(colour, f"var({variable}, {colour})")
    return svg
