"""When Python looks for objects that hold each other: seldom, in programs that end soon."""

from __future__ import annotations

import atexit
import gc

__all__ = ["collect_seldom"]

_AFTER = 20_000  # objects; Python's 700 costs imports a tenth of their time, and a notebook 3%


def collect_seldom() -> None:
    """Have this process look seldom, and not when it ends: that alone would take a quarter of a second."""
    gc.set_threshold(_AFTER, 10, 10)
    atexit.register(gc.freeze)
