"""Reads what the gradebook holds of each student: marks given by hand, lateness, comments, names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import Query

__all__ = ["Person", "Scores", "comments", "late_students", "people", "scores"]

Row = TypeVar("Row")


@dataclass(frozen=True)
class Person:
    """A student as enrolled; what is not known is empty."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Scores:
    """The marks of one student's submission, those given by hand included."""

    cells: Mapping[tuple[str, str], float | None]  # by notebook and grade_id; None: a person has to mark it
    waiting: frozenset[tuple[str, str]]  # what a person has to mark or to look at again
    late_s: float  # [s] after the due date
    penalty: float  # [points]
    undated: bool  # whether it is due on a date, and nothing says when it was handed in

    @property
    def needs_manual(self) -> bool:
        """Whether anything waits for a person."""
        return bool(self.waiting)


def people(gradebook: Gradebook) -> dict[str, Person]:
    """Everybody who is enrolled, by student."""
    return {
        str(student.id): Person(
            student.first_name or "",
            student.last_name or "",
            student.email or "",
            str(student.lms_user_id or ""),
        )
        for student in gradebook.db.query(Student)
    }


def comments(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, dict[str, str]]]:
    """What people wrote to students in formgrader: by student, notebook and grade_id."""
    query = (
        gradebook.db.query(
            SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Comment.manual_comment
        )
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .filter(Assignment.name == assignment, Comment.manual_comment.is_not(None))
    )
    by_student: dict[str, dict[str, dict[str, str]]] = {}
    for student, notebook, cell, comment in query:
        by_student.setdefault(student, {}).setdefault(notebook, {})[cell] = comment
    return by_student


def _of_assignment(query: Query[Row], assignment: str) -> Query[Row]:
    """Of a query on submitted notebooks, what belongs to one assignment."""
    joined = query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    return joined.filter(SubmittedAssignment.assignment_id == assignment)


def late_students(gradebook: Gradebook, name: str) -> list[str]:
    """Who handed in after the date that holds for them, in order."""
    submissions = gradebook.db.query(SubmittedAssignment).join(Assignment).filter(Assignment.name == name)
    return sorted(str(each.student_id) for each in submissions if each.total_seconds_late > 0)


def scores(gradebook: Gradebook, name: str) -> dict[str, Scores]:
    """Marks by student, in four queries whatever the size of the class."""
    db = gradebook.db
    assignment = db.query(Assignment).filter(Assignment.name == name).one()
    labels = {
        cell.id: (notebook.name, cell.name)
        for notebook in assignment.notebooks
        for cell in [*notebook.grade_cells, *notebook.task_cells]
    }
    penalties: dict[str, float] = defaultdict(float)
    for submission, penalty in _of_assignment(
        db.query(SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty), assignment.id
    ):
        penalties[submission] += penalty or 0.0
    cells: dict[str, dict[tuple[str, str], float | None]] = defaultdict(dict)
    waiting: dict[str, set[tuple[str, str]]] = defaultdict(set)
    query = db.query(
        SubmittedNotebook.assignment_id,
        Grade.cell_id,
        Grade.auto_score,
        Grade.manual_score,
        Grade.extra_credit,
        Grade.needs_manual_grade,
    ).join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
    for submission, cell, auto, manual, extra, needs_manual in _of_assignment(query, assignment.id):
        if cell not in labels:
            continue
        score = manual if manual is not None else auto
        cells[submission][labels[cell]] = None if score is None else score + (extra or 0.0)
        if needs_manual:
            waiting[submission].add(labels[cell])
    submissions = db.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == assignment.id)
    return {
        each.student_id: Scores(
            cells[each.id],
            frozenset(waiting[each.id]),
            float(each.total_seconds_late) if each.timestamp is not None and assignment.duedate else 0.0,
            penalties[each.id],
            each.timestamp is None and bool(assignment.duedate),
        )
        for each in submissions
    }
