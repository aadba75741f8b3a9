"""Programs that do something else each time: they look at a clock, or at what else the machine does."""

from __future__ import annotations

import ast
import functools
import sys

__all__ = ["LIBRARIES", "looks_at_clocks", "words_of"]

# Modules that keep nothing and look at no clock unless a program tells them to, in one of the ways below.
LIBRARIES = frozenset(sys.stdlib_module_names) | {
    "IPython",
    "PIL",
    "bs4",
    "ipywidgets",
    "matplotlib",
    "matplotlib_inline",
    "networkx",
    "nose",
    "numpy",
    "pandas",
    "pytest",
    "scipy",
    "seaborn",
    "sklearn",
    "statsmodels",
    "sympy",
    "traitlets",
}
_MODULES = frozenset(
    [
        "_thread",
        "asyncio",
        "concurrent",
        "ctypes",
        "gc",
        "http",
        "joblib",
        "multiprocessing",
        "platform",
        "psutil",
        "requests",
        "resource",
        "secrets",
        "select",
        "signal",
        "socket",
        "subprocess",
        "threading",
        "time",
        "timeit",
        "tracemalloc",
        "urllib",
        "uuid",
        "weakref",
    ]
)
_CALLED = frozenset(
    [
        "SystemRandom",
        "alarm",
        "getpid",
        "getloadavg",
        "getrandom",
        "monotonic",
        "now",
        "perf_counter",
        "process_time",
        "setitimer",
        "sleep",
        "time_ns",
        "times",
        "today",
        "urandom",
        "utcnow",
    ]
)
_CLASSES = frozenset(["Timestamp", "date", "datetime", "dt", "os", "pd", "random"])


def looks_at_clocks(source: str) -> bool:
    """Whether a program may look at the time, at what else runs, or at anything that is another each time."""
    nodes = _nodes(source)
    return nodes is None or any(map(_looks, nodes))


def words_of(source: str) -> frozenset[str] | None:
    """The names and attributes that a program reads; None when it is none."""
    nodes = _nodes(source)
    if nodes is None:
        return None
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    modules = {each for node in nodes for each in _imported(node)}
    return frozenset(names | modules | {node.attr for node in nodes if isinstance(node, ast.Attribute)})


@functools.lru_cache(maxsize=1)  # both questions are asked of a program, one after the other
def _nodes(source: str) -> list[ast.AST] | None:
    try:
        return list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported(node: ast.AST) -> set[str]:
    """The modules and names that a statement imports."""
    if isinstance(node, ast.Import):
        return {part for alias in node.names for part in alias.name.split(".")}
    if isinstance(node, ast.ImportFrom):
        return {*(node.module or "").split("."), *(alias.name for alias in node.names)}
    return set()


def _looks(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] in _MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        module = "" if node.level else (node.module or "").partition(".")[0]
        return module in _MODULES or any(alias.name in _CALLED for alias in node.names)
    if isinstance(node, ast.Call):  # whoever calls it: the class may be known by another name
        return isinstance(node.func, ast.Attribute) and node.func.attr in _CALLED
    read_from = getattr(getattr(node, "value", None), "attr", getattr(getattr(node, "value", None), "id", ""))
    return isinstance(node, ast.Attribute) and node.attr in _CALLED and read_from in _CLASSES
