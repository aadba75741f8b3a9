"""Wrong versions of a reference solution, planted on purpose to try its tests with."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

__all__ = ["planted"]

_SWAPPED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
}


class _Other(ast.NodeTransformer):
    """Other figures and other operators: values of the right type, and wrong."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        node.op = _SWAPPED.get(type(node.op), type(node.op))()
        return node


class _Nothing(ast.NodeTransformer):
    """Functions that give nothing: values of the wrong type."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        returns = any(isinstance(inner, ast.Return) and inner.value is not None for inner in ast.walk(node))
        if returns:
            node.body = [ast.Return(ast.Constant(None))]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if all(isinstance(target, ast.Name) for target in node.targets):
            node.value = ast.Constant(None)
        return node


def planted(answers: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Wrong versions of all answers together, by name; answers that are no plain Python stay as they are."""
    kinds: list[tuple[str, Callable[[], ast.NodeTransformer]]] = [
        ("other figures", _Other),
        ("nothing given back", _Nothing),
    ]
    versions = []
    for name, transformer in kinds:
        wrong = {label: _changed(source, transformer()) for label, source in answers.items()}
        if wrong != answers:
            versions.append((name, wrong))
    return versions


def _changed(source: str, transformer: ast.NodeTransformer) -> str:
    try:
        tree = ast.parse(source)
        changed = ast.unparse(ast.fix_missing_locations(transformer.visit(tree)))
        return source if changed == ast.unparse(ast.parse(source)) else changed
    except (SyntaxError, ValueError, RecursionError):
        return source
