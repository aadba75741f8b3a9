"""The state of a page's widgets, as light as the page's own script can read it.

myst-nb writes every widget of a notebook whole: each chart with its script and style, each model with the
names of the packages that draw it in JupyterLab. Of the widgets that `case-runtime.js` draws stays what it
reads, with their numbers packed; it goes to the end of the page, behind what is to be read first. Those that
it does not draw stay as they are, for the official manager.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from digital_factory.sphinx_ext.case_numbers import pack

__all__ = ["CHART", "DRAWN", "lighten_widgets"]

CHART = "digital_factory.explorer.widget.CaseChart"
_BOXES = {"BoxModel", "VBoxModel", "HBoxModel", "HTMLModel", "LabelModel"}
_CHOICES = {"CheckboxModel", "DropdownModel", "SelectModel", "ToggleButtonsModel", "RadioButtonsModel"}
_SLIDERS = {"SelectionSliderModel", "IntSliderModel", "FloatSliderModel"}
DRAWN = _BOXES | _CHOICES | _SLIDERS
"""Models that the page's script draws beside `CHART`: `CONTROLS` in frontend/src/page/controls.js."""

_STATE_TYPE = "application/vnd.jupyter.widget-state+json"
_STATE = re.compile(rf'[ \t]*<script type="{re.escape(_STATE_TYPE)}">(.*?)</script>\n?', re.DOTALL)
_VIEW = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>', re.DOTALL)
_LINKS = ("LinkModel", "DirectionalLinkModel")
_READ = {"_dom_classes", "_options_labels", "children", "description", "disabled", "source", "target"} | {
    *("index", "max", "min", "step", "value")
}
_READ_OF_CHART = {"_anywidget_id", "spec", "words", "i0", "i1", "i2", "i3"}
_REFERENCE = "IPY_MODEL_"

Models = Mapping[str, dict[str, Any]]


def lighten_widgets(page: str) -> str:
    """Return the page with its widgets' state at its end, lighter where the page's script draws them."""
    state = _STATE.search(page)
    if state is None:
        return page
    whole = json.loads(state[1])
    models = whole["state"]
    roots = [json.loads(view)["model_id"] for view in _VIEW.findall(page)]
    drawn = {id_ for root in roots if _is_drawn(models, root) for id_ in _family(models, root)}
    drawn |= {id_ for id_, model in models.items() if _joins(model, drawn)}
    others = {id_ for root in roots if not _is_drawn(models, root) for id_ in _family(models, root)}
    scripts = ""
    if drawn:
        light = {"state": {id_: _light(models[id_]) for id_ in models if id_ in drawn}}
        scripts += _script(light, "data-light")
    if others:
        scripts += _script(whole, "data-whole")
    start, end = state.span()
    before, closing, after = (page[:start] + page[end:]).rpartition("</body>")
    return before + scripts + closing + after


def _script(state: Mapping[str, Any], mark: str) -> str:
    text = json.dumps(state, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="{_STATE_TYPE}" {mark}>{text}</script>\n'


def _names(value: Any) -> Iterator[str]:
    """Yield the models that a value of a state refers to."""
    if isinstance(value, str) and value.startswith(_REFERENCE):
        yield value.removeprefix(_REFERENCE)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


def _children(model: Mapping[str, Any]) -> list[str]:
    return list(_names(model["state"].get("children", [])))


def _is_drawn(models: Models, id_: str) -> bool:
    model = models.get(id_)
    if model is None:
        return False
    is_chart = model["state"].get("_anywidget_id") == CHART
    return (is_chart or model["model_name"] in DRAWN) and all(
        _is_drawn(models, one) for one in _children(model)
    )


def _family(models: Models, id_: str) -> Iterator[str]:
    yield id_
    for one in _children(models.get(id_, {"state": {}})):
        yield from _family(models, one)


def _joins(model: Mapping[str, Any], drawn: set[str]) -> bool:
    ends = (
        [next(_names(model["state"][end])) for end in ("source", "target")]
        if model["model_name"] in _LINKS
        else []
    )
    return bool(ends) and all(end in drawn for end in ends)


def _light(model: Mapping[str, Any]) -> dict[str, Any]:
    state = model["state"]
    is_chart = state.get("_anywidget_id") == CHART
    read = _READ_OF_CHART if is_chart else _READ
    light: dict[str, Any] = {
        "model_name": model["model_name"],
        "state": {key: value for key, value in state.items() if key in read and not _is_empty(value)},
    }
    if is_chart:
        spec = state["spec"]
        lengths = [len(control["texts"]) for control in spec["controls"]]
        light["buffers"] = [
            {"path": buffer["path"], **pack(base64.b64decode(buffer["data"]), spec["arrays"], lengths)}
            for buffer in model["buffers"]
        ]
    return light


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value == "" or value == []
