"""Length-prefixed messages over a stream socket, with a cap on what is believed."""

from __future__ import annotations

import select
import socket
import struct
import time

from classroom import messages

__all__ = ["ClosedError", "OverrunError", "TimedOutError", "receive", "send"]

_HEAD = struct.Struct(">I")
_CHUNK = 1 << 20


class ClosedError(ConnectionError):
    """The other process is gone."""


class OverrunError(ClosedError):
    """The other process announced a message larger than the cap; nothing more is read from it."""


class TimedOutError(TimeoutError):
    """Nothing, or not everything, came before the deadline."""


def send(link: socket.socket, raw: bytes) -> None:
    """Send one message.

    Raises
    ------
    ClosedError
        When the other side is gone.
    """
    try:
        link.sendall(_HEAD.pack(len(raw)) + raw)
    except OSError as error:
        raise ClosedError(messages.PEER_GONE) from error


def receive(link: socket.socket, limit: int, deadline: float | None = None) -> bytes:
    """Receive one message of at most `limit` bytes, before `deadline` [s, monotonic clock].

    Raises
    ------
    ClosedError, OverrunError, TimedOutError
    """
    (size,) = _HEAD.unpack(_exactly(link, _HEAD.size, deadline))
    if size > limit:
        raise OverrunError(messages.PEER_OVERRUN)
    return _exactly(link, size, deadline)


def _exactly(link: socket.socket, size: int, deadline: float | None) -> bytes:
    parts = []
    while size:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([link], [], [], left)[0]:
                raise TimedOutError(messages.PEER_SILENT)
        try:
            part = link.recv(min(size, _CHUNK))
        except InterruptedError:
            continue
        except OSError as error:
            raise ClosedError(messages.PEER_GONE) from error
        if not part:
            raise ClosedError(messages.PEER_GONE)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
