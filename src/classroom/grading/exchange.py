"""One order to a process, and its answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from classroom import messages
from classroom.sandbox.base import Process
from classroom.wire import framing
from classroom.wire.orders import CellAnswer, Order, order_to_json

__all__ = ["exchange"]

_PASSED_OVER = 1000  # answers to other orders before a process is given up


def exchange(
    process: Process,
    order: Order,
    limit: int,
    left_s: Callable[[], float],
    until_answered: Callable[[], None] | None = None,
) -> CellAnswer:
    """Send one order to a process and return its answer; `left_s` says how long it may still take [s].

    What `until_answered` does goes on until something can be read from the process.

    An answer repeats the order's token. Others are old (of an interrupted cell, or of a copy that the
    student's code made of its process) or made up, and are passed over.

    Raises
    ------
    framing.ClosedError, framing.TimedOutError
    """
    token = secrets.token_hex(8)
    framing.send(process.control, order_to_json(order, token))
    for _ in range(_PASSED_OVER):
        if until_answered is not None:
            until_answered()
        raw = framing.receive(process.control, limit, left_s)
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise framing.OverrunError(messages.PEER_OVERRUN) from error
        if isinstance(answer, dict) and answer.get("token") == token:
            return CellAnswer.from_json(answer)
    raise framing.OverrunError(messages.PEER_OVERRUN)
