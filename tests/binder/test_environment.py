"""An environment made by following the plan, once: what is in it, and a learner at work in its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator

import lab_learner
import pytest
from binder_plan import Environment, megabytes
from jupyter_server_process import JupyterLab
from jupyterlab_page import (
    ACTIVE_CELL,
    CELLS,
    GO_TO_CELL,
    RUN_TIMEOUT_MS,
    cell,
    errors,
    open_notebook,
    run_all,
    run_cell,
    wait_until_open,
)
from playwright.sync_api import Browser, Page, expect

from digital_factory.authoring.assignment import slugs

from .conftest import ROOT

pytestmark = pytest.mark.long

SLUG = "08-the-wall"
TEXT_OF_FIRST_CELL = "() => jupyterapp.shell.currentWidget.content.model.cells.get(0).sharedModel.getSource()"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for JupyterLab, which reports errors of its own that are none of ours."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(RUN_TIMEOUT_MS)  # a busy machine is no failure
    yield context.new_page()
    context.close()


def test_environment_made_by_the_plan_has_the_lock_and_the_course_and_no_grader(
    environment: Environment,
) -> None:
    packages = next(environment.programs.parent.glob("lib/python*/site-packages"))
    installed = {
        name.replace("_", "-"): version
        for name, version in (path.stem.rsplit("-", 1) for path in packages.glob("*.dist-info"))
    }
    locked = {
        line.partition("==")[0]
        for line in (ROOT / "binder/packages.txt").read_text("utf-8").splitlines()
        if " ;" not in line
    }
    assert locked - set(installed) == set()
    assert set(installed) & {"nbgrader", "jupyter-book", "sphinx", "uv"} == set()
    assert "making-digital-factories-work" in installed
    assert not (packages / "classroom").exists()
    assert not (packages / "digital_factory" / "authoring").exists()


def test_environment_made_by_the_plan_takes_less_room_than_its_budget(environment: Environment) -> None:
    assert megabytes(environment.programs.parent) < 350


def test_folder_made_by_the_plan_holds_what_a_learner_needs_and_nothing_else(
    environment: Environment,
) -> None:
    folder = environment.repository
    assert {path.name for path in folder.iterdir()} == {
        "LICENSE",
        "LICENSES",
        "chapters",
        "data",
        "exercises",
        "start.ipynb",
    }
    slugs = {path.name for path in (ROOT / "exercises").iterdir()}
    assert {path.name for path in (folder / "exercises").iterdir()} == slugs
    assert {f"{slug}.md" for slug in slugs} <= {path.name for path in (folder / "chapters").iterdir()}
    assert {path.name for path in (folder / "data").iterdir()} == {
        path.name for path in (ROOT / "src/digital_factory/data").iterdir()
    }


def test_environment_made_by_the_plan_opens_markdown_as_notebooks(environment: Environment) -> None:
    settings = environment.home / ".jupyter/labconfig/default_setting_overrides.json"
    viewers = json.loads(settings.read_text("utf-8"))["@jupyterlab/docmanager-extension:plugin"][
        "defaultViewers"
    ]
    assert viewers == {"markdown": "Jupytext Notebook"}


def test_environment_made_by_the_plan_asks_no_learner_about_news(environment: Environment) -> None:
    file = environment.programs.parent / "share/jupyter/lab/settings/overrides.json"
    settings = json.loads(file.read_text("utf-8"))["@jupyterlab/apputils-extension:notification"]
    assert settings == {"fetchNews": "false", "checkForUpdates": False}


def test_start_page_is_the_first_thing_and_leads_to_every_chapter_and_exercise(
    lab: JupyterLab, page: Page
) -> None:
    page.goto(f"{lab.url}?token={lab.token}")
    wait_until_open(page, "start.ipynb")
    expect(page.get_by_role("heading", name="start here")).to_be_visible(timeout=RUN_TIMEOUT_MS)
    text = page.evaluate(TEXT_OF_FIRST_CELL)
    for slug in slugs(ROOT):
        assert f"](chapters/{slug}.md)" in text
        assert f"](exercises/{slug}/{slug}.ipynb)" in text
    page.get_by_role("link", name="Exercise 8", exact=True).click()
    wait_until_open(page, f"exercises/{SLUG}/{SLUG}.ipynb")


def test_chapter_in_jupyterlab_runs_to_the_end_and_its_case_answers(
    lab: JupyterLab, page: Page, slug: str
) -> None:
    open_notebook(page, lab, f"chapters/{slug}.md")
    run_all(page)
    assert errors(page) == []

    page.evaluate(
        """() => {
            const notebook = jupyterapp.shell.currentWidget.content;
            const sources = [...notebook.model.cells].map((cell) => cell.sharedModel.getSource());
            return notebook.scrollToItem(sources.findIndex((source) => source.includes(".explorer()")));
        }"""
    )
    readout = page.locator("[data-case-readout]")
    expect(readout).to_have_count(1, timeout=RUN_TIMEOUT_MS)
    before = readout.inner_text()
    handle = page.locator(".df-explorer .noUi-handle").first
    handle.focus()
    at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
    expect(readout).not_to_have_text(before)


def test_exercise_solved_in_jupyterlab_runs_to_the_end_and_is_there_after_a_restart(
    lab: JupyterLab, environment: Environment, page: Page, slug: str
) -> None:
    path = f"exercises/{slug}/{slug}-mine.ipynb"
    handed_in = environment.repository / "hand-in"
    handed_in.mkdir(exist_ok=True)
    (handed_in / "learner-id.txt").write_text("ada", "utf-8")
    (environment.repository / path).write_text(json.dumps(lab_learner.solved(slug)), "utf-8")
    open_notebook(page, lab, path)
    run_all(page)
    assert errors(page) == []
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function(
        "() => !jupyterapp.shell.currentWidget.context.model.dirty", timeout=RUN_TIMEOUT_MS
    )
    saved = json.loads((environment.repository / path).read_text("utf-8"))
    # The last cell saves the notebook itself, before its own number is known.
    counts = [each["execution_count"] for each in saved["cells"] if each["cell_type"] == "code"][:-1]
    assert all(counts)
    assert (handed_in / f"{slug}-ada.ipynb").is_file()

    with JupyterLab.started(
        environment.programs / "jupyter-lab", environment.repository, environment.variables
    ) as another:
        open_notebook(page, another, path)
        assert [each["count"] for each in page.evaluate(CELLS)][:-1] == counts


def test_exercise_in_jupyterlab_shows_a_check_and_passes_it_once_answered(
    lab: JupyterLab, page: Page
) -> None:
    source = json.loads((ROOT / f"solutions/{SLUG}/{SLUG}.ipynb").read_text("utf-8"))
    answer = next(
        "".join(each["source"])
        for each in source["cells"]
        if each["metadata"].get("nbgrader", {}).get("grade_id") == "wall-1"
    )
    open_notebook(page, lab, f"exercises/{SLUG}/{SLUG}.ipynb")
    ids = [each["id"] for each in page.evaluate(CELLS)]
    for given in ids[: ids.index("wall-1-test")]:
        run_cell(page, given)
        assert cell(page, given)["errors"] == []
    run_cell(page, "wall-1-test")
    message = cell(page, "wall-1-test")["errors"]
    assert message
    assert "`my_log`" in message[0]

    page.evaluate(GO_TO_CELL, "wall-1")
    editor = page.locator(f"{ACTIVE_CELL} .cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(answer)
    run_cell(page, "wall-1")
    assert cell(page, "wall-1")["errors"] == []
    run_cell(page, "wall-1-test")
    assert cell(page, "wall-1-test")["errors"] == []


def test_what_is_typed_while_the_connection_is_lost_stays_and_is_saved_when_it_is_back(
    lab: JupyterLab, environment: Environment, page: Page
) -> None:
    path = f"exercises/{SLUG}/{SLUG}-offline.ipynb"
    (environment.repository / path).write_text(json.dumps(lab_learner.solved(SLUG)), "utf-8")
    open_notebook(page, lab, path)
    page.evaluate(GO_TO_CELL, "wall-1")
    page.locator(f"{ACTIVE_CELL} .cm-content").click()
    page.keyboard.press("Control+Home")
    page.context.set_offline(True)
    page.keyboard.insert_text("# typed without a connection\n")
    page.keyboard.press("Control+s")
    refused = page.get_by_role("dialog").filter(has_text="File Save Error").first
    expect(refused).to_be_visible(timeout=RUN_TIMEOUT_MS)  # the learner is told
    page.context.set_offline(False)
    refused.get_by_role("button").last.click()
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function(
        "() => !jupyterapp.shell.currentWidget.context.model.dirty", timeout=RUN_TIMEOUT_MS
    )
    assert "# typed without a connection" in (environment.repository / path).read_text("utf-8")
