"""What a cell sets of its process is found as it is written, and nothing else."""

from __future__ import annotations

import pytest

from classroom.assignment.settings import settings_of

IMPORTS = [
    "import math, os, warnings",
    "import numpy as np",
    "import pandas as pd",
    "from decimal import getcontext",
]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("np.set_printoptions(precision=2)", {"np.set_printoptions"}),
        ("pd.options.display.precision = 2", {"pd.options.display.precision"}),
        ("def f():\n    os.chdir('sub')", {"os.chdir"}),
        ("os.environ['KEY'] = '1'\nos.environ.update(A='2')", {"os.environ", "os.environ.update"}),
        ("math.pi = 3", {"math.pi"}),
        ("setattr(np, 'sum', max)", {"np"}),
        ("getcontext().prec = 5", {"getcontext.prec"}),
        ("from sys import setrecursionlimit\nsetrecursionlimit(10)", {"setrecursionlimit"}),
        ("%cd sub\n%precision 3\nx = 1", {"%cd", "%precision"}),
        ("warnings.simplefilter('error')", {"warnings.simplefilter"}),
        ("warnings.filterwarnings('ignore')", set()),
        ("import matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 50", set()),
        ("x = {}\nx['pi'] = 3\nx.update(a=1)\nmine.value = 2", set()),
        ("class Set:\n    def __init__(self):\n        self.chdir = np.zeros(2)", set()),
        ("def broken(:", set()),
    ],
)
def test_settings_of_cell_are_those_outside_its_own_names(source: str, found: set[str]) -> None:
    assert settings_of(source, IMPORTS) == found
