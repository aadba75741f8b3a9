"""The learner's process: runs the learner's cells, and answers the tests' questions with data.

Everything here may be changed by the learner's code while it runs. Nothing that decides a mark is done
here, except
for cells that the trainer declared shared.
"""

from __future__ import annotations

import collections.abc
import contextlib
import functools
import importlib
import inspect
import io
import json
import os
import select
import signal
import socket
import sys
import types
from typing import Any

import numpy as np
import pandas as pd

from classroom import messages
from classroom.kernel import shared
from classroom.kernel.shell import CellShell, Recorder
from classroom.wire import codec, framing
from classroom.wire.table_cache import Received, same_data

__all__ = ["serve"]

_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    functools.partial,
    np.ufunc,
    functools._lru_cache_wrapper,
)
_MUTABLE = (list, dict, set, bytearray, np.ndarray, pd.DataFrame, pd.Series)
_CATCHABLE = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGINT})
_CONTROL_LIMIT = 32 * 1024 * 1024


class _Exports:
    """What the tests may name in this process: objects by number."""

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self._numbers: dict[int, int] = {}

    def number(self, value: Any) -> int:
        found = self._numbers.get(id(value))
        if found is None:
            found = self._numbers[id(value)] = len(self.objects)
            self.objects.append(value)  # kept alive, so that its id stays its own
        return found

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
            return ["handle", "error", self.number(value), _error(value)]
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


def _error(error: BaseException) -> dict[str, Any]:
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


def _record(body: list[Any], decoder: codec.Decoder) -> Any:
    """A dataclass of an installed module, which a test passed as an argument."""
    module, name, fields = body
    kind: Any = importlib.import_module(module)
    for part in name.split("."):
        kind = getattr(kind, part)
    record = object.__new__(kind)
    for field, value in fields:
        object.__setattr__(record, field, decoder.value(value))
    return record


class _Callback:
    """A function of the tests that was passed as an argument."""

    def __init__(self, peer: _Peer, number: int) -> None:
        self._peer = peer
        self._number = number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._peer.call_back(self._number, args, kwargs)


class _Peer:
    """Answers the tests' process."""

    def __init__(self, link: socket.socket, shell: CellShell) -> None:
        self._link = link
        self._shell = shell
        self._exports = _Exports()
        self._received = Received()
        self.ran_out_of_memory = False

    def _resolve(self, body: list[Any], decoder: codec.Decoder) -> Any:
        form, number = body[0], body[1]
        if form == "record":
            return _record(body[1:], decoder)
        if form == "yours":
            return self._exports.objects[number]
        return _Callback(self, number)

    def _reply(self, answer: dict[str, Any], sequence: Any) -> None:
        answer["sequence"] = sequence
        try:
            raw = codec.encode(answer, self._exports.export)
        except MemoryError:
            self.ran_out_of_memory = True
            raw = codec.encode({"sequence": sequence, "unsendable": "MemoryError"})
        except Exception as error:
            message = str(error) if isinstance(error, codec.UnsendableError) else type(error).__name__
            raw = codec.encode(
                {"sequence": sequence, "unsendable": message, "streams": answer.get("streams", [])}
            )
        framing.send(self._link, raw)

    def call_back(self, number: int, args: Any, kwargs: Any) -> Any:
        """Call a function of the tests and wait for its value, answering questions meanwhile."""
        raw = codec.encode({"callback": number, "args": args, "kwargs": kwargs}, self._exports.export)
        framing.send(self._link, raw)
        while True:
            message = self._next_message()
            if "returned" in message:
                return message["returned"]
            if "raised" in message:
                raise RuntimeError(message["raised"])
            self._answer(message)

    def _next_message(self) -> dict[str, Any]:
        raw = framing.receive(self._link, codec.MAX_MESSAGE_BYTES)
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
        answer: dict[str, Any]
        try:
            answer = self._act(message)
        except BaseException as error:
            self.ran_out_of_memory |= isinstance(error, MemoryError)
            answer = {"error": _error(error)}
        answer["streams"] = [
            [out["name"], out["text"]] for out in recorder.finish() if out["output_type"] == "stream"
        ]
        self._reply(answer, message["sequence"])

    def _act(self, message: dict[str, Any]) -> dict[str, Any]:
        verb = message["verb"]
        if verb == "name":
            space = self._shell.user_ns
            if message["name"] not in space:
                return {"missing": True}
            value = space[message["name"]]
            return {"value": value, "identity": id(value) if type(value) in _MUTABLE else None}
        target = self._exports.objects[message["number"]]
        if verb == "next":
            try:
                return {"value": next(target)}
            except StopIteration:
                return {"stop": True}
        if verb == "attribute":
            return {"value": getattr(target, message["name"])}
        if verb == "set":
            setattr(target, message["name"], message["value"])
            return {"value": None}
        return self._call(target, message["args"], message["kwargs"])

    def _state(self, value: Any) -> Any:
        """What to compare a value with later: for tables a lazy copy, which later writes do not reach."""
        if isinstance(value, pd.DataFrame | pd.Series):
            return value.copy(deep=False)
        return codec.encode(value, self._exports.export)

    def _differs(self, value: Any, before: Any) -> bool:
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

    def _call(self, target: Any, args: Any, kwargs: Any) -> dict[str, Any]:
        watched = [
            (place, value, self._state(value))
            for place, value in [*enumerate(args), *kwargs.items()]
            if type(value) in _MUTABLE
        ]
        value = target(*args, **kwargs)
        changed = [
            [place, argument] for place, argument, before in watched if self._differs(argument, before)
        ]
        same = [place for place, argument in [*enumerate(args), *kwargs.items()] if argument is value]
        mutable = type(value) in _MUTABLE
        return {"value": value, "changed": changed, "same": same[0] if same and mutable else None}


def serve(control: socket.socket, link: socket.socket, shell: CellShell) -> None:
    """Run the cells that come over `control`; between them, answer the tests over `link`."""
    peer = _Peer(link, shell)
    streams = sys.stdout, sys.stderr
    own = os.getpid()
    while True:
        try:
            ready, _, _ = select.select([control, link], [], [])
            if control in ready:
                order = json.loads(framing.receive(control, _CONTROL_LIMIT))
                answer = {**_obey(order, shell), "token": order["token"]}
                if os.getpid() != own:  # a copy that the cell has made of this process and not ended
                    os._exit(0)
                framing.send(control, json.dumps(answer).encode())
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
            if peer.ran_out_of_memory:
                peer.ran_out_of_memory = False
                shell.user_ns["__out_of_memory__"] = True


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
                if callable(signal.getsignal(number)):
                    signal.signal(number, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return
        except BaseException:  # raised by a handler, in between
            continue


def _obey(order: dict[str, Any], shell: CellShell) -> dict[str, Any]:
    if order["verb"] == "shared":
        return (shared.trial if order["trial"] else shared.run)(shell, order["source"])
    try:
        outputs, error = shell.execute(order["source"])
    finally:
        _disarm()
    starved = shell.user_ns.pop("__out_of_memory__", False) or isinstance(error, MemoryError)
    return {"outputs": outputs, "error": error is not None, "memory": starved}
