"""The tests' end of the line to the learner's process."""

from __future__ import annotations

import builtins
import dataclasses
import re
import socket
import sys
from typing import Any

from classroom import messages
from classroom.kernel.copies import Copies
from classroom.kernel.errors import CannotPassError, LearnerGoneError
from classroom.kernel.proxies import (
    Proxy,
    apply_changes,
    is_exportable,
    make_proxy,
    raise_error,
)
from classroom.kernel.randomness import Seeds
from classroom.wire import codec, framing, line
from classroom.wire.interfaces import MAX_MESSAGE_BYTES, Buffer, size_of
from classroom.wire.messages import (
    Answer,
    AnswerKind,
    Asked,
    AskName,
    Call,
    Callback,
    CallbackReply,
    Question,
)
from classroom.wire.orders import RunTest
from classroom.wire.table_cache import Sent

__all__ = ["NOTED", "Link", "Namespace"]

_STALE = 50  # answers to questions no longer asked (after an interrupt) that are skipped before giving up
NOTED = re.compile(r"_{1,3}|_[iod]h|In|Out|_exit_code|_i{1,3}|_i?\d+")  # by IPython, of each cell
_DEPTH = 40  # calls of calls of calls
_A_CELL = 20  # bits of the numbers that one cell has for its questions and for what it lends


class Link:
    """Asks the learner's process, and believes nothing but data."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._sequence = 0
        self._proxies: dict[int, Any] = {}
        self._lent: list[Any] = []
        self._lent_before = 0  # this cell
        self._anew = False  # the next question is the first of a test that stands alone
        self._sent = Sent()
        self._depth = 0
        self.error_classes: dict[tuple[str, type[Exception]], type[Exception]] = {}
        self.unsendable: list[str] = []
        self.opaque: list[str] = []  # types of the objects that questions were answered with
        self.seeds = Seeds()
        self.calls = 0
        self.copies = Copies()
        self.identity: int | None = None  # of the last value, when it is a container

    def begin(self, order: RunTest) -> None:
        """Begin another cell. What one that stands alone asks hangs on no other: not even its numbers."""
        self._sequence = order.number << _A_CELL
        self._lent_before = len(self._lent)
        self.unsendable.clear()
        self.opaque.clear()
        self.copies.clear()
        self._anew = order.alone
        if order.alone:
            self._sent = Sent()
            self._proxies.clear()
        if order.source is not None:
            self.seeds.begin(order.source)

    @property
    def has_lent(self) -> bool:
        """Whether this cell has lent functions."""
        return len(self._lent) > self._lent_before

    def _export(self, value: Any, encoder: codec.Encoder) -> list[Any]:
        if isinstance(value, Proxy):
            return ["handle", "yours", value._number]
        if is_exportable(value):
            self._lent.append(value)
            return ["handle", "callback", len(self._lent) - 1]
        kind = type(value)
        if dataclasses.is_dataclass(value) and kind.__module__ != "__main__" and "<" not in kind.__qualname__:
            # Only this way round: what the learner's process sends never names a class to make.
            names = [field.name for field in dataclasses.fields(value)]
            fields = [[name, encoder.node(getattr(value, name))] for name in names]
            return ["handle", "record", kind.__module__, kind.__qualname__, fields]
        raise codec.UnsendableError(messages.WIRE_UNSENDABLE.format(kind=type(value).__qualname__))

    def _resolve(self, body: list[Any], _: codec.Decoder) -> Any:
        number = body[1]
        if body[0] == "object":
            self.opaque.append(str(body[2].get("type"))[:80] if isinstance(body[2], dict) else "?")
        if number not in self._proxies:
            self._proxies[number] = make_proxy(self, body)
        return self._proxies[number]

    def ask(self, question: Question) -> Any:
        """Send one question and return its answer as data.

        Raises
        ------
        LearnerGoneError
            When the other process ended or broke the protocol.
        CannotPassError
            When the answer, or an argument, cannot travel as data.
        Exception
            Whatever the learner's code raised, by name.
        """
        if self._depth >= _DEPTH:
            raise RecursionError(messages.WIRE_TOO_DEEP)
        self._sequence += 1
        sequence = self._sequence
        self.calls += isinstance(question, Call)
        try:
            asked = Asked(question, sequence, self.seeds.changed(), self._anew)
            raw = codec.pack(asked.to_wire(), self._export, self._sent)
        except codec.UnsendableError as error:
            self._sent.failed()
            self.unsendable.append(str(error))
            raise CannotPassError(str(error)) from None
        self._depth += 1
        try:
            answer, size = self._await(raw, sequence)
        except framing.ClosedError:
            raise LearnerGoneError(messages.PEER_GONE) from None
        except codec.WireError as error:
            self._channel.close()
            raise LearnerGoneError(str(error)) from None
        finally:
            self._depth -= 1
        value = self._open(answer, question)
        self.copies.watch([value], size)
        if isinstance(question, Call) and isinstance(
            value, Proxy
        ):  # an object, which may hold what it was given
            self.copies.watch([*question.args, *question.kwargs.values()], size_of(raw))
        return value

    def _await(self, raw: list[Buffer], sequence: int) -> tuple[Answer, int]:
        """The answer to a question, and the size [bytes] of its message."""
        line.send(self._channel, raw)
        self._sent.left()
        self._anew = False
        for _ in range(_STALE + 100_000 * bool(self._lent)):
            received = line.receive(self._channel, MAX_MESSAGE_BYTES)
            message = codec.decode(received, self._resolve)
            if type(message) is not dict:
                raise codec.WireError(messages.WIRE_MALFORMED)
            if "callback" in message:
                self._call_own(Callback.from_wire(message, len(self._lent)))
            elif message.get("sequence") == sequence:
                return Answer.from_wire(message), len(received)
        raise codec.WireError(messages.WIRE_MALFORMED)

    def _call_own(self, call: Callback) -> None:
        """Run one of the tests' own functions that a test passed to the learner's code."""
        try:
            value = self._lent[call.number](*call.args, **call.kwargs)
            reply = codec.pack(CallbackReply(value).to_wire(), self._export)
        except LearnerGoneError:
            raise
        except Exception as error:
            reply = codec.pack(CallbackReply(raised=f"{type(error).__name__}: {error}").to_wire())
        line.send(self._channel, reply)

    def _open(self, answer: Answer, question: Question) -> Any:
        for name, content in answer.streams:
            (sys.stderr if name == "stderr" else sys.stdout).write(content)
        if answer.kind is AnswerKind.UNSENDABLE:
            self.unsendable.append(answer.why[:300])
            raise CannotPassError(answer.why[:300])
        if answer.kind is AnswerKind.RAISED:
            raise_error(self, answer.error)
        if answer.kind is AnswerKind.STOP:
            raise StopIteration
        if answer.kind is AnswerKind.MISSING:
            raise KeyError
        self.identity = answer.identity
        if answer.drew:
            self.seeds.moved_on()
        args, kwargs = (question.args, question.kwargs) if isinstance(question, Call) else ((), {})
        try:
            for own in apply_changes(answer.changed, args, kwargs):
                self.copies.renew(own)
            if answer.same is None:
                return answer.value
            return args[answer.same] if isinstance(answer.same, int) else kwargs[answer.same]
        except (KeyError, IndexError, TypeError, ValueError):
            raise LearnerGoneError(messages.WIRE_MALFORMED) from None


class Namespace(dict[str, Any]):
    """The names a test sees: the set-up's own, then the learner's, asked for one by one when first needed."""

    link: Link | None = None
    # Names that the reference solution binds, even those of built-ins.
    student_names: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Forget what was fetched for the previous cell."""
        self.fetched: dict[str, Any] = {}
        self.same: dict[int, Any] = {}  # by identity in the learner's process: two names of one list stay one
        self.at_call = 0

    def go_back(self, before: dict[str, Any]) -> None:
        """Forget what a cell has bound; what IPython itself notes of each cell stays."""
        for name in [name for name in self if name not in before and not NOTED.fullmatch(name)]:
            del self[name]
        self.update((name, value) for name, value in before.items() if not NOTED.fullmatch(name))

    def _fetch(self, name: str) -> Any:
        if self.link is None or name.startswith("__") or not isinstance(name, str):
            raise KeyError(name)
        if hasattr(builtins, name) and name not in self.student_names:
            raise KeyError(name)
        if self.link.calls != self.at_call:  # a call may have changed the learner's own variables
            self.fetched = {key: kept for key, kept in self.fetched.items() if isinstance(kept, Proxy)}
            self.same = {}
            self.at_call = self.link.calls
        if name not in self.fetched:
            try:
                value = self.link.ask(AskName(name))
            except KeyError:
                raise KeyError(name) from None
            identity = self.link.identity
            self.fetched[name] = value if identity is None else self.same.setdefault(identity, value)
        return self.fetched[name]

    def __missing__(self, name: str) -> Any:
        return self._fetch(name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        if not isinstance(name, str) or name.startswith("_"):
            return False
        try:
            self._fetch(name)
        except KeyError:
            return False
        except (CannotPassError, LearnerGoneError):
            return True
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """As a dictionary's, the learner's names included."""
        try:
            return self[name]
        except KeyError:
            return default
