"""What stands, in the tests' process, for the learner's functions, classes and objects.

A proxy sends data and gets data back. It forwards no special method: an object of the learner's that claims
to equal everything is, here, an object that equals only itself.
"""

from __future__ import annotations

import builtins
import inspect
import types
from collections.abc import Iterator
from typing import Any, NoReturn, Protocol

import numpy as np
import pandas as pd

from classroom import messages
from classroom.kernel.errors import CannotPassError
from classroom.wire.messages import AskAttribute, AskNext, Call, Question, SetAttribute

__all__ = ["Proxy", "apply_changes", "is_exportable", "make_proxy", "raise_error"]


class Link(Protocol):
    """What a proxy asks the learner's process through."""

    error_classes: dict[tuple[str, type[Exception]], type[Exception]]

    def ask(self, question: Question) -> Any:
        """Send one question and return its answer as data."""


def _hidden(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


class Proxy:
    """An object of the learner's, by number."""

    def __init__(self, link: Link, number: int, info: dict[str, Any]) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_info", info)

    def __getattr__(self, name: str) -> Any:
        if _hidden(name) or name.startswith(("_repr_", "_ipython_")):
            raise AttributeError(name)
        return self._link.ask(AskAttribute(self._number, name))

    def __setattr__(self, name: str, value: Any) -> None:
        if _hidden(name):
            raise AttributeError(name)
        self._link.ask(SetAttribute(self._number, name, value))

    def __repr__(self) -> str:
        return f"<your {self._info.get('type', 'object')!s}>"

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._link.ask(Call(self._number, args, kwargs))


class CallableProxy(Proxy):
    """A function, a bound method, or an object that can be called."""

    def __init__(self, link: Link, number: int, info: dict[str, Any]) -> None:
        super().__init__(link, number, info)
        name, doc = info.get("name"), info.get("doc")
        object.__setattr__(self, "__name__", name if type(name) is str else "function")
        object.__setattr__(self, "__qualname__", self.__name__)
        object.__setattr__(self, "__doc__", doc if type(doc) is str else None)
        signature = _signature(info.get("parameters"))
        if signature is not None:
            object.__setattr__(self, "__signature__", signature)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class IteratorProxy(Proxy):
    """A generator or another iterator: its items come one at a time, as data."""

    def __iter__(self) -> IteratorProxy:
        return self

    def __next__(self) -> Any:
        return self._link.ask(AskNext(self._number))


def _signature(parameters: Any) -> inspect.Signature | None:
    try:
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    inspect._ParameterKind(kind),
                    default=None if has_default else inspect.Parameter.empty,
                )
                for name, kind, has_default in parameters
            ]
        )
    except (TypeError, ValueError):
        return None


def _known_error(names: Any) -> type[Exception]:
    """The first of an error's class names that is an ordinary exception of Python, pandas or NumPy."""
    for name in names if type(names) is list else []:
        if type(name) is not str:
            continue
        for home in (builtins, pd.errors, np.exceptions, np.linalg):
            found = getattr(home, name, None)
            # Never SystemExit, KeyboardInterrupt or GeneratorExit: they would end the tests, not fail them.
            if isinstance(found, type) and issubclass(found, Exception):
                return found
    return Exception


def error_class(link: Link, names: Any) -> type[Exception]:
    """The class that stands for the learner's exception class of that name."""
    base = _known_error(names)
    first = names[0] if type(names) is list and names and type(names[0]) is str else "Exception"
    if first == base.__name__:
        return base
    known = link.error_classes.get((first, base))
    if known is None:
        known = link.error_classes[first, base] = type(first[:80], (base,), {})
    return known


def make_error(link: Link, info: Any) -> Exception:
    """An exception as the learner's process described it."""
    kind = error_class(link, info.get("types"))
    arguments, message = info.get("args"), info.get("text")
    try:
        error = kind(*arguments)
    except Exception:
        try:
            error = kind(str(message))
        except Exception:
            error = Exception(str(message))
    error.from_learner = True  # type: ignore[attr-defined]
    return error


def raise_error(link: Link, info: Any) -> NoReturn:
    """Raise the learner's exception here."""
    raise make_error(link, info)


def make_proxy(link: Link, body: list[Any]) -> Any:
    """What stands for a handle."""
    form, number, info = body
    if type(number) is not int or not isinstance(info, dict):
        raise CannotPassError(messages.WIRE_MALFORMED)
    if form == "error":
        return make_error(link, info)
    if form == "class" and info.get("error"):
        return error_class(link, info["error"])
    if form in ("function", "class") or info.get("callable") is True:
        return CallableProxy(link, number, info)
    if form == "iterator":
        return IteratorProxy(link, number, info)
    return Proxy(link, number, info)


def apply_changes(changed: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Any]:
    """Give the tests' own arguments the content that the learner's function left in its copies.

    Yields those arguments.
    """
    for place, content in changed:
        own = args[place] if type(place) is int else kwargs[place]
        if type(own) is not type(content):
            raise CannotPassError(messages.WIRE_MALFORMED)
        if isinstance(own, list | bytearray):
            own[:] = content
        elif isinstance(own, tuple):
            pass  # what it holds has been changed: that gets a second look
        elif isinstance(own, dict | set):
            own.clear()
            own.update(content)
        elif isinstance(own, np.ndarray) and own.shape == content.shape and own.dtype == content.dtype:
            own[...] = content
        elif isinstance(own, pd.DataFrame | pd.Series):
            update: Any = own._update_inplace
            update(content)
        else:
            raise CannotPassError(messages.WIRE_MALFORMED)
        yield own


def is_exportable(value: Any) -> bool:
    """Whether the tests may lend this to the learner's code: a function of theirs."""
    return isinstance(
        value, types.FunctionType | types.BuiltinFunctionType | types.MethodType | type | np.ufunc
    )
