"""`classroom grade` on a small course of its own: one row per learner, whatever they handed in."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ANSWERS = {
    "right": "answer = 42",
    "wrong": "answer = 41",
    "crash": "import os\nos._exit(3)",
    "loop": "while True:\n    pass",
}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "tiny"
c.ExecutePreprocessor.timeout = 3
"""


def graded(name: str, **flags: object) -> dict[str, object]:
    settings = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": settings | {"grade_id": name} | flags}


def notebook(answer: str, prose: str = "Because it is.") -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            new_code_cell(answer, id="answer", metadata=graded("tiny-1", solution=True)),
            new_code_cell(
                "assert answer == 42",
                id="test",
                metadata=graded("tiny-1-test", grade=True, locked=True, points=2),
            ),
            new_markdown_cell(
                prose, id="prose", metadata=graded("tiny-answer", grade=True, solution=True, points=3)
            ),
        ],
        metadata=KERNEL,
    )


def classroom(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "classroom", "grade", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def rows(course: Path) -> dict[str, dict[str, str]]:
    with (course / "reports" / "tiny" / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def submit(course: Path, student: str, content: str, name: str = "tiny.ipynb") -> None:
    folder = course / "submitted" / student / "tiny"
    folder.mkdir(parents=True)
    (folder / name).write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course whose class has been graded once; `report` in it holds what the command said."""
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text(CONFIG)
    source = root / "source" / "tiny"
    source.mkdir(parents=True)
    nbformat.write(
        notebook("### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", "It just is."), source / "tiny.ipynb"
    )
    for student, answer in ANSWERS.items():
        submit(root, student, nbformat.writes(notebook(answer)))
    submit(root, "empty", "")
    submit(root, "html", "<!doctype html><title>Sign in</title>")
    submit(root, "list", "[]")
    submit(root, "renamed", nbformat.writes(notebook("answer = 42")), "tiny (1).ipynb")
    told = classroom("tiny", cwd=root)
    (root / "told.json").write_text(json.dumps([told.returncode, told.stdout, told.stderr]))
    return root


def test_grade_every_submission_has_a_row_and_the_command_succeeds(course):
    code, out, err = json.loads((course / "told.json").read_text())
    assert (code, err) == (0, "")
    assert set(rows(course)) == {*ANSWERS, "empty", "html", "list", "renamed"}
    assert "[8/8]" in out


def test_grade_statuses_say_what_happened(course):
    assert {student: row["status"] for student, row in rows(course).items()} == {
        "right": "graded",
        "wrong": "graded",
        "crash": "crashed",
        "loop": "timeout",
        "empty": "unreadable",
        "html": "unreadable",
        "list": "unreadable",
        "renamed": "missing",
    }


def test_grade_scores_are_those_of_the_tests(course):
    found = rows(course)
    assert {student for student, row in found.items() if row["score"] == "2"} == {"right"}
    assert {row["max_score"] for row in found.values()} == {"5"}
    assert (found["right"]["tiny-1-test"], found["right"]["tiny-answer"]) == ("2", "")
    assert found["right"]["needs_manual"] == "yes"


@pytest.mark.parametrize(
    ("student", "fragments"),
    [
        ("empty", ["submitted/empty/tiny/tiny.ipynb is empty", "ask for it again"]),
        ("html", ["is not JSON", "expected a Jupyter notebook"]),
        ("list", ["has no list of cells"]),
        ("renamed", ["submitted/renamed/tiny/tiny.ipynb does not exist", "rename tiny (1).ipynb"]),
        ("loop", ["the time ran out in tiny-1"]),
        ("crash", ["DeadKernelError", "by hand"]),
    ],
)
def test_grade_notes_name_file_expectation_and_next_step(course, student, fragments):
    for fragment in fragments:
        assert fragment in rows(course)[student]["note"]


def test_grade_writes_feedback_for_what_ran(course):
    pages = {path.parts[-3] for path in (course / "feedback").glob("*/tiny/tiny.html")}
    assert pages == {"right", "wrong", "loop"}


def test_grade_again_grades_only_what_changed(course):
    before = (course / "autograded" / "right" / "tiny" / "tiny.ipynb").stat().st_mtime_ns
    path = course / "submitted" / "wrong" / "tiny" / "tiny.ipynb"
    path.write_text(nbformat.writes(notebook("answer = 6 * 7")), encoding="utf-8")
    told = classroom("tiny", "--course-dir", str(course), cwd=course.parent)
    assert told.returncode == 0
    assert "wrong: graded" in told.stdout
    assert "right: graded" not in told.stdout
    assert rows(course)["wrong"]["score"] == "2"
    assert (course / "autograded" / "right" / "tiny" / "tiny.ipynb").stat().st_mtime_ns == before


def test_grade_one_learner_keeps_the_others_rows(course):
    assert classroom("tiny", "--student", "empty", "--student", "nobody", cwd=course).returncode == 0
    assert set(rows(course)) >= {*ANSWERS, "empty", "nobody"}
    assert rows(course)["nobody"]["status"] == "missing"
    assert "nothing was handed in" in rows(course)["nobody"]["note"]


def test_grade_unknown_assignment_names_those_there(course):
    told = classroom("tony", cwd=course)
    assert told.returncode == 2
    assert "No assignment 'tony'" in told.stderr
    assert "tiny" in told.stderr


def test_grade_outside_a_course_says_where_to_go(tmp_path):
    told = classroom("tiny", cwd=tmp_path)
    assert told.returncode == 2
    assert f"No nbgrader_config.py in {tmp_path}" in told.stderr
    assert "--course-dir" in told.stderr


def test_grade_broken_configuration_names_the_file(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_confg()\n")
    told = classroom("tiny", cwd=tmp_path)
    assert told.returncode == 2
    assert "nbgrader_config.py stops with NameError" in told.stderr
