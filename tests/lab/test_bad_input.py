"""What goes wrong in a learner's browser: a sentence says what happened and what to do; no answer is lost.

Python is not fetched where a test is about the notebook and where it is kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import lab_learner as learner
from lab_learner import Site
from playwright.sync_api import Browser, Page, expect

SLUG = "08-the-wall"
# What a browser does that was told to keep nothing of any site.
KEEPS_NOTHING = """
for (const name of ["indexedDB", "localStorage", "sessionStorage"]) {
  const refuse = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
  Object.defineProperty(window, name, { get: refuse, configurable: true });
}
ServiceWorkerContainer.prototype.register = async () => {
  throw new DOMException("Not allowed.", "SecurityError");
};
"""
# A browser that writes at once and says so only after two seconds.
SLOW = """
Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set(act) {
  const late = (event) => setTimeout(() => act.call(this, event), 2000);
  this.addEventListener("complete", late);
}});
"""
# A minute and a half without Python are a second here.
IMPATIENT = """
const later = setTimeout;
window.setTimeout = (act, ms, ...more) => later(act, ms === 90000 ? 1000 : ms, ...more);
"""


def address(site: Site, slug: str = SLUG) -> str:
    return f"{site.address}/lab/notebooks/index.html?path=exercises/{slug}.ipynb"


@contextlib.contextmanager
def without_python(browser: Browser) -> Iterator[Page]:
    """Yield a page in whose lab Python never starts, which its scripts may report."""
    context = browser.new_context(viewport={"width": 1300, "height": 900}, accept_downloads=True)
    context.route("**/static/pyodide/**", lambda route: route.abort())
    yield context.new_page()
    context.close()


def wait_until_open(page: Page) -> None:
    expect(page.locator(".course-score")).to_contain_text("0 of 17 points", timeout=learner.START)
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=learner.START)


def write(page: Page, words: str) -> None:
    """Write an answer to the first task."""
    learner.go_to(page, SLUG, "wall-1")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)


def answer(page: Page) -> str:
    """The answer to the first task in the file that the learner would take home."""
    _, notebook = learner.take_home(page)
    marks = ((cell["metadata"].get("nbgrader", {}), cell) for cell in notebook["cells"])
    return next("".join(cell["source"]) for mark, cell in marks if mark.get("grade_id") == "wall-1")


def test_storage_without_room_opens_the_exercise_and_says_that_work_is_not_saved(
    browser: Browser, site: Site
) -> None:
    with without_python(browser) as page:
        page.goto(f"{site.address}/book/{SLUG}.html")
        limit = {"origin": site.address.removesuffix("/course"), "quotaSize": 1}
        page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", limit)
        page.goto(address(site))
        wait_until_open(page)

        write(page, "mine = 1")

        expect(page.locator(".course-notice", has_text="storage may be full")).to_contain_text(
            "Download your work now", timeout=learner.START
        )
        for button in page.get_by_role("dialog").get_by_role("button").all():
            button.click()  # JupyterLab's own window, unless a key has closed it already
        write(page, "mine = 2")
        page.wait_for_timeout(2500)  # longer than it takes to save
        expect(page.get_by_role("dialog")).to_have_count(0)  # said once
        assert answer(page) == "mine = 2"


def test_save_that_begins_before_another_has_ended_asks_the_learner_nothing(
    browser: Browser, site: Site
) -> None:
    with without_python(browser) as page:
        page.add_init_script(SLOW)
        page.goto(address(site))
        wait_until_open(page)
        write(page, "mine = 1")

        for _ in range(10):  # at any moment of a save that takes four seconds or more
            page.keyboard.press("Control+s")
            page.wait_for_timeout(700)

        expect(page.get_by_role("dialog")).to_have_count(0)
        assert answer(page) == "mine = 1"


def test_browser_that_keeps_nothing_and_has_no_service_worker_says_so_and_checks(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    context.add_init_script(KEEPS_NOTHING)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address(site))
    wait_until_open(page)
    kept = page.locator(".course-notice", has_text="This browser keeps nothing")
    expect(kept).to_contain_text("download your work before you close this page", timeout=learner.START)
    worker = page.locator(".course-notice", has_text="blocks service workers")
    expect(worker).to_contain_text("Everything else does", timeout=learner.START)

    learner.bring(page, "mine.ipynb", json.dumps(learner.solved(SLUG)))
    page.locator(".course-notice", has_text="Your answers are in the notebook").wait_for()
    learner.run_through(page, learner.solved(SLUG), "wall-1-test")

    expect(page.locator(".course-score")).to_contain_text("2 of 17 points", timeout=learner.RUN)
    assert [fault for fault in faults if "denied" in fault] == []
    context.close()


def test_python_that_never_starts_is_told_of_and_the_text_can_be_written(
    browser: Browser, site: Site
) -> None:
    with without_python(browser) as page:
        page.add_init_script(IMPATIENT)
        page.goto(address(site))
        wait_until_open(page)

        expect(page.locator(".course-notice", has_text="Python has not started yet")).to_contain_text(
            "reload this page: your text is kept", timeout=learner.START
        )
        write(page, "mine = 1")
        assert answer(page) == "mine = 1"


def test_address_of_no_notebook_says_so_and_leads_back_to_the_course(browser: Browser, site: Site) -> None:
    with without_python(browser) as page:
        page.goto(address(site, "08-wall"))

        said = page.get_by_role("alert")
        expect(said).to_contain_text("There is no notebook “exercises/08-wall.ipynb”", timeout=learner.START)
        back = page.get_by_role("link", name="Making Digital Factories Work")
        assert back.get_attribute("href") == f"{site.address}/index.html"


def test_file_that_would_replace_other_answers_is_taken_only_when_the_learner_says_so(
    browser: Browser, site: Site
) -> None:
    with without_python(browser) as page:
        page.goto(address(site))
        wait_until_open(page)
        write(page, "mine = 1")
        file = json.dumps(learner.solved(SLUG, wall_1="theirs = 1"))

        learner.bring(page, "theirs.ipynb", file)
        page.get_by_role("dialog").get_by_role("button", name="Keep my answers").click()
        expect(page.locator(".course-notice", has_text="nothing was taken from theirs.ipynb")).to_be_visible()
        assert answer(page) == "mine = 1"

        learner.bring(page, "theirs.ipynb", file)
        page.get_by_role("dialog").get_by_role("button", name="Take the file's answers").click()
        expect(page.locator(".course-notice", has_text="Your answers are in the notebook")).to_be_visible()
        assert answer(page) == "theirs = 1"


def test_answer_to_a_task_that_a_newer_exercise_has_not_stands_at_its_end(
    browser: Browser, site: Site
) -> None:
    path = f"/lab/files/exercises/{SLUG}.ipynb"
    with without_python(browser) as page:
        page.goto(address(site))
        wait_until_open(page)
        write(page, "mine = 1")
        learner.wait_until_kept(page, SLUG, "mine = 1")
        newer = json.loads((learner.BOOK / path[1:]).read_text("utf-8"))
        newer["metadata"]["course"]["version"] = "newer"
        newer["cells"] = [
            cell
            for cell in newer["cells"]
            if not cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("wall-1")
        ]
        site.replaced[path] = json.dumps(newer).encode()

        page.reload()

        expect(page.locator(".course-notice", has_text="The exercise has changed")).to_contain_text(
            "Answers to tasks that are gone stand at the end", timeout=learner.START
        )
        _, notebook = learner.take_home(page)
        assert "".join(notebook["cells"][-1]["source"]) == "mine = 1"
    del site.replaced[path]
