"""Calls of methods, as the operators look at them and change them."""

from __future__ import annotations

import ast

__all__ = ["COMPARING", "method_of", "renamed", "with_arguments"]

# Comparisons that are methods, and their neighbours.
COMPARING = {
    "lt": ("le", "gt"),
    "le": ("lt", "ge"),
    "gt": ("ge", "lt"),
    "ge": ("gt", "le"),
    "eq": ("ne",),
    "ne": ("eq",),
}


def method_of(node: ast.AST) -> str:
    """Return the method that a call calls, or ""."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def renamed(call: ast.Call, method: str) -> ast.Call:
    """Return a call of another method with the same arguments."""
    assert isinstance(call.func, ast.Attribute)
    return ast.Call(ast.Attribute(call.func.value, method, ast.Load()), call.args, call.keywords)


def with_arguments(call: ast.Call, /, **keywords: ast.expr | None) -> ast.Call:
    """Return a call with keyword arguments set, or left out where the value is None."""
    kept = [keyword for keyword in call.keywords if keyword.arg not in keywords]
    new = [ast.keyword(name, value) for name, value in keywords.items() if value is not None]
    return ast.Call(call.func, call.args, [*kept, *new])
