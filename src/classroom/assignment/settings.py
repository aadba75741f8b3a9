"""What a cell sets of its process: an option of a library, a folder, a value in a module.

The tests run in another process, which is not set so.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from classroom.assignment.names import MUTATORS, names_of, parse

__all__ = ["settings_of"]

_SETTERS = frozenset(
    [
        "chdir",
        "filterwarnings",
        "putenv",
        "reset_option",
        "set_eng_float_format",
        "set_int_max_str_digits",
        "set_option",
        "set_printoptions",
        "setcontext",
        "seterr",
        "setlocale",
        "setrecursionlimit",
        "simplefilter",
        "tzset",
        "unsetenv",
    ]
)
_SETS = re.compile(rf"\b(?:{'|'.join(_SETTERS)})\b")
_MAGIC = re.compile(r"^\s*(%(?:cd|env|precision|pprint|set_env))\b", re.MULTILINE)
_DRAWN = frozenset(
    ["matplotlib", "seaborn", "plotly"]
)  # what they set shows in figures: those tests are shared


def settings_of(source: str, imports: Collection[str]) -> frozenset[str]:
    """What a cell sets outside its own names, as it is written there: `np.set_printoptions`, `math.pi`.

    Parameters
    ----------
    imports : the import statements of the notebook, at the top level
    """
    names = names_of(source)
    changed = names.changed | names.touched
    if not changed and not _SETS.search(source):
        return frozenset(_MAGIC.findall(source))
    return _settings_of(source, tuple(sorted(imports)))


@lru_cache(maxsize=1024)
def _settings_of(source: str, imports: tuple[str, ...]) -> frozenset[str]:
    found = set(_MAGIC.findall(source))
    parsed = parse(source)
    if parsed is not None:
        nodes = list(ast.walk(parsed))
        own = [ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        known = {name for statement in (*imports, *own) for name in _bound(statement)}
        found.update(name for node in nodes for name in _set_by(node) if name.split(".")[0] in known)
    return frozenset(found)


@lru_cache(maxsize=1024)
def _bound(statement: str) -> tuple[str, ...]:
    """The names that an import statement binds, but for those of libraries that draw."""
    found = []
    for node in ast.parse(statement).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                module = node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
                if module.partition(".")[0] not in _DRAWN:
                    found.append((alias.asname or alias.name).partition(".")[0])
    return tuple(found)


def _set_by(node: ast.AST) -> Iterator[str]:
    """What one statement or call may set, as it is written."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield _dotted(node)
    elif isinstance(node, ast.Call):
        name = _dotted(node.func)
        last = name.rpartition(".")[2]
        if (last in _SETTERS and not _is_lenient(node)) or (last in MUTATORS and name.count(".") > 1):
            yield name
        if last in ("setattr", "delattr") and node.args and isinstance(node.args[0], ast.Name):
            yield node.args[0].id


def _is_lenient(node: ast.Call) -> bool:
    """Whether a filter of warnings is set that makes no error of any."""
    first = node.args[0] if node.args else None
    return isinstance(first, ast.Constant) and first.value in ("ignore", "default", "once", "always")


def _dotted(node: ast.AST) -> str:
    """The name under which something is reached, whatever is asked of it on the way; empty if none."""
    parts: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return ""
    return ".".join([node.id, *reversed(parts)])
