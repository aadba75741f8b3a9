"""What a trial showed, kept in a file: believed for what it was made with, and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shop_command import refused
from shop_course import ASSIGNMENT, make_course
from shop_store import open_shop

from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.aside import plan_of_source
from classroom.gradebook.prepare import VERSION, prepare, source_digest
from classroom.gradebook.trials import keep_trial, kept_trial, trial_path
from classroom.limits import Limits
from classroom.records import CourseError, Isolation, Trial

TRIAL = Trial(shared=("a",), unsure={"b": "differs"}, spared={"a": (0, 2)}, left=("c",), warm_up=False)
PLAN = AssignmentPlan("hw", (), {"data.csv": b"1"}, Limits(cell_s=10), Isolation.NONE, ())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course that keeps its trials, and the one of PLAN in it."""
    (tmp_path / "nbgrader_config.py").write_text('c = get_config()\nc.Classroom.trials = "trials"\n')
    course = Course(tmp_path)
    keep_trial(tmp_path / "trials" / "hw.json", PLAN, "1", "source", TRIAL)
    return course


def test_trial_that_was_kept_is_the_trial(course: Course) -> None:
    assert kept_trial(course, PLAN, "1", "source") == TRIAL


@pytest.mark.parametrize(
    ("plan", "version", "source"),
    [
        (replace(PLAN, files={"data.csv": b"2"}), "1", "source"),
        (PLAN, "2", "source"),
        (PLAN, "1", "another"),
        (replace(PLAN, name="other"), "1", "source"),
        (replace(PLAN, limits=Limits(cell_s=9)), "1", "source"),
        (replace(PLAN, limits=Limits(cell_s=10, memory_mb=10)), "1", "source"),
    ],
    ids=["files", "grader", "source", "assignment", "cell_s", "memory_mb"],
)
def test_trial_of_something_else_does_not_count(
    course: Course, plan: AssignmentPlan, version: str, source: str
) -> None:
    assert kept_trial(course, plan, version, source) is None


def test_trial_with_tighter_limits_counts(course: Course) -> None:
    assert kept_trial(course, replace(PLAN, limits=Limits(cell_s=60)), "1", "source") == TRIAL


def _without(part: str) -> Callable[[dict[str, Any]], Any]:
    return lambda kept: {name: each for name, each in kept.items() if name != part}


def _with_packages(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "made_with": {**kept["made_with"], "packages": {"pandas": "0.1"}}}


@pytest.mark.parametrize(
    "change",
    [_with_packages, _without("limits"), _without("trial"), lambda kept: [kept], lambda kept: None],
    ids=["packages", "limits", "trial", "list", "null"],
)
def test_file_that_is_another_s_or_damaged_does_not_count(
    course: Course, change: Callable[[dict[str, Any]], Any]
) -> None:
    path = trial_path(course, "hw")
    assert path is not None
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    assert kept_trial(course, PLAN, "1", "source") is None
    path.write_text("{")
    assert kept_trial(course, PLAN, "1", "source") is None


def test_course_that_keeps_no_trials_has_none(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    assert kept_trial(Course(tmp_path), PLAN, "1", "source") is None


def test_grading_believes_a_kept_trial_until_the_source_changes(tmp_path: Path) -> None:
    with open_shop(tmp_path, 'c.Classroom.trials = "trials"') as shop:
        plan = plan_of_source(shop.course, ASSIGNMENT, Isolation.NONE)
        path, source = trial_path(shop.course, ASSIGNMENT), source_digest(shop.course, ASSIGNMENT)
        assert path is not None
        keep_trial(path, plan, VERSION, source, Trial(broken={"mean-test": "the file says so"}))

        with pytest.raises(CourseError, match="the file says so"):
            prepare(shop.course, shop.store, ASSIGNMENT, Isolation.NONE)

        notebook = next(shop.course.source(ASSIGNMENT).glob("*.ipynb"))
        notebook.write_text(notebook.read_text() + "\n")
        prepared = prepare(shop.course, shop.store, ASSIGNMENT, Isolation.NONE)
        assert prepared.engine is not None  # it was tried
        prepared.engine.close()
        assert prepared.trial.broken == {}


def test_check_that_is_to_keep_a_trial_wants_a_folder_for_it(tmp_path: Path) -> None:
    assert "c.Classroom.trials" in refused(make_course(tmp_path), "check", ASSIGNMENT, "--keep")
