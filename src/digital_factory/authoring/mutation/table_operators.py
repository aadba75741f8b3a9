"""Mutations that only somebody who knows tables thinks of: masks, order, joins, keys, options, columns.

General mutation testers (mutmut, cosmic-ray) change Python's operators and constants. What learners get
wrong here is the meaning of a method: a mean for a median, a join that loses rows, a `fillna` forgotten.
An operator takes one node of an answer and yields edits of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from digital_factory.authoring.mutation.calls import COMPARING, method_of, with_arguments
from digital_factory.authoring.mutation.edits import Edit

__all__ = [
    "arguments",
    "columns",
    "directions",
    "dropped",
    "filters",
    "joins",
    "keys",
    "options",
    "order",
]


# Methods that can be forgotten: without them the table is another, and often no error says so.
_FORGOTTEN = frozenset(
    [
        "abs",
        "clip",
        "copy",
        "drop",
        "drop_duplicates",
        "dropna",
        "fillna",
        "head",
        "mask",
        "query",
        "reindex",
        "round",
        "sort_index",
        "sort_values",
        "strip",
        "tail",
        "where",
    ]
)


_MASKING = frozenset(
    [*COMPARING, "all", "any", "between", "duplicated", "isin", "isna", "notna", "isnull", "notnull"]
)


# The values of an option, and the methods that have it with the first value unless they are told.
_OPTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "how": (("inner", "left", "right", "outer"), ("merge",)),
    "keep": (("first", "last"), ("drop_duplicates", "duplicated")),
    "inclusive": (("both", "left", "right", "neither"), ("between", "date_range")),
    "side": (("left", "right"), ("searchsorted",)),
    "method": (("average", "min", "max", "first"), ("rank",)),
    "aggfunc": (("mean", "sum", "median"), ("pivot_table",)),
}


def filters(node: ast.AST) -> Iterator[Edit]:
    """Keep every row, or the rows that were left out."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    located = isinstance(node.value, ast.Attribute) and node.value.attr == "loc"
    if located and isinstance(node.slice, ast.Tuple) and node.slice.elts:
        mask, rest = node.slice.elts[0], node.slice.elts[1:]
        if _may_be_mask(mask):
            for rows in (ast.Slice(), ast.UnaryOp(ast.Invert(), mask)):
                yield Edit(node, ast.Subscript(node.value, ast.Tuple([rows, *rest], ast.Load()), ast.Load()))
    elif _may_be_mask(node.slice):
        assert isinstance(node.value, ast.expr)
        yield Edit(
            node, node.value.value if isinstance(node.value, ast.Attribute) and located else node.value
        )
        yield Edit(node, ast.Subscript(node.value, ast.UnaryOp(ast.Invert(), node.slice), ast.Load()))


def _may_be_mask(node: ast.expr) -> bool:
    if isinstance(node, ast.Compare | ast.Name):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitAnd | ast.BitOr)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert)
    if isinstance(node, ast.Call):
        return method_of(node) in _MASKING
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)


def dropped(node: ast.AST) -> Iterator[Edit]:
    """Forget a method: a `fillna`, a `sort_values`, a `copy`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and method_of(node) in _FORGOTTEN:
        yield Edit(node, node.func.value)


def order(node: ast.AST) -> Iterator[Edit]:
    """Sort the other way, where the result is sorted by hand or by counts."""
    if isinstance(node, ast.Call) and method_of(node) in ("sort_values", "sort_index"):
        if not any(keyword.arg == "ascending" for keyword in node.keywords):
            yield Edit(node, with_arguments(node, ascending=ast.Constant(False)))
    elif (
        isinstance(node, ast.Return)
        and isinstance(node.value, ast.Call)
        and method_of(node.value) == "value_counts"
    ):
        for option, value in (("ascending", True), ("sort", False)):
            yield Edit(node.value, with_arguments(node.value, **{option: ast.Constant(value)}))


def keys(node: ast.AST) -> Iterator[Edit]:
    """Take the keys of a group or of an order the other way round."""
    if isinstance(node, ast.Call) and method_of(node) in ("groupby", "sort_values"):
        for listed in node.args[:1]:
            if isinstance(listed, ast.List) and len(listed.elts) > 1:
                yield Edit(listed, ast.List(listed.elts[::-1], ast.Load()))


def joins(node: ast.AST) -> Iterator[Edit]:
    """Turn the two sides of a join around."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "merge"
        and len(node.args) == 1
    ):
        turned = ast.Attribute(node.args[0], "merge", ast.Load())
        yield Edit(node, ast.Call(turned, [node.func.value], node.keywords))


def options(node: ast.AST) -> Iterator[Edit]:
    """Give an option each of its other values: how to join, what to keep, which sides to include."""
    if not isinstance(node, ast.Call):
        return
    set_here = {keyword.arg: keyword.value for keyword in node.keywords}
    for option, (values, methods) in _OPTIONS.items():
        now: object = values[0] if method_of(node) in methods else None
        if option in set_here:
            value = set_here[option]
            now = value.value if isinstance(value, ast.Constant) else None
        if now in values:
            for other in values:
                if other != now:
                    yield Edit(node, with_arguments(node, **{option: ast.Constant(other)}))


def arguments(node: ast.AST) -> Iterator[Edit]:
    """Leave out one argument that is given by name."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg is not None:
                yield Edit(node, with_arguments(node, **{keyword.arg: None}))


def directions(node: ast.AST) -> Iterator[Edit]:
    """Look to the row after instead of the row before."""
    if isinstance(node, ast.Call) and method_of(node) in ("shift", "diff") and not node.args:
        yield Edit(node, ast.Call(node.func, [ast.Constant(-1)], node.keywords))


def columns(node: ast.AST, siblings: Mapping[str, Sequence[str]]) -> Iterator[Edit]:
    """Take another column of the same table that holds the same kind of values.

    Parameters
    ----------
    siblings
        Column name to the columns that it might be mistaken for.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for other in siblings.get(node.value, ()):
            yield Edit(node, ast.Constant(other))
