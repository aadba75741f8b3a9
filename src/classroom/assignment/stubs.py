"""Functions and classes with nothing in them yet: in a cell left open they are the student's to write.

Some courses label their tests alone. Where the released cell has `def area(w, h): pass`, the student writes
the function, and the tests ask for the student's; a function that does something is the trainer's own.
"""

from __future__ import annotations

import ast

from classroom.assignment.names import plain

__all__ = ["stubs_of"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def stubs_of(source: str) -> frozenset[str]:
    """The names at the top level of a cell that stand for what is still to be written or found."""
    try:
        tree = ast.parse(plain(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found = {
        node.name
        for node in tree.body
        if isinstance(node, _Function | ast.ClassDef) and all(map(_does_nothing, node.body))
    }
    open_values = [node for node in tree.body if isinstance(node, ast.Assign) and _does_nothing(node)]
    named = [target for node in open_values for target in node.targets]
    return frozenset(found | {target.id for target in named if isinstance(target, ast.Name)})


def _does_nothing(node: ast.stmt) -> bool:
    """Whether a statement only keeps the place of one."""
    if isinstance(node, _Function):
        return all(map(_does_nothing, node.body))
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return getattr(raised, "id", "") == NotImplementedError.__name__
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant) and node.value.value in (None, ...)
    if isinstance(node, ast.Return):
        return node.value is None or isinstance(node.value, ast.Constant | ast.Name)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
