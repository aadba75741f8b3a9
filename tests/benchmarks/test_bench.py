"""The bench's pieces; nothing here is timed, and otter-grader is not needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nbformat import NotebookNode

from benchmarks import bench, clock, forms, learners, table, warm
from digital_factory.authoring.assignment import Assignment, grade_id

ROOT = Path(__file__).parents[2]
SLUG = "08-the-wall"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Assignment.read(SLUG, ROOT)


@pytest.fixture(scope="module")
def handed_in() -> dict[str, NotebookNode]:
    return dict(learners.submissions(SLUG, ROOT, 40))


def test_submissions_of_a_larger_class_begin_with_those_of_a_smaller_one(
    handed_in: dict[str, NotebookNode],
) -> None:
    assert list(learners.submissions(SLUG, ROOT, 3)) == list(handed_in.items())[:3]


def test_submissions_hold_answers_right_wrong_and_blank_to_every_task(
    assignment: Assignment, handed_in: dict[str, NotebookNode]
) -> None:
    for task in assignment.tasks:
        found = {cell.source for each in handed_in.values() for cell in each.cells if grade_id(cell) == task}
        assert assignment.answer(task) in found
        assert len(found) > 2


def test_otter_notebook_checks_each_test_and_keeps_every_other_cell(
    assignment: Assignment, handed_in: dict[str, NotebookNode]
) -> None:
    submission = handed_in["learner-00001"]
    first, *cells = forms.otter_notebook(SLUG, submission).cells
    assert "import otter" in first.source
    checks = [cell.source for cell in cells if cell.source.startswith("grader.check(")]
    assert checks == [f'grader.check("{test}")' for test in forms.points(assignment)]
    kept = {cell.source for cell in submission.cells if not cell.source.startswith("# Run this cell")}
    assert kept <= {cell.source for cell in cells}


@pytest.mark.parametrize("right", [True, False])
def test_otter_test_file_passes_the_right_answer_and_no_blank_one(
    right: bool, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def test_case(**settings: Any) -> Callable[[Any], Any]:
        asked.append(settings)
        return lambda function: function

    stand_in = ModuleType("otter.test_files")
    stand_in.__dict__["test_case"] = test_case
    monkeypatch.setitem(sys.modules, "otter", ModuleType("otter"))
    monkeypatch.setitem(sys.modules, "otter.test_files", stand_in)
    file: dict[str, Any] = {}
    exec(forms.otter_tests(assignment)["wall-7-test.py"], file)
    assert (file["name"], file["points"], file["OK_FORMAT"]) == ("wall-7-test", 2, False)
    assert asked == [{"points": 2, "hidden": True}]
    learner: dict[str, Any] = {}
    for cell in assignment.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("wall-given-1", "wall-given-4"):
            exec(cell.source, learner)
    if right:
        exec(assignment.answer("wall-7"), learner)
        file["the_cell"](learner)
    else:
        with pytest.raises(Exception, match="options"):
            file["the_cell"](learner)


def test_plain_cells_put_the_hidden_tests_back(
    assignment: Assignment, handed_in: dict[str, NotebookNode]
) -> None:
    cells = forms.plain_cells(assignment, handed_in["learner-00001"])
    tests = {test: source for test, source in cells if test}
    assert list(tests) == list(forms.points(assignment))
    assert all("BEGIN HIDDEN TESTS" in source for source in tests.values())


def test_passed_tells_right_cells_from_failing_ones() -> None:
    cells = [("", "a = 1"), ("one", "assert a == 1"), ("", "1 / 0"), ("two", "assert a == 2")]
    assert warm.passed(cells) == {"one": True, "two": False}


def test_compare_counts_what_is_missing_or_other_as_unequal() -> None:
    found = bench.compare(
        "these", {("a", "1"): 2.0, ("a", "2"): 1.0}, {("a", "1"): 2.0, ("a", "2"): 0.0, ("a", "3"): 1.0}
    )
    assert found == {"what": "these", "equal": 1, "compared": 3}


def test_timed_gives_time_and_memory_of_the_process_and_of_what_it_started(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = 'import time; big = bytearray(60_000_000); time.sleep(1)'\n"
        "subprocess.run([sys.executable, '-c', child], check=True)"
    )
    spent = clock.timed(["-c", program], tmp_path, tmp_path / "log")
    assert spent.seconds >= 1
    assert 0 < spent.main_mb < 57 < spent.started_mb
    assert spent.below_mb == 0


def test_timed_when_the_command_fails_shows_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(clock.BenchError, match=r"(?s)ended with 3\..*no such course"):
        clock.timed(["-c", "import sys; print('no such course'); sys.exit(3)"], tmp_path, tmp_path / "log")


def test_readme_is_what_the_measured_figures_give() -> None:
    measured = json.loads((ROOT / "benchmarks" / "measured.json").read_text(encoding="utf-8"))
    written = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert written == table.readme(measured), "write both with `make bench`"


def test_readme_names_a_busy_machine_and_the_large_class_only_where_there_was_one() -> None:
    def run(submissions: int, seconds: float) -> dict[str, Any]:
        memory = {"main_mb": 100.0, "started_mb": 90.0, "below_mb": 80.0}
        return {"what": "it", "submissions": submissions, "seconds": seconds, **memory}

    runs = {
        "stock": run(20, 40.0),
        "otter": run(20, 30.0),
        "classroom": run(200, 50.0),
        "every_test": run(200, 80.0),
        "limit": run(20, 4.0),
    }
    measured: dict[str, Any] = {
        "date": "2026-01-01",
        "assignment": SLUG,
        "workers": 2,
        "machine": {"processor": "x", "cores": 2, "python": "3.11", "busy": 0.01, "versions": {}},
        "runs": runs,
        "marks": [],
        "not_graded": 0,
    }
    quiet = table.readme(measured)
    assert "| it | 200 | 50.0 | 0.250 | 8.0 |" in quiet
    assert "6.0 times as fast as otter-grader" in quiet
    assert "2.5 times what the cells alone would on the same cores" in quiet
    assert "with every test run for everybody it is 4.0 times" in quiet
    assert "busy" not in quiet
    assert "A large class" not in quiet
    measured["machine"]["busy"] = 0.5
    measured["runs"] = runs | {"large": run(2000, 410.0), "large_again": run(2000, 4.0)}
    page = table.readme(measured)
    assert "The machine was busy" in page
    assert "| s a submission | 0.250 | 0.205 |" in page
    assert "beyond the first 200 took 0.200 s" in page
    assert "| it | 2,000 | 4.0 | | |" in page
