"""Reads a source as nbgrader would enter it, without touching the course's gradebook: what is tried first
can be refused, and nothing has changed.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Assignment, BaseCell, Gradebook, Notebook

from classroom.assignment import texts
from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.connection import open_gradebook
from classroom.records import CourseError, Isolation

__all__ = ["plan_of_source"]


def plan_of_source(
    course: Course, name: str, isolation: Isolation, taking_over: Gradebook | None = None
) -> AssignmentPlan:
    """The plan of an assignment as its source makes it, in a gradebook that is thrown away.

    Parameters
    ----------
    taking_over : the gradebook that is to take over the source's cells

    Raises
    ------
    CourseError
        When nbgrader cannot read the source, or that gradebook cannot take over its cells.
    """
    with tempfile.TemporaryDirectory(prefix="aside-") as folder:
        aside = course.with_gradebook(f"sqlite:///{Path(folder) / 'gradebook.db'}")
        with open_gradebook(aside.db_url, aside.course_id) as gradebook:
            plan = load_plan(aside, gradebook, name, isolation, renew=True)
            if taking_over is not None:
                _check_cells(_entry(taking_over, name), _entry(gradebook, name), name)
    return replace(plan, hidden_paths=course.hidden_paths())


def _entry(gradebook: Gradebook, name: str) -> Assignment | None:
    return gradebook.db.query(Assignment).filter(Assignment.name == name).one_or_none()


def _check_cells(held: Assignment | None, fresh: Assignment | None, name: str) -> None:
    """Once anybody has handed in, nbgrader takes no cell that is new or of another kind, and misses none."""
    if held is None or fresh is None or not held.submissions:
        return
    before, after = _cells(held), _cells(fresh)
    differing = sorted({label for _, label, _ in before ^ after})
    if differing:
        raise CourseError(texts.SOURCE_GREW.format(cells=", ".join(differing), name=name))


def _cells(entry: Assignment) -> set[tuple[str, str, str]]:
    """Notebook, label and kind of each cell that nbgrader keeps."""
    return {
        (notebook.name, cell.name, kind)
        for notebook in entry.notebooks
        for kind, cells in _kinds(notebook).items()
        for cell in cells
    }


def _kinds(notebook: Notebook) -> dict[str, list[BaseCell]]:
    return {
        "grade": notebook.grade_cells,
        "solution": notebook.solution_cells,
        "task": notebook.task_cells,
        "source": notebook.source_cells,
    }
