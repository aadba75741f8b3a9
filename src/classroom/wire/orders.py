"""What the grader tells a notebook's processes to do, and what they answer, in JSON over `control`.

The grader gives one order at a time: `RunCell` and `RunSharedTest` go to the learner, `RunTest` to the
checker. An answer repeats its order's token, since a learner may make up others. What comes from the learner
is believed only as data: `from_json` checks each field's form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


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
    alone: bool = False  # a test whose names and numbers are its own: it leaves nothing to later cells
    number: int = 0  # of the order, among those of its notebook
    watched: bool = False  # say whether it leaves anything in its process


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
    drew: bool = False  # it seeded or used the random generators
    lent: bool = False  # it lent functions of its own, which the learner's code may keep
    traces: list[str] = field(default_factory=list)  # what it has left in its process, where that was asked

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
            traces=_texts(fields.get("traces"), 10, 100),
            **{name: bool(fields.get(name)) for name in _FLAGS},
        )


_FLAGS = (
    "error",
    "memory",
    "learner_memory",
    "from_learner",
    "gone",
    "direct",
    "assertion",
    "altered",
    "drew",
    "lent",
)


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _texts(value: Any, count: int, length: int) -> list[str]:
    return [str(item).encode("utf-8", "replace").decode()[:length] for item in _list(value)[:count]]
