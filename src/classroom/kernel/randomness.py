"""The state of the global random generators: a seed that a test sets has to reach the student's process."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

__all__ = ["Seeds", "has_moved", "start_from"]

_WORDS = ("seed", "random")  # a cell in whose source neither stands is taken to draw nothing


class Seeds:
    """Notices that a cell has seeded or used the generators."""

    def __init__(self) -> None:
        self._known: Any = None
        self._watching = False

    def begin(self, source: str) -> None:
        """Note where the generators stand before a cell."""
        self._watching = any(word in source for word in _WORDS)
        if self._watching:
            self._known = _state()

    def changed(self) -> Any:
        """The generators' state as data, when it is another than was last noted; else an empty list.

        None when the cell has nothing to do with them.
        """
        if not self._watching:
            return None
        state = _state()
        if state == self._known:
            return []
        self._known = state
        return state

    def moved_on(self) -> None:
        """The student's code has drawn: draw too, so that the same seed set again is seen as a change."""
        random.random()
        np.random.random()
        self._known = _state()


def _state() -> Any:
    name, keys, *rest = np.random.get_state(legacy=True)
    return [random.getstate(), [name, np.asarray(keys).tobytes(), *rest]]


def start_from(state: Any) -> Any:
    """Go on from a state that the other process has noted, if any; returns where that is."""
    if state:
        _set(state)
    return _state()


def has_moved(before: Any) -> bool:
    """Whether the generators have been used or set since."""
    return bool(_state() != before)


def _set(state: Any) -> None:
    plain, (name, keys, *rest) = state
    random.setstate(plain)
    np.random.set_state((name, np.frombuffer(keys, dtype=np.uint32), *rest))
