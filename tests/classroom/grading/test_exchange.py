"""One order to a process, and which of the answers that come is its answer."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from classroom.grading import exchange as module
from classroom.grading.exchange import exchange
from classroom.wire import framing
from classroom.wire.orders import CellAnswer, RunCell


def asked(answer: Callable[[str], list[bytes]]) -> CellAnswer:
    """What an order gets from a process that answers its token so."""
    own, other = socket.socketpair()
    with own, other:

        def process() -> None:
            token = json.loads(framing.receive(other, 10_000, lambda: 10.0))["token"]
            for raw in answer(token):
                framing.send(other, raw)

        thread = threading.Thread(target=process)
        thread.start()
        try:
            return exchange(SimpleNamespace(control=own), RunCell("x = 1"), 10_000, lambda: 10.0)  # type: ignore[arg-type]
        finally:
            thread.join()


def test_exchange_passes_over_answers_to_other_orders() -> None:
    answer = asked(lambda token: [b'{"token": "old"}', b"[1]", json.dumps({"token": token}).encode()])

    assert answer == CellAnswer.from_json({})


def test_exchange_given_no_json_gives_the_process_up() -> None:
    with pytest.raises(framing.OverrunError):
        asked(lambda token: [b"{" * 9])


def test_exchange_given_others_answers_without_end_gives_the_process_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_PASSED_OVER", 3)

    with pytest.raises(framing.OverrunError):
        asked(lambda token: [b"{}"] * 3)
