"""What a process that was forked has open: only what it is told to keep."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable

__all__ = ["close_all_but"]

_BEYOND = 65_536  # any of ours


def close_all_but(kept: Iterable[int]) -> None:
    """Close every descriptor but the three standard ones and `kept`."""
    for low, high in itertools.pairwise([2, *sorted(kept), _BEYOND]):
        os.closerange(low + 1, high)
