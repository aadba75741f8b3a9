"""Notices that a test changes what the student's code may hold too: here it is a copy, in stock it is not."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
from typing import Any

import numpy as np

from classroom.wire import codec

__all__ = ["Copies"]

_KINDS = (list, dict, set, tuple, bytearray, deque, OrderedDict, Counter, defaultdict, np.ndarray)
_MOST = 50  # values of one test that are watched
_MAX_BYTES = 50_000  # [bytes] of one value: a larger one is not watched


class Copies:
    """Lists, dictionaries and arrays that one test shares with the student's code, as they were then."""

    def __init__(self) -> None:
        self._watched: list[tuple[Any, bytes]] = []
        self._inner = False  # what a container holds has been changed, which the test may hold as well

    def clear(self) -> None:
        """Begin another test."""
        self._watched.clear()
        self._inner = False

    def watch(self, values: Iterable[Any], size: int) -> None:
        """Note how values are now; `size` is that of the message [bytes] they came or went in."""
        if size > _MAX_BYTES:
            return
        for value in values:
            if type(value) in _KINDS and len(self._watched) < _MOST:
                self._watched.append((value, _state(value)))

    def renew(self, changed: Any) -> None:
        """Note how a value is now that the student's code has changed it itself."""
        within = changed.values() if isinstance(changed, dict) else changed
        if isinstance(changed, list | tuple | dict):
            self._inner |= any(type(each) in _KINDS for each in within)
        self._watched = [
            (value, _state(value) if value is changed else before) for value, before in self._watched
        ]

    def altered(self) -> bool:
        """Whether the test has changed one, or may hold an old form of what the student's code changed."""
        return self._inner or any(_state(value) != before for value, before in self._watched)


def _state(value: Any) -> bytes:
    try:
        return codec.encode(value, lambda inner, _: ["handle", "object", id(inner)])
    except codec.UnsendableError:
        return b""
