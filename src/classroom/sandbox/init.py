"""The first process of a learner's process namespace, so that the learner's code is not it.

The kernel shields a namespace's first process from signals: code that kills itself would go on as if nothing
had happened, and an alarm would never ring. The first process passes interrupts on, buries what is left
behind, and ends with the learner's process; the kernel then ends all that is still there.
"""

from __future__ import annotations

import os
import signal
from typing import NoReturn

from classroom.sandbox import linux

__all__ = ["decode_status", "fork_init"]

_BY_SIGNAL = 128  # added to a signal's number in an exit code, as shells do


def fork_init() -> None:
    """Return in a child, in a session of its own; the caller stays behind as the first process."""
    second = os.fork()
    if second == 0:
        os.setsid()
        return
    _wait_for(second)


def _wait_for(second: int) -> NoReturn:
    os.closerange(3, 65536)
    linux.set_dumpable(False)  # of the same user, and nobody's to look into
    signal.signal(signal.SIGINT, lambda *_: os.kill(second, signal.SIGINT))
    while True:
        ended, status = os.wait()
        if ended == second:
            os._exit(_BY_SIGNAL + (status & 127) if status & 127 else (status >> 8) & 127)


def decode_status(status: int) -> int:
    """The wait status of the second process, from that of the first."""
    code = status >> 8
    return code - _BY_SIGNAL if not status & 127 and code > _BY_SIGNAL else status
