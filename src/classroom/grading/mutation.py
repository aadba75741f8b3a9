"""Mutation of tests: a shared test whose wrong versions pass as well has been tampered with.

A shared test runs in the learner's process, where anything may have been changed: statements that check
may be dropped, functions that compare replaced, objects may claim to equal everything. Whoever lets the test
pass in one of these ways lets its wrong versions pass too.
"""

from __future__ import annotations

import ast
import copy
import secrets
import time
from collections.abc import Collection, Iterator

from classroom import messages
from classroom.grading.outcome import Outcome
from classroom.grading.session import Session

__all__ = ["TRIALS_S", "mutants_of", "run_shared"]

TRIALS_S = 3.0  # [s] for the wrong versions of one test
_MOST = 12  # wrong versions of one test
# Functions of NumPy and pandas that compare two things for equality; a method of one compares itself.
_COMPARING = frozenset(
    [
        "allclose",
        "array_equal",
        "array_equiv",
        "assert_allclose",
        "assert_almost_equal",
        "assert_approx_equal",
        "assert_array_almost_equal",
        "assert_array_equal",
        "assert_equal",
        "assert_extension_array_equal",
        "assert_frame_equal",
        "assert_index_equal",
        "assert_series_equal",
        "equals",
        "isclose",
    ]
)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def run_shared(
    session: Session, source: str, spared: Collection[int] = (), trials_s: float = TRIALS_S
) -> Outcome:
    """Run a shared test, after its wrong versions: where one passes, its own passing says nothing.

    Parameters
    ----------
    spared : numbers of the wrong versions that are not tried, since the reference solution passes them too
    trials_s : [s] for the wrong versions together
    """
    passing: list[int] = []
    end = time.monotonic() + trials_s
    for number, wrong in enumerate(mutants_of(source)):
        if time.monotonic() > end:
            break
        if number in spared:
            continue
        tried = session.shared(wrong, trial=True)
        if tried.ended:
            break
        if not tried.failed:
            passing.append(number)
    outcome = session.shared(source)
    if passing and not outcome.failed:
        outcome.suspicions.append(messages.WRONG_PASSES)
        outcome.passing = passing
    return outcome


def mutants_of(source: str) -> list[str]:
    """Versions of a test each of which must fail where the test passes."""
    marker = f"x{secrets.token_hex(6)}"
    mutants = [f"{source}\nassert False, {marker!r}"]
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return mutants
    for place, statement in enumerate(tree.body):
        for wrong in _mutated(statement, marker):
            changed = copy.deepcopy(tree)
            changed.body[place] = wrong
            mutants.append(ast.unparse(ast.fix_missing_locations(changed)))
    return mutants[:_MOST]


def _mutated(statement: ast.stmt, marker: str) -> Iterator[ast.stmt]:
    if isinstance(statement, ast.Expr) and _compares(statement.value):
        call = copy.deepcopy(statement)
        assert isinstance(call.value, ast.Call)
        _expect(call.value, marker)
        yield call
    if not isinstance(statement, ast.Assert):
        return
    negated = copy.deepcopy(statement)
    negated.test = ast.UnaryOp(ast.Not(), negated.test)
    yield negated
    for test in _replaced(statement.test, marker):
        changed = copy.deepcopy(statement)
        changed.test = test
        yield changed


def _replaced(test: ast.expr, marker: str) -> Iterator[ast.expr]:
    """A condition with one side of one comparison replaced, where that must make it false."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for place, part in enumerate(test.values):
            for other in _replaced(part, marker):
                whole = copy.deepcopy(test)
                whole.values[place] = other
                yield whole
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        yield ast.Compare(test.left, test.ops, [ast.Constant(marker)])
        yield ast.Compare(ast.Constant(marker), test.ops, test.comparators)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], _ORDER):
        for node in ast.walk(test):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
                for side in ("left", "right"):
                    kept = getattr(node, side)
                    setattr(node, side, ast.Constant(marker))
                    yield copy.deepcopy(test)
                    setattr(node, side, kept)
                return
    elif _compares(test):
        assert isinstance(test, ast.Call)
        whole_call = copy.deepcopy(test)
        _expect(whole_call, marker)
        yield whole_call


def _expect(call: ast.Call, marker: str) -> None:
    """Have a call compare with what nothing equals. Further arguments are tolerances and settings."""
    call.args[min(1, len(call.args) - 1)] = ast.Constant(marker)


def _compares(node: ast.expr) -> bool:
    """Whether it is a call of a function that compares its arguments."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in _COMPARING
