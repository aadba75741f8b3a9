"""The trainer's view: report, exports, regrading with a difference, similarity, clusters."""

from __future__ import annotations

import csv
import html
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from shop_command import (
    classroom,
    command,
    finished,
    gradebook,
    mark_by_hand,
    refused,
    rows_of,
    scores,
    workers_of,
)
from shop_course import ASSIGNMENT, FULL, TWIN, blank, hand_in, honest, make_course, submission

OPEN = f"{ASSIGNMENT} (provisional)"  # nobody has read the written answers
ODD = """def dearest(frame, count):
    ranking = {}
    for place, (label, amount) in enumerate(zip(frame["name"], frame["price"])):
        ranking[-amount, place] = label
    return [ranking[key] for key in sorted(ranking)][:count]"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_course(tmp_path_factory.mktemp("shop"))
    hand_in(root, "ada", submission(top=ODD))
    hand_in(root, "bob", submission(top=ODD.replace("    return", "    # mine\n    return")))
    hand_in(root, "cyd", honest())
    hand_in(root, "dee", blank())
    hand_in(root, "eve", submission())
    hand_in(root, "=fay", submission(mean="<script>alert(1)</script>"))
    hand_in(
        root,
        "gus",
        submission(
            mean="from IPython.display import HTML, display\n"
            "display(HTML('<b onclick=alert(1)>bold</b>"
            "<script>alert(2)</script><img src=x onerror=alert(3)>'))\n"
            "mean_price = 20.0"
        ),
    )
    (root / "submitted" / "eve" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").rename(
        root / "submitted" / "eve" / ASSIGNMENT / "<b>.ipynb"
    )
    with gradebook(root) as book:
        book.add_student("noé", email="noe@example.org", lms_user_id="K-77")
        book.add_student("gus", first_name="Gus", last_name="Gray", lms_user_id="4711")
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    return root


def test_report_names_messages_people_and_pairs_and_loads_nothing(graded: Path) -> None:
    page = (graded / "reports" / ASSIGNMENT / "report.html").read_text(encoding="utf-8")
    assert "the dearest first" in page
    words = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert "ada, bob" in words
    assert "for place, (label, amount) in enumerate(zip(frame" in words  # the shared piece, as it was written
    assert "0 of 10 points so far" in words  # dee
    assert "<b>.ipynb was taken as shop.ipynb" in words
    assert f'href="../../feedback/dee/{ASSIGNMENT}/{ASSIGNMENT}.html"' in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_report_and_feedback_show_names_and_addresses(graded: Path) -> None:
    report = (graded / "reports" / ASSIGNMENT / "report.html").read_text(encoding="utf-8")
    page = (graded / "feedback" / "gus" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert 'href="mailto:noe@example.org"' in report
    assert "Gus Gray (gus)" in page


def test_feedback_html_of_a_learner_is_sanitised(graded: Path) -> None:
    page = (graded / "feedback" / "gus" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "<b>bold</b>" in page
    for bad in ("<script", "onclick", "onerror", "alert(3)>"):
        assert (
            bad
            not in page.split("display(HTML")[0] + page.split('<div class="output">', 1)[1].split("</div>")[0]
        )


def exported(root: Path, form: str) -> list[list[str]]:
    """The lines of an export; the file is plain UTF-8."""
    done = classroom(root, "export", ASSIGNMENT, "--format", form)
    assert done.returncode == 0, done.stderr
    assert "not marked yet" in done.stdout
    raw = (root / "reports" / ASSIGNMENT / f"{form}-provisional.csv").read_bytes()
    return list(csv.reader(raw.decode("utf-8").splitlines()))


def test_export_moodle_has_one_identified_row_a_learner_and_no_remark_for_the_trainer(graded: Path) -> None:
    lines = exported(graded, "moodle")
    assert lines[0] == ["idnumber", "username", "email", OPEN, f"{OPEN} (feedback)"]
    rows = {line[1]: line for line in lines[1:]}
    assert set(rows) == {"ada", "bob", "cyd", "dee", "eve", "'=fay", "gus", "noé"}
    assert rows["cyd"] == ["cyd", "cyd", "", f"{TWIN:g}", ""]
    assert rows["noé"] == ["K-77", "noé", "noe@example.org", "", "nothing handed in"]
    assert rows["eve"][4] == "repaired: &lt;b&gt;.ipynb was taken as shop.ipynb"  # Moodle shows it as HTML


def test_export_canvas_passes_the_rules_of_its_importer(graded: Path) -> None:
    lines = exported(graded, "canvas")
    # canvas-lms, lib/gradebook_importer.rb: row_has_student_headers?, update_column_count, header?
    header = lines[0]
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert header[4:] == ["Section", OPEN]
    assert "Points Possible" in lines[1][0]
    assert lines[1][-1] == "14"
    rows = {line[3]: line for line in lines[2:]}
    assert len(rows) == 8
    assert rows["cyd"] == ["cyd", "", "cyd", "cyd", "", f"{TWIN:g}"]
    assert rows["gus"] == ["Gray, Gus", "4711", "gus", "gus", "", "10"]  # Canvas' own number
    assert rows["noé"] == ["noé", "", "K-77", "noé", "", ""]  # a number of the school's, and no mark


def test_export_of_an_unknown_assignment_is_named(graded: Path) -> None:
    assert "There is no assignment 'nothing'" in refused(graded, "export", "nothing", "--format", "moodle")


def test_regrade_after_a_test_changed_shows_before_and_after_and_keeps_hand_marks(
    graded: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(graded, tmp_path / "copy"))
    mark_by_hand(root, "cyd", 4.0)
    path = root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace('[\\"a\\", \\"c\\", \\"d\\"]', '[\\"a\\", \\"b\\", \\"c\\"]')
    )
    # What the reference now fails is for the trainer to mend; here it shows whose marks change.
    done = classroom(root, "regrade", ASSIGNMENT, "--diff", "--anyway")
    assert done.returncode == 0, done.stderr
    assert "ada: 10 -> 7 (top-test: 3 -> 0)" in done.stdout
    assert "cyd: 11 -> 14 (top-test: 0 -> 3)" in done.stdout
    with open(root / "reports" / ASSIGNMENT / "changes.csv", newline="", encoding="utf-8") as file:
        found = {row["student_id"]: row for row in csv.DictReader(file)}
    assert "dee" not in found
    assert (found["cyd"]["score_before"], found["cyd"]["score_after"]) == ("11", "14")
    again = classroom(root, "regrade", ASSIGNMENT, "--diff", "--anyway")
    assert "No learner's marks changed." in again.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers on this machine."""
    address = f"127.0.0.1:{_free_port()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    base = [sys.executable, "-m", "distributed.cli"]
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port"]
    processes = [subprocess.Popen([*scheduler, address.split(":")[1], "--no-dashboard"], **quiet)]  # type: ignore[call-overload]
    worker = [
        *base[:2],
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
    ]
    processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]  # type: ignore[call-overload]
    from distributed import Client

    with Client(f"tcp://{address}", timeout=60) as client:
        client.wait_for_workers(2, timeout=90)
    yield address, processes
    for process in processes:
        process.kill()
        process.wait()


def grade_until_the_third(root: Path, address: str) -> subprocess.Popen[str]:
    """Grade a class of sixteen on the cluster; returns the command once it has reported three."""
    running = subprocess.Popen(
        command(root, "grade", ASSIGNMENT, "--scheduler", address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert any(line.startswith("[3/16]") for line in running.stdout)
    return running


def test_grade_on_a_dask_cluster_survives_the_death_of_a_worker(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = cluster
    root = make_course(tmp_path)
    for number in range(16):
        hand_in(root, f"learner-{number:02}", honest() if number % 2 else submission())
    running = grade_until_the_third(root, address)
    processes[-1].send_signal(signal.SIGKILL)
    out, err = running.communicate(timeout=240)
    assert running.returncode == 0, err + out
    assert [score for _, score in scores(root).values()] == [FULL, TWIN] * 8


def test_grade_whose_dask_scheduler_dies_says_so_and_keeps_what_was_graded(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = cluster
    root = make_course(tmp_path)
    for number in range(16):
        hand_in(root, f"learner-{number:02}", honest())
    running = grade_until_the_third(root, address)
    processes[0].send_signal(signal.SIGKILL)
    err = running.communicate(timeout=240)[1]
    assert running.returncode == 2, err
    assert f"The Dask scheduler at {address} has gone" in err
    kept = finished(root)
    assert len(kept) >= 3
    done = classroom(root, "grade", ASSIGNMENT)
    assert f"{16 - len(kept)} graded now" in done.stdout
    assert set(scores(root).values()) == {("graded", TWIN)}


def test_grade_unreachable_scheduler_is_named(graded: Path) -> None:
    said = refused(graded, "grade", ASSIGNMENT, "--force", "--scheduler", f"127.0.0.1:{_free_port()}")
    assert "No Dask scheduler answers at 127.0.0.1" in said


def test_grade_large_files_beside_much_output_wait_for_nobody(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    much = 'print("x" * 900_000)\nmean_price = float(prices["price"].mean())'
    for student in ("ada", "bob", "cy", "dee"):
        folder = hand_in(root, student, submission(mean=much))
        (folder / "data.bin").write_bytes(b"0" * 5_000_000)
    done = subprocess.run(
        command(root, "grade", ASSIGNMENT, "--workers", "1"), timeout=100, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert {row["status"] for row in rows_of(root).values()} == {"graded"}


def test_processes_of_a_killed_worker_are_gone(tmp_path: Path) -> None:
    root = make_course(tmp_path)
    hand_in(root, "ada", submission(mean="import time; time.sleep(20)"))
    running = subprocess.Popen(
        command(root, "grade", ASSIGNMENT), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        workers: list[psutil.Process] = []
        while not workers and time.monotonic() < deadline:
            time.sleep(0.2)
            workers = workers_of(running.pid)
        assert workers
        time.sleep(3)
        family = workers[0].children(recursive=True)
        workers[0].kill()
        _, alive = psutil.wait_procs(family, timeout=15)
        assert alive == []
    finally:
        running.kill()
        running.wait()
