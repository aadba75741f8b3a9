"""Stock nbgrader on what the command leaves, and the command on what stock nbgrader leaves."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import ordinary_user
import pytest
from playwright.sync_api import Browser, Page, expect
from shop_command import classroom, gradebook, mark_by_hand, marks, nbgrader, rows_of, scores
from shop_course import ASSIGNMENT, FULL, TWIN, blank, hand_in, honest, make_course, submission

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def taken_over(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[object, ...]]]:
    """A course begun with stock nbgrader: two learners graded by it, one of them marked by hand; then ours.

    Yields the course and the marks that stock nbgrader and a person had left.
    """
    root = make_course(tmp_path_factory.mktemp("shop"))
    for who, notebook in (("ada", submission()), ("bob", honest()), ("cyd", blank()), ("dan", honest())):
        hand_in(root, who, notebook)
    assert nbgrader(root, "generate_assignment", ASSIGNMENT).returncode == 0
    stock = nbgrader(root, "autograde", ASSIGNMENT, "--CourseDirectory.student_id_exclude=cyd,dan")
    assert stock.returncode == 0, stock.stderr
    mark_by_hand(root, "ada", 3.5, "Well argued.")
    before = marks(root)
    assert {row[0] for row in before} == {"ada", "bob"}
    # Before we have graded anything, a report lists their marks, and who has not been graded.
    told = classroom(root, "report", ASSIGNMENT)
    assert told.returncode == 0, told.stderr
    assert scores(root) == {
        "ada": ("graded", FULL + 3.5),
        "bob": ("graded", TWIN),
        "cyd": ("ungraded", 0.0),
        "dan": ("ungraded", 0.0),
    }
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return root, before


@pytest.fixture
def course(taken_over: tuple[Path, list[tuple[object, ...]]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(taken_over[0], tmp_path / "shop"))


def test_gradebook_begun_with_stock_nbgrader_is_taken_over_unchanged(
    taken_over: tuple[Path, list[tuple[object, ...]]],
) -> None:
    root, before = taken_over
    assert [row for row in marks(root) if row[0] in ("ada", "bob")] == before
    assert scores(root) == {
        "ada": ("graded", FULL + 3.5),
        "bob": ("graded", TWIN),
        "cyd": ("graded", 0.0),
        "dan": ("graded", TWIN),
    }
    page = (root / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "Well argued." in page


def test_stock_nbgrader_exports_gives_feedback_and_grades_again_what_is_left(course: Path) -> None:
    exported = nbgrader(course, "export")
    assert exported.returncode == 0, exported.stderr
    lines = (course / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + 4
    made = nbgrader(course, "generate_feedback", ASSIGNMENT, "--force")
    assert made.returncode == 0, made.stderr
    for who in ("ada", "bob", "cyd", "dan"):
        assert (course / "feedback" / who / ASSIGNMENT / f"{ASSIGNMENT}.html").stat().st_size > 100_000
    before = [row[:4] for row in marks(course)]
    again = nbgrader(course, "autograde", ASSIGNMENT, "--force", "--student", "dan")
    assert again.returncode == 0, again.stderr
    assert [row[:4] for row in marks(course)] == before


def test_assignment_goes_out_and_comes_back_through_the_exchange_between_two_accounts() -> None:
    with ordinary_user.folder() as desk, ordinary_user.folder() as work, ordinary_user.folder() as exchange:
        exchange.chmod(0o777)
        root = make_course(desk, f"c.Exchange.root = {str(exchange)!r}")
        shutil.copy(root / "nbgrader_config.py", work)
        handed_in = work / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

        def trainer(*step: str) -> None:
            done = nbgrader(root, *step)
            assert done.returncode == 0, done.stderr

        def learner(*step: str) -> None:  # another account where the tests are run by root
            done = ordinary_user.run(work, sys.executable, "-m", "nbgrader", *step)
            assert done.returncode == 0, done.stderr

        trainer("generate_assignment", ASSIGNMENT)
        trainer("release_assignment", ASSIGNMENT)
        learner("fetch_assignment", ASSIGNMENT)
        handed_in.write_text(json.dumps(honest()))
        learner("submit", ASSIGNMENT)
        trainer("collect", ASSIGNMENT)
        graded = classroom(root, "grade", ASSIGNMENT)
        assert graded.returncode == 0, graded.stderr
        assert scores(root) == {work.owner(): ("graded", TWIN)}
        trainer("release_feedback", ASSIGNMENT)
        learner("fetch_feedback", ASSIGNMENT)
        (page,) = work.rglob("feedback/**/*.html")
        assert (page.name, page.owner()) == (f"{ASSIGNMENT}.html", work.owner())
        assert (work.owner() == root.owner()) == (os.geteuid() != 0)


def test_course_of_nbgrader_quickstart_is_graded_as_stock_nbgrader_grades_it(tmp_path: Path) -> None:
    made = nbgrader(tmp_path, "quickstart", "demo", "--autotest")
    made = made if made.returncode == 0 else nbgrader(tmp_path, "quickstart", "demo")
    assert made.returncode == 0, made.stderr
    root = tmp_path / "demo"
    assert nbgrader(root, "generate_assignment", "ps1").returncode == 0
    shutil.copytree(root / "release" / "ps1", root / "submitted" / "eve" / "ps1")
    shutil.copytree(root / "source" / "ps1", root / "submitted" / "ada" / "ps1")
    graded = classroom(root, "grade", "ps1")
    assert graded.returncode == 0, graded.stderr
    before = marks(root)
    assert {row[0] for row in before} == {"ada", "eve"}
    again = nbgrader(root, "autograde", "ps1", "--force")
    assert again.returncode == 0, again.stderr
    assert marks(root) == before


# ---- formgrader, in a browser


@contextlib.contextmanager
def formgrader(root: Path, home: Path) -> Iterator[tuple[str, str]]:
    """A Jupyter server with nbgrader's formgrader on a course; yields its address and token."""
    token = secrets.token_hex(8)
    runtime = home / "runtime"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--ServerApp.root_dir={root}"),
            f"--IdentityProvider.token={token}",
            "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
        ],
        cwd=root,
        env={
            **{name: os.environ[name] for name in ("LANG", "LD_LIBRARY_PATH") if name in os.environ},
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
            "HOME": str(home),
            "JUPYTER_RUNTIME_DIR": str(runtime),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        url = None
        while url is None:
            assert process.poll() is None, "the Jupyter server has stopped"
            assert time.monotonic() < deadline, "the Jupyter server does not start"
            time.sleep(0.1)
            for path in runtime.glob("jpserver-*.json"):
                with contextlib.suppress(ValueError):
                    url = json.loads(path.read_text(encoding="utf-8"))["url"]
        yield url, token
    finally:
        process.terminate()
        process.wait()


def open_submission(page: Page, root: Path, url: str, student: str) -> None:
    """Open a learner's notebook in formgrader, from the list of submissions as a trainer does."""
    with gradebook(root) as book:
        number = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).id
    page.goto(f"{url}formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    page.locator(f"#main-table a[href*='{number}']").first.click()
    page.locator("#why").wait_for()
    page.wait_for_function("document.querySelector('#mean-test').placeholder !== ''")


def give(page: Page, points: str, comment: str) -> None:
    """Type a mark and a comment, and wait until formgrader has saved both."""
    with page.expect_response(lambda found: "/api/grade/" in found.url and found.request.method == "PUT"):
        page.fill("#why", points)
        page.locator("#why").blur()
    with page.expect_response(lambda found: "/api/comment/" in found.url and found.request.method == "PUT"):
        page.fill("#why-comment", comment)
        page.locator("#why-comment").blur()


def test_mark_given_in_formgrader_is_kept_by_the_next_runs(
    course: Path, tmp_path: Path, browser: Browser
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    context = browser.new_context()
    context.route(  # MathJax, which formgrader would fetch from elsewhere
        lambda address: "127.0.0.1" not in address, lambda route: route.abort()
    )
    page = context.new_page()
    try:
        with formgrader(course, home) as (url, token):
            page.goto(f"{url}login?token={token}")
            open_submission(page, course, url, "bob")
            assert page.locator("#top-test").get_attribute("placeholder") == "0"
            give(page, "2.5", "Which tea?")
            for arguments in ((), ("--force",)):
                done = classroom(course, "grade", ASSIGNMENT, *arguments)
                assert done.returncode == 0, done.stderr
                row = rows_of(course)["bob"]
                assert (row["why"], row["score"], row["needs_manual"]) == ("2.5", f"{TWIN + 2.5:g}", "no")
            hand_in(course, "bob", submission())
            assert "1 graded now" in classroom(course, "grade", ASSIGNMENT).stdout
            row = rows_of(course)["bob"]
            assert (row["why"], row["score"], row["needs_manual"]) == ("2.5", f"{FULL + 2.5:g}", "yes")
            feedback = course / "feedback" / "bob" / ASSIGNMENT / f"{ASSIGNMENT}.html"
            assert "Which tea?" in feedback.read_text(encoding="utf-8")
            open_submission(page, course, url, "bob")
            assert page.locator("#why").input_value() == "2.5"
            expect(page.locator("#why-comment")).to_have_value("Which tea?")
            assert page.locator("#top-test").get_attribute("placeholder") == "3"
    finally:
        context.close()
