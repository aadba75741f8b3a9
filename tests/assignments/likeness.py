"""How alike two answers are, whatever their names: for telling answers that were written independently."""

import ast
import difflib
import io
import tokenize


def likeness(one: str, other: str) -> float:
    """Return the share of two sources that is the same, 0 to 1, names and docstrings left aside."""
    return difflib.SequenceMatcher(None, _tokens(one), _tokens(other), autojunk=False).ratio()


def _tokens(code: str) -> list[str]:
    tree = ast.parse(code)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.Name):
            node.id = names.setdefault(node.id, f"n{len(names)}")
        if isinstance(node, ast.arg):
            node.arg = names.setdefault(node.arg, f"n{len(names)}")
    return [token.string for token in tokenize.generate_tokens(io.StringIO(ast.unparse(tree)).readline)]
