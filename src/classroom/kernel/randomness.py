"""The state of the global random generators: a seed that a test sets has to reach the student's process."""

from __future__ import annotations

import ctypes
import random
from typing import Any

import numpy as np

__all__ = ["Seeds", "Standing", "start_from"]

_WORDS = ("seed", "random")  # a cell in whose source neither stands is taken to draw nothing
_NUMPY_BYTES = 2500  # of a Mersenne Twister's state: 624 numbers and the place
_HAS_GAUSS = 3  # place in NumPy's state of whether it keeps one normal number for the next call


class Standing:
    """Where the generators stand."""

    def __init__(self) -> None:
        self.state = _state()
        self._mark = _mark()

    def has_moved(self) -> bool:
        """Whether the generators have been used or set since."""
        # Asked at every call of a test, and NumPy takes long to tell its state. The number that it keeps is
        # not in the mark; but it can only come to keep one by drawing others.
        if not self.state[1][_HAS_GAUSS] and _mark() == self._mark:
            return False
        return bool(_state() != self.state)


class Seeds:
    """Notices that a cell has seeded or used the generators."""

    def __init__(self) -> None:
        self._known: Standing | None = None
        self._moved = False  # in this cell

    def begin(self, source: str) -> None:
        """Note where the generators stand before a cell."""
        self._known = Standing() if any(word in source for word in _WORDS) else None
        self._moved = False

    @property
    def moved(self) -> bool:
        """Whether the cell has seeded or used them, or the student's code has."""
        return self._moved or (self._known is not None and self._known.has_moved())

    def changed(self) -> Any:
        """The generators' state as data, when it is another than was last noted; else an empty list.

        None when the cell has nothing to do with them.
        """
        if self._known is None:
            return None
        if not self._known.has_moved():
            return []
        self._known = Standing()
        self._moved = True
        return self._known.state

    def moved_on(self) -> None:
        """The student's code has drawn: draw too, so that the same seed set again is seen as a change."""
        if self._known is None:
            return
        random.random()
        np.random.random()
        self._known = Standing()
        self._moved = True


def _state() -> Any:
    name, keys, *rest = np.random.get_state(legacy=True)
    return [random.getstate(), [name, np.asarray(keys).tobytes(), *rest]]


def _mark() -> Any:
    """What changes whenever a generator draws a number or is set."""
    generators: Any = np.random  # the stubs do not know what follows
    generator = generators.get_bit_generator()
    if type(generator) is not np.random.MT19937:
        return _state()
    return random.getstate(), ctypes.string_at(generator.ctypes.state_address, _NUMPY_BYTES)


def start_from(state: Any, standing: Standing | None) -> Standing:
    """Go on from a state that the other process has noted, if any; returns where that is.

    `standing` is where the generators stand, if that is known.
    """
    if state:
        _set(state)
    elif standing is not None:
        return standing
    return Standing()


def _set(state: Any) -> None:
    plain, (name, keys, *rest) = state
    random.setstate(plain)
    np.random.set_state((name, np.frombuffer(keys, dtype=np.uint32), *rest))
