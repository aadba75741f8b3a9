"""An environment made by following the plan, once for all these tests, and JupyterLab at work in it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from jupyter_server_process import JupyterLab
from playwright.sync_api import Browser, Page, expect

from .conftest import ROOT, Environment, run

SLUG = "08-the-wall"
RUN_TIMEOUT_MS = 240_000

# The notebook's cells as JupyterLab holds them: those out of sight are not in the page.
CELLS = """() => {
    const model = jupyterapp.shell.currentWidget.content.model;
    return [...model.cells].filter((cell) => cell.type === "code").map((cell) => ({
        id: cell.sharedModel.getMetadata().nbgrader?.grade_id ?? null,
        count: cell.executionCount,
        errors: cell.sharedModel.toJSON().outputs
            .filter((output) => output.output_type === "error")
            .map((output) => `${output.ename}: ${output.evalue}`),
        printed: cell.sharedModel.toJSON().outputs
            .map((output) => [output.text ?? output.data?.["text/plain"] ?? ""].flat().join("")).join("\\n"),
    }));
}"""
IS_CURRENT = "(path) => window.jupyterapp?.shell?.currentWidget?.context?.path === path"
# JupyterLab opens what it had open before as well, in tabs behind.
ACTIVE_CELL = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell.jp-mod-active"
KERNEL_IS_IDLE = """() => {
    const context = window.jupyterapp?.shell?.currentWidget?.context;
    return context?.isReady && context.sessionContext.session?.kernel?.status === "idle";
}"""
GO_TO_CELL = """(gradeId) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    const ids = [...notebook.model.cells].map((cell) => cell.sharedModel.getMetadata().nbgrader?.grade_id);
    notebook.activeCellIndex = ids.indexOf(gradeId);
    return notebook.scrollToItem(notebook.activeCellIndex);
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for JupyterLab, which reports errors of its own that are none of ours."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


def open_notebook(page: Page, lab: JupyterLab, path: str) -> None:
    """Open `path` as Binder's link does, and wait until its kernel is there."""
    page.goto(lab.address(path))
    page.wait_for_function(
        "(path) => window.jupyterapp?.shell?.currentWidget?.context?.path === path",
        arg=path,
        timeout=RUN_TIMEOUT_MS,
    )
    expect(page.locator(".jp-NotebookPanel:visible")).to_have_count(1, timeout=RUN_TIMEOUT_MS)
    page.wait_for_function(KERNEL_IS_IDLE, timeout=RUN_TIMEOUT_MS)


def cell(page: Page, grade_id: str) -> dict[str, object]:
    return next(each for each in page.evaluate(CELLS) if each["id"] == grade_id)


def run_cell(page: Page, grade_id: str) -> None:
    """Run one cell from the keyboard and wait until it has run."""
    page.evaluate(GO_TO_CELL, grade_id)
    before = cell(page, grade_id)["count"]
    page.locator(f"{ACTIVE_CELL} .jp-InputPrompt").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        f"([gradeId, before]) => ({CELLS})().some((c) => c.id === gradeId && c.count && c.count !== before)",
        arg=[grade_id, before],
        timeout=RUN_TIMEOUT_MS,
    )
    page.wait_for_function(KERNEL_IS_IDLE, timeout=RUN_TIMEOUT_MS)


def test_environment_made_by_the_plan_has_the_lock_and_the_course(
    environment: Environment,
) -> None:
    listed = run(
        environment.programs / "python",
        "-m",
        "pip",
        "list",
        "--format=json",
        cwd=ROOT,
        env=environment.variables,
    )
    installed = {entry["name"].lower(): entry["version"] for entry in json.loads(listed.splitlines()[0])}
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    for name in ("jupyter-book", "jupyterlab", "jupytext", "nbgrader", "pandas", "ipywidgets", "anywidget"):
        assert f"{name}=={installed[name]}\n" in lock
    assert "making-digital-factories-work" in installed


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


def test_chapter_in_jupyterlab_runs_to_the_end_and_its_case_answers(lab: JupyterLab, page: Page) -> None:
    open_notebook(page, lab, f"book/{SLUG}.md")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(f"() => ({CELLS})().every((cell) => cell.count)", timeout=RUN_TIMEOUT_MS)
    page.wait_for_function(KERNEL_IS_IDLE, timeout=RUN_TIMEOUT_MS)
    assert [each["errors"] for each in page.evaluate(CELLS) if each["errors"]] == []

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
    page.keyboard.press("ArrowRight")
    expect(readout).not_to_have_text(before)


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
