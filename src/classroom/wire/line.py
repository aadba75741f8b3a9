"""The line between a notebook's two processes: messages through a socket, large ones in shared memory.

A large message is written once, into memory of its own that nobody can change any more (a sealed `memfd`);
the other side looks at it where it lies, in copies of the pages that it writes to.
"""

from __future__ import annotations

import array
import contextlib
import errno
import fcntl
import mmap
import os
import socket
from collections.abc import Sequence

from classroom import messages
from classroom.wire import framing
from classroom.wire.errors import WireError
from classroom.wire.interfaces import Buffer, size_of

__all__ = ["IN_MEMORY", "receive", "receive_part", "send"]

IN_MEMORY = 1 << 31  # in the head: the message lies in the memory whose descriptor comes along
_LARGE_BYTES = 1 << 20  # from here on making the memory costs less than copying through a socket
_AT_ONCE = 512  # buffers that one call writes; the kernel takes 1,024
_CLOSE_ON_EXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)  # Linux: for descriptors that come along
_SEALS = ("F_SEAL_SEAL", "F_SEAL_SHRINK", "F_SEAL_GROW", "F_SEAL_WRITE")


def send(link: socket.socket, parts: Sequence[Buffer]) -> None:
    """Send one message, given in parts that follow one another.

    Raises
    ------
    ClosedError
        When the other side is gone.
    """
    size = size_of(parts)
    memory = _written(parts) if size >= _LARGE_BYTES else None
    try:
        if memory is None:
            link.sendall(b"".join([framing.HEAD.pack(size), *parts]))
        else:
            socket.send_fds(link, [framing.HEAD.pack(IN_MEMORY | size)], [memory])
    except OSError as error:
        raise framing.ClosedError(messages.PEER_GONE) from error
    finally:
        if memory is not None:
            os.close(memory)


def receive(link: socket.socket, limit: int) -> memoryview:
    """Receive one message of at most `limit` bytes. One in shared memory may be written to: nobody sees it.

    Raises
    ------
    ClosedError, OverrunError
    WireError
        When the message is said to lie in memory that is not sealed, or of another size.
    """
    head, given = _head(link)
    try:
        (size,) = framing.HEAD.unpack(head)
        if size & ~IN_MEMORY > limit:
            raise framing.OverrunError(messages.PEER_OVERRUN)
        if size & IN_MEMORY:
            return _mapped(given, size & ~IN_MEMORY)
    finally:
        for each in given:
            os.close(each)
    return memoryview(framing.exactly(link, size))


def receive_part(link: socket.socket, size: int, descriptors: int, flags: int = 0) -> tuple[bytes, list[int]]:
    """What is there of so many bytes, and the descriptors that came with it, at most so many.

    Raises
    ------
    OSError
        As `socket.recvmsg` does.
    """
    # `socket.recv_fds` passes its flags on from Python 3.13 on only.
    given = array.array("i")
    room = socket.CMSG_LEN(descriptors * given.itemsize) if descriptors else 0
    part, beside, _, _ = link.recvmsg(size, room, flags | _CLOSE_ON_EXEC)
    for level, kind, content in beside:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            given.frombytes(content[: len(content) - len(content) % given.itemsize])
    return part, given.tolist()


def _written(parts: Sequence[Buffer]) -> int | None:
    """A descriptor of sealed memory that holds the message; None where there is no such memory."""
    if not hasattr(os, "memfd_create"):
        return None
    memory = -1
    try:
        memory = os.memfd_create("message", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        left = [memoryview(part) for part in parts if len(part)]
        while left:
            done = os.writev(memory, left[:_AT_ONCE])
            while left and done >= len(left[0]):
                done -= len(left.pop(0))
            if done:
                left[0] = left[0][done:]
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, _seals())
    except OSError:  # too little memory, too many descriptors: then as a small message
        with contextlib.suppress(OSError):
            os.close(memory)
        return None
    return memory


def _seals() -> int:
    return sum(getattr(fcntl, name) for name in _SEALS)


def _head(link: socket.socket) -> tuple[bytes, list[int]]:
    """The head of a message, and the descriptors that came with it."""
    head, given = b"", list[int]()
    while len(head) < framing.HEAD.size:
        try:
            part, fds = receive_part(link, framing.HEAD.size - len(head), 1)
        except InterruptedError:
            continue
        except OSError:
            part, fds = b"", []
        given += fds
        if not part:
            for each in given:
                os.close(each)
            raise framing.ClosedError(messages.PEER_GONE)
        head += part
    return head, given


def _mapped(given: list[int], size: int) -> memoryview:
    """The message in the memory that one descriptor leads to, once it is sure that nobody can change it."""
    try:
        (memory,) = given
        sealed = fcntl.fcntl(memory, fcntl.F_GET_SEALS) & _seals() == _seals()
        # Memory in pages of another size may not be there when it is looked at, which would end this process.
        usual = os.fstatvfs(memory).f_bsize == mmap.PAGESIZE
        if not sealed or not usual or os.fstat(memory).st_size != size:
            raise WireError(messages.WIRE_MALFORMED)
        return memoryview(mmap.mmap(memory, size, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE))
    except (ValueError, OSError, AttributeError) as error:  # the last where a machine knows no seals
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            raise MemoryError from error
        raise WireError(messages.WIRE_MALFORMED) from error
