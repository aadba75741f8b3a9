"""What a test looks at beyond values: each rule on a few lines of source."""

from __future__ import annotations

from typing import Any

import pytest

from classroom.assignment.beyond import Beyond, beyond_values
from classroom.assignment.helpers import note_beyond
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.records import CellRole

SOURCES = {
    Beyond.IDENTITY: [
        "assert f(a) is not a",
        "assert all(x is y for x, y in zip(a, b))",
        "assert id(f(a)) != id(a)",
        "case.assertIsNot(f(a), a)",
        "assert not np.shares_memory(a, f(a))",
        "%time assert f(a) is a",
    ],
    Beyond.PROCESS: [
        "with patch('builtins.input', return_value='3'): f()",
        "@mock.patch('time.time')\ndef check(t): f()\ncheck()",
        "import warnings\nwarnings.simplefilter('error')",
        "with np.errstate(all='raise'): f()",
        "import builtins\nbuiltins.input = lambda *_: '5'",
        "import os\nos.environ['UNIT'] = 'mm'",
        "import math\ndel math.sqrt",
    ],
    Beyond.NOTHING: [
        "assert x is None and y is not True",
        "assert type(x) is int and type(x) is type(y)",
        "x.y = 3\nd['k'] = 1",
        "import sys, io\nsys.stdout = io.StringIO()",
        "assert f(2) == 4",
        "this is no Python",
    ],
}


@pytest.mark.parametrize(
    ("looks_at", "source"), [(kind, source) for kind, sources in SOURCES.items() for source in sources]
)
def test_what_a_test_looks_at_is_found(looks_at: Beyond, source: str) -> None:
    assert beyond_values([source]) is looks_at


def test_module_that_another_cell_imports_is_known() -> None:
    assert beyond_values(["functools.reduce = None"], {"functools"}) is Beyond.PROCESS


def cell(role: CellRole, source: str, **more: Any) -> CellPlan:
    return CellPlan(role, {"cell_type": "code", "id": source, "source": source, "metadata": {}}, **more)


@pytest.mark.parametrize("imported", ["from tools.checks import same", "import tools.checks as same"])
def test_helper_beside_the_notebook_counts_as_the_test_that_calls_it(imported: str) -> None:
    cells = (
        cell(CellRole.SETUP, imported),
        cell(CellRole.TEST, "same(f)"),
        cell(CellRole.TEST, "assert f"),
    )
    files = {"tools/checks.py": b"def same(f):\n    assert f(f) is f\n"}

    noted = note_beyond(NotebookPlan("book", cells, {}, (4, 5)), files)

    assert [each.beyond for each in noted.cells] == [Beyond.NOTHING, Beyond.IDENTITY, Beyond.NOTHING]
