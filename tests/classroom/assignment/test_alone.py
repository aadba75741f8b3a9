"""A test stands alone when nothing but a student's answers can change what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from classroom.assignment.alone import note_alone
from classroom.assignment.helpers import note_beyond
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.clocks import looks_at_clocks
from classroom.records import CellRole


def alone(tests: Sequence[str], set_up: str = "", files: Mapping[str, bytes] | None = None) -> list[bool]:
    cells = [_cell(CellRole.SETUP, set_up), _cell(CellRole.ANSWER, "def f(x):\n    pass")]
    cells += [_cell(CellRole.TEST, test, f"test-{number}") for number, test in enumerate(tests)]
    notebook = note_beyond(NotebookPlan("any", tuple(cells), {}, (4, 5)), files or {})
    return [cell.alone for cell in note_alone(notebook, files or {}).cells if cell.role == CellRole.TEST]


def _cell(role: CellRole, source: str, grade_id: str | None = None) -> CellPlan:
    raw: dict[str, Any] = {"cell_type": "code", "metadata": {}, "source": source, "id": grade_id or role}
    return CellPlan(role, raw, grade_id, 1.0 if grade_id else None)


@pytest.mark.parametrize(
    "test",
    [
        "assert f(1) == 1",
        "import numpy as np\nexpected = np.arange(3)\nassert (f(expected) == expected).all()",
        "for _ in range(3):\n    assert f(_) == _",
        "log = {'time': 3, 'now': 1}\nassert f(log)['time'] == 3  # today's time",
        "def own(now):\n    return now.time\nassert f(own)",
    ],
)
def test_test_of_values_stands_alone(test: str) -> None:
    assert alone([test]) == [True]


@pytest.mark.parametrize(
    "test",
    [
        "import time\nbegan = time.time()\nassert f(1) == 1 and time.time() - began < 1",
        "from time import perf_counter as p\nbegan = p()\nassert f(1)",
        "import datetime\nassert f(datetime.date.today())",
        "from datetime import datetime\nclock = datetime.now\nassert f(clock())",
        "import pandas as pd\nassert f(pd.Timestamp.now())",
        "import signal\nsignal.alarm(1)\nassert f(1)",
        "import os\nassert f(os.urandom(3))",
        "%time f(1)",
        "assert 'f' in globals()",
        "assert 'y' not in dir()",
        "assert Out[1] == f(1)",
        "assert _ == f(1)",
        "import sys\nassert f(sys.modules)",
        "assert f(1) is f(1)",
        "import warnings\nwarnings.simplefilter('error')\nassert f(1)",
        "shared_table.append(f(1))",
        "assert f(1",
    ],
)
def test_test_that_looks_beyond_the_answers_does_not_stand_alone(test: str) -> None:
    assert alone([test]) == [False]


def test_tests_of_which_one_reads_what_the_other_binds_do_not_stand_alone() -> None:
    assert alone(["made = f(1)", "assert f(2) == 2", "assert made == 1"]) == [False, True, False]


def test_test_whose_names_a_later_set_up_reads_does_not_stand_alone() -> None:
    cells = [
        _cell(CellRole.TEST, "made = f(1)", "first"),
        _cell(CellRole.SETUP, "twice = 2 * made"),
        _cell(CellRole.TEST, "assert f(2) == 2", "second"),
    ]
    noted = note_alone(NotebookPlan("any", tuple(cells), {}, (4, 5)), {})
    assert [cell.alone for cell in noted.cells] == [False, False, True]


def test_test_that_imports_what_set_up_cells_import_stands_alone() -> None:
    cells = [
        _cell(CellRole.SETUP, "import math\nfrom math import pi"),
        _cell(CellRole.TEST, "import math\nfrom math import tau as turn\nassert f(math.pi)", "first"),
        _cell(CellRole.SETUP, "half = math.pi / 2"),
        _cell(CellRole.TEST, "assert f(math.e)", "second"),
    ]
    noted = note_alone(NotebookPlan("any", tuple(cells), {}, (4, 5)), {})
    assert [cell.alone for cell in noted.cells] == [False, True, False, True]


def test_tests_that_bind_the_same_names_stand_alone() -> None:
    assert alone(["made = f(1)\nassert made", "made = f(2)\nassert made"]) == [True, True]


@pytest.mark.parametrize("set_up", ["import time\nbegan = time.time()", "import threading"])
def test_no_test_stands_alone_after_a_set_up_that_looks_at_a_clock(set_up: str) -> None:
    assert alone(["assert f(1) == 1"], set_up) == [False]


def test_no_test_stands_alone_beside_a_module_that_looks_at_a_clock() -> None:
    assert alone(["assert f(1) == 1"], files={"helpers.py": b"import timeit\n"}) == [False]
    assert alone(["assert f(1) == 1"], files={"helpers.py": b"import math\n"}) == [True]


@pytest.mark.parametrize(
    "program",
    [
        "import os.path\nimport urllib.request",
        "from concurrent.futures import ThreadPoolExecutor",
        "import uuid",
        "def f():\n    import subprocess",
        "class C:\n    made = field(default_factory=datetime.now)",
        "not python (",
    ],
)
def test_looks_at_clocks_program_that_does_says_so(program: str) -> None:
    assert looks_at_clocks(program)


@pytest.mark.parametrize(
    "program", ["from importlib import resources", "queue.now += 1\ntime = queue.time", "'import time'"]
)
def test_looks_at_clocks_program_that_does_not_says_no(program: str) -> None:
    assert not looks_at_clocks(program)
