"""Values as data: the only form in which anything crosses between the learner's process and the tests'.

A message is a JSON tree of tagged lists followed by raw byte strings (arrays in NumPy's own format, never
pickled). Only exact, known types are encoded; everything else is offered to the caller's `export`, which may
turn it into a handle, or is refused. The decoder trusts nothing: any malformed message is a `WireError`.
"""

from __future__ import annotations

import json
import struct
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from classroom import messages
from classroom.wire import array_types, pandas_columns, pandas_types, python_types
from classroom.wire.errors import UnsendableError, WireError
from classroom.wire.forms import Decode, Encode, decoders, encoders
from classroom.wire.interfaces import MAX_MESSAGE_BYTES, Buffer, size_of
from classroom.wire.table_cache import Received, Sent

__all__ = [
    "Decoder",
    "Encoder",
    "UnsendableError",
    "WireError",
    "decode",
    "encode",
    "pack",
]

_ALIGNED = 16  # [bytes] as NumPy wants the memory of its widest numbers
_MAX_DEPTH = 60  # nesting of one value; also what stops a list that contains itself
_MAX_WEIGHT = 100_000  # containers of one value, those that occur several times counted as often
_FORMS = (*python_types.FORMS, *array_types.FORMS, *pandas_columns.FORMS, *pandas_types.FORMS)
_ENCODERS: dict[type, Encode] = {
    **python_types.ENCODERS,
    np.ndarray: array_types.array_node,
    **encoders(array_types.FORMS),
    **pandas_types.ENCODERS,
}
_DECODERS: dict[str, Decode] = decoders(_FORMS)
_CONTAINERS = frozenset([list, dict, set, bytearray, np.ndarray, deque, OrderedDict, Counter, defaultdict])


class Encoder:
    """Turns one value into bytes.

    Parameters
    ----------
    export : callable, optional
        Called with a value of no known type; returns a JSON-ready node, or raises `UnsendableError`.
    sent : Sent, optional
        The tables that the other side knows already.
    """

    def __init__(
        self, export: Callable[[Any, Encoder], list[Any]] | None = None, sent: Sent | None = None
    ) -> None:
        self._export = export
        self._sent = sent
        self._blobs: list[list[Buffer]] = []
        self._size = 0
        self._depth = 0
        self._seen: dict[int, tuple[Any, list[Any]]] = {}  # containers of this message, and their nodes
        self._named = 0

    def blob(self, *parts: Buffer) -> int:
        """Keep a byte string, given in parts, outside the JSON tree; returns its number."""
        self._size += size_of(parts)
        if self._size > MAX_MESSAGE_BYTES:
            raise UnsendableError(messages.WIRE_TOO_LARGE.format(limit=MAX_MESSAGE_BYTES >> 20))
        self._blobs.append([*parts])
        return len(self._blobs) - 1

    def node(self, value: Any) -> Any:
        """Encode `value` as a JSON-ready node."""
        if self._depth > _MAX_DEPTH:
            raise UnsendableError(messages.WIRE_TOO_DEEP)
        seen = self._seen.get(id(value))
        if seen is not None:
            return self._again(seen[1])
        self._depth += 1
        try:
            if type(value) in _CONTAINERS:
                node = _ENCODERS[type(value)](value, self)
                self._seen[id(value)] = value, node  # the value too: its id stays its own
                return node
            encode_value = _ENCODERS.get(type(value))
            if encode_value is not None:
                if self._sent is not None and type(value) is pd.DataFrame:
                    return self._table(value, self._sent)
                return encode_value(value, self)
            special = pandas_types.encode_special(value, self)
            if special is not None:
                return special
            if self._export is None:
                raise UnsendableError(messages.WIRE_UNSENDABLE.format(kind=python_types.kind(value)))
            return self._export(value, self)
        finally:
            self._depth -= 1

    def _table(self, table: pd.DataFrame, sent: Sent) -> Any:
        """A table: by its number if the other side has it, else packed on its own, to be remembered."""
        number = sent.number(table)
        if number is None:
            if not sent.may_keep(table):
                return _ENCODERS[pd.DataFrame](table, self)
            parts = pack(table)
            raw = b"".join(parts) if sent.compares(size_of(parts)) else None
            number = sent.number_of(raw)
            if number is None:
                return ["keep", sent.keep(table, raw), self.blob(*parts)]
        return ["again", number]

    def _again(self, node: list[Any]) -> list[Any]:
        """Refer to a container that is in this message already: two names of one list stay one list."""
        if node[0] != "first":
            node[:] = ["first", self._named, list(node)]
            self._named += 1
        return ["as", node[1]]

    def finish(self, tree: Any) -> list[Buffer]:
        """Pack a finished tree and the byte strings it refers to, each from a multiple of 16 on."""
        head = json.dumps(tree, separators=(",", ":")).encode("ascii")
        sizes = [size_of(blob) for blob in self._blobs]
        parts: list[Buffer] = [struct.pack(f">II{len(sizes)}I", len(head), len(sizes), *sizes) + head]
        place = len(parts[0])
        for blob, size in zip(self._blobs, sizes, strict=True):
            parts += [bytes(-place % _ALIGNED), *blob]
            place += -place % _ALIGNED + size
        if place > MAX_MESSAGE_BYTES:
            raise UnsendableError(messages.WIRE_TOO_LARGE.format(limit=MAX_MESSAGE_BYTES >> 20))
        return parts


class Decoder:
    """Turns bytes back into a value.

    Parameters
    ----------
    resolve : callable, optional
        Called with the content of a handle node; returns what stands for the handle on this side.
    received : Received, optional
        The tables that the other side has sent before.
    """

    def __init__(
        self,
        raw: Buffer,
        resolve: Callable[[list[Any], Decoder], Any] | None = None,
        received: Received | None = None,
    ) -> None:
        raw = memoryview(raw)
        self._resolve = resolve
        self._received = received
        self._named: dict[int, tuple[Any, int]] = {}
        self._weight = 0
        try:
            head_size, count = struct.unpack_from(">II", raw)
            sizes = struct.unpack_from(f">{count}I", raw, 8)
            start = 8 + 4 * count
            self.tree = json.loads(bytes(raw[start : start + head_size]))
            start += head_size
            self._blobs = {}
            for number, size in enumerate(sizes):
                start += -start % _ALIGNED
                self._blobs[number] = raw[start : start + size]
                start += size
        except (struct.error, ValueError, RecursionError, MemoryError) as error:
            raise WireError(messages.WIRE_MALFORMED) from error
        if start != len(raw):
            raise WireError(messages.WIRE_MALFORMED)

    def blob(self, number: Any) -> memoryview:
        """The byte string of that number, once: a message cannot be made of one large string many times."""
        raw = self._blobs.pop(number, None) if type(number) is int else None
        if raw is None:
            raise WireError(messages.WIRE_MALFORMED)
        return raw

    def _keep(self, number: Any, blob: Any) -> Any:
        assert self._received is not None
        return self._received.keep(number, self.blob(blob), decode)

    def _name(self, number: Any, node: Any) -> Any:
        outside, self._weight = self._weight, 1
        value = self.value(node)
        self._named[number] = value, self._weight
        self._weight += outside
        return value

    def _refer(self, number: Any) -> Any:
        value, weight = self._named[number]
        self._weight += weight
        if self._weight > _MAX_WEIGHT:  # lists of lists of the same list: small to send, endless to compare
            raise WireError(messages.WIRE_MALFORMED)
        return value

    def value(self, node: Any) -> Any:
        """Decode one node.

        Raises
        ------
        WireError
            When the node is not exactly what `Encoder` writes.
        """
        if node is None or type(node) in (bool, int, float, str):
            return node
        try:
            tag = node[0]
            if type(node) is not list or type(tag) is not str:
                raise WireError(messages.WIRE_MALFORMED)
            if tag == "handle":
                if self._resolve is None:
                    raise WireError(messages.WIRE_MALFORMED)
                return self._resolve(node[1:], self)
            if tag == "first":
                return self._name(*node[1:])
            if tag == "as":
                return self._refer(node[1])
            if tag in ("keep", "again") and self._received is not None:
                return self._received.again(node[1]) if tag == "again" else self._keep(*node[1:])
            return _DECODERS[tag](node[1:], self)
        except WireError:
            raise
        except Exception as error:  # whatever a hostile message provokes in NumPy or pandas means one thing
            raise WireError(messages.WIRE_MALFORMED) from error


def pack(
    value: Any,
    export: Callable[[Any, Encoder], list[Any]] | None = None,
    sent: Sent | None = None,
) -> list[Buffer]:
    """One value as the parts of a message, which look at the memory of large arrays: send them at once.

    Raises
    ------
    UnsendableError
        When the value, or something in it, cannot travel as data.
    """
    encoder = Encoder(export, sent)
    return encoder.finish(encoder.node(value))


def encode(value: Any, export: Callable[[Any, Encoder], list[Any]] | None = None) -> bytes:
    """One value as bytes.

    Raises
    ------
    UnsendableError
        When the value, or something in it, cannot travel as data.

    Examples
    --------
    >>> decode(encode({"a": (1, 2.5)}))
    {'a': (1, 2.5)}
    """
    return b"".join(pack(value, export))


def decode(
    raw: Buffer,
    resolve: Callable[[list[Any], Decoder], Any] | None = None,
    received: Received | None = None,
) -> Any:
    """The value that `encode` turned into `raw`. Arrays of a message that may be written to lie in it.

    Raises
    ------
    WireError
        When `raw` is not such a message.
    """
    decoder = Decoder(raw, resolve, received)
    return decoder.value(decoder.tree)
