"""The learner's process: runs the learner's cells, and answers the tests' questions with data.

Everything here may be changed by the learner's code while it runs. Nothing that decides a mark is
done here, except for cells that the trainer declared shared.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` makes an enumeration of each answer
import builtins
import io
import os
import select
import signal
import socket
import sys
from typing import Any

import numpy as np
import pandas as pd

from classroom.kernel import shared
from classroom.kernel.exports import Exports, describe_error, make_record
from classroom.kernel.randomness import Standing, start_from
from classroom.kernel.shell import CellShell, Recorder
from classroom.wire import codec, framing, line
from classroom.wire.array_types import same_array
from classroom.wire.interfaces import MAX_MESSAGE_BYTES
from classroom.wire.messages import (
    Answer,
    AnswerKind,
    AskAttribute,
    Asked,
    AskName,
    AskNext,
    Callback,
    CallbackReply,
    Question,
    SetAttribute,
)
from classroom.wire.orders import CellAnswer, Order, RunCell, RunSharedTest, order_from_json
from classroom.wire.table_cache import Received, same_data

__all__ = ["serve"]

_MUTABLE = (list, dict, set, bytearray, np.ndarray, pd.DataFrame, pd.Series)
_CATCHABLE = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGINT})
_CONTROL_LIMIT = 32 * 1024 * 1024


class _Callback:
    """A function of the tests that was passed as an argument."""

    def __init__(self, peer: _Peer, number: int) -> None:
        self._peer = peer
        self._number = number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._peer.call_back(self._number, args, kwargs)


def _error_of(text: str, space: dict[str, Any]) -> Exception:
    """The error that a function of the tests raised: of its own class, where that is known here."""
    name, _, message = text.partition(": ")
    kind = getattr(builtins, name, space.get(name))
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind(message)
        except Exception:
            return RuntimeError(text)
    return RuntimeError(text)


class _Peer:
    """Answers the tests' process."""

    def __init__(self, link: socket.socket, shell: CellShell) -> None:
        self._link = link
        self._shell = shell
        self._exports = Exports()
        self._received = Received()
        self.standing: Standing | None = None  # of the generators, as long as nothing has run since
        self.ran_out_of_memory = False

    def _resolve(self, body: list[Any], decoder: codec.Decoder) -> Any:
        form, number = body[0], body[1]
        if form == "record":
            return make_record(body[1:], decoder)
        if form == "yours":
            return self._exports.objects[number]
        return _Callback(self, number)

    def _reply(self, answer: Answer) -> None:
        try:
            raw = codec.pack(answer.to_wire(), self._exports.export)
        except MemoryError:
            self.ran_out_of_memory = True
            raw = codec.pack(Answer(answer.sequence, AnswerKind.UNSENDABLE, why="MemoryError").to_wire())
        except Exception as error:
            why = str(error) if isinstance(error, codec.UnsendableError) else type(error).__name__
            refusal = Answer(answer.sequence, AnswerKind.UNSENDABLE, why=why, streams=answer.streams)
            raw = codec.pack(refusal.to_wire())
        line.send(self._link, raw)

    def call_back(self, number: int, args: Any, kwargs: Any) -> Any:
        """Call a function of the tests and wait for its value, answering questions meanwhile."""
        raw = codec.pack(Callback(number, args, kwargs).to_wire(), self._exports.export)
        line.send(self._link, raw)
        while True:
            message = self._next_message()
            reply = CallbackReply.from_wire(message)
            if reply is None:
                self._answer(message)
            elif reply.raised:
                raise _error_of(reply.raised, self._shell.user_ns)
            else:
                return reply.value

    def _next_message(self) -> dict[str, Any]:
        raw = line.receive(self._link, MAX_MESSAGE_BYTES)
        # An interrupt in between would lose a table that the tests' process believes to be here.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            message: dict[str, Any] = codec.decode(raw, self._resolve, self._received)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        return message

    def serve_one(self) -> None:
        """Answer one question."""
        try:
            message = self._next_message()
        except MemoryError:
            self.ran_out_of_memory = True
            return
        self._answer(message)

    def _answer(self, message: dict[str, Any]) -> None:
        recorder = self._shell.recorder = Recorder(self._shell.output_limit)
        asked = Asked.from_wire(message)
        sequence = asked.sequence
        if asked.anew:
            self._exports.begin(sequence)
        try:
            before = None if asked.randomness is None else start_from(asked.randomness, self.standing)
            self.standing = None
            answer = self._act(asked.question, sequence)
            if before is not None:
                answer.drew = before.has_moved()
                self.standing = None if answer.drew else before
        except BaseException as error:
            self.ran_out_of_memory |= isinstance(error, MemoryError)
            answer = Answer(sequence, AnswerKind.RAISED, error=describe_error(error))
        answer.streams = [
            [out["name"], out["text"]] for out in recorder.finish() if out["output_type"] == "stream"
        ]
        self._reply(answer)

    def _act(self, question: Question, sequence: int) -> Answer:
        if isinstance(question, AskName):
            space = self._shell.user_ns
            if question.name not in space:
                return Answer(sequence, AnswerKind.MISSING)
            value = space[question.name]
            mutable = type(value) in _MUTABLE
            return Answer(sequence, value=value, identity=self._exports.identity(value) if mutable else None)
        target = self._exports.objects[question.number]
        if isinstance(question, AskNext):
            try:
                return Answer(sequence, value=next(target))
            except StopIteration:
                return Answer(sequence, AnswerKind.STOP)
        if isinstance(question, AskAttribute):
            return Answer(sequence, value=getattr(target, question.name))
        if isinstance(question, SetAttribute):
            setattr(target, question.name, question.value)
            return Answer(sequence)
        return self._call(target, question.args, question.kwargs, sequence)

    def _state(self, value: Any) -> Any:
        """What to compare a value with later: for tables a lazy copy, which later writes do not reach."""
        if isinstance(value, pd.DataFrame | pd.Series):
            return value.copy(deep=False)
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return value.copy(order="K")
        return codec.encode(value, self._exports.export)

    def _differs(self, value: Any, before: Any) -> bool:
        if isinstance(before, np.ndarray):
            return not same_array(value, before)
        if not isinstance(value, pd.DataFrame | pd.Series):
            return bool(codec.encode(value, self._exports.export) != before)
        if same_data(value, before):
            return False
        axes = zip(value.axes, before.axes, strict=True)
        return not (
            value.equals(before)
            and all(new.equals(old) and list(new.names) == list(old.names) for new, old in axes)
            and (isinstance(value, pd.DataFrame) or value.name == before.name)
        )

    def _call(self, target: Any, args: Any, kwargs: Any, sequence: int) -> Answer:
        watched = [
            (place, value, self._state(value))
            for place, value in [*enumerate(args), *kwargs.items()]
            if type(value) in _MUTABLE
            or (type(value) is tuple and any(type(each) in _MUTABLE for each in value))
        ]
        value = target(*args, **kwargs)
        changed = [
            [place, argument] for place, argument, before in watched if self._differs(argument, before)
        ]
        same = [place for place, argument in [*enumerate(args), *kwargs.items()] if argument is value]
        mutable = type(value) in _MUTABLE
        return Answer(sequence, value=value, changed=changed, same=same[0] if same and mutable else None)


def serve(control: socket.socket, link: socket.socket, shell: CellShell) -> None:
    """Run the cells that come over `control`; between them, answer the tests over `link`."""
    peer = _Peer(link, shell)
    streams = sys.stdout, sys.stderr
    own = os.getpid()
    while True:
        try:
            ready, _, _ = select.select([control, link], [], [])
            if control in ready:
                order, token = order_from_json(framing.receive(control, _CONTROL_LIMIT))
                answer = _obey(order, shell, peer)
                if os.getpid() != own:  # a copy that the cell has made of this process and not ended
                    os._exit(0)
                framing.send(control, answer.to_json(token))
            elif link in ready:
                sys.stdout, sys.stderr = _Relay(shell, "stdout"), _Relay(shell, "stderr")
                peer.serve_one()
                _disarm()
        except KeyboardInterrupt:
            continue  # the interrupt of a call that had just ended
        except framing.ClosedError:
            return
        finally:
            sys.stdout, sys.stderr = streams


class _Relay(io.TextIOBase):
    def __init__(self, shell: CellShell, name: str) -> None:
        self._shell = shell
        self._name = name

    def write(self, content: str) -> int:
        self._shell.recorder.stream(self._name, str(content))
        return len(content)


def _disarm() -> None:
    """Stop the timers and signal handlers that a cell has set: what they raise would hit another cell."""
    while True:
        try:
            for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
                signal.setitimer(timer, 0)
            for number in _CATCHABLE:
                if callable(_signal.getsignal(number)):
                    signal.signal(number, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return
        except BaseException:  # raised by a handler, in between
            continue


def _obey(order: Order, shell: CellShell, peer: _Peer) -> CellAnswer:
    peer.standing = None
    if isinstance(order, RunSharedTest):
        return (shared.trial if order.trial else shared.run)(shell, order.source)
    assert isinstance(order, RunCell)
    try:
        outputs, error = shell.execute(order.source)
    finally:
        _disarm()
    starved = peer.ran_out_of_memory or isinstance(error, MemoryError)
    peer.ran_out_of_memory = False
    return CellAnswer(outputs, error is not None, starved)
