"""Mutations that any Python code knows: comparisons, conditions, arithmetic, constants, builtins.

An operator takes one node of an answer and yields edits of it, each a slip that a learner could make.
Names no table and no method of one.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from datetime import date, timedelta

from digital_factory.authoring.mutation.edits import Edit

__all__ = [
    "arithmetic",
    "branches",
    "builtins",
    "comparisons",
    "conditions",
    "constants",
    "counts",
    "dates",
    "fractions",
    "items",
    "signs",
    "statements",
]

_NEIGHBOURS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
}
_LOGIC: tuple[type[ast.operator], ...] = (ast.BitAnd, ast.BitOr)
_SIBLINGS = {"min": ("max",), "max": ("min",), "any": ("all",), "all": ("any",), "sum": ("max", "len")}
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH_AND_DAY = re.compile(r"-(\d\d)-(\d\d)")


def comparisons(node: ast.AST) -> Iterator[Edit]:
    """Replace a comparison by its neighbours: `<` by `<=` and by `>`, `==` by `!=`."""
    if not isinstance(node, ast.Compare):
        return
    for place, operator in enumerate(node.ops):
        others = _NEIGHBOURS.get(type(operator), ())
        if isinstance(operator, ast.Eq) and _is_number(node.comparators[place]):
            others = (*others, ast.LtE, ast.GtE)
        for other in others:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield Edit(node, ast.Compare(node.left, ops, node.comparators))


def conditions(node: ast.AST) -> Iterator[Edit]:
    """Take *and* for *or*, drop each side of them, drop a *not*; turn a branch or a loop's test around."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _LOGIC):
        other = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        yield Edit(node, ast.BinOp(node.left, other, node.right))
        yield Edit(node, node.left)
        yield Edit(node, node.right)
    elif isinstance(node, ast.BoolOp):
        yield Edit(node, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
        for part in node.values:
            rest = [value for value in node.values if value is not part]
            yield Edit(node, rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        yield Edit(node, node.operand)
    elif isinstance(node, ast.If):
        yield Edit(node.test, ast.UnaryOp(ast.Not(), node.test))


def branches(node: ast.AST) -> Iterator[Edit]:
    """Take one branch of an `a if b else c` always; drop the `if` of a comprehension."""
    if isinstance(node, ast.IfExp):
        yield Edit(node, node.body)
        yield Edit(node, node.orelse)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for place, part in enumerate(node.generators):
            for dropped in part.ifs:
                changed = copy.deepcopy(node)
                changed.generators[place].ifs = [each for each in part.ifs if each is not dropped]
                yield Edit(node, changed)


def arithmetic(node: ast.AST) -> Iterator[Edit]:
    """Take another operator, turn the operands of `-` and `/` around, leave one out."""
    if not isinstance(node, ast.BinOp) or isinstance(node.op, _LOGIC):
        return
    for other in _ARITHMETIC.get(type(node.op), ()):
        yield Edit(node, ast.BinOp(node.left, other(), node.right))
    if isinstance(node.op, ast.Sub | ast.Div):
        yield Edit(node, ast.BinOp(node.right, node.op, node.left))
    yield Edit(node, node.left)
    yield Edit(node, node.right)


def signs(node: ast.AST) -> Iterator[Edit]:
    """Drop a minus sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield Edit(node, node.operand)


def constants(node: ast.AST) -> Iterator[Edit]:
    """Move a whole number by one and another by a tenth of itself; turn True and False around."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield Edit(node, ast.Constant(not node.value))
    elif isinstance(node.value, int):
        yield Edit(node, ast.Constant(node.value + 1))
        yield Edit(node, ast.Constant(node.value - 1))
    elif isinstance(node.value, float):
        if node.value == 0:
            yield Edit(node, ast.Constant(1.0))
            return
        for factor in (0.9, 1.1):
            yield Edit(node, ast.Constant(float(f"{factor * node.value:.6g}")))


def dates(node: ast.AST) -> Iterator[Edit]:
    """Move a date that is written out by a day, in an f-string as well."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _ISO_DAY.search(node.value):
        for days in (-1, 1):
            yield Edit(node, ast.Constant(_ISO_DAY.sub(lambda found: _moved(found[0], days), node.value)))  # noqa: B023
    elif isinstance(node, ast.JoinedStr):
        for place, part in enumerate(node.values):
            text = part.value if isinstance(part, ast.Constant) else None
            if isinstance(text, str) and _MONTH_AND_DAY.fullmatch(text):
                for days in (-1, 1):
                    changed = copy.deepcopy(node)
                    changed.values[place] = ast.Constant(_moved(f"2023{text}", days)[4:])
                    yield Edit(node, changed)


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def builtins(node: ast.AST) -> Iterator[Edit]:
    """Take max for min, all for any; drop an abs or a round."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
        return
    for other in _SIBLINGS.get(node.func.id, ()):
        yield Edit(node, ast.Call(ast.Name(other), node.args, node.keywords))
    if node.func.id in ("abs", "round"):
        yield Edit(node, node.args[0])


def fractions(node: ast.AST) -> Iterator[Edit]:
    """Keep the fraction that an int cuts off."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int":
        yield Edit(node, ast.Call(ast.Name("with_fraction"), node.args, []))


def counts(node: ast.AST) -> Iterator[Edit]:
    """Count one too few, or begin or end a range one too late."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
        return
    if node.func.id == "len":
        yield Edit(node, ast.BinOp(node, ast.Sub(), ast.Constant(1)))
    if node.func.id == "range" and len(node.args) == 1:
        yield Edit(node, ast.Call(node.func, [ast.Constant(1), *node.args], []))
        one_more = ast.BinOp(node.args[0], ast.Add(), ast.Constant(1))
        yield Edit(node, ast.Call(node.func, [one_more], []))


def items(node: ast.AST) -> Iterator[Edit]:
    """Leave one item out of a list that is written out."""
    if isinstance(node, ast.List) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for left_out in node.elts:
            yield Edit(node, ast.List([item for item in node.elts if item is not left_out], ast.Load()))


def statements(node: ast.AST) -> Iterator[Edit]:
    """Leave out a statement that changes a name which has a value already."""
    if isinstance(node, ast.AugAssign):
        yield Edit(node, None)
    elif isinstance(node, ast.Assign):
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node.value)):
            yield Edit(node, None)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
