"""A chapter as a notebook of the browser lab: it runs to the end, its case answers, its figure is drawn."""

from __future__ import annotations

import re

import lab_learner as learner
from lab_learner import Site
from playwright.sync_api import Browser, expect

SLUG = "08-the-wall"


def test_chapter_in_the_lab_runs_to_the_end_its_case_answers_and_its_figure_is_drawn(
    browser: Browser, site: Site
) -> None:
    with learner.opened(browser) as page:
        page.goto(f"{site.address}/lab/notebooks/index.html?path=chapters/{SLUG}.ipynb")
        learner.wait_for_kernel(page)

        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

        figure = page.locator(".jp-OutputArea-output").locator("img, svg").last
        expect(figure).to_be_visible(timeout=learner.RUN)
        readout = page.locator("[data-case-readout]")
        expect(readout).to_have_count(1, timeout=learner.RUN)
        before = readout.inner_text()
        handle = page.locator(".df-explorer .noUi-handle").first
        handle.focus()
        page.keyboard.press("ArrowRight")
        expect(readout).not_to_have_text(before)
        expect(page.locator(".jp-OutputArea-output[data-mime-type*='stderr']")).to_have_count(0)
        expect(page.get_by_role("link", name="The exercise")).to_be_visible()


def test_exercise_in_jupyterlab_s_own_view_is_the_same_and_its_settings_can_be_read(
    browser: Browser, site: Site
) -> None:
    with learner.opened(browser) as page:
        page.goto(f"{site.address}/lab/lab/index.html?path=exercises/{SLUG}.ipynb")
        expect(page.get_by_role("heading", name="The wall of industrialisation")).to_be_visible(
            timeout=learner.START
        )

        page.get_by_role("menuitem", name="Settings", exact=True).click()
        page.get_by_role("menuitem", name=re.compile(r"^Settings Editor")).click()

        expect(page.locator(".jp-SettingsForm").first).to_be_visible(timeout=learner.START)
