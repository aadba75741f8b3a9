"""Every test of this course's own assignments is graded with the learner's code in another process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from classroom.assignment.load import load_plan
from classroom.course import Course
from classroom.gradebook.store import open_store
from classroom.grading.calibrate import calibrate
from classroom.records import CellRole, Isolation, Trial

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "solutions").iterdir() if any(path.glob("*.ipynb")))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_assignment_is_graded_apart_its_tests_stand_alone_and_its_reference_passes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    for step in ("solutions", "exercises"):
        shutil.copytree(ROOT / step / name, tmp_path / step / name)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    course = Course(tmp_path)
    with open_store(course) as store:
        plan = load_plan(course, store.gradebook, name, Isolation.NAMESPACES)
    found = calibrate(plan)
    found.engine.close()
    tests = [
        cell.grade_id for notebook in plan.notebooks for cell in notebook.cells if cell.role == CellRole.TEST
    ]
    assert found.trial == Trial(warm_up=found.trial.warm_up, alone=tuple(sorted(map(str, tests))))
    kept = json.loads((ROOT / "answers" / "trials" / f"{name}.json").read_text("utf-8"))
    assert json.loads(json.dumps(asdict(found.trial))) == kept["trial"]
    assert not any(cell.shared for notebook in found.plan.notebooks for cell in notebook.cells)
