"""A control: its name, its values and the words in which the page speaks them. Imports NumPy only."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse

__all__ = ["Control", "evaluate_on_grid", "grid"]


@dataclass(frozen=True, kw_only=True)
class Control:
    """A setting the reader changes: a slider, a row of buttons for a few choices, or a list of names.

    Parameters
    ----------
    name
        Python identifier; readouts write ``{name}`` for the text of the chosen value, `Values.dims` use it.
    label
        What the reader sees beside the control, without the unit.
    values
        At least two values, all different; numbers in ascending order. Texts are allowed for choices.
    default
        One of `values`: where the control stands at first, and what the static chart shows.
    unit
        Appended to the formatted value, for example ``"services a month"``.
    fmt
        `str.format` pattern of one number, for example ``"{:.0%}"``.
    words
        Text of every value, in place of `fmt` and `unit`, for example ``("none", "one in ten", ...)``.
    kind
        ``"slider"``, ``"buttons"`` for up to five short choices, or ``"select"`` for names in no order.

    Raises
    ------
    ExplorerError
        If an argument breaks its rule.

    Examples
    --------
    >>> Control(name="rework", label="Rework", values=(0, 0.1, 0.2), default=0.1, fmt="{:.0%}").texts
    ('0%', '10%', '20%')
    """

    name: str
    label: str
    values: Sequence[float] | Sequence[str] | npt.NDArray[Any]
    default: float | str
    unit: str = ""
    fmt: str = "{:g}"
    words: Sequence[str] | None = None
    kind: Literal["slider", "buttons", "select"] = "slider"

    def __post_init__(self) -> None:
        where = f"Control {self.name!r}: "
        if not self.name.isidentifier():
            refuse(
                "Control name", "be a Python identifier", self.name, "Use letters, digits and underscores."
            )
        if not self.label.strip():
            refuse(
                where + "label", "say what the control sets", self.label, "It is also its accessible name."
            )
        values = tuple(v.item() if isinstance(v, np.generic) else v for v in self.values)
        object.__setattr__(self, "values", values)
        if len(values) < 2 or len(set(values)) < len(values):
            refuse(where + "values", "hold at least two different values", values, "Drop the repeated ones.")
        if self.numeric and list(values) != sorted(values):
            refuse(where + "values", "ascend", values, "Sort them, so that the right arrow key means more.")
        if self.kind not in ("slider", "buttons", "select") or (self.kind == "buttons" and len(values) > 5):
            rule = 'be "slider", "select", or "buttons" for at most five values'
            refuse(where + "kind", rule, f"{self.kind} for {len(values)} values", "Use a slider.")
        if self.words is not None:
            object.__setattr__(self, "words", tuple(self.words))
            if len(self.words) != len(values):
                rule = f"give one text for each of the {len(values)} values"
                refuse(where + "words", rule, self.words, "Give as many words as values, or leave them out.")
        if len(set(self.texts)) < len(values):
            refuse(where + "fmt", "tell the values apart", self.texts, "Show more digits.")
        self.index(self.default)

    @property
    def numeric(self) -> bool:
        """Whether every value is a number."""
        return all(isinstance(value, int | float) for value in self.values)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of every value, unit included."""
        if self.words is not None:
            return tuple(self.words)
        bare = (str(v) if isinstance(v, str) else self.fmt.format(v) for v in self.values)
        return tuple(f"{text} {self.unit}".strip() for text in bare)

    def index(self, value: float | str) -> int:
        """Return the position of `value`, to nine digits for numbers so that 0.1 * 3 finds 0.3."""
        for position, candidate in enumerate(self.values):
            if candidate == value:
                return position
            if (
                isinstance(candidate, int | float)
                and isinstance(value, int | float)
                and np.isclose(candidate, value, 1e-9)
            ):
                return position
        refuse(
            f"Control {self.name!r}: value", f"be one of {tuple(self.values)}", value, "Choose one of them."
        )


def grid(*controls: Control) -> tuple[npt.NDArray[Any], ...]:
    """Return the values of `controls` as arrays that broadcast to the whole grid, one axis per control.

    The result of a model called with them has the shape that `Values` expects for ``dims`` in the same order.
    Append an axis for points with ``[..., None]``.

    Examples
    --------
    >>> a = Control(name="a", label="A", values=(1, 2), default=1)
    >>> b = Control(name="b", label="B", values=(10, 20, 30), default=10)
    >>> x, y = grid(a, b)
    >>> (x * y).shape
    (2, 3)
    """
    return tuple(np.ix_(*(np.asarray(control.values) for control in controls)))


def evaluate_on_grid(model: Callable[..., npt.ArrayLike], *controls: Control) -> npt.NDArray[np.float64]:
    """Return what `model` says at each setting, for a model that takes one setting at a time.

    `model` is called with one value of each control, in their order. The result has one axis per control,
    then those of one answer.

    Examples
    --------
    >>> a = Control(name="a", label="A", values=(1, 2), default=1)
    >>> b = Control(name="b", label="B", values=(10, 20, 30), default=10)
    >>> evaluate_on_grid(lambda x, y: [x, x * y], a, b).shape
    (2, 3, 2)
    """
    settings = itertools.product(*(control.values for control in controls))
    results = np.array([model(*setting) for setting in settings], dtype=np.float64)
    return results.reshape(*(len(control.values) for control in controls), *results.shape[1:])
