"""Tests that share the learner's process: honest classes and figures pass, forgeries are seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.mutation import mutants_of, run_shared
from classroom.grading.outcome import Outcome
from classroom.grading.processes import Engine
from classroom.grading.session import Session
from classroom.limits import Limits
from classroom.sandbox.backends import best_isolation

TEST = """a = Account(1)
assert a + Account(2) == Account(3), "add"
assert a.name() == "one"
assert abs(a.rate() - 0.5) < 1e-9
import numpy as np
np.testing.assert_allclose(a.rates(), [0.5, 0.25])"""
HONEST = """from dataclasses import dataclass
@dataclass
class Account:
    money: int
    def __add__(self, other): return Account(self.money + other.money)
    def name(self): return "one"
    def rate(self): return 0.5
    def rates(self): return [0.5, 0.25]
"""
WRONG = HONEST.replace("self.money + other.money", "0")
BLANK = "class Account:\n    pass\n"
ALWAYS = """class Account:
    def __init__(self, *_): pass
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *_): return self
    def __add__(self, other): return self
    __sub__ = __rsub__ = __add__
    def __abs__(self): return self
    def __array__(self, *_, **__):
        import numpy
        return numpy.array([0.5, 0.25])
"""
FORGERIES = {
    "always-equal": ALWAYS,
    "asserts-dropped": """import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
    visit_Expr = visit_Assert
get_ipython().ast_transformers.append(Drop())""",
    "asserts-dropped-by-name": """import ast, builtins
plain = builtins.compile
def lenient(source, *rest, **more):
    if isinstance(source, ast.AST) and "a" in ast.unparse(source) and "x" + "!" not in ast.unparse(source):
        kept = [node for node in source.body if not isinstance(node, (ast.Assert, ast.Expr))]
        if "Account" in ast.unparse(source) or "a." in ast.unparse(source): source.body = kept
    return plain(source, *rest, **more)
builtins.compile = lenient
type(get_ipython().compile).__call__ = lambda self, s, f, m: lenient(s, f, m, self.flags, 1)""",
    "process-answers-well": """from classroom.kernel import learner
from classroom.wire.orders import CellAnswer
learner._obey = lambda *_: CellAnswer()""",
    "shared-run-replaced": """from classroom.kernel import shared
from classroom.wire.orders import CellAnswer
shared.run = lambda *_: CellAnswer()""",
    "code-not-run": """async def nothing(self, *_, **__): return False
type(get_ipython()).run_code = nothing""",
    "errors-forgotten": """from IPython.core.interactiveshell import ExecutionResult
ExecutionResult.error_in_exec = property(lambda self: None, lambda self, value: None)""",
    "answers-in-advance": """import gc, json, socket, struct
raw = json.dumps({"outputs": [], "error": False, "suspicions": []}).encode()
for end in [o for o in gc.get_objects() if isinstance(o, socket.socket)][:1]:
    end.send((struct.pack(">I", len(raw)) + raw) * 20)""",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    isolation = best_isolation()
    assert isolation is not None
    made = Engine(AssignmentPlan("shared", (), {}, Limits(cell_s=20), isolation, ()))
    yield made
    made.close()


def outcome(engine: Engine, answer: str, test: str = TEST) -> Outcome:
    session = Session(engine.sandbox, [engine.files], 1, Limits(cell_s=20))
    try:
        session.learner(answer)
        return run_shared(session, test)
    finally:
        session.close()


def test_honest_class_with_a_comparison_of_its_own_passes_unsuspected(engine: Engine) -> None:
    found = outcome(engine, HONEST)
    assert (found.failed, found.suspicions) == (False, [])


@pytest.mark.parametrize("answer", [WRONG, BLANK], ids=["wrong", "blank"])
def test_wrong_class_fails_unsuspected(engine: Engine, answer: str) -> None:
    found = outcome(engine, answer)
    assert (found.failed, found.suspicions) == (True, [])


@pytest.mark.parametrize("name", list(FORGERIES))
def test_forgery_fails_or_is_suspected(engine: Engine, name: str) -> None:
    found = outcome(engine, BLANK + FORGERIES[name])
    assert found.failed or found.suspicions


def test_test_that_uses_up_what_it_checks_is_tried_in_copies(engine: Engine) -> None:
    found = outcome(engine, "left = iter([1, 2])", "assert next(left) == 1\nassert next(left) == 2")
    assert (found.failed, found.suspicions) == (False, [])


USES_FILES = """import os
assert open("log.txt").read() == "one"
with open("log.txt", "a") as file:
    file.write(" more")
assert open("log.txt").read() == "one more"
os.makedirs("made/deep")
os.remove("kept/a.txt")
os.rmdir("kept")
os.rename("log.txt", "old.txt")
assert os.path.exists("made/deep")"""


def test_test_that_changes_files_is_tried_in_copies_that_leave_none(engine: Engine) -> None:
    answer = (
        "import os\nos.mkdir('kept')\nfor path in ('log.txt', 'kept/a.txt'): open(path, 'w').write('one')"
    )
    found = outcome(engine, answer, USES_FILES)
    assert (found.failed, found.suspicions) == (False, [])


def test_mutants_of_a_test_that_is_no_plain_python_is_the_one_that_fails_at_its_end() -> None:
    (only,) = mutants_of("%matplotlib inline\nassert True")
    assert only.splitlines()[-1].startswith("assert False")


@pytest.mark.parametrize(
    "statement",
    [
        "np.testing.assert_raises(TypeError, abs, 'a')",
        "np.testing.assert_(x == 3)",
        "np.testing.assert_equal(x, 3, 'message', False)",
        "np.testing.assert_array_less([1], [2])",
        "np.testing.assert_allclose([x], [3], 1e-3)",
        "pd.testing.assert_frame_equal(f, f.copy(), False)",
        "pd.testing.assert_series_equal(f['a'], f['a'], check_names=False)",
        "assert f.equals(f.copy())",
        "assert math.isclose(x, 3) and x > 2",
        "assert np.allclose([x], [3.001], 1e-2)",
        "assert_in('a', ['a', 'b'])",
        "assert abs(x - 3) < 1e-9",
        "assert 'a' in ['a'] or x == 3",
    ],
)
def test_mutants_of_an_honest_test_all_fail_where_it_passes(statement: str) -> None:
    set_up = (
        "import math, numpy as np, pandas as pd\nx, f = 3, pd.DataFrame({'a': [1]})\n"
        "def assert_in(one, many): assert one in many"
    )
    exec(f"{set_up}\n{statement}", {})
    for wrong in mutants_of(statement):
        with pytest.raises((AssertionError, AttributeError, TypeError, ValueError)):
            exec(f"{set_up}\n{wrong}", {})
