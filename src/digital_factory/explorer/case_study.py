"""The case study itself: controls, the model's numbers, panels and a readout, displayed as one live widget.

Python computes every number; the page's script selects and draws. Imports ipywidgets and the drawing of the
static charts only when the object is displayed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse
from digital_factory.explorer._panel import Panel
from digital_factory.explorer.controls import Control
from digital_factory.explorer.readout import Readout
from digital_factory.explorer.values import Payload, Values, pack

__all__ = ["CASE_MIME", "MOST_CONTROLS", "Explorer", "Observations"]

CASE_MIME = "application/vnd.digital-factory.case+json"
"""Carries what the built page shows without a script, and the identity of the widget that replaces it."""

Observations = Sequence[Sequence[Mapping[str, float | str]]]
"""For each thing to look for the settings to stop at, by the names of the controls."""

MOST_CONTROLS = 4
_WIDGET_MIME = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True, kw_only=True, eq=False)
class Explorer:
    """A case study: what the reader sets, what the model says over the whole grid, how it is drawn and told.

    Parameters
    ----------
    name
        The bare word of the chapter, ``data-case`` in the page.
    title
        Heading of the case study.
    controls
        One to four.
    values
        The model's numbers by name: scalars for the readout and the markers, arrays for the panels.
    panels
        The charts, in reading order.
    readout
        The sentence.
    caption
        One sentence under the static chart: what it shows and under which assumption.
    observations
        Where the chapter's "three things to look for" lead: for each of them the settings to stop at, one
        after the other, by name; controls not named stand at their start. Pictures are taken there.

    Raises
    ------
    ExplorerError
        If a name is unknown, a shape does not fit, or an argument breaks its rule.
    """

    name: str
    title: str
    controls: Sequence[Control]
    values: Mapping[str, Values]
    panels: Sequence[Panel]
    readout: Readout
    caption: str
    observations: Observations = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "controls", tuple(self.controls))
        object.__setattr__(self, "panels", tuple(self.panels))
        object.__setattr__(self, "values", dict(self.values))
        where = f"Explorer {self.name!r}: "
        if not self.name.isidentifier():
            refuse("Explorer name", "be one word", self.name, "Use the last word of the chapter's slug.")
        for argument in ("title", "caption"):
            if not getattr(self, argument).strip():
                refuse(where + argument, "be a text", "", "Say what the case study shows.")
        names = [control.name for control in self.controls]
        if not 1 <= len(names) <= MOST_CONTROLS or len(set(names)) < len(names):
            rule = f"hold 1 to {MOST_CONTROLS} controls with different names"
            refuse(where + "controls", rule, names, "Fix what the question does not ask about.")
        if not self.panels:
            refuse(where + "panels", "hold at least one", self.panels, "Add a chart.")
        if both := sorted(set(names) & set(self.values)):
            refuse(where + "values", "not reuse the name of a control", both, "Rename the values.")
        for name, value in self.values.items():
            self._check_dims(name, value)
        for panel in self.panels:
            panel.check(self.values)
        self.readout.check(self.controls, self.values)
        for observation in self.observations:
            for settings in observation:
                self.indices(**settings)

    def _check_dims(self, name: str, value: Values) -> None:
        lengths = {control.name: len(control.values) for control in self.controls}
        where = f"Explorer {self.name!r}: values[{name!r}]"
        if unknown := [dim for dim in value.dims if dim not in lengths]:
            refuse(f"{where}.dims", f"name controls, {tuple(lengths)}", unknown, "Correct the spelling.")
        expected = tuple(lengths[dim] for dim in value.dims)
        leading = value.array.shape[: len(expected)]
        if leading != expected:
            step = "Compute it on `grid(...)` of those controls, in that order."
            refuse(f"{where}.data", f"have leading axes of {expected} for {value.dims}", leading, step)

    @property
    def combinations(self) -> int:
        """Number of settings."""
        return int(np.prod([len(control.values) for control in self.controls]))

    @cached_property
    def payload(self) -> Payload:
        """All numbers as they travel to the page."""
        return pack(self.values, (control.name for control in self.controls))

    def indices(self, **settings: float | str) -> tuple[int, ...]:
        """Return the position of every control; those not named in `settings` stand at their default."""
        if unknown := set(settings) - {control.name for control in self.controls}:
            rule = f"name controls of {self.name!r}"
            refuse("settings", rule, sorted(unknown), f"Known: {[c.name for c in self.controls]}.")
        return tuple(control.index(settings.get(control.name, control.default)) for control in self.controls)

    def at(self, **settings: float | str) -> dict[str, npt.NDArray[np.float64]]:
        """Return every array at `settings`, rounded as in the page; controls not named stand at default.

        Raises
        ------
        ExplorerError
            If a setting is not on the grid; the model itself takes any.
        """
        where = dict(zip((c.name for c in self.controls), self.indices(**settings), strict=True))
        return {
            name: array[tuple(where[dim] for dim in self.values[name].dims)]
            for name, array in self._decoded.items()
        }

    def sentence(self, **settings: float | str) -> str:
        """Return the readout at `settings`, letter for letter as in the page."""
        positions = self.indices(**settings)
        texts = {c.name: c.texts[i] for c, i in zip(self.controls, positions, strict=True)}
        return self.readout.write(texts, self.at(**settings), self.values)

    @cached_property
    def _decoded(self) -> dict[str, npt.NDArray[np.float64]]:
        return {name: value.decoded() for name, value in self.values.items()}

    def spec(self) -> dict[str, Any]:
        """Return everything but the numbers, as the page's script reads it."""
        return {
            "name": self.name,
            "controls": [{"name": c.name, "label": c.label, "texts": list(c.texts)} for c in self.controls],
            "arrays": self.payload.arrays,
            "panels": [panel.spec(self.values) for panel in self.panels],
            "readout": {"templates": list(self.readout.templates), "pick": self.readout.pick},
        }

    @cached_property
    def widget(self) -> ipywidgets.Widget:
        """The live widget: one for the object, however often it is displayed."""
        from digital_factory.explorer.widget import assemble

        return assemble(self.title, self.controls, self.indices(), self.spec(), self.payload.data)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        if (
            sys.platform == "emscripten"
        ):  # a browser shows the widget; drawing it as well would load matplotlib
            return {"text/plain": self.sentence(), _WIDGET_MIME: view}

        from digital_factory.explorer.static_chart import static_chart

        case = {
            "name": self.name,
            "title": self.title,
            "caption": self.caption,
            "sentence": self.sentence(),
            "figures": [
                static_chart(panel, self.at(), self.values, f"{self.name}-static-{number}")
                for number, panel in enumerate(self.panels)
            ],
            "view": view,
        }
        return {"text/plain": self.sentence(), _WIDGET_MIME: view, CASE_MIME: case}
