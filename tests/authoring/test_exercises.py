"""`make exercises`: nbgrader's learner version, the same bytes each time, from any folder."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from digital_factory.authoring import exercises

ROOT = Path(__file__).parents[2]
ANSWER = "answer = None  # int\n### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION"
TEST = "assert answer\n### BEGIN HIDDEN TESTS\nassert answer == 42\n### END HIDDEN TESTS"


def graded(name: str, **flags: object) -> dict[str, object]:
    settings = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": settings | {"grade_id": name} | flags}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one assignment of one task."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    write_solution(tmp_path, ANSWER)
    return tmp_path


def write_solution(course: Path, answer: str) -> None:
    cells = [
        new_markdown_cell("What is the answer?", id="question"),
        new_code_cell(answer, id="answer", metadata=graded("tiny-1", solution=True)),
        new_code_cell(TEST, id="test", metadata=graded("tiny-1-test", grade=True, locked=True, points=2)),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = course / "solutions" / "00-tiny" / "00-tiny.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)


def test_exercises_generated_have_stubs_and_no_hidden_part(course, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert exercises.main(["00-tiny"], root=course) == 0
    notebook = nbformat.read(course / "exercises" / "00-tiny" / "00-tiny.ipynb", as_version=4)
    assert [cell.source for cell in notebook.cells] == [
        "What is the answer?",
        "answer = None  # int\n# Write your code here.",
        "assert answer",
    ]
    assert notebook.cells[2].metadata.nbgrader.points == 2


def test_exercises_generated_twice_are_the_same_bytes(course):
    assert exercises.generate("00-tiny", course) == exercises.generate("00-tiny", course)


def test_exercises_check_of_a_stale_one_names_the_command(course, capsys):
    assert exercises.main([], root=course) == 0
    assert exercises.main(["--check"], root=course) == 0
    write_solution(course, ANSWER.replace("# int", "# a whole number"))
    assert exercises.main(["--check"], root=course) == 1
    assert "exercises/00-tiny/00-tiny.ipynb differs" in (told := capsys.readouterr().err)
    assert "make exercises" in told


def test_exercises_extra_file_is_stale(course):
    exercises.main([], root=course)
    (course / "exercises" / "00-tiny" / "left-over.csv").write_text("a\n1\n")
    assert exercises.stale("00-tiny", course) == [Path("00-tiny/left-over.csv")]


def test_exercises_solution_without_its_end_names_file_and_cause(course, capsys):
    write_solution(course, ANSWER.replace("### END SOLUTION", ""))
    assert exercises.main([], root=course) == 1
    assert "solutions/00-tiny: RuntimeError: no end solution statement found" in capsys.readouterr().err


def test_exercises_unknown_slug_lists_the_known(course, capsys):
    assert exercises.main(["08-wall"], root=course) == 2
    assert "No solution notebook for 08-wall" in (told := capsys.readouterr().err)
    assert "00-tiny" in told


def test_exercises_leave_no_partial_file(course):
    exercises.main([], root=course)
    assert [path.name for path in (course / "exercises" / "00-tiny").iterdir()] == ["00-tiny.ipynb"]
