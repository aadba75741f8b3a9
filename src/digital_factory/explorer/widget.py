"""The live widget: ipywidgets controls joined in the browser to one anywidget that draws. Imports no model.

`jslink` joins each control's index to the chart's trait of the same number, so the page needs no kernel.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from digital_factory import text
from digital_factory.explorer.controls import Control

__all__ = ["STATIC", "CaseChart", "assemble"]

STATIC = Path(__file__).parent / "static"

_WORDS = {
    "numbers": text.EXPLORER_NUMBERS,
    "hint": text.EXPLORER_NUMBERS_HINT,
    "none": text.EXPLORER_NO_VALUE,
    "unbounded": text.EXPLORER_UNBOUNDED,
    "beyond": text.EXPLORER_BEYOND,
    "row": text.EXPLORER_ROW,
    "kind": text.EXPLORER_KIND,
    "count": text.EXPLORER_COUNT,
    "which": text.EXPLORER_WHICH,
    "from": text.EXPLORER_FROM,
    "to": text.EXPLORER_TO,
    "nodes": text.EXPLORER_NODES,
    "links": text.EXPLORER_LINKS,
    "reset": text.EXPLORER_RESET,
    "link": text.EXPLORER_LINK,
    "copied": text.EXPLORER_COPIED,
    "address": text.EXPLORER_ADDRESS,
    "reading": text.EXPLORER_READING,
    "low": text.EXPLORER_LOW,
    "high": text.EXPLORER_HIGH,
}


_KINDS = {
    "slider": ipywidgets.SelectionSlider,
    "buttons": ipywidgets.ToggleButtons,
    "select": ipywidgets.Dropdown,
}


class CaseChart(anywidget.AnyWidget):
    """Charts, readout and table of one case study; `i0` to `i3` are the positions of the controls."""

    _esm = STATIC / "case-chart.js"
    _css = STATIC / "case-chart.css"
    spec = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict(_WORDS).tag(sync=True)
    values = traitlets.Bytes().tag(sync=True)
    i0 = traitlets.Int(0).tag(sync=True)
    i1 = traitlets.Int(0).tag(sync=True)
    i2 = traitlets.Int(0).tag(sync=True)
    i3 = traitlets.Int(0).tag(sync=True)


def assemble(
    title: str, controls: Sequence[Control], positions: Sequence[int], spec: dict[str, Any], values: bytes
) -> ipywidgets.VBox:
    """Return the widget of a case study, its controls at their `positions`."""
    traits: dict[str, Any] = {f"i{k}": position for k, position in enumerate(positions)}
    chart = CaseChart(spec=spec, values=values, **traits)
    inputs = [_control(control, k) for k, control in enumerate(controls)]
    for k, control in enumerate(inputs):
        ipywidgets.jslink((control, "index"), (chart, f"i{k}"))
    heading = ipywidgets.HTML(f"<p>{html.escape(title)}</p>").add_class("df-title")
    row = ipywidgets.Box(inputs).add_class("df-controls")
    return ipywidgets.VBox([heading, row, chart]).add_class("df-explorer")


def _control(control: Control, position: int) -> ipywidgets.Widget:
    widget = _KINDS[control.kind](
        options=[(label, place) for place, label in enumerate(control.texts)],
        index=control.index(control.default),
        description=control.label,
        style={"description_width": "auto"},
        layout={"width": "auto"},
    )
    return widget.add_class("df-control").add_class(f"df-control-{position}")
