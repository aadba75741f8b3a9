"""The grader's end of a process forked from a warm parent."""

from __future__ import annotations

import select
import socket

from classroom.sandbox.forkserver import ForkedProcess


def test_forked_process_is_waited_for_before_its_first_cell_is_timed() -> None:
    """The first of a run waits for its warm parent, on a busy machine for long: that is no cell's time."""
    control, far = socket.socketpair()
    supervisor, other = socket.socketpair()
    with control, far, supervisor, other:
        other.sendall((4711).to_bytes(8, "big"))
        process = ForkedProcess(control, supervisor)
        process.wait()
        assert not select.select([supervisor], [], [], 0)[0]  # its number has been read
        assert process.pid == 4711


def test_forked_process_that_could_not_be_started_has_ended() -> None:
    control, far = socket.socketpair()
    supervisor, other = socket.socketpair()
    with control, far, supervisor, other:
        other.close()
        process = ForkedProcess(control, supervisor)
        process.wait()
        assert (process.pid, process.has_ended()) == (0, True)
