"""A notebook in a real JupyterLab, as a learner sees it: opened by a link, run by menu or keyboard."""

from __future__ import annotations

from jupyter_server_process import JupyterLab
from playwright.sync_api import Page, expect

__all__ = [
    "ACTIVE_CELL",
    "CELLS",
    "GO_TO_CELL",
    "KERNEL_IS_IDLE",
    "RUN_TIMEOUT_MS",
    "cell",
    "errors",
    "open_notebook",
    "run_all",
    "run_cell",
    "wait_until_open",
]

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


def open_notebook(page: Page, lab: JupyterLab, path: str) -> None:
    """Open `path` as Binder's link does, and wait until its kernel is there."""
    page.goto(lab.address(path))
    wait_until_open(page, path)


def wait_until_open(page: Page, path: str) -> None:
    """Wait until `path` is the notebook in front, and its kernel is there."""
    page.wait_for_function(IS_CURRENT, arg=path, timeout=RUN_TIMEOUT_MS)
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


def run_all(page: Page) -> None:
    """Run all cells from the menu, and wait until all have run."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(f"() => ({CELLS})().every((cell) => cell.count)", timeout=RUN_TIMEOUT_MS)
    page.wait_for_function(KERNEL_IS_IDLE, timeout=RUN_TIMEOUT_MS)


def errors(page: Page) -> list[object]:
    """What went wrong in the cells that have run."""
    return [each["errors"] for each in page.evaluate(CELLS) if each["errors"]]
