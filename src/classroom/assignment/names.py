"""Which names a cell binds and reads: how the tests know what to ask the learner's process for."""

from __future__ import annotations

import ast
import re
import symtable
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["MUTATORS", "Names", "names_of", "parse", "plain"]

_MAX_SOURCE = 100_000  # [characters] a longer cell is not analysed: its tree would take gigabytes
_MAGIC = re.compile(r"^(\s*)(?:%|!|\?|[\w.]+\?\??\s*$)")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w\s,.\[\]]+=)\s*(?:%|!)")
MUTATORS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "clear",
        "update",
        "add",
        "discard",
        "sort",
        "reverse",
        "setdefault",
        "popitem",
        "appendleft",
        "difference_update",
        "intersection_update",
        "symmetric_difference_update",
        "fill",
        "put",
    ]
)
# Functions of libraries that change their first argument.
_IN_PLACE = frozenset(
    [
        "copyto",
        "fill_diagonal",
        "heapify",
        "heappop",
        "heappush",
        "heappushpop",
        "heapreplace",
        "insort",
        "insort_left",
        "insort_right",
        "place",
        "putmask",
        "setattr",
        "shuffle",
    ]
)
# The first drawing of a table makes pandas import what it draws with: most of a second.
_DRAWING = frozenset(["plot", "hist", "boxplot"])
_DRAWN_WITH = ("matplotlib.pyplot", "pandas.plotting._matplotlib")
_CELL_MAGIC = re.compile(r"^\s*%%(?:time|capture|prun)\b")


@dataclass(frozen=True)
class Names:
    """The names of one cell."""

    bound: frozenset[str]  # at the top level, imports included
    imported: frozenset[str]  # of these, what nothing but an import at the top level binds
    defined: frozenset[str]  # of these, the functions and classes
    changed: frozenset[str]  # whose value may be changed in place at the top level: `df["x"] = 1`
    read: frozenset[str]  # anywhere, inside functions too
    reached: frozenset[str]  # read as global names inside functions: other cells may change what they are
    touched: frozenset[str]  # global names whose value functions change in place, or bind anew
    mutating: frozenset[str]  # functions that change a parameter in place
    passed: frozenset[tuple[str, str]]  # functions called at the top level, each with a name it was given
    imports: tuple[str, ...]  # the top-level import statements, as source
    modules: frozenset[str]  # the modules they import, or pandas for them
    valid: bool  # whether it is Python at all


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.defined: set[str] = set()
        self.changed: set[str] = set()
        self.inner: set[str] = set()  # the same inside functions, local names included
        self.mutating: set[str] = set()
        self.passed: set[tuple[str, str]] = set()
        self.anew: set[str] = set()  # named in `global` statements
        self.read: set[str] = set()
        self.depth = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.read.add(node.id)
        elif self.depth == 0:
            self.bound.add(node.id)

    def _change(self, node: ast.AST) -> None:
        while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred | ast.Call):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            (self.inner if self.depth else self.changed).add(node.id)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            in_place = any(word.arg == "inplace" for word in node.keywords)
            if in_place or node.func.attr in MUTATORS:
                self._change(node.func)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _IN_PLACE and node.args:
            self._change(node.args[0])
        if self.depth == 0:
            given = [*node.args, *(word.value for word in node.keywords)]
            self.passed.update((name, each.id) for each in given if isinstance(each, ast.Name))
        self.generic_visit(node)

    def _scope(self, node: ast.AST, name: str | None) -> None:
        if name is not None and self.depth == 0:
            self.bound.add(name)
            self.defined.add(name)
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before, self.inner = self.inner, set()
        self._scope(node, node.name)
        if self.inner & {
            each.arg for each in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        }:
            self.mutating.add(node.name)
        self.inner |= before

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scope(node, node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._scope(node, None)

    def visit_ListComp(self, node: ast.AST) -> None:
        self._scope(node, None)

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp  # noqa: N815

    def visit_Global(self, node: ast.Global) -> None:
        self.bound.update(node.names)
        self.anew.update(node.names)

    def _alias(self, node: ast.Import | ast.ImportFrom) -> None:
        if self.depth == 0:
            self.bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)

    visit_Import = visit_ImportFrom = _alias  # noqa: N815


def plain(source: str) -> str:
    """Python in the place of magics and `!commands`: what they bind, and nothing else of them.

    IPython's own translation takes time that grows with the square of the source: a student's cell could
    hold the grader up for hours.
    """
    lines = source.split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if lines[first].lstrip().startswith("%%"):
        if not _CELL_MAGIC.match(lines[first]):
            return ""
        lines[first] = ""
    for place, line in enumerate(lines):
        assigned = _ASSIGNED_MAGIC.match(line)
        if assigned is not None:
            lines[place] = f"{assigned[1]} None"
        elif line.lstrip().startswith("%time "):
            lines[place] = line.replace("%time ", "", 1)
        elif (magic := _MAGIC.match(line)) is not None:
            lines[place] = f"{magic[1]}pass"
    return "\n".join(lines)


def _parse(source: str) -> tuple[ast.Module, symtable.SymbolTable] | None:
    for form in (source, None):
        try:
            code = plain(source) if form is None else form
            return ast.parse(code), symtable.symtable(code, "<cell>", "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _global_reads(table: symtable.SymbolTable) -> set[str]:
    names: set[str] = set()
    for inner in table.get_children():
        names |= {
            each.get_name() for each in inner.get_symbols() if each.is_referenced() and each.is_global()
        }
        names |= _global_reads(inner)
    return names


def parse(source: str) -> ast.Module | None:
    """The tree of a cell; none where it is no Python, or far too long."""
    parsed = _parse(source) if len(source) <= _MAX_SOURCE else None
    return parsed[0] if parsed is not None else None


_NONE = frozenset[str]()
_NOT_PYTHON = Names(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, frozenset(), (), _NONE, False)


def names_of(source: str) -> Names:
    """The names of a cell; a cell that is not Python, or is far too long, has none."""
    return _names_of(source) if len(source) <= _MAX_SOURCE else _NOT_PYTHON


@lru_cache(maxsize=4096)
def _names_of(source: str) -> Names:
    parsed = _parse(source)
    if parsed is None:
        return _NOT_PYTHON
    tree, symbols = parsed
    statements = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imports, visitor = _Visitor(), _Visitor()
    try:
        for statement in tree.body:
            (imports if statement in statements else visitor).visit(statement)
    except RecursionError:
        return _NOT_PYTHON
    reached = _global_reads(symbols)
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
            # A name imported from a package may be a module of it; importing it is then worth it too.
            modules.update(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")
        elif isinstance(node, ast.Attribute) and node.attr in _DRAWING:
            modules.update(_DRAWN_WITH)
    return Names(
        frozenset(imports.bound | visitor.bound),
        frozenset(imports.bound - visitor.bound),
        frozenset(visitor.defined),
        frozenset(visitor.changed),
        frozenset(visitor.read),
        frozenset(reached),
        frozenset(visitor.anew | (visitor.inner & reached)),
        frozenset(visitor.mutating),
        frozenset(visitor.passed),
        tuple(ast.unparse(node) for node in statements),
        frozenset(modules),
        True,
    )
