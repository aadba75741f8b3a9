"""Length-prefixed messages over a stream socket, with a cap on what is believed."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable

from classroom import messages

__all__ = [
    "HEAD",
    "ClosedError",
    "OverrunError",
    "TimedOutError",
    "exactly",
    "peek",
    "receive",
    "send",
    "write",
]

HEAD = struct.Struct(">I")  # of a message: its size [bytes]
_CHUNK = 1 << 20
_LOOK_S = 0.1  # [s] between two looks at what is left
_SHORT_S = 0.005  # [s] until the rest of a few bytes may have come
_AT_ONCE = getattr(socket, "MSG_DONTWAIT", 0)


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
        link.sendall(HEAD.pack(len(raw)) + raw)
    except OSError as error:
        raise ClosedError(messages.PEER_GONE) from error


def receive(link: socket.socket, limit: int, left_s: Callable[[], float] | None = None) -> bytes:
    """Receive one message of at most `limit` bytes.

    `left_s` says how long it may still take [s]; it is asked now and then, first after a tenth of a second.

    Raises
    ------
    ClosedError, OverrunError, TimedOutError
    """
    (size,) = HEAD.unpack(exactly(link, HEAD.size, left_s))
    if size > limit:
        raise OverrunError(messages.PEER_OVERRUN)
    return exactly(link, size, left_s)


def write(link: socket.socket, raw: bytes, left_s: Callable[[], float]) -> None:
    """Send bytes to somebody who may not read them; `left_s` as in `receive`.

    Raises
    ------
    ClosedError, TimedOutError
    """
    left = memoryview(raw)
    while left:
        try:
            left = left[link.send(left, _AT_ONCE) :]
        except (BlockingIOError, InterruptedError):
            if not select.select([], [link], [], _LOOK_S)[1] and left_s() <= 0:
                raise TimedOutError(messages.PEER_SILENT) from None
        except OSError as error:
            raise ClosedError(messages.PEER_GONE) from error


def peek(link: socket.socket, size: int, left_s: Callable[[], float]) -> bytes:
    """The next bytes, which stay where they are; `left_s` and errors as in `receive`."""
    asked = time.monotonic()
    while True:
        ready = select.select([link], [], [], _LOOK_S)[0]
        try:
            part = link.recv(size, socket.MSG_PEEK) if ready else None
        except InterruptedError:
            continue
        except OSError as error:
            raise ClosedError(messages.PEER_GONE) from error
        if part == b"":
            raise ClosedError(messages.PEER_GONE)
        if part is not None and len(part) == size:
            return part
        if part is not None:  # a part, which keeps `select` from waiting
            time.sleep(_SHORT_S)
        if time.monotonic() - asked > _LOOK_S:
            asked = time.monotonic()
            if left_s() <= 0:
                raise TimedOutError(messages.PEER_SILENT)


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
