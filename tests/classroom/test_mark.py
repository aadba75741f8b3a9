"""Marks by hand: the page on this machine, who may use it, and what reaches the gradebook."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from guarded import guarded_page
from playwright.sync_api import Browser, expect
from shop_command import accepted, classroom, gradebook, refused, rows_of
from shop_course import ASSIGNMENT, hand_in, make_course, submission

from classroom.commands import mark
from classroom.commands.mark_server import MarkServer
from classroom.course import Course
from classroom.gradebook.hand_marks import answers_to_mark
from classroom.gradebook.store import open_store

HOSTILE = (
    "Because of **jam**.\n\n<script>parent.pwned = 1</script><img src=x onerror='parent.pwned = 2'>"
    "<a href='javascript:pwned=3'>link</a><style>*{display:none}</style><form action='http://x.example'>"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class: two answers to mark, one of them hostile."""
    root = make_course(tmp_path_factory.mktemp("mark") / "shop")
    hand_in(root, "ada", submission(why=HOSTILE))
    hand_in(root, "bob", submission(why="Because of tea, says Bob."))
    with gradebook(root) as book:
        book.add_student("ada", first_name="Ada", last_name="Lovelace")
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def server(root: Path) -> Iterator[MarkServer]:
    """The page being served, as `classroom mark` does it."""
    course = Course(root)
    with open_store(course) as store:
        answers = answers_to_mark(store.gradebook, ASSIGNMENT)
        with MarkServer(mark._marking(course, store, ASSIGNMENT, answers)) as started:
            thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield started
            finally:
                started.shutdown()
                thread.join()


def ask(
    server: MarkServer, method: str, path: str, content: object = None, **headers: str
) -> tuple[int, str]:
    """What the server answers; the path is taken as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    body = None if content is None else json.dumps(content)
    kind = {"Content-Type": "application/json"} if content is not None else {}
    connection.request(method, path, body, {**kind, **headers})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8")


def key_of(server: MarkServer, student: str) -> str:
    return next(key for key, answer in server.marking.answers.items() if answer.student == student)


def marked(root: Path) -> dict[str, tuple[float | None, int]]:
    """Mark by hand and whether one is still needed, by learner."""
    query = (
        "select s.student_id, g.manual_score, g.needs_manual_grade from grade g "
        "join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        "join base_cell b on b.id = g.cell_id where b.name = 'why'"
    )
    with sqlite3.connect(root / "gradebook.db") as database:
        return {student: (score, waits) for student, score, waits in database.execute(query)}


def test_mark_page_is_for_whoever_knows_the_address_on_this_machine(server: MarkServer) -> None:
    path = f"/{server.secret}/"
    host = f"127.0.0.1:{server.server_port}"

    assert server.server_address[0] == "127.0.0.1"
    assert ask(server, "GET", path)[0] == 200
    assert ask(server, "GET", "/")[0] == 404
    assert ask(server, "GET", "/wrong/answers.json")[0] == 404
    assert ask(server, "GET", path, Host="evil.example")[0] == 404
    answer = f"{path}answer/{key_of(server, 'bob')}"
    form = {"Content-Type": "text/plain", "Host": host}
    assert ask(server, "POST", answer, {"points": 4, "comment": ""}, **form)[0] == 404


@pytest.mark.parametrize("points", [-1, 4.5, "4", None, True, float("nan"), float("inf")])
def test_mark_points_that_are_none_are_refused_and_change_nothing(
    server: MarkServer, root: Path, points: object
) -> None:
    before = marked(root)

    status, said = ask(
        server, "POST", f"/{server.secret}/answer/{key_of(server, 'bob')}", {"points": points, "comment": ""}
    )

    assert status == 400
    assert "from 0 to 4" in said
    assert marked(root) == before


def test_mark_answer_of_a_learner_is_cleaned(server: MarkServer) -> None:
    _, html = ask(server, "GET", f"/{server.secret}/answer/{key_of(server, 'ada')}")

    assert "<strong>jam</strong>" in html
    for bad in ("<script", "onerror", "javascript:", "<style", "<form", "src="):
        assert bad not in html


def test_mark_names_are_not_on_the_page_and_told_apart_from_answers(server: MarkServer) -> None:
    _, text = ask(server, "GET", f"/{server.secret}/answers.json")

    rows = {row["name"]: row for row in json.loads(text)}
    assert set(rows) == {"Ada Lovelace (ada)", "bob"}
    assert {row["alias"] for row in rows.values()} == {"Learner 1", "Learner 2"}
    assert "Lovelace" not in ask(server, "GET", f"/{server.secret}/")[1]


def test_mark_by_keyboard_reaches_the_gradebook_and_the_reports(
    browser: Browser, server: MarkServer, root: Path
) -> None:
    with guarded_page(browser) as page:
        page.goto(server.address)
        expect(page.locator("#progress")).to_contain_text("2 waiting")
        expect(page.locator(".rubric").first).to_contain_text("Because of tea.")  # the model answer
        assert "Lovelace" not in page.locator("body").inner_text()
        page.keyboard.press("3")
        page.keyboard.press("Escape")
        page.keyboard.press("c")
        page.keyboard.type("Say how much.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#progress")).to_contain_text("1 waiting")
        page.keyboard.press("4")
        page.keyboard.press("Enter")
        expect(page.locator("#progress")).to_contain_text("0 waiting")
        assert page.evaluate("window.pwned") is None

    marks = marked(root)
    assert {marks["ada"][0], marks["bob"][0]} == {3.0, 4.0}
    assert [waits for _, waits in marks.values()] == [0, 0]
    accepted(root, "report", ASSIGNMENT)
    assert {row["needs_manual"] for row in rows_of(root).values()} == {"no"}
    pages = [path.read_text(encoding="utf-8") for path in (root / "feedback").rglob("*.html")]
    assert sum("Say how much." in page for page in pages) == 1


def test_mark_requests_that_make_no_sense_are_refused_and_stop_nothing(server: MarkServer) -> None:
    answer = f"/{server.secret}/answer/{key_of(server, 'bob')}"

    assert ask(server, "POST", f"/{server.secret}/answer/nobody", {"points": 1, "comment": ""})[0] == 404
    assert ask(server, "POST", answer, [1])[0] == 400
    assert (
        ask(server, "POST", answer, **{"Content-Type": "application/json", "Content-Length": "0"})[0] == 400
    )
    assert ask(server, "GET", f"/{server.secret}/answers.json")[0] == 200


def test_mark_that_the_gradebook_refuses_is_told_on_the_page(
    server: MarkServer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.gradebook.connection._PAUSES_S", ())
    before = marked(root)
    with sqlite3.connect(root / "gradebook.db") as database:
        database.execute("begin exclusive")
        mark = {"points": 1, "comment": ""}
        status, said = ask(server, "POST", f"/{server.secret}/answer/{key_of(server, 'bob')}", mark)

    assert (status, "has kept it locked" in said) == (500, True)
    assert marked(root) == before


def test_mark_command_opens_the_page_and_writes_the_reports_when_it_is_finished(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "reports" / ASSIGNMENT / "report.html").unlink()
    finished: list[threading.Thread] = []

    def finish(address: str) -> None:
        done = urllib.request.Request(f"{address}done", b"{}", {"Content-Type": "application/json"})
        finished.append(threading.Thread(target=urllib.request.urlopen, args=(done,)))
        finished[0].start()

    monkeypatch.setattr(mark.webbrowser, "open", finish)

    said = accepted(root, "mark", ASSIGNMENT)

    finished[0].join()
    assert "of 2 answers" in said
    assert (root / "reports" / ASSIGNMENT / "report.html").exists()


def test_mark_on_a_port_in_use_says_so(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refused(root, "mark", ASSIGNMENT, "--port", str(port), "--no-browser")

    assert said.startswith(f"The page cannot be served on port {port}: Address already in use.")


def test_mark_where_nothing_is_graded_says_to_grade_first(tmp_path: Path) -> None:
    root = make_course(tmp_path / "shop")

    assert "Run `classroom grade shop` first" in refused(root, "mark", ASSIGNMENT)
