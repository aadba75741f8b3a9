"""What crosses between a notebook's processes: large messages in shared memory, believed only when sealed."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from classroom.wire import codec, framing, line
from classroom.wire.interfaces import MAX_MESSAGE_BYTES, size_of

_LIMIT = MAX_MESSAGE_BYTES


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def carried(ends: tuple[socket.socket, socket.socket], value: object) -> object:
    parts = codec.pack(value)
    sender = threading.Thread(target=line.send, args=(ends[0], parts))
    sender.start()
    raw = line.receive(ends[1], _LIMIT)
    sender.join()
    assert len(raw) == size_of(parts)
    return codec.decode(raw)


VALUES = {
    "numbers": np.arange(400_000.0),
    "dates": np.arange(400_000).astype("M8[s]"),
    "rows": np.arange(600_000.0).reshape(3, -1),
    "columns": np.arange(600_000.0).reshape(3, -1).T,
    "every other": np.arange(800_000)[::2],
    "bytes": b"x" * 3_000_000,
    "list": [0.5] * 300_000,
    "small": np.arange(5),
    "none": np.empty((0, 3)),
}


@pytest.mark.parametrize("name", VALUES)
def test_array_of_any_size_and_order_arrives_as_it_was(
    ends: tuple[socket.socket, socket.socket], name: str
) -> None:
    value, found = VALUES[name], carried(ends, VALUES[name])
    assert type(found) is type(value)
    np.testing.assert_array_equal(found, value)
    if isinstance(value, np.ndarray) and isinstance(found, np.ndarray):
        assert found.dtype == value.dtype
        assert found.flags.aligned


def test_large_table_arrives_as_it_was(ends: tuple[socket.socket, socket.socket]) -> None:
    table = pd.DataFrame({"n": np.arange(200_000), "s": ["a", None] * 100_000, "x": np.ones(200_000)})
    found = carried(ends, table)
    assert isinstance(found, pd.DataFrame)
    pd.testing.assert_frame_equal(found, table)


def test_what_the_receiver_writes_is_not_seen_by_the_sender(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    value = np.zeros(400_000)
    found = carried(ends, [value, value + 1])
    assert isinstance(found, list)
    found[0][:] = 5
    assert value.sum() == 0
    assert (found[1] == 1).all()


def test_without_shared_memory_a_large_message_goes_through_the_socket(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise OSError("no more memory")

    monkeypatch.setattr(os, "memfd_create", refused)
    np.testing.assert_array_equal(carried(ends, VALUES["numbers"]), VALUES["numbers"])


def memory(size: int, seals: int) -> int:
    made = os.memfd_create("message", os.MFD_ALLOW_SEALING)
    os.ftruncate(made, size)
    if seals:
        fcntl.fcntl(made, fcntl.F_ADD_SEALS, seals)
    return made


_ALL = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


@pytest.mark.parametrize(
    ("size", "seals"),
    [
        (4096, 0),
        (4096, _ALL & ~fcntl.F_SEAL_WRITE),
        (4096, _ALL & ~fcntl.F_SEAL_SHRINK),
        (4096, _ALL & ~fcntl.F_SEAL_GROW),
        (8192, _ALL),
        (100, _ALL),
    ],
)
def test_memory_that_can_still_change_or_has_another_size_is_refused(
    ends: tuple[socket.socket, socket.socket], size: int, seals: int
) -> None:
    made = memory(size, seals)
    socket.send_fds(ends[0], [struct.pack(">I", line.IN_MEMORY | 4096)], [made])
    os.close(made)
    with pytest.raises(codec.WireError):
        line.receive(ends[1], _LIMIT)


def test_memory_in_huge_pages_which_may_not_be_there_is_refused(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = memory(4096, _ALL)
    socket.send_fds(ends[0], [struct.pack(">I", line.IN_MEMORY | 4096)], [made])
    os.close(made)
    monkeypatch.setattr(os, "fstatvfs", lambda _: SimpleNamespace(f_bsize=2 << 20))
    with pytest.raises(codec.WireError):
        line.receive(ends[1], _LIMIT)


def test_a_file_or_nothing_in_place_of_memory_is_refused(
    ends: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(bytes(4096))
    with open(tmp_path / "file", "rb") as file:
        socket.send_fds(ends[0], [struct.pack(">I", line.IN_MEMORY | 4096)], [file.fileno()])
    ends[0].sendall(struct.pack(">I", line.IN_MEMORY | 4096))
    for _ in range(2):
        with pytest.raises(codec.WireError):
            line.receive(ends[1], _LIMIT)


def test_memory_larger_than_the_cap_is_not_looked_at(ends: tuple[socket.socket, socket.socket]) -> None:
    made = memory(8192, _ALL)
    socket.send_fds(ends[0], [struct.pack(">I", line.IN_MEMORY | 8192)], [made])
    os.close(made)
    with pytest.raises(framing.OverrunError):
        line.receive(ends[1], 4096)


def test_descriptors_that_nobody_asked_for_are_closed(ends: tuple[socket.socket, socket.socket]) -> None:
    made = memory(4096, _ALL)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        socket.send_fds(ends[0], [struct.pack(">I", 2) + b"ab"], [made, made])
        assert bytes(line.receive(ends[1], _LIMIT)) == b"ab"
    assert len(os.listdir("/proc/self/fd")) == before
    os.close(made)


def test_the_other_side_gone_is_said_so(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[0].close()
    with pytest.raises(framing.ClosedError):
        line.receive(ends[1], _LIMIT)
    with pytest.raises(framing.ClosedError):
        line.send(ends[1], codec.pack(VALUES["numbers"]))


def test_descriptor_that_came_along_is_no_other_programs(ends: tuple[socket.socket, socket.socket]) -> None:
    socket.send_fds(ends[0], [b"ab"], [ends[0].fileno()])
    part, (given,) = line.receive_part(ends[1], 2, 1)
    assert (part, os.get_inheritable(given)) == (b"ab", False)
    os.close(given)
