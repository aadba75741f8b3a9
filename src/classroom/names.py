"""Which names a cell binds and reads: how the tests know what to ask the learner's process for."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["Names", "names_of"]


@dataclass(frozen=True)
class Names:
    """The names of one cell."""

    bound: frozenset[str]  # at the top level, imports included
    read: frozenset[str]  # anywhere, inside functions too
    imports: tuple[str, ...]  # the top-level import statements, as source
    modules: frozenset[str]  # the modules they import
    valid: bool  # whether it is Python at all


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.read: set[str] = set()
        self.depth = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.read.add(node.id)
        elif self.depth == 0:
            self.bound.add(node.id)

    def _scope(self, node: ast.AST, name: str | None) -> None:
        if name is not None and self.depth == 0:
            self.bound.add(name)
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._scope(node, node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._scope(node, node.name)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scope(node, node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._scope(node, None)

    def visit_ListComp(self, node: ast.AST) -> None:
        self._scope(node, None)

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp  # noqa: N815

    def visit_Global(self, node: ast.Global) -> None:
        self.bound.update(node.names)

    def _alias(self, node: ast.Import | ast.ImportFrom) -> None:
        if self.depth == 0:
            self.bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)

    visit_Import = visit_ImportFrom = _alias  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.generic_visit(node)


def _transformed(source: str) -> str:
    """Magics and `!commands` as the Python they stand for."""
    manager: Any = TransformerManager()  # type: ignore[no-untyped-call]
    return str(manager.transform_cell(source))


@lru_cache(maxsize=4096)
def names_of(source: str) -> Names:
    """The names of a cell; a cell that is not Python has none."""
    try:
        tree = ast.parse(_transformed(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(frozenset(), frozenset(), (), frozenset(), False)
    visitor = _Visitor()
    try:
        visitor.visit(tree)
    except RecursionError:
        return Names(frozenset(), frozenset(), (), frozenset(), False)
    statements = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
            # A name imported from a package may be a module of it; importing it is then worth it too.
            modules.update(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")
    return Names(
        frozenset(visitor.bound),
        frozenset(visitor.read),
        tuple(ast.unparse(node) for node in statements),
        frozenset(modules),
        True,
    )
