"""The model's numbers over the grid of settings, and how they travel to the page. Imports NumPy only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse

__all__ = ["Payload", "Values", "pack"]

# Whole-number storage: type, its name in the page, smallest and largest number, and the two numbers outside
# that range which stand for "no value" and for "without bound".
_WHOLE: tuple[tuple[type[np.integer[Any]], str, int, int, int, int], ...] = (
    (np.uint8, "u1", 0, 2**8 - 3, 2**8 - 1, 2**8 - 2),
    (np.uint16, "u2", 0, 2**16 - 3, 2**16 - 1, 2**16 - 2),
    (np.int16, "i2", -(2**15) + 2, 2**15 - 1, -(2**15), -(2**15) + 1),
    (np.int32, "i4", -(2**31) + 2, 2**31 - 1, -(2**31), -(2**31) + 1),
)


@dataclass(frozen=True, eq=False)
class Values:
    """Numbers computed by Python: a scalar or an array for every setting of some of the controls.

    Parameters
    ----------
    data
        Array of shape ``(*lengths of the controls in dims, *shape of one setting)``. NaN means "no value":
        a gap in a line, no bar, "none" in the table. Infinity means "without bound": a bar that leaves the
        chart, a marker on its edge, "without bound" in table and readout.
    dims
        Names of the controls that the numbers depend on, in the order of the leading axes. Name only those:
        the payload is smaller. None at all for what never changes.
    decimals
        Decimals to keep. The numbers then travel rounded, in 1, 2 or 4 bytes each; without it as float32.
        ``decimals=2`` is fine for anything drawn.
    labels
        For whole numbers that stand for texts: the texts, by number. A readout shows the text.
    """

    data: npt.ArrayLike
    dims: Sequence[str] = ()
    decimals: int | None = None
    labels: Sequence[str] = ()

    def __post_init__(self) -> None:
        array = np.asarray(self.data, dtype=np.float64)
        array = np.where(np.isneginf(array), np.nan, array)
        object.__setattr__(self, "data", array)
        object.__setattr__(self, "dims", tuple(self.dims))
        object.__setattr__(self, "labels", tuple(self.labels))
        if array.ndim < len(self.dims):
            rule = f"have an axis for each of the dims {self.dims}"
            refuse(
                "Values: data", rule, f"shape {array.shape}", "Compute it on `grid(...)` of those controls."
            )
        if len(set(self.dims)) < len(self.dims):
            refuse("Values: dims", "name each control once", self.dims, "Drop the repeated one.")
        if self.decimals is not None and not 0 <= self.decimals <= 6:
            refuse("Values: decimals", "be from 0 to 6", self.decimals, "Leave it out to keep float32.")
        if self.labels:
            object.__setattr__(self, "decimals", 0)
            numbers = array[~np.isnan(array)]
            if not np.isin(numbers, np.arange(len(self.labels))).all():
                rule = f"hold whole numbers from 0 to {len(self.labels) - 1}, one per label"
                refuse("Values: data", rule, f"up to {numbers.max():g}", "Add the missing labels.")

    @property
    def array(self) -> npt.NDArray[np.float64]:
        """`data` as floats, NaN where there is no value."""
        return np.asarray(self.data, dtype=np.float64)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one setting: () for a scalar."""
        return self.array.shape[len(self.dims) :]

    def encoded(self) -> tuple[npt.NDArray[Any], dict[str, Any]]:
        """Return the array as it travels, and how the page reads it."""
        array = self.array
        if self.decimals is None:
            return array.astype("<f4"), {"type": "f4"}
        scale = 10**self.decimals
        whole = np.rint(array * scale)
        finite = whole[np.isfinite(whole)]
        low, high = (finite.min(), finite.max()) if finite.size else (0, 0)
        for kind, name, least, most, none, unbounded in _WHOLE:
            if least <= low and high <= most:
                coded = np.where(np.isnan(whole), none, np.where(np.isinf(whole), unbounded, whole))
                how = {"type": name, "scale": scale, "none": none, "unbounded": unbounded}
                return coded.astype(np.dtype(kind).newbyteorder("<")), how
        return array.astype("<f4"), {"type": "f4"}

    def decoded(self) -> npt.NDArray[np.float64]:
        """Return the numbers as the page will read them, to the last digit."""
        coded, how = self.encoded()
        if how["type"] == "f4":
            return coded.astype(np.float64)
        numbers = np.where(coded == how["unbounded"], np.inf, coded / how["scale"])
        return np.where(coded == how["none"], np.nan, numbers)


class Payload(NamedTuple):
    """All arrays of a case study in one block of bytes, and where each of them lies."""

    data: bytes
    arrays: dict[str, dict[str, Any]]


def pack(values: Mapping[str, Values], controls: Iterable[str]) -> Payload:
    """Lay `values` end to end, each at a multiple of 4 bytes; `controls` name the order of the traits."""
    order = list(controls)
    blocks: list[bytes] = []
    index: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, value in values.items():
        coded, how = value.encoded()
        block = coded.tobytes()
        block += bytes(-len(block) % 4)
        dims = [order.index(dim) for dim in value.dims]
        index[name] = {**how, "dims": dims, "shape": list(value.shape), "at": offset}
        if value.labels:
            index[name]["labels"] = list(value.labels)
        blocks.append(block)
        offset += len(block)
    return Payload(b"".join(blocks), index)
