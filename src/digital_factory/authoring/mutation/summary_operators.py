"""Mutations of how many values become one, and of what a number means: aggregations, gaps, days, digits.

An operator takes one node of an answer and yields edits of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from digital_factory.authoring.mutation.calls import COMPARING, method_of, renamed, with_arguments
from digital_factory.authoring.mutation.edits import Edit

__all__ = [
    "aggregations",
    "calendar_years",
    "days",
    "digits",
    "frequencies",
    "gaps",
    "ratios",
    "roundings",
]

# What else might be taken for a method that makes one value of many.
_AGGREGATIONS = {
    "mean": ("median", "sum", "max"),
    "median": ("mean", "max"),
    "sum": ("mean", "max", "count"),
    "max": ("min", "mean"),
    "min": ("max", "mean"),
    "count": ("size", "nunique"),
    "size": ("count", "nunique"),
    "nunique": ("count", "size"),
    "first": ("last",),
    "last": ("first",),
    "idxmax": ("idxmin",),
    "idxmin": ("idxmax",),
    "any": ("all",),
    "all": ("any",),
    "std": ("var",),
    "var": ("std",),
    "cumsum": ("cummax",),
    "cumprod": ("cumsum",),
}
_TAKE_A_NAME = ("agg", "aggregate", "transform", "apply", "pivot_table")
_OPPOSITE = {
    "isna": "notna",
    "notna": "isna",
    "isnull": "notnull",
    "notnull": "isnull",
    "where": "mask",
    "mask": "where",
}
_FREQUENCIES = {"ME": ("MS",), "MS": ("ME",), "QS": ("MS", "QE"), "QE": ("QS",), "D": ("B",), "W": ("D",)}
_ROUNDINGS = {
    "floor": ("ceil", "round"),
    "ceil": ("floor", "round"),
    "rint": ("floor",),
    "round": ("floor", "ceil"),
}


def aggregations(node: ast.AST) -> Iterator[Edit]:
    """Take another aggregation, or another comparison where it is a method; divide a variance by n."""
    if not isinstance(node, ast.Call):
        return
    name = method_of(node)
    for other in (*_AGGREGATIONS.get(name, ()), *COMPARING.get(name, ())):
        yield Edit(node, renamed(node, other))
    if name in _OPPOSITE:
        yield Edit(node, renamed(node, _OPPOSITE[name]))
    if name in ("std", "var"):
        yield Edit(node, with_arguments(node, ddof=ast.Constant(0)))
    if name in _TAKE_A_NAME:
        named = [*node.args, *(keyword.value for keyword in node.keywords)]
        listed = [item for each in named if isinstance(each, ast.List) for item in each.elts]
        for each in [*named, *listed]:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                for other in _AGGREGATIONS.get(each.value, ()):
                    yield Edit(each, ast.Constant(other))


def gaps(node: ast.AST) -> Iterator[Edit]:
    """Take what is missing for 0, or leave it out where it stands for something."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return
    if method_of(node) == "dropna":
        filled = ast.Attribute(node.func.value, "fillna", ast.Load())
        yield Edit(node, ast.Call(filled, [ast.Constant(0)], []))
    elif method_of(node) == "fillna":
        yield Edit(node, ast.Call(ast.Attribute(node.func.value, "dropna", ast.Load()), [], []))


def ratios(node: ast.AST) -> Iterator[Edit]:
    """Take the mean of ratios for the ratio of sums."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        return
    sides = [node.left, node.right]
    tables = [
        side.func.value
        for side in sides
        if isinstance(side, ast.Call) and isinstance(side.func, ast.Attribute) and side.func.attr == "sum"
    ]
    if len(tables) == len(sides):
        ratio = ast.BinOp(tables[0], ast.Div(), tables[1])
        yield Edit(node, ast.Call(ast.Attribute(ratio, "mean", ast.Load()), [], []))


def roundings(node: ast.AST) -> Iterator[Edit]:
    """Round down instead of up."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        for other in _ROUNDINGS.get(node.func.attr, ()):
            yield Edit(node, renamed(node, other))


def frequencies(node: ast.AST) -> Iterator[Edit]:
    """Take another calendar frequency: the first day of the month for the last."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for other in _FREQUENCIES.get(node.value, ()):
            yield Edit(node, ast.Constant(other))


def days(node: ast.AST) -> Iterator[Edit]:
    """Count hours as parts of a day where whole days are asked for."""
    if isinstance(node, ast.Attribute) and node.attr == "days" and isinstance(node.ctx, ast.Load):
        inner = node.value
        if isinstance(inner, ast.Attribute) and inner.attr == "dt":
            inner = inner.value
        yield Edit(node, ast.Call(ast.Name("days_and_hours"), [inner], []))


def calendar_years(node: ast.AST) -> Iterator[Edit]:
    """Take 365 days for a calendar year."""
    if isinstance(node, ast.Call) and method_of(node) == "DateOffset":
        for keyword in node.keywords:
            if keyword.arg == "years":
                length = ast.BinOp(ast.Constant(365), ast.Mult(), keyword.value)
                made = ast.Call(ast.Attribute(ast.Name("pd"), "Timedelta", ast.Load()), [], [])
                yield Edit(node, with_arguments(made, days=length))


def digits(node: ast.AST) -> Iterator[Edit]:
    """Round a result to three significant digits, where four are asked for."""
    at_the_end = isinstance(node, ast.Return) or (isinstance(node, ast.Assign) and node.col_offset == 0)
    value = getattr(node, "value", None)
    if at_the_end and value is not None:
        yield Edit(value, ast.Call(ast.Name("three_digits"), [value], []))
