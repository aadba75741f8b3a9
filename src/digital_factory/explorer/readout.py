"""The sentence that states the settings and the headline numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse
from digital_factory.explorer.controls import Control
from digital_factory.explorer.formats import check_format, format_number
from digital_factory.explorer.values import Values

__all__ = ["Readout"]

_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_STRONG = "**"


@dataclass(frozen=True)
class Readout:
    """Sentences with places for settings and numbers, one of which is shown.

    Parameters
    ----------
    templates
        ``{control}`` stands for the text of the control's value, with unit; ``{scalar:.1f}`` for a number;
        ``{scalar}`` for the label of a value that has labels; ``**...**`` for emphasis. Every template names
        every control, so that the sentence changes whenever one of them does.
    pick
        Name of a scalar that holds the number of the template to show, from 0. Needed from two templates on,
        for example where there is no steady state and another sentence is true.
    """

    templates: Sequence[str]
    pick: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.templates, str):
            refuse("Readout: templates", "be a tuple of texts", self.templates, "Write (text,).")
        object.__setattr__(self, "templates", tuple(self.templates))
        if not self.templates or (len(self.templates) > 1 and self.pick is None):
            rule = "name the scalar that picks one of the templates"
            refuse("Readout: pick", rule, self.pick, f"There are {len(self.templates)} templates.")

    def check(self, controls: Sequence[Control], values: Mapping[str, Values]) -> None:
        """Refuse a template that names something unknown, or leaves out a control."""
        names = {control.name for control in controls}
        for position, template in enumerate(self.templates):
            _check_template(f"Readout: templates[{position}]", template, names, values)
        if self.pick is not None:
            if self.pick not in values or values[self.pick].shape != ():
                refuse(
                    "Readout: pick", "name a scalar", self.pick, "Add it to `values`, one number per setting."
                )
            outside = ~np.isin(values[self.pick].array, np.arange(len(self.templates)))
            if outside.any():
                rule = f"pick whole numbers from 0 to {len(self.templates) - 1}"
                refuse(
                    f"Readout: pick {self.pick!r}",
                    rule,
                    values[self.pick].array[outside][0],
                    "Add a template.",
                )

    def write(
        self, settings: Mapping[str, str], at: Mapping[str, npt.NDArray[Any]], values: Mapping[str, Values]
    ) -> str:
        """Return the sentence for `settings` (texts by control) and the scalars `at` that setting."""
        template = self.templates[int(at[self.pick]) if self.pick is not None else 0]

        def place(match: re.Match[str]) -> str:
            name, fmt = match.groups()
            if name in settings:
                return settings[name]
            if values[name].labels:
                return values[name].labels[int(at[name])]
            return format_number(float(at[name]), fmt)

        return _PLACE.sub(place, template).replace(_STRONG, "")


def _check_template(where: str, template: str, controls: set[str], values: Mapping[str, Values]) -> None:
    formats = {match[1]: match[2] for match in _PLACE.finditer(template)}
    if missing := controls - set(formats):
        step = "Say each setting, so that the sentence changes with it."
        refuse(where, f"name every control, also {sorted(missing)}", template, step)
    if template.count(_STRONG) % 2:
        refuse(where, "close every **", template, "Write **so**.")
    for name in sorted(formats.keys() - controls):
        if name not in values or values[name].shape != ():
            refuse(where, "name controls and scalars only", name, f"Known: {sorted(values)}.")
        if not values[name].labels:
            check_format(f"{where}: {name}", formats[name] or "")
