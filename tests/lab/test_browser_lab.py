"""An exercise in the browser lab, from the button on its page to the marks that its notebook gets.

The tests share one page and go through it in order, as a learner would: Python starts once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import lab_learner as learner
import pytest
from lab_learner import BOOK, ROOT, Site
from playwright.sync_api import Browser, Page, expect

from digital_factory.authoring.lab.answers import model_answers

SLUG = "08-the-wall"
KEPT = next(
    "".join(cell["source"])
    for cell in learner.solved(SLUG)["cells"]
    if cell["metadata"].get("nbgrader", {}).get("grade_id") == "wall-1"
)


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The lab with the exercise of chapter 8 and open answers, opened by the button of its page."""
    listed = json.loads((BOOK / "lab/extensions/course-lab/static/documents.json").read_text("utf-8"))
    listed[f"exercises/{SLUG}.ipynb"]["answers"] = f"answers/{SLUG}.json"
    site.replaced["/lab/extensions/course-lab/static/documents.json"] = json.dumps(listed).encode()
    site.replaced[f"/lab/answers/{SLUG}.json"] = json.dumps(model_answers(SLUG, ROOT)).encode()
    with learner.opened(browser) as opened:
        # Twenty seconds of a cell that never ends are a second here.
        opened.add_init_script(
            "const later = setTimeout; "
            "window.setTimeout = (act, ms, ...more) => later(act, ms === 20000 ? 1000 : ms, ...more);"
        )
        opened.goto(f"{site.address}/book/{SLUG}.html")
        opened.locator(".lab-buttons a").click()
        learner.wait_for_kernel(opened)
        yield opened


def answer(page: Page, task: str) -> str:
    """What stands in a task's cell of the notebook that the lab would give home."""
    _, notebook = learner.take_home(page)
    (cell,) = [
        one for one in notebook["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == task
    ]
    return "".join(cell["source"])


def notice(page: Page, words: str) -> None:
    """Expect a sentence in the bar, and close it."""
    shown = page.locator(".course-notice", has_text=words)
    expect(shown).to_be_visible(timeout=learner.START)
    shown.get_by_role("button", name="Close").click()


def test_button_of_a_chapter_opens_its_exercise_with_a_way_back(page: Page, site: Site) -> None:
    assert f"/lab/notebooks/index.html?path=exercises/{SLUG}.ipynb" in page.url
    back = page.get_by_role("link", name="Making Digital Factories Work, chapter 8")
    assert back.get_attribute("href") == f"{site.address}/book/{SLUG}.html"
    expect(page.locator(".course-score")).to_contain_text("0 of 17 points; to do: 1 2 3 4 5 6 7")


def test_file_that_is_no_notebook_gives_a_sentence(page: Page) -> None:
    learner.bring(page, "letter.ipynb", "Dear Maud")

    notice(page, "letter.ipynb is no notebook")


def test_notebook_of_another_exercise_gives_a_sentence(page: Page) -> None:
    learner.bring(page, "squads.ipynb", json.dumps(learner.solved("03-squads")))

    notice(page, "holds no task of this exercise")


def test_hand_in_asks_for_the_id_and_gives_the_file_with_it(page: Page) -> None:
    def hand_in() -> dict[str, object]:
        with page.expect_download() as download:
            page.get_by_role("dialog").get_by_role("button", name="Get the file").click()
        assert download.value.suggested_filename == f"{SLUG}-ada.ipynb"
        metadata = json.loads(Path(download.value.path()).read_text("utf-8"))["metadata"]
        notice(page, f"{SLUG}-ada.ipynb is in your downloads")
        return dict(metadata["hand_in"])

    page.get_by_role("button", name="Hand in…").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("ada")
    mark = hand_in()
    assert (mark["student"], mark["assignment"], len(str(mark["sha256"]))) == ("ada", SLUG, 64)

    page.get_by_role("button", name="Hand in…").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("ada")  # asked for once
    hand_in()


def test_model_answer_is_offered_after_three_tries_and_says_why(page: Page) -> None:
    learner.wait_for_kernel(page)
    check = page.locator(".jp-CodeCell", has_text="# Run this cell to check task 1.")
    box = check.locator("details.course-answer")
    for tries in (1, 2, 3):
        assert box.count() == 0
        learner.go_to(page, SLUG, "wall-1-test")
        page.keyboard.press("Control+Enter")
        expect(check.locator(".jp-InputPrompt")).to_have_text(f"[{tries}]:", timeout=learner.RUN)
    expect(box).to_have_count(1)

    box.get_by_text("Model answer").click()

    expect(box.locator("pre")).to_contain_text("first_days.dt.year.value_counts()")
    expect(box.locator("p")).to_contain_text("A service makes many visits and is handed over once")
    expect(page.locator("details.course-answer")).to_have_count(1)


def test_exercise_with_the_reference_answers_passes_and_is_graded_to_full_marks(
    page: Page, tmp_path: Path
) -> None:
    learner.bring(page, f"{SLUG}.ipynb", json.dumps(learner.solved(SLUG)))
    notice(page, "Your answers are in the notebook below")
    learner.run_all(page)
    expect(page.locator(".course-score")).to_contain_text("17 of 17 points")
    expect(page.locator(".course-total")).to_have_text(
        "In all: 17 of 17 points; all checks passed. 3 more points are given by hand. "
        "“Hand in…” above gives the file to hand in."
    )
    expect(page.locator("details.course-answer")).to_have_count(7)

    name, notebook = learner.take_home(page)

    assert name == f"{SLUG}.ipynb"
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert learner.graded(notebook, SLUG, tmp_path) == 17


def test_work_is_there_after_a_reload(page: Page) -> None:
    page.wait_for_timeout(2500)  # saved a second and a half after the last change

    page.reload()

    expect(page.locator(".course-score")).to_contain_text("17 of 17 points", timeout=learner.START)
    assert answer(page, "wall-1") == KEPT


def test_newer_build_takes_the_answers_over(page: Page, site: Site) -> None:
    path = f"/lab/files/exercises/{SLUG}.ipynb"
    newer = json.loads((BOOK / path[1:]).read_text("utf-8"))
    newer["metadata"]["course"]["version"] = "newer"
    newer["cells"][0]["source"] = "# The wall, second edition"
    site.replaced[path] = json.dumps(newer).encode()

    page.reload()

    notice(page, "The exercise has changed since you last worked on it")
    expect(page.get_by_role("heading", name="The wall, second edition")).to_be_visible()
    assert answer(page, "wall-1") == KEPT
    expect(page.locator(".course-score")).to_contain_text("0 of 17 points")


def test_cell_that_never_ends_can_be_stopped_and_the_next_one_draws(page: Page) -> None:
    learner.wait_for_kernel(page)
    cell = page.locator(".jp-CodeCell", has_text="# Look here.")  # where learners try things out
    editor = cell.locator(".cm-content")
    editor.scroll_into_view_if_needed()
    cell = page.locator(
        f'.jp-CodeCell[data-windowed-list-index="{cell.get_attribute("data-windowed-list-index")}"]'
    )
    editor = cell.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("while True: pass")
    page.keyboard.press("Control+Enter")

    page.get_by_role("button", name="Stop it").click(timeout=learner.START)

    learner.wait_for_kernel(page)
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "import sqlite3\nimport pandas as pd\nax = pd.Series([1, 2]).plot()\n"
        'print(pd.read_sql_query("select 6 * 7 as n", sqlite3.connect(":memory:"))["n"].sum())'
    )
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-OutputArea-output", has_text="42").first).to_be_visible(timeout=learner.START)
    expect(cell.locator(".jp-OutputArea-output img").first).to_be_visible(timeout=learner.START)


def test_name_is_completed_by_what_has_been_run(page: Page) -> None:
    editor = page.locator(".jp-CodeCell", has_text="select 6 * 7").locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("print(6 * 7)\n")
    page.keyboard.type("pd.DataFr")  # key by key: the list opens for what is typed

    page.keyboard.press("Tab")

    expect(page.locator(".jp-Completer")).to_contain_text(".DataFrame", timeout=learner.START)
    page.keyboard.press("Escape")


def test_start_again_asks_first(page: Page) -> None:
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("button", name="Keep my answers").click()
    expect(page.locator(".jp-Notebook")).to_contain_text("print(6 * 7)")

    page.get_by_role("button", name="Start again").click()
    page.get_by_role("dialog").get_by_role("button", name="Start again").click()

    expect(page.locator(".jp-Notebook")).not_to_contain_text("print(6 * 7)")
