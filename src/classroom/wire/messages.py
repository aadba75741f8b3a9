"""What the two processes of a notebook say to each other, as values of `codec` over `link`.

The checker asks (`AskName` to `Call`) and the learner gives one `Answer` of the same number. Meanwhile it
may send a `Callback` of a function lent to it, and gets a `CallbackReply`. What comes from the learner is
believed only as data: `from_wire` checks each field's form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from classroom import messages
from classroom.wire.errors import WireError


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


@dataclass(frozen=True)
class Asked:
    """A question on its way."""

    question: Question
    sequence: int
    randomness: Any = None  # the state of the random generators that a test has set, if any
    anew: bool = False  # the first of a test that stands alone: objects are numbered anew, from its own on

    def to_wire(self) -> dict[str, Any]:
        """The question as a value of `codec`."""
        head = {"verb": self.question.verb, "sequence": self.sequence, "randomness": self.randomness}
        return {**head, **({"anew": True} if self.anew else {}), **vars(self.question)}

    @classmethod
    def from_wire(cls, message: dict[str, Any]) -> Asked:
        """The question of a message; from the checker: not doubted."""
        fields = dict(message)
        verb, sequence, randomness = (fields.pop(name) for name in ("verb", "sequence", "randomness"))
        anew = fields.pop("anew", False)
        return cls(_QUESTIONS[verb](**fields), sequence, randomness, anew)


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
