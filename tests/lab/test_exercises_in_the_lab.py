"""Exercises in the browser lab: a wrong answer, the reference answers, and the marks that both get.

Two exercises are tried by `make test`; ``EXERCISES=all`` tries the ten (`make try-lab`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import lab_learner as learner
import pytest
from lab_learner import ROOT, Site
from playwright.sync_api import Browser, expect

from digital_factory.authoring.assignment import Assignment, slugs
from digital_factory.authoring.sample_answers import read_answers, source

TRIED = slugs(ROOT) if os.environ.get("EXERCISES") == "all" else ["01-why-they-multiply", "02-agile-space"]


@pytest.mark.parametrize("slug", TRIED)
def test_exercise_in_the_lab_tells_of_a_mistake_and_gets_the_marks_that_it_shows(
    browser: Browser, site: Site, tmp_path: Path, slug: str
) -> None:
    assignment = Assignment.read(slug, ROOT)
    points = int(sum(assignment.tasks.values()))
    task = next(iter(assignment.tasks))
    told = learner.visible_test(slug, f"{task}-test")
    mistake = next(one for one in read_answers(slug, ROOT).wrong[task].values() if one.message in told)
    wrong = learner.solved(slug, **{task.replace("-", "_"): source(assignment, task, mistake.answer)})
    with learner.opened(browser) as page:
        page.goto(f"{site.address}/lab/notebooks/index.html?path=exercises/{slug}.ipynb")
        expect(page.locator(".course-score")).to_contain_text(f"0 of {points} points", timeout=learner.START)

        learner.bring(page, "wrong.ipynb", json.dumps(wrong))
        page.locator(".course-notice", has_text="Your answers").get_by_role("button", name="Close").click()
        learner.run_through(page, wrong, f"{task}-test")
        said = page.locator(".jp-OutputArea-output", has_text=mistake.message).first
        expect(said).to_be_visible(timeout=learner.RUN)
        expect(page.locator(".course-score")).to_contain_text(f"0 of {points} points; to do: 1 2")

        learner.bring(page, f"{slug}.ipynb", json.dumps(learner.solved(slug)))
        page.get_by_role("dialog").get_by_role("button", name="Take the file's answers").click()
        page.locator(".course-notice", has_text="Your answers").wait_for()
        learner.run_all(page)
        expect(page.locator(".course-score")).to_contain_text(f"{points} of {points} points")
        shown = page.locator("[data-course-points]").evaluate_all(
            "cells => cells.map((cell) => parseInt(cell.dataset.coursePoints.split(': ')[1], 10))"
        )
        name, notebook = learner.take_home(page)

    assert shown == [int(each) for each in assignment.tasks.values()]
    assert name == f"{slug}.ipynb"
    assert learner.graded(notebook, slug, tmp_path) == points
