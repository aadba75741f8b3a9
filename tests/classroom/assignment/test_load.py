"""The plan of an assignment, from the course's own files and gradebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.assignment.load import load_plan
from classroom.course import Course
from classroom.gradebook.store import open_store
from classroom.records import CourseError, Isolation
from tests.fidelity.compare import lay_out
from tests.fidelity.habits import Habit

CELLS = [
    {"answer": "a", "source": "%%writefile a.txt\nsomething"},
    {"test": "t", "source": "assert open('a.txt').read()", "hidden": "assert True"},
]


def test_load_source_with_a_new_cell_once_somebody_has_handed_in_says_what_can_be_done(
    tmp_path: Path,
) -> None:
    lay_out(tmp_path, Habit("hw", CELLS, {}))
    course = Course(tmp_path)
    with open_store(course) as store:
        plan = load_plan(course, store.gradebook, "hw", Isolation.NONE)
        store.gradebook.add_student("amy")
        with store.gradebook.db.no_autoflush:
            store.gradebook.add_submission("hw", "amy")
        (tmp_path / "source" / "hw" / "hw.ipynb").unlink()
        (tmp_path / "source" / "hw").rmdir()
        lay_out(tmp_path, Habit("hw", [*CELLS, {"test": "new", "source": "assert True"}], {}))
        with pytest.raises(CourseError, match=r"nbgrader db assignment remove hw --force"):
            load_plan(course, store.gradebook, "hw", Isolation.NONE, renew=True)

    answer, test = plan.notebooks[0].cells
    assert answer.reference == CELLS[0]["source"]  # as a student hands it in, without nbgrader's marks
    assert test.hidden_from == 2
