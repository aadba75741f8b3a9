"""Large tables cross once: a table that has been sent before is named by its number.

A test asks about the same few tables again and again. The tests' process remembers what it has sent, the
learner's process what it has got; each call is given a copy of its own, which costs nothing until it is
written to (pandas copies on write). Only in this direction: what the learner's process says is never
remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pandas as pd

from classroom.wire.interfaces import Buffer

__all__ = ["Received", "Sent", "same_data"]

_KEPT = 200  # tables that are remembered, in one process
_KEPT_CELLS = 2_000_000
_LABELS = frozenset([str, int, float, bool, type(None)])
_COMPARED_BYTES = 20_000  # [bytes] of tables that are known by their content too: tests copy small ones
_UNPACKED_BYTES = 8 << 20  # [bytes] of packed tables that the learner's process keeps, to know equal ones by
_COMPARED_CELLS = 2_000  # of tables that are looked for by what lies in memory, which costs less than packing


def _buffers(values: Any) -> list[np.ndarray[Any, Any]] | None:
    """The arrays that hold a column's data; None for what may change without pandas noticing it."""
    if isinstance(values, np.ndarray):
        return None if values.dtype.hasobject else [values]
    own = [getattr(values, name, None) for name in ("_data", "_mask")]
    if all(isinstance(part, np.ndarray) for part in own):
        return own  # type: ignore[return-value]
    inner = getattr(values, "_ndarray", None)
    return [inner] if isinstance(inner, np.ndarray) else None


def _same_buffer(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return (
        one.__array_interface__["data"] == other.__array_interface__["data"]
        and one.shape == other.shape
        and one.strides == other.strides
        and one.dtype == other.dtype
    )


def _same_axis(one: Any, other: Any) -> bool:
    return bool(one.is_(other)) and list(one.names) == list(other.names)


def same_data(one: Any, other: Any) -> bool:
    """Whether two tables surely hold the same: they look at the same memory, which neither has written to.

    False says nothing. With pandas' copy on write a table that shares its memory with another gets memory
    of its own before it is changed.
    """
    if (
        type(one) is not type(other)
        or one.shape != other.shape
        or not all(map(_same_axis, one.axes, other.axes))
    ):
        return False
    if isinstance(one, pd.Series) and one.name is not other.name and one.name != other.name:
        return False
    pairs = list(zip(one._mgr.blocks, other._mgr.blocks, strict=False))
    if len(one._mgr.blocks) != len(other._mgr.blocks):
        return False
    for mine, theirs in pairs:
        if type(mine.values) is not type(theirs.values) or mine.values.dtype != theirs.values.dtype:
            return False
        if not np.array_equal(mine.mgr_locs.as_array, theirs.mgr_locs.as_array):
            return False
        left, right = _buffers(mine.values), _buffers(theirs.values)
        if left is None or right is None or not all(map(_same_buffer, left, right)):
            return False
    return True


def _holds_values(table: pd.DataFrame) -> bool:
    """Whether a table holds values alone: an object in a cell may be changed by whoever has the table."""
    axes = [level for axis in table.axes for level in getattr(axis, "levels", [axis])]
    if any(axis.dtype == object and not all(type(label) in _LABELS for label in axis) for axis in axes):
        return False
    return all(_buffers(block.values) is not None for block in table._mgr.blocks)


def _content(table: pd.DataFrame) -> Hashable | None:
    """What a small table's columns hold, as it lies in memory; None for a large one, or other columns.

    Texts by where they lie: equal for the copies of one table, as long as one of them is kept.
    """
    if table.size > _COMPARED_CELLS:
        return None
    parts: list[Hashable] = [table.shape]
    for block in table._mgr.blocks:
        values: Any = block.values
        buffers = _buffers(values)
        if buffers is None or not isinstance(values.dtype, np.dtype | pd.StringDtype):
            return None
        parts += [values.dtype, block.mgr_locs.as_array.tobytes(), *(part.tobytes() for part in buffers)]
    return tuple(parts)


class Sent:
    """What the tests' process has sent: found again by the memory that it looks at, or by what it holds."""

    def __init__(self) -> None:
        self._tables: list[tuple[pd.DataFrame, bytes | None]] = []
        self._by_shape: dict[tuple[int, int], list[int]] = {}
        self._by_content: dict[bytes, int] = {}
        self._in_memory: dict[Hashable, list[int]] = {}
        self._certain = 0  # tables that have left; the others are in a message that may still fail
        self._cells = 0

    def number(self, table: pd.DataFrame) -> int | None:
        """The number of a table that looks at the same memory, or a copy of it; None when there is none."""
        content = _content(table)
        if content is None:
            alike = [n for n in self._by_shape.get(table.shape, ()) if same_data(table, self._tables[n][0])]
        else:
            alike = [n for n in self._in_memory.get(content, ()) if self._same_axes(table, n)]
        return alike[0] if alike else None

    def _same_axes(self, table: pd.DataFrame, number: int) -> bool:
        return all(map(_same_axis, table.axes, self._tables[number][0].axes))

    def compares(self, size: int) -> bool:
        """Whether a table packed into so many bytes is known by them too."""
        return size <= _COMPARED_BYTES

    def number_of(self, raw: bytes | None) -> int | None:
        """The number of a table that was packed into the same bytes; None when there is none."""
        return None if raw is None else self._by_content.get(raw)

    def may_keep(self, table: pd.DataFrame) -> bool:
        """Whether a table can be remembered, and there is room for it."""
        room = len(self._tables) < _KEPT and self._cells + table.size <= _KEPT_CELLS
        return room and _holds_values(table)

    def keep(self, table: pd.DataFrame, raw: bytes | None) -> int:
        """Remember a table, and what it was packed into if that is compared; returns its number."""
        number = len(self._tables)
        self._cells += table.size
        self._tables.append((table.copy(deep=False), raw))
        self._by_shape.setdefault(table.shape, []).append(number)
        if raw is not None:
            self._by_content[raw] = number
        content = _content(table)
        if content is not None:
            self._in_memory.setdefault(content, []).append(number)
        return number

    def left(self) -> None:
        """The last message has been sent."""
        self._certain = len(self._tables)

    def failed(self) -> None:
        """The last message was not sent: what was in it is not known to the other side."""
        while len(self._tables) > self._certain:
            table, raw = self._tables.pop()
            self._cells -= table.size
            self._by_shape[table.shape].pop()
            if raw is not None:
                del self._by_content[raw]
            content = _content(table)
            if content is not None:
                self._in_memory[content].pop()


class Received:
    """What the learner's process has got.

    Each test that stands alone sends its tables anew, mostly those of other tests: a table is unpacked once.
    """

    def __init__(self) -> None:
        self._tables: dict[int, pd.DataFrame] = {}
        self._unpacked: dict[bytes, pd.DataFrame] = {}  # by what it was packed into
        self._room = _UNPACKED_BYTES

    def keep(self, number: int, raw: Buffer, unpack: Callable[[Buffer], pd.DataFrame]) -> pd.DataFrame:
        """Remember the table that was packed into `raw`, and give a copy of it."""
        packed = bytes(raw) if len(raw) <= self._room else b""
        table = self._unpacked.get(packed)
        if table is None:
            table = unpack(raw)
            if packed:
                self._unpacked[packed] = table
                self._room -= len(packed)
        self._tables[number] = table
        return self.again(number)

    def again(self, number: int) -> pd.DataFrame:
        """A copy of a remembered table."""
        return self._tables[number].copy(deep=False)
