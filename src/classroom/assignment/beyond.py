"""What a test looks at beyond the values that an answer gives: which object is which, or its own process.

Where tests run apart from the student's code, values are copies, and what a test sets in its own process
(warnings that become errors, an `input` of its own) does not reach the student's. The trial on the trainer's
notebooks cannot tell whether that matters for somebody else's answer, so that such a test gets a second look.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable
from enum import StrEnum

from classroom.assignment.names import names_of, plain

__all__ = ["Beyond", "beyond_values"]

_SETTING = frozenset(  # functions that set something of the process, or stand something else in
    [
        "MonkeyPatch",
        "alarm",
        "assertLogs",
        "assertWarns",
        "assertWarnsRegex",
        "catch_warnings",
        "chdir",
        "errstate",
        "filterwarnings",
        "localcontext",
        "option_context",
        "patch",
        "putenv",
        "reload",
        "rc_context",
        "set_option",
        "setcontext",
        "seterr",
        "setitimer",
        "setlocale",
        "setprofile",
        "setrecursionlimit",
        "settrace",
        "simplefilter",
        "tzset",
        "unsetenv",
    ]
)
_SAME = frozenset(
    ["assertIs", "assertIsNot", "getrefcount", "id", "is_", "is_not", "may_share_memory", "shares_memory"]
)
_RELAYED = ("stdout", "stderr")  # of sys: what the student's functions print goes there as well


class Beyond(StrEnum):
    """What a test looks at besides the values that an answer gives."""

    NOTHING = ""
    IDENTITY = "identity"  # which object is which
    PROCESS = "process"  # what it sets in the process it is run in


def beyond_values(sources: Iterable[str], imported: Collection[str] = ()) -> Beyond:
    """What sources look at beyond values, where names have been imported before."""
    found = Beyond.NOTHING
    for source in sources:
        try:
            tree = ast.parse(plain(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        modules = names_of("\n".join(_imports(tree))).bound | set(imported)
        for node in ast.walk(tree):
            if _sets(node, modules):
                return Beyond.PROCESS
            if _identifies(node):
                found = Beyond.IDENTITY
    return found


def _imports(tree: ast.Module) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def _sets(node: ast.AST, modules: Collection[str]) -> bool:
    """Whether a part of a program sets something of its process."""
    if isinstance(node, ast.Name):
        return node.id in _SETTING
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        return node.attr in _SETTING
    if not isinstance(node, ast.Attribute | ast.Subscript):
        return False
    if isinstance(node.ctx, ast.Load) or (isinstance(node, ast.Attribute) and node.attr in _RELAYED):
        return False
    root: ast.AST = node
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    return isinstance(root, ast.Name) and root.id in modules


def _identifies(node: ast.AST) -> bool:
    """Whether a part of a program asks if two things are one object."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in _SAME and not any(map(_is_one_for_all, node.args))
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    pairs = zip(node.ops, sides, sides[1:], strict=False)
    return any(
        isinstance(operator, ast.Is | ast.IsNot) and not _is_one_for_all(left) and not _is_one_for_all(right)
        for operator, left, right in pairs
    )


def _is_one_for_all(node: ast.AST) -> bool:
    """Whether it is an object of which there is one and the same on both sides: None, or a type."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "type"
    return isinstance(node, ast.Constant) or hasattr(builtins, getattr(node, "id", "-"))
