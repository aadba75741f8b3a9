"""The plan of an assignment, from the course's own files and gradebook."""

from __future__ import annotations

from pathlib import Path

from classroom.assignment.load import load_plan
from classroom.course import Course
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
