"""The numbers of an axis of the static chart, as the live chart writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import Formatter, MaxNLocator

from digital_factory.explorer.formats import format_number

__all__ = ["number_ticks"]

_MOST = 6  # steps on an axis of a chart as narrow as a phone


def number_ticks(axis: Axis, fmt: str) -> None:
    """Give `axis` ticks at round numbers.

    They are in per cent where `fmt`, the format of the panel's numbers, is; thousands stand apart, and there
    are as many decimals as the step needs.
    """
    axis.set_major_locator(MaxNLocator(_MOST, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(_Numbers(fmt))


class _Numbers(Formatter):
    def __init__(self, fmt: str) -> None:
        self._percent = fmt.endswith("%")

    def __call__(self, value: float, pos: int | None = None) -> str:
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        scaled = [value * (100 if self._percent else 1) for value in values]
        step = float(np.min(np.diff(np.sort(scaled)))) if len(scaled) > 1 else 1.0
        digits = min(9, max(0, -math.floor(math.log10(step * 1.000001))))
        return [format_number(value, f",.{digits}f") + ("%" if self._percent else "") for value in scaled]
