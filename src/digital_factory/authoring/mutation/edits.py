"""An edit of a cell's source: one node of its syntax tree replaced, the rest of the text left as it stands.

Owns the text: where a node stands, whether its replacement needs parentheses, how the changed line reads.
Knows no mutation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Edit", "Edited", "apply", "fingerprint", "solution_nodes"]

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
# A text without quotes in it can stand in either kind of quotes; the notebooks use double ones.
_SINGLE_QUOTED = re.compile(r"'([^'\"\\]*)'")


@dataclass(frozen=True)
class Edit:
    """One node to be replaced.

    Parameters
    ----------
    node
        A node of the parsed source, with its place in it.
    new
        What stands there instead; None for a statement that does nothing.
    """

    node: ast.expr | ast.stmt
    new: ast.expr | None


@dataclass(frozen=True)
class Edited:
    """A cell after an edit.

    Parameters
    ----------
    source
        The whole source.
    line, becomes
        The lines that the edit touches, before and after, each as one line with single spaces.
    """

    source: str
    line: str
    becomes: str


def solution_nodes(source: str) -> Iterator[ast.AST]:
    """Yield the nodes that stand between the markers of a solution, outermost first.

    The parts of an f-string are left out: before Python 3.12 they carry no place of their own.
    """
    inside = set()
    within = False
    for number, line in enumerate(source.split("\n"), 1):
        mark = line.strip()
        within = (within or mark == _BEGIN) and mark != _END
        if within:
            inside.add(number)
    nodes: list[ast.AST] = list(ast.parse(source).body)
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, ast.expr | ast.stmt) and {node.lineno, node.end_lineno} <= inside:
            yield node
        if not isinstance(node, ast.JoinedStr):
            nodes = [*ast.iter_child_nodes(node), *nodes]


def apply(source: str, edit: Edit) -> Edited:
    """Return the source with one node replaced, in parentheses where they change the meaning.

    Raises
    ------
    SyntaxError
        If the result is no Python.
    """
    start, end = _span(source, edit.node)
    new = "pass" if edit.new is None else _text(edit.new)
    plain = source[:start] + new + source[end:]
    if edit.new is not None and not isinstance(edit.node, ast.stmt):
        guarded = f"{source[:start]}({new}){source[end:]}"
        if fingerprint(plain) != fingerprint(guarded):
            plain, new = guarded, f"({new})"
    fingerprint(plain)
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", end)
    last = len(source) if last < 0 else last
    before, after = source[first:last], source[first:start] + new + source[end:last]
    return Edited(plain, _one_line(before), _one_line(after))


def fingerprint(source: str) -> str | None:
    """Return what the source means, however it is laid out; None if it is no Python."""
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return None


def _text(node: ast.expr) -> str:
    text = ast.unparse(ast.fix_missing_locations(node))
    quoted = _SINGLE_QUOTED.sub(r'"\1"', text)
    return quoted if fingerprint(quoted) == fingerprint(text) else text


def _span(source: str, node: ast.expr | ast.stmt) -> tuple[int, int]:
    """Where a node begins and ends, counted in characters; the tree counts bytes of a line."""
    lines = source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def place(number: int, offset: int) -> int:
        return starts[number - 1] + len(lines[number - 1].encode()[:offset].decode())

    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)


def _one_line(text: str) -> str:
    return " ".join(text.split())
