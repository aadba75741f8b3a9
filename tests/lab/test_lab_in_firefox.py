"""The lab in Firefox, on machines that have one: the first check passes, and the work is kept."""

from __future__ import annotations

import json

import lab_learner as learner
from firefox import Firefox, find, started
from lab_learner import Site

SLUG = "08-the-wall"
TEST = "wall-1-test"
SCORE = "document.querySelector('.course-score')?.textContent"
# The file that the learner would choose in the dialog.
CHOOSE = """
HTMLInputElement.prototype.click = function () {
  const chosen = new DataTransfer();
  chosen.items.add(new File([%s], "mine.ipynb"));
  this.files = chosen.files;
  this.dispatchEvent(new Event("change"));
};
[...document.querySelectorAll(".course-button")].find((one) => one.textContent === "Open my file…").click();
true;
"""
FIRST_CELL = """
const prompt = document.querySelector(".jp-Notebook .jp-Cell .jp-InputPrompt");
for (const kind of ["mousedown", "mouseup", "click"]) {
  prompt.dispatchEvent(new MouseEvent(kind, { bubbles: true, button: 0 }));
}
document.querySelector(".jp-Notebook").focus();
true;
"""
# Those that are here: a machine without Firefox has nothing to test.
FIREFOXES = [program for program in [find()] if program is not None]


def check_passes(firefox: Firefox, site: Site) -> None:
    notebook = learner.solved(SLUG)
    firefox.open(f"{site.address}/lab/notebooks/index.html?path=exercises/{SLUG}.ipynb")
    firefox.wait_for(f"{SCORE}?.includes('0 of 17 points') ?? false", learner.START / 1000)
    firefox.evaluate(CHOOSE % json.dumps(json.dumps(notebook)))
    firefox.wait_for("document.body.textContent.includes('Your answers are in the notebook')", 60)
    firefox.evaluate(FIRST_CELL)
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    for _ in range(ids.index(TEST) + 1):
        firefox.press("Shift", "Enter")
    firefox.wait_for(f"{SCORE}.includes('2 of 17 points')", learner.RUN / 1000)


def is_kept(firefox: Firefox, site: Site) -> None:
    firefox.evaluate("new Promise((done) => setTimeout(() => done(true), 2500))")  # saved soon after a change
    firefox.open(f"{site.address}/lab/notebooks/index.html?path=exercises/{SLUG}.ipynb")
    firefox.wait_for(f"{SCORE}?.includes('2 of 17 points') ?? false", learner.START / 1000)


def test_exercise_in_firefox_passes_its_first_check_and_is_kept(site: Site) -> None:
    for program in FIREFOXES:
        with started(program) as firefox:
            check_passes(firefox, site)
            is_kept(firefox, site)
