"""What every panel owes: a title, a description, and the arrays it draws with their shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse
from digital_factory.explorer.formats import check_format
from digital_factory.explorer.values import Values

__all__ = ["Need", "Panel", "Range", "span", "total", "tuples"]

Range = tuple[float, float]


class Need(NamedTuple):
    """An array that a panel draws: its name in `values`, the argument that names it, its shape per setting.

    A length is a number, or a letter that stands for one and the same number throughout the panel.
    """

    name: str
    argument: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One chart of a case study.

    Parameters
    ----------
    title
        What the chart shows, as a short heading; also the accessible title.
    description
        One or two sentences for those who do not see the chart: what is drawn along what, what to look for.
    wide
        Take the whole width of the page instead of half of it.
    """

    kind: ClassVar[str]

    title: str
    description: str
    wide: bool = False

    def __post_init__(self) -> None:
        tuples(self)
        for argument in ("title", "description"):
            if not getattr(self, argument).strip():
                refuse(f"{self.where}: {argument}", "be a text", "", "Say what the chart shows.")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith("fmt"):
                check_format(f"{self.where}: {field.name}", value)
            if field.name.endswith("_range") and value is not None and not value[0] < value[1]:
                rule = "be None or (low, high)"
                refuse(f"{self.where}: {field.name}", rule, value, "Put the smaller first.")

    @property
    def where(self) -> str:
        """How errors name this panel."""
        return f"{type(self).__name__} {self.title!r}"

    def needs(self) -> Iterator[Need]:
        """Yield the arrays that the panel draws."""
        raise NotImplementedError

    def check(self, values: Mapping[str, Values]) -> None:
        """Refuse if a named array is missing or has another shape than the panel draws."""
        lengths: dict[str, int] = {}
        for need in self.needs():
            if need.name not in values:
                rule = f"name one of the values {tuple(values)}"
                refuse(f"{self.where}: {need.argument}", rule, need.name, "Add it to `values`.")
            shape = values[need.name].shape
            fits = len(shape) == len(need.shape)
            for needed, length in zip(need.shape, shape, strict=False):
                expected_length = lengths.setdefault(needed, length) if isinstance(needed, str) else needed
                fits = fits and length == expected_length
            if not fits:
                expected = tuple(lengths.get(n, n) if isinstance(n, str) else n for n in need.shape)
                rule = f"name values of shape {expected} per setting"
                step = "Check the last axes of the array and its dims."
                refuse(f"{self.where}: {need.argument}", rule, f"{need.name} of shape {shape}", step)

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        """Return the ranges of the axes that were left to the data."""
        return {}

    def spec(self, values: Mapping[str, Values]) -> dict[str, Any]:
        """Return the panel as the page's script reads it."""
        return {"kind": self.kind, **asdict(self), **self.ranges(values)}


def span(arrays: Iterable[npt.NDArray[np.float64]], *, from_zero: bool) -> Range:
    """Return the lowest and highest number of `arrays`, from 0 if asked and nothing is negative."""
    finite = np.concatenate([array[np.isfinite(array)].ravel() for array in arrays])
    if not finite.size:
        return (0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if low < high else (low, low + 1.0)


def total(layers: Sequence[Values]) -> npt.NDArray[np.float64]:
    """Return the sum of `layers` over every setting, whichever controls each of them depends on."""
    order = list(dict.fromkeys(dim for layer in layers for dim in layer.dims))
    aligned = []
    for layer in layers:
        behind = tuple(range(len(layer.dims), layer.array.ndim))
        here = [layer.dims.index(dim) for dim in order if dim in layer.dims]
        missing = [axis for axis, dim in enumerate(order) if dim not in layer.dims]
        aligned.append(np.expand_dims(layer.array.transpose(*here, *behind), missing))
    stacked = np.broadcast_arrays(*aligned)
    return np.asarray(np.nansum(stacked, axis=0), dtype=np.float64)


def tuples(instance: Any) -> None:
    """Turn the list arguments of a frozen dataclass into tuples, those of its parts as well."""
    for field in fields(instance):
        value = getattr(instance, field.name)
        if isinstance(value, list):
            object.__setattr__(instance, field.name, tuple(value))
        for part in value if isinstance(value, list | tuple) else ():
            if is_dataclass(part) and not isinstance(part, type):
                tuples(part)
