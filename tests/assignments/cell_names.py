"""What a cell defines, binds and reads, from its source alone."""

import ast
import builtins
import re
from collections.abc import Iterable
from functools import cache

_IN_QUERIES = re.compile(r"@([A-Za-z_]\w*)")  # a table's `query` reads names so


def definitions(code: str) -> dict[str, list[str]]:
    """Return the top-level functions of a cell, with their parameters."""
    return {
        node.name: [argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)]
        for node in ast.parse(code).body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def bound(code: str) -> frozenset[str]:
    """Return the names that a cell binds at its top level."""
    names: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        else:
            names |= {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
    return frozenset(names)


def used(code: str) -> frozenset[str]:
    """Return the names that a cell reads without binding them anywhere in it."""
    nodes = list(ast.walk(ast.parse(code)))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    arguments = {n.arg for n in nodes if isinstance(n, ast.arg)}
    return loaded(code) - stored - arguments - bound(code) - set(dir(builtins))


@cache
def loaded(code: str) -> frozenset[str]:
    """Return every name that a cell reads, its own included."""
    nodes = list(ast.walk(ast.parse(code)))
    texts = (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return frozenset(names | {name for text in texts for name in _IN_QUERIES.findall(text)})


def reached(names: Iterable[str], cells: Iterable[str]) -> set[str]:
    """Return the `names` and all that depend on them: names of a cell that reads one, and so on."""
    found, links = set(names), [(loaded(code), bound(code)) for code in cells]
    size = 0
    while len(found) > size:
        size = len(found)
        for reads, binds in links:
            if reads & found:
                found |= binds
    return found
