"""What the encoder and the decoder of a type need of the message that they are part of."""

from __future__ import annotations

from typing import Any, Protocol

__all__ = ["Decoder", "Encoder"]


class Encoder(Protocol):
    """A message in the making."""

    def node(self, value: Any) -> Any:
        """Encode a value inside another one as a JSON-ready node."""

    def blob(self, raw: bytes) -> int:
        """Keep a byte string outside the JSON tree; returns its number."""


class Decoder(Protocol):
    """A message being read."""

    def value(self, node: Any) -> Any:
        """Decode a node inside another one."""

    def blob(self, number: Any) -> bytes:
        """The byte string of that number, once."""
