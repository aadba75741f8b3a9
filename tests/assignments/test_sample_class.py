"""One real run of nbgrader on the sample class of chapter 8: it ties the harness to the truth.

The run is killed hard after two learners and started again, as an impatient trainer might.
"""

import csv
import html
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from harness import ROOT, run

from digital_factory.authoring import sample_class
from digital_factory.authoring.assignment import Assignment, grade_id, notebook_path, read_notebook
from digital_factory.authoring.sample_answers import Learner, cells_of, read_answers

SLUG = "08-the-wall"
LEARNERS = {learner.student: learner for learner in read_answers(SLUG, ROOT).sample_class}
REAL = ("submitted", "autograded", "feedback", "reports")
COMMAND = "import sys; from pathlib import Path; from digital_factory.authoring import sample_class; " + (
    "sys.exit(sample_class.main([sys.argv[1]], Path(sys.argv[2])))"
)


def start(course: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, SLUG, str(course)],
        cwd=course.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A copy of the course with a learner of its own in which the sample class has been graded."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / SLUG, root / folder / SLUG)
    (root / "answers").mkdir()
    shutil.copy(ROOT / "answers" / f"{SLUG}.py", root / "answers")
    for step in REAL:
        (root / step / "a-real-learner").mkdir(parents=True)
        (root / step / "a-real-learner" / "kept.txt").write_text(step)
    (root / "gradebook.db").write_text("a real class's")
    with start(root) as first:
        assert first.stdout is not None
        for line in first.stdout:
            if line.startswith("[2/12]"):
                break
        os.killpg(first.pid, signal.SIGKILL)
    with start(root) as second:
        told, _ = second.communicate(timeout=500)
    assert second.returncode == 0, told
    (root / "told.txt").write_text(told)
    return root


@pytest.fixture(scope="module")
def sample(course: Path) -> Path:
    """The sample class's own course directory."""
    return sample_class.course_folder(course)


@pytest.fixture(scope="module")
def rows(sample: Path) -> dict[str, dict[str, str]]:
    with (sample / "reports" / SLUG / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Assignment.read(SLUG, ROOT)


def predicted(learner: Learner, assignment: Assignment) -> dict[str, str]:
    """What the harness gives a learner: points per test cell."""
    exercise = read_notebook(notebook_path(SLUG, ROOT / "exercises"))
    stubs = {grade_id(cell): cell.source for cell in exercise.cells}
    cells = cells_of(learner, assignment, read_answers(SLUG, ROOT))
    answers = {
        task: stubs[task] if source is None else source
        for task, source in cells.items()
        if task in assignment.tasks
    }
    failed = run(assignment, answers).failed
    return {
        f"{task}-test": "0" if task in failed else f"{points:g}" for task, points in assignment.tasks.items()
    }


def test_sample_class_has_a_row_per_learner_with_the_status_that_was_meant(rows):
    assert {student: rows[student]["status"] for student in LEARNERS} == {
        student: learner.status for student, learner in LEARNERS.items()
    }


@pytest.mark.parametrize(
    "student", [student for student, learner in LEARNERS.items() if learner.status == "graded"]
)
def test_sample_learner_gets_the_points_that_the_harness_foretells(student, rows, assignment):
    expected = predicted(LEARNERS[student], assignment)
    assert {cell: rows[student][cell] for cell in expected} == expected


def test_sample_learner_out_of_time_loses_that_task_only(rows, assignment):
    late = next(student for student, learner in LEARNERS.items() if learner.status == "timeout")
    lost = [task for task in assignment.tasks if rows[late][f"{task}-test"] == "0"]
    assert lost == list(LEARNERS[late].answers)[:1]
    assert "stopped at the time limit" in rows[late]["note"]


def test_sample_class_lateness_is_noted_for_the_late_only(rows):
    late = {student for student, row in rows.items() if "late by" in row["note"]}
    assert late == {student for student, learner in LEARNERS.items() if learner.late_h > 0}


def test_sample_class_written_answers_wait_for_a_mark(rows):
    waiting = {student for student, row in rows.items() if row["needs_manual"] == "yes"}
    written = {student for student, learner in LEARNERS.items() if "wall-answer" in learner.answers}
    assert waiting == written


def test_sample_class_run_again_after_a_kill_goes_on_where_it_stopped(course):
    told = (course / "told.txt").read_text()
    graded_again = [int(count) for count in re.findall(r"^\[1/(\d+)\]", told, re.MULTILINE)]
    assert graded_again
    assert graded_again[0] < len(LEARNERS)


def test_sample_class_run_with_nothing_changed_does_nothing(course, sample):
    path = sample / "reports" / SLUG / "grades.csv"
    before = path.stat().st_mtime_ns
    with start(course) as third:
        told, _ = third.communicate(timeout=60)
    assert (third.returncode, told.splitlines()) == (0, [f"      {SLUG}: up to date"])
    assert path.stat().st_mtime_ns == before


def test_sample_class_leaves_a_real_class_untouched(course):
    assert (course / "gradebook.db").read_text() == "a real class's"
    for step in REAL:
        assert [path.name for path in (course / step).rglob("*")] == ["a-real-learner", "kept.txt"]
        assert (course / step / "a-real-learner" / "kept.txt").read_text() == step


def test_sample_class_is_the_whole_class_of_its_own_gradebook(rows):
    assert set(rows) == set(LEARNERS)


def test_sample_class_where_code_cannot_be_shut_in_is_left_out_with_a_sentence(course, monkeypatch, capsys):
    monkeypatch.setattr(sample_class, "_can_shut_in", lambda root: False)
    monkeypatch.setattr(sample_class, "_up_to_date", lambda *_: False)
    assert sample_class.main([SLUG], course) == 0
    assert "The sample class is left out" in capsys.readouterr().out


def test_assignment_of_a_trainers_own_without_answers_is_passed_over(course, capsys):
    own = course / "solutions" / "my-own"
    own.mkdir()
    (own / "my-own.ipynb").write_text("{}")
    assert sample_class.main([], course) == 0
    assert "my-own" not in capsys.readouterr().out


def test_sample_class_feedback_shows_the_message_and_no_traceback(sample):
    raw = (sample / "feedback" / "sample-celine" / SLUG / f"{SLUG}.html").read_text("utf-8")
    page = " ".join(html.unescape(raw).split())
    assert "Services wait longest for it, but 19 of its 20 places left empty." in page
    assert "That is the brochure's figure" in page
    assert "Traceback (most recent call last)" not in page


def test_sample_class_feedback_shows_no_hidden_test(sample):
    pages = list((sample / "feedback").rglob("*.html"))
    assert len(pages) == len(LEARNERS)
    for page in pages:
        assert "HIDDEN" not in page.read_text("utf-8")
