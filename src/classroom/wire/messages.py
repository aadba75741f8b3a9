"""The protocol: every message between the grader and the two processes of a notebook, and between these two.

Over `control`, in JSON, the grader gives one order at a time and the process answers it: `RunCell` and
`RunSharedTest` go to the learner, `RunTest` to the checker. An answer repeats its order's token, since a
learner may make up others.

Over `link`, as values of `codec`, the checker asks (`AskName` to `Call`) and the learner gives one `Answer`
of the same number. Meanwhile it may send a `Callback` of a function lent to it, and gets a `CallbackReply`.

What comes from the learner is believed only as data: `from_wire` and `from_json` check each field's form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from classroom import messages
from classroom.wire.errors import WireError


# ---- over `control`: orders of the grader
@dataclass(frozen=True)
class RunCell:
    """Run a cell in the learner."""

    verb: ClassVar = "cell"
    source: str


@dataclass(frozen=True)
class RunSharedTest:
    """Run a test in the learner, the shared way; a trial, in a copy of the process, leaves no trace."""

    verb: ClassVar = "shared test"
    source: str
    trial: bool = False


@dataclass(frozen=True)
class RunTest:
    """Run a test or set-up cell in the checker."""

    verb: ClassVar = "test"
    source: str | None  # None: only note the names
    student_names: list[str]  # names that the reference solution binds: the learner has them
    forget: list[str] = field(default_factory=list)  # names that an answer cell has bound since
    silent: bool = False  # a set-up cell, whose output nobody sees


Order = RunCell | RunSharedTest | RunTest
_ORDERS: Mapping[str, type[Order]] = {order.verb: order for order in (RunCell, RunSharedTest, RunTest)}


def order_to_json(order: Order, token: str) -> bytes:
    """An order as it travels."""
    return json.dumps({"verb": order.verb, "token": token, **vars(order)}).encode()


def order_from_json(raw: bytes) -> tuple[Order, str]:
    """The order of a message, and its token. Orders come from the grader: their form is not doubted."""
    fields = json.loads(raw)
    order = _ORDERS[fields.pop("verb")]
    return order(**{name: fields[name] for name in fields if name != "token"}), fields["token"]


@dataclass
class CellAnswer:
    """What running a cell gave."""

    outputs: list[Any] = field(default_factory=list)  # in the notebook format; from the learner: anything
    error: bool = False  # it ended with an exception
    memory: bool = False  # ... for want of memory, in the process that answers
    suspicions: list[str] = field(default_factory=list)  # of a shared test: what had been tampered with
    # Of a test in the checker alone:
    learner_memory: bool = False  # ... for want of memory, in the learner
    from_learner: bool = False  # the exception was raised by the student's code
    gone: bool = False  # the learner ended, or broke the protocol
    line: int | None = None  # the line of the cell that the exception passed through
    direct: bool = False  # a statement of the cell itself raised it
    assertion: bool = False  # it is an AssertionError
    calls: int = 0  # of the student's functions
    unsendable: list[str] = field(default_factory=list)  # values that could not cross, and why
    opaque: list[str] = field(default_factory=list)  # types of the values that it only has a handle of
    altered: bool = False  # it changed a list or table that the learner may hold too: here that is a copy

    def to_json(self, token: str) -> bytes:
        """The answer as it travels."""
        return json.dumps({**vars(self), "token": token}, default=str).encode()

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> CellAnswer:
        """The answer of a message, each field of its own type whatever was sent."""
        line, calls = fields.get("line"), fields.get("calls")
        return cls(
            _list(fields.get("outputs")),
            suspicions=_texts(fields.get("suspicions"), 10, 100),
            line=line if type(line) is int else None,
            calls=calls if type(calls) is int else 0,
            unsendable=_texts(fields.get("unsendable"), 1000, 1000),
            opaque=_texts(fields.get("opaque"), 100, 100),
            **{name: bool(fields.get(name)) for name in _FLAGS},
        )


_FLAGS = ("error", "memory", "learner_memory", "from_learner", "gone", "direct", "assertion", "altered")


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _texts(value: Any, count: int, length: int) -> list[str]:
    return [str(item).encode("utf-8", "replace").decode()[:length] for item in _list(value)[:count]]


# ---- over `link`: questions of the checker
@dataclass(frozen=True)
class AskName:
    """The value of a name in the student's namespace."""

    verb: ClassVar = "name"
    name: str


@dataclass(frozen=True)
class AskNext:
    """The next item of an iterator."""

    verb: ClassVar = "next"
    number: int


@dataclass(frozen=True)
class AskAttribute:
    """An attribute of an object."""

    verb: ClassVar = "attribute"
    number: int
    name: str


@dataclass(frozen=True)
class SetAttribute:
    """Set an attribute of an object."""

    verb: ClassVar = "set"
    number: int
    name: str
    value: Any


@dataclass(frozen=True)
class Call:
    """Call a function, class or callable object."""

    verb: ClassVar = "call"
    number: int
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


Question = AskName | AskNext | AskAttribute | SetAttribute | Call
_QUESTIONS: Mapping[str, type[Question]] = {
    question.verb: question for question in (AskName, AskNext, AskAttribute, SetAttribute, Call)
}


def question_to_wire(question: Question, sequence: int, randomness: Any = None) -> dict[str, Any]:
    """A question as a value of `codec`, with the state of the random generators a test has set, if any."""
    return {"verb": question.verb, "sequence": sequence, "randomness": randomness, **vars(question)}


def question_from_wire(message: dict[str, Any]) -> tuple[Question, int, Any]:
    """The question of a message, its number and the generators' state; from the checker: not doubted."""
    fields = dict(message)
    verb, sequence, randomness = (fields.pop(name) for name in ("verb", "sequence", "randomness"))
    return _QUESTIONS[verb](**fields), sequence, randomness


class AnswerKind(StrEnum):
    """How a question was answered."""

    VALUE = "value"
    MISSING = "missing"  # there is no such name
    STOP = "stop"  # the iterator has no more items
    RAISED = "raised"  # the student's code raised an exception
    UNSENDABLE = "unsendable"  # there is a value, and it cannot travel as data


@dataclass
class Answer:
    """The learner's answer to one question."""

    sequence: int
    kind: AnswerKind = AnswerKind.VALUE
    value: Any = None
    identity: int | None = None  # of a container, in the learner: two names of one list stay one
    changed: list[Any] = field(default_factory=list)  # [place, content] of arguments that the call changed
    same: int | str | None = None  # place of the argument that is the value
    error: dict[str, Any] = field(default_factory=dict)  # types, text and args of the exception
    why: str = ""  # it cannot be sent
    streams: list[Any] = field(default_factory=list)  # [name, text] written meanwhile
    drew: bool | None = None  # whether the call used the random generators, where that was asked

    def to_wire(self) -> dict[str, Any]:
        """The answer as a value of `codec`: fields that say nothing stay at home."""
        message: dict[str, Any] = {"sequence": self.sequence, "kind": str(self.kind)}
        if self.kind is AnswerKind.VALUE:
            message["value"] = self.value
        for name in ("identity", "changed", "same", "error", "why", "streams", "drew"):
            content = getattr(self, name)
            if content is not None and content not in ([], {}, ""):
                message[name] = content
        return message

    @classmethod
    def from_wire(cls, message: dict[Any, Any]) -> Answer:
        """The answer of a message, which may be hostile.

        Raises
        ------
        WireError
            When a field is not of its form.
        """
        try:
            answer = cls(**{**message, "kind": AnswerKind(message["kind"])})
        except (TypeError, ValueError, KeyError) as error:
            raise WireError(messages.WIRE_MALFORMED) from error
        lacking = answer.kind is AnswerKind.VALUE and "value" not in message
        if lacking or any(type(getattr(answer, name)) not in kinds for name, kinds in _FORMS.items()):
            raise WireError(messages.WIRE_MALFORMED)
        answer.streams = [pair for pair in answer.streams if _is_stream(pair)]
        return answer


def _is_stream(pair: Any) -> bool:
    return type(pair) is list and len(pair) == 2 and all(type(part) is str for part in pair)


_FORMS: Mapping[str, tuple[type, ...]] = {
    "sequence": (int,),
    "identity": (int, type(None)),
    "changed": (list,),
    "same": (int, str, type(None)),
    "error": (dict,),
    "why": (str,),
    "streams": (list,),
    "drew": (bool, type(None)),
}


@dataclass(frozen=True)
class Callback:
    """Call a function that the checker lent; goes from the learner to the checker."""

    number: int
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def to_wire(self) -> dict[str, Any]:
        """The message as a value of `codec`."""
        return {"callback": self.number, "args": self.args, "kwargs": self.kwargs}

    @classmethod
    def from_wire(cls, message: dict[Any, Any], lent: int) -> Callback:
        """The call of a message, which may be hostile, of one of the first `lent` functions.

        Raises
        ------
        WireError
            When a field is not of its form.
        """
        number, args, kwargs = message["callback"], message.get("args"), message.get("kwargs")
        known = type(number) is int and 0 <= number < lent
        if not known or type(args) is not tuple or type(kwargs) is not dict:
            raise WireError(messages.WIRE_MALFORMED)
        return cls(number, args, kwargs)


@dataclass(frozen=True)
class CallbackReply:
    """What a lent function gave; goes from the checker to the learner."""

    value: Any = None
    raised: str = ""  # type and text of the exception it ended with

    def to_wire(self) -> dict[str, Any]:
        """The message as a value of `codec`."""
        return {"raised": self.raised} if self.raised else {"returned": self.value}

    @classmethod
    def from_wire(cls, message: dict[str, Any]) -> CallbackReply | None:
        """The reply of a message; None when the message is another."""
        if "raised" in message:
            return cls(raised=message["raised"])
        return cls(value=message["returned"]) if "returned" in message else None
