"""What trying the course's own assignments showed travels with it, and is of these assignments."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from classroom.course import Course
from classroom.gradebook.aside import plan_of_source
from classroom.gradebook.prepare import VERSION, source_digest
from classroom.gradebook.trials import keep_trial
from classroom.records import Isolation, Trial
from digital_factory.authoring import trials
from digital_factory.authoring.assignment import ROOT, slugs
from digital_factory.authoring.sample_class import course_folder, lay_out

KEPT = ROOT / "answers" / "trials"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what trials are made from, without the trials."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for step in ("solutions", "exercises"):
        shutil.copytree(ROOT / step, folder / step)
    return folder


def _kept(path: Path) -> dict[str, Any]:
    """What is in a file but the Python and the packages: with others the tests are tried again."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for each in ("python", "packages"):
        del content["made_with"][each]
    return content


@pytest.mark.parametrize("slug", slugs(ROOT))
def test_kept_trial_is_of_the_assignment_and_the_grader_as_they_are(slug: str, root: Path) -> None:
    lay_out(slug, root, course_folder(root))
    course = Course(course_folder(root))
    now = root / "now.json"

    plan = plan_of_source(course, slug, Isolation.NAMESPACES)
    keep_trial(now, plan, VERSION, source_digest(course, slug), Trial())

    kept, made = _kept(KEPT / f"{slug}.json"), _kept(now)
    assert (made["made_with"], made["limits"]) == (kept["made_with"], kept["limits"]), "changed: make trials"


def test_trial_that_is_made_again_is_the_one_that_is_kept(root: Path) -> None:
    slug = "02-agile-space"
    trials.main([slug], root)
    assert _kept(root / "answers" / "trials" / f"{slug}.json") == _kept(KEPT / f"{slug}.json")
