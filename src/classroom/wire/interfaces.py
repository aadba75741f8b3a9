"""What the encoder and the decoder of a type need of the message that they are part of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["MAX_MESSAGE_BYTES", "Buffer", "Decoder", "Encoder", "size_of"]

MAX_MESSAGE_BYTES = 64 * 1024 * 1024  # [bytes] a larger value is refused on both sides
Buffer = bytes | memoryview


def size_of(parts: Sequence[Buffer]) -> int:
    """The size [bytes] of what is given in parts."""
    return sum(map(len, parts))


class Encoder(Protocol):
    """A message in the making."""

    def node(self, value: Any) -> Any:
        """Encode a value inside another one as a JSON-ready node."""

    def blob(self, *parts: Buffer) -> int:
        """Keep a byte string, given in parts, outside the JSON tree; returns its number."""


class Decoder(Protocol):
    """A message being read."""

    def value(self, node: Any) -> Any:
        """Decode a node inside another one."""

    def blob(self, number: Any) -> memoryview:
        """The byte string of that number, once."""
