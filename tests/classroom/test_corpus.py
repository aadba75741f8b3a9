"""One run over more than a hundred broken and hostile submissions: nobody lost, nothing stolen,
nothing forged.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import shop_broken as broken
import shop_hostile as hostile
from shop_course import (
    ASSIGNMENT,
    FULL,
    SECRET,
    TWIN,
    WRONG_TOP,
    answers,
    blank,
    hand_in,
    honest,
    make_course,
    submission,
)

from classroom.submission.discovery import files_below

CONFIG = "c.Classroom.cell_s = 3\nc.Classroom.memory_mb = 700\n"


_KEEPS = "kept = []\ndef with_tax(price):\n    kept.append(price)\n    return price * 1.2"
_TELLS = "labels = ['TEA', 'JAM', 'BUN']\nprint('kept:', kept)"


@dataclass
class Run:
    root: Path
    done: subprocess.CompletedProcess[str]
    rows: dict[str, dict[str, str]]


def command(root: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CLASSROOM_TEST_SECRET": "very-secret-value"}
    return subprocess.run(
        [sys.executable, "-m", "classroom", *arguments, "--course-dir", str(root)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=400,
        check=False,
    )


def rows_of(root: Path) -> dict[str, dict[str, str]]:
    with open(root / "reports" / ASSIGNMENT / "grades.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = make_course(tmp_path_factory.mktemp("shop"), CONFIG)
    hand_in(root, "honest", honest())
    hand_in(root, "perfect", submission())
    hand_in(root, "blank", blank())
    for name, change in {**broken.REPAIRABLE, **broken.HARMLESS}.items():
        notebook = honest()
        changed = change(notebook)
        hand_in(root, name, changed if isinstance(changed, bytes | dict) else notebook)
    for name, spoil in broken.UNREADABLE.items():
        hand_in(root, name, spoil(honest()))
    for name, (make, _) in {**broken.ON_DISK, **broken.ON_DISK_GRADABLE}.items():
        make(root, name)
    for name, (code, _) in hostile.ATTACKS.items():
        hand_in(root, f"attack-{name}", submission(mean=code, top=WRONG_TOP))
    for name, code in hostile.PEEPS.items():
        found = code.replace("{root}", str(root)) + "\nmean_price = 20.0"
        hand_in(root, f"peep-{name}", submission(mean=found, top=WRONG_TOP))
    for name, code in hostile.FORGERIES.items():
        given = blank()
        given["cells"][9]["source"] = "labels = None\n" + code
        given["cells"][3]["source"] = "mean_price = None\n" + code
        hand_in(root, f"forge-{name}", given)
    hand_in(root, "keeps-arguments", submission(tax=_KEEPS, labels=_TELLS))
    hand_in(root, "\udcff name", honest())
    return Run(root, command(root, "grade", ASSIGNMENT), rows_of(root))


def test_run_over_everything_ends_well_with_one_row_each(run: Run) -> None:
    assert run.done.returncode == 0, run.done.stderr
    handed_in = {entry.name for entry in os.scandir(run.root / "submitted")}
    assert set(run.rows) == {os.fsencode(name).decode("utf-8", "backslashreplace") for name in handed_in}
    assert len(handed_in) > 140


def test_honest_submissions_are_graded_as_expected(run: Run) -> None:
    found = {
        name: (run.rows[name]["status"], float(run.rows[name]["score"])) for name in ("honest", "perfect")
    }
    assert found == {"honest": ("graded", TWIN), "perfect": ("graded", FULL)}
    assert float(run.rows["blank"]["score"]) == 0


@pytest.mark.parametrize("name", list(broken.REPAIRABLE))
def test_repairable_submission_scores_as_its_twin_and_says_so(run: Run, name: str) -> None:
    row = run.rows[name]
    assert (row["status"], float(row["score"])) == ("repaired", TWIN), row["note"]
    assert row["note"].startswith("repaired: ")


@pytest.mark.parametrize("name", list(broken.HARMLESS))
def test_harmless_oddity_is_graded_without_a_word(run: Run, name: str) -> None:
    row = run.rows[name]
    assert (row["status"], float(row["score"]), row["note"]) == ("graded", TWIN, "")


@pytest.mark.parametrize("name", list(broken.UNREADABLE))
def test_unreadable_submission_says_why(run: Run, name: str) -> None:
    row = run.rows[name]
    assert (row["status"], float(row["score"])) == ("unreadable", 0)
    assert row["note"].startswith(f"{ASSIGNMENT}.ipynb: ")


@pytest.mark.parametrize("name", list(broken.ON_DISK))
def test_what_is_no_notebook_on_disk_is_not_followed(run: Run, name: str) -> None:
    row = run.rows[name]
    assert (row["status"], float(row["score"])) == (broken.ON_DISK[name][1], 0), row["note"]
    assert row["note"]


@pytest.mark.parametrize("name", list(broken.ON_DISK_GRADABLE))
def test_odd_folder_with_a_gradable_notebook_scores_as_its_twin(run: Run, name: str) -> None:
    row = run.rows[name]
    assert (row["status"], float(row["score"])) == (broken.ON_DISK_GRADABLE[name][1], TWIN), row["note"]


@pytest.mark.parametrize("name", list(hostile.ATTACKS))
def test_attack_on_the_machine_costs_its_own_points_only(run: Run, name: str) -> None:
    row = run.rows[f"attack-{name}"]
    assert (row["status"], float(row["score"])) == (hostile.ATTACKS[name][1], TWIN - 2), row["note"]


@pytest.mark.parametrize("name", list(hostile.PEEPS))
def test_looking_outside_the_sandbox_fails(run: Run, name: str) -> None:
    row = run.rows[f"peep-{name}"]
    assert (row["status"], float(row["score"])) == ("graded", TWIN - 2), row["note"]


@pytest.mark.parametrize("name", list(hostile.FORGERIES))
def test_forgery_on_blank_work_gets_nothing(run: Run, name: str) -> None:
    row = run.rows[f"forge-{name}"]
    assert float(row["score"]) == 0, row["note"]


def test_feedback_does_not_tell_what_a_hidden_test_passed_in(run: Run) -> None:
    page = (run.root / "feedback" / "keeps-arguments" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text("utf-8")
    assert "kept: []" in page
    assert "kept: [100" not in page


def test_no_process_survives_the_run(run: Run) -> None:
    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline", "ppid"])
        if "98765" in (process.info["cmdline"] or [])
        or (process.info["ppid"] == 1 and "classroom.sandbox.zygote" in (process.info["cmdline"] or []))
    ]
    assert left == []


def test_links_are_not_copied_into_what_was_graded(run: Run) -> None:
    folder = run.root / "autograded" / "data-link" / ASSIGNMENT
    assert sorted(os.listdir(folder)) == ["prices.csv", f"{ASSIGNMENT}.ipynb"]


def test_executed_notebooks_are_valid_for_nbgrader(run: Run) -> None:
    from nbgrader.nbgraderformat import reads

    for name in ("honest", "metadata-null", "format-3", "attack-one-line-50-mb", "truncated"):
        path = run.root / "autograded" / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        notebook = reads(path.read_text(encoding="utf-8"), as_version=4)
        assert len(notebook.cells) == len(honest()["cells"])
        assert path.stat().st_size < 3_000_000


def test_second_run_over_everything_grades_nothing_again(run: Run) -> None:
    done = command(run.root, "grade", ASSIGNMENT)
    assert done.returncode == 0
    assert "0 graded now" in done.stdout
    assert rows_of(run.root) == run.rows


def test_hidden_test_text_is_not_in_the_release(run: Run) -> None:
    assert SECRET not in json.dumps(submission())
    assert "### BEGIN SOLUTION" not in json.dumps(submission(**answers()))


def test_folders_without_end_are_walked_to_a_depth(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(1500):
            os.mkdir("d", dir_fd=handle)
            inner = os.open("d", os.O_RDONLY, dir_fd=handle)
            os.close(handle)
            handle = inner
        (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
        repairs: list[str] = []
        assert files_below(tmp_path, repairs) == ["notes.txt"]
        assert len(repairs) == 1
    finally:
        os.close(handle)
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # shutil would recurse too deeply
