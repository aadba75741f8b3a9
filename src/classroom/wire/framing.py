"""Length-prefixed messages over a stream socket, with a cap on what is believed."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable

from classroom import messages

__all__ = ["ClosedError", "OverrunError", "TimedOutError", "exactly", "receive", "send"]

_HEAD = struct.Struct(">I")
_CHUNK = 1 << 20
_LOOK_S = 0.1  # [s] between two looks at what is left


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


def receive(link: socket.socket, limit: int, left_s: Callable[[], float] | None = None) -> bytes:
    """Receive one message of at most `limit` bytes.

    `left_s` says how long it may still take [s]; it is asked now and then, first after a tenth of a second.

    Raises
    ------
    ClosedError, OverrunError, TimedOutError
    """
    (size,) = _HEAD.unpack(exactly(link, _HEAD.size, left_s))
    if size > limit:
        raise OverrunError(messages.PEER_OVERRUN)
    return exactly(link, size, left_s)


def exactly(link: socket.socket, size: int, left_s: Callable[[], float] | None = None) -> bytes:
    """Receive so many bytes; `left_s` and errors as in `receive`."""
    parts = []
    asked = time.monotonic()
    while size:
        if left_s is not None:
            ready = select.select([link], [], [], _LOOK_S)[0]
            # Somebody who sends byte by byte is looked at as well.
            if not ready or time.monotonic() - asked > _LOOK_S:
                asked = time.monotonic()
                if left_s() <= 0:
                    raise TimedOutError(messages.PEER_SILENT)
            if not ready:
                continue
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
