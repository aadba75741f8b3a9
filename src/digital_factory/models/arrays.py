"""The arrays that models take and give, named once. Imports NumPy only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Bools", "Floats", "Ints", "number_or_array"]

Floats = npt.NDArray[np.float64]
"""Floats of any shape; a single number is an array of no dimension or the NumPy float that it holds."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def number_or_array(value: npt.ArrayLike) -> Floats:
    """Return a result as floats: an array of no dimension as the single number it holds."""
    number: Floats = np.asarray(value, dtype=np.float64)[()]
    return number
