"""What a test cell leaves in its process, beside names: a later cell might do something else for it."""

from __future__ import annotations

import decimal
import functools
import logging
import os
import re
import sys
import tokenize
import types
import warnings
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from classroom.clocks import LIBRARIES, looks_at_clocks, words_of
from classroom.kernel.client import NOTED
from classroom.kernel.randomness import Standing
from classroom.wire import codec

__all__ = ["differing", "state"]

_DEPTH = 3  # of objects in objects
_OPTIONS = ("display", "mode", "compute", "future", "styler", "plotting", "io")  # of pandas
_IMPORTING = frozenset(["__import__", "import_module"])
_OF_IPYTHON = re.compile(rf"{NOTED.pattern}|get_ipython|exit|quit|open|__\w+__")
State = Mapping[str, Hashable]


def state(space: Mapping[str, Any]) -> State:
    """How the process stands: the tests' names, the modules that these lead to, and what is set for all."""
    helpers = _helpers(space)
    found: dict[str, Hashable] = {"settings": _settings(), "files": _files()}
    for name, value in space.items():
        if not _OF_IPYTHON.fullmatch(name):
            found[f"name {name}"] = _content(value, _DEPTH)
    for module in helpers:
        found[f"module {module.__name__}"] = _contents(vars(module), 2)
        if _program(module.__file__ or "")[0]:
            found[f"clock in {module.__name__}"] = id(object())  # another one each time
    return found


def differing(before: State, after: State) -> list[str]:
    """What is not as it was. A name that a cell has bound is gone by then."""
    return sorted(
        name for name in {*before, *after} if before.get(name) != after.get(name) or name.startswith("clock")
    )


def _settings() -> Hashable:
    figures: Any = sys.modules.get("matplotlib.pyplot")
    matplotlib: Any = sys.modules.get("matplotlib")
    root = logging.getLogger()
    return repr(
        [
            Standing().state,
            warnings.filters,
            np.geterr(),
            np.get_printoptions(),
            [_options(group) for group in _OPTIONS],
            decimal.getcontext(),
            sorted(os.environ.items()),
            os.getcwd(),
            sys.path,
            sys.getrecursionlimit(),
            root.level,
            root.handlers,
            figures and figures.get_fignums(),
            matplotlib and sorted(matplotlib.rcParams.items(), key=str),
        ]
    )


def _options(group: str) -> Any:
    found: Any = getattr(pd.options, group, None)
    return None if found is None else found.d


def _files() -> Hashable:
    found = []
    with os.scandir(".") as entries:
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            found.append((entry.name, status.st_size, status.st_mtime_ns))
    return tuple(sorted(found))


def _helpers(space: Mapping[str, Any]) -> list[types.ModuleType]:
    """The modules that names lead to, and those that these lead to, but no libraries."""
    found: dict[str, types.ModuleType] = {}
    waiting = [*_modules_of(space.values())]
    while waiting:
        module = waiting.pop()
        if module.__name__ in found or module.__name__.partition(".")[0] in LIBRARIES:
            continue
        found[module.__name__] = module
        waiting += _modules_of(list(vars(module).values()))
        if _program(module.__file__ or "")[1]:
            waiting += _loaded(module.__name__)
    return list(found.values())


def _loaded(package: str) -> list[types.ModuleType]:
    names = [name for name in sys.modules if name == package or name.startswith(f"{package}.")]
    return [sys.modules[name] for name in sorted(names) if isinstance(sys.modules[name], types.ModuleType)]


def _modules_of(values: Iterable[Any]) -> Iterator[types.ModuleType]:
    for value in values:
        name = getattr(value, "__module__", None) if isinstance(value, type | types.FunctionType) else None
        module = value if isinstance(value, types.ModuleType) else sys.modules.get(name or "")
        if module is not None and module.__name__ != "__main__":
            yield module


@functools.cache
def _program(path: str) -> tuple[bool, bool]:
    """Whether a module's program looks at clocks, and whether it imports what it names only when it runs."""
    try:
        with tokenize.open(path) as file:
            source = file.read()
    except (OSError, SyntaxError, ValueError):  # not written in Python
        return False, False
    return looks_at_clocks(source), bool((words_of(source) or _IMPORTING) & _IMPORTING)


def _contents(values: Mapping[str, Any], depth: int) -> Hashable:
    kept = {name: value for name, value in values.items() if not name.startswith("__")}
    return tuple(sorted((name, _content(value, depth)) for name, value in kept.items()))


def _content(value: Any, depth: int) -> int:
    """A number for what a value holds."""
    if isinstance(value, types.ModuleType | types.FunctionType | types.BuiltinFunctionType | type):
        return id(value)
    try:
        return hash(codec.encode(value, lambda inner, _: ["handle", "object", _inner(inner, depth)]))
    except Exception:  # too large, too deep, or something that cannot be looked at
        return id(value)


def _inner(value: Any, depth: int) -> Any:
    held = getattr(value, "__dict__", None)
    if (
        depth == 0
        or not isinstance(held, dict)
        or isinstance(value, type | types.FunctionType | types.ModuleType)
    ):
        return id(value)
    return hash((id(value), _contents(held, depth - 1)))
