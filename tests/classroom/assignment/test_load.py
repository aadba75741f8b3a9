"""The plan of an assignment, from the course's own files and gradebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course, CourseError
from classroom.gradebook.store import open_store
from classroom.records import Isolation
from tests.fidelity.compare import lay_out
from tests.fidelity.habits import Habit

CELLS = [
    {"answer": "a", "source": "%%writefile a.txt\nsomething"},
    {"test": "t", "source": "assert open('a.txt').read()", "hidden": "assert True"},
]


def test_load_keeps_the_reference_as_a_student_hands_it_in_and_where_hidden_tests_begin(
    tmp_path: Path,
) -> None:
    lay_out(tmp_path, Habit("hw", CELLS, {}))
    course = Course(tmp_path)
    with open_store(course) as store:
        plan = load_plan(course, store.gradebook, "hw", Isolation.NONE)

    answer, test = plan.notebooks[0].cells
    assert answer.reference == CELLS[0]["source"]  # without nbgrader's marks: a cell magic stands first
    assert test.hidden_from == 2


def test_load_understands_the_words_that_the_course_has_for_solutions_and_hidden_tests(
    tmp_path: Path,
) -> None:
    lay_out(tmp_path, Habit("hw", CELLS, {}))
    config = tmp_path / "nbgrader_config.py"
    words = {"### BEGIN SOLUTION": "# <answer>", "### END SOLUTION": "# </answer>"}
    words |= {"### BEGIN HIDDEN TESTS": "# <hidden>", "### END HIDDEN TESTS": "# </hidden>"}
    with config.open("a") as file:
        for section, setting, word in (
            ("ClearSolutions", "solution", "answer"),
            ("ClearHiddenTests", "test", "hidden"),
        ):
            file.write(f"c.{section}.begin_{setting}_delimeter = '# <{word}>'\n")
            file.write(f"c.{section}.end_{setting}_delimeter = '# </{word}>'\n")
    source = tmp_path / "source" / "hw" / "hw.ipynb"
    text = source.read_text(encoding="utf-8")
    for ours, theirs in words.items():
        assert ours in text
        text = text.replace(ours, theirs)
    source.write_text(text, encoding="utf-8")

    course = Course(tmp_path)
    with open_store(course) as store:
        plan = load_plan(course, store.gradebook, "hw", Isolation.NONE)

    answer, test = plan.notebooks[0].cells
    assert answer.reference == CELLS[0]["source"]
    assert "something" not in answer.cell["source"]
    assert test.hidden_from == 2
    assert "hidden" not in test.visible


def load(root: Path, name: str = "hw") -> AssignmentPlan:
    course = Course(root)
    with open_store(course) as store:
        return load_plan(course, store.gradebook, name, Isolation.NONE)


def test_load_of_an_assignment_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    lay_out(tmp_path, Habit("hw", CELLS, {}))
    with pytest.raises(CourseError, match=r"no assignment 'essay' .* Known assignments: hw"):
        load(tmp_path, "essay")


def test_load_with_a_shared_cell_that_is_not_graded_names_the_setting(tmp_path: Path) -> None:
    lay_out(tmp_path, Habit("hw", CELLS, {}))
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write("c.Classroom.shared_cells = {'hw': ['elsewhere']}\n")
    with pytest.raises(CourseError, match="shared_cells names 'elsewhere', which is not a graded cell of hw"):
        load(tmp_path)


def test_load_of_a_source_that_nbgrader_refuses_says_what_nbgrader_said(tmp_path: Path) -> None:
    lay_out(tmp_path, Habit("hw", [{**CELLS[0], "source": "### BEGIN SOLUTION\nx = 1"}, CELLS[1]], {}))
    with pytest.raises(CourseError, match=r"(?s)release version of hw from its source: .*BEGIN SOLUTION"):
        load(tmp_path)
