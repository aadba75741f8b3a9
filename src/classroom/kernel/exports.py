"""What the learner's process offers to the tests that is not data: objects by number, with a description."""

from __future__ import annotations

import collections.abc
import contextlib
import functools
import importlib
import inspect
import types
from typing import Any

import numpy as np

from classroom import messages
from classroom.wire import codec

__all__ = ["Exports", "describe_error", "make_record"]

_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    functools.partial,
    np.ufunc,
    functools._lru_cache_wrapper,
)


class Exports:
    """What the tests may name in this process: objects by number."""

    def __init__(self) -> None:
        self.objects: dict[int, Any] = {}  # kept alive, so that their ids stay their own
        self._numbers: dict[int, int] = {}
        self._next = 0
        self._identities: dict[int, int] = {}

    def begin(self, first: int) -> None:
        """Number everything anew from `first` on; what has a number keeps it as well."""
        self._numbers.clear()
        self._identities.clear()
        self._next = first

    def number(self, value: Any) -> int:
        found = self._numbers.get(id(value))
        if found is None:
            found = self._numbers[id(value)] = self._next
            self.objects[found] = value
            self._next += 1
        return found

    def identity(self, value: Any) -> int:
        """A number for where a container lies: the same for the same one, as long as it is there."""
        return self._identities.setdefault(id(value), len(self._identities))

    def export(self, value: Any, _: codec.Encoder) -> list[Any]:
        """A handle for a value that is not data."""
        if isinstance(value, types.ModuleType):
            raise codec.UnsendableError(messages.WIRE_UNSENDABLE.format(kind="module"))
        if isinstance(value, _FUNCTIONS):
            return ["handle", "function", self.number(value), _describe(value)]
        if isinstance(value, type):
            bases = [base.__name__ for base in value.__mro__] if issubclass(value, BaseException) else []
            return ["handle", "class", self.number(value), {**_describe(value), "error": bases}]
        if isinstance(value, BaseException):
            return ["handle", "error", self.number(value), describe_error(value)]
        if isinstance(value, collections.abc.Iterator):
            return ["handle", "iterator", self.number(value), {}]
        info = {"type": type(value).__qualname__, "callable": callable(value)}
        return ["handle", "object", self.number(value), info]


def _describe(value: Any) -> dict[str, Any]:
    info: dict[str, Any] = {"name": str(getattr(value, "__name__", "")), "doc": None, "parameters": None}
    doc = getattr(value, "__doc__", None)
    info["doc"] = doc if type(doc) is str else None
    with contextlib.suppress(TypeError, ValueError):
        info["parameters"] = [
            [name, int(parameter.kind), parameter.default is not inspect.Parameter.empty]
            for name, parameter in inspect.signature(value).parameters.items()
        ]
    return info


def describe_error(error: BaseException) -> dict[str, Any]:
    try:
        message = str(error)
    except Exception:
        message = ""
    arguments: Any = [message]
    try:
        codec.encode(list(error.args))
        arguments = list(error.args)
    except Exception:
        pass
    names = [base.__name__ for base in type(error).__mro__]
    return {"types": names, "text": message[:10_000], "args": arguments}


def make_record(body: list[Any], decoder: codec.Decoder) -> Any:
    """A dataclass of an installed module, which a test passed as an argument."""
    module, name, fields = body
    kind: Any = importlib.import_module(module)
    for part in name.split("."):
        kind = getattr(kind, part)
    record = object.__new__(kind)
    for field, value in fields:
        object.__setattr__(record, field, decoder.value(value))
    return record
