"""The trial of the tests before a class is graded: each gets a way that gives stock's verdicts."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from shop_command import refused

from classroom.assignment.load import load_plan
from classroom.course import Course
from classroom.gradebook.store import open_store
from classroom.grading.calibrate import Calibration, calibrate
from classroom.grading.planted import planted
from classroom.grading.workers.pool import grade_here
from classroom.records import Isolation, Submission
from tests.fidelity.compare import lay_out
from tests.fidelity.habits import Habit

SEEDED = """
- locked: s
  source: import numpy as np, random
- answer: f
  head: "def draw(n):"
  source: return np.random.rand(n).sum() + random.random()
- test: apart
  source: assert draw(0) < 1
- test: seeded
  source: |
    np.random.seed(4)
    random.seed(4)
    assert abs(draw(10) - 6.0219074565) < 1e-9
- test: again
  source: |
    np.random.seed(1)
    random.seed(1)
    one = draw(3)
    np.random.seed(1)
    random.seed(1)
    assert one == draw(3)
"""
SHARED = """
- locked: s
  source: import numpy as np
- answer: plot
  head: "def plot(axis):"
  source: axis.set_xticks([])
- test: ticks
  source: |
    import matplotlib.pyplot as plt
    axis = plt.figure().subplots()
    plot(axis)
    np.testing.assert_array_equal(axis.get_xticks(), [])
- answer: g
  source: |
    class Node:
        size = 1
- test: first
  source: assert Node.size == 1
  hidden: wanted = 1
- test: second
  source: |
    class Leaf(Node):
        pass
    assert Leaf.size == wanted
"""


def tried(root: Path, cells: str) -> Calibration:
    """What the trial of an assignment with these cells shows; the caller closes its engine."""
    lay_out(root, Habit("tried", yaml.safe_load(cells), {}))
    course = Course(root)
    with open_store(course) as store:
        plan = load_plan(course, store.gradebook, "tried", Isolation.NAMESPACES)
    return calibrate(plan)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calibration]:
    made = tried(tmp_path_factory.mktemp("tried"), SHARED)
    yield made
    made.engine.close()


def test_each_test_gets_the_way_that_gives_stocks_verdicts(found: Calibration) -> None:
    assert found.trial.broken == found.trial.unsure == {}
    # A figure, a class that is extended, and the test whose hidden part defines what that one needs.
    assert found.shared == ("first", "second", "ticks")


def test_wrong_version_that_the_reference_passes_is_none(found: Calibration) -> None:
    assert list(found.trial.spared) == ["ticks"]  # NumPy compares anything with an empty array
    assert 0 not in found.trial.spared["ticks"]


def test_same_submissions_get_the_same_marks_in_every_run_worker_count_and_order(tmp_path: Path) -> None:
    found = tried(tmp_path, SEEDED)
    assert found.shared == ()

    cells = [
        {**cell.cell, "source": cell.reference or cell.cell["source"]}
        for cell in found.plan.notebooks[0].cells
    ]
    raw = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    class_ = [Submission(f"learner-{number:02}", {"hw": raw}, {}, {}) for number in range(30)]
    runs = []
    for workers, step in itertools.islice(itertools.product((2, 1, 3), (1, -1)), 5):
        results = grade_here(found.plan, class_[::step], workers, found.engine)
        runs.append(
            {(each.student, name): cell.score for each in results for name, cell in each.cells["hw"].items()}
        )
    found.engine.close()
    assert len(runs[0]) == 30 * 3
    assert all(run == runs[0] for run in runs)
    assert set(runs[0].values()) == {1.0}


def test_planted_versions_are_other_programs_and_leave_alone_what_is_no_python() -> None:
    answers = {"a": "def f(x):\n    return x + 1", "b": "%matplotlib inline"}

    assert dict(planted(answers)) == {
        "other figures": {"a": "def f(x):\n    return x - 2", "b": "%matplotlib inline"},
        "nothing given back": {"a": "def f(x):\n    return None", "b": "%matplotlib inline"},
    }


def test_assignment_whose_reference_fails_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    cells = [
        {"answer": "a", "source": "import package_of_another_machine\nx = 1"},
        {"test": "t", "source": "assert x == 1"},
        {"answer": "b", "source": "y = 2"},
        {"test": "u", "source": "assert y == 2"},
    ]
    lay_out(tmp_path, Habit("broken", cells, {}))
    (tmp_path / "submitted" / "amy" / "broken").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))

    said = refused(tmp_path, "grade", "broken")

    assert "- t: the reference solution does not pass it. In a: ModuleNotFoundError: No module named" in said
    assert "- u:" not in said
    assert "--anyway" in said
    assert sorted(tmp_path.rglob("*")) == before  # not even a gradebook


def test_assignment_in_another_language_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    lay_out(tmp_path, Habit("in-r", [{"answer": "a", "source": "x <- 1"}], {}))
    path = tmp_path / "source" / "in-r" / "hw.ipynb"
    kernel = '"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}'
    path.write_text(re.sub(r'"kernelspec": \{.*?\}', kernel, path.read_text(encoding="utf-8")))
    before = sorted(tmp_path.rglob("*"))

    assert "'ir' (r)" in refused(tmp_path, "grade", "in-r")
    assert sorted(tmp_path.rglob("*")) == before
