"""A course of three assignments whose marks are in the gradebook, without a notebook having been run.

Of the assignments `1-maps`, `2-sums` and `3-plots`, each of 10 points by a test and 4 by a person, the last
has not begun. Ada (full points, all marked), Bob (a test failed, late by 30 hours, an answer to mark), Cyd
(flagged in the first, nothing in the second), Dan (nothing at all), Eve (handed in the second; nobody has
graded it).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import Gradebook

from classroom.course import Course
from classroom.gradebook import tables
from classroom.gradebook.store import open_store
from classroom.records import Status, SubmissionResult

__all__ = ["ASSIGNMENTS", "DUE", "make_marked_course"]

ASSIGNMENTS = ("1-maps", "2-sums", "3-plots")
DUE = datetime(2026, 3, 1, 12)
_PEOPLE = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"},
    "bob": {"first_name": "Bob", "last_name": "O'Brien"},
    "cyd": {"first_name": "Çyd", "last_name": "Müller"},
    "dan": {},
    "eve": {},
}
# By assignment and student: points of the test, of the answer (None: not marked), hours after the due date.
_MARKS = {
    "1-maps": {"ada": (10, 4, -1), "bob": (6, None, -2), "cyd": (5, 2, -1)},
    "2-sums": {"ada": (10, 4, -1), "bob": (7, None, 30)},
}


def make_marked_course(root: Path, settings: str = "") -> Path:
    """Make the course in a folder; `settings` is added to its configuration."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'marked'\n{settings}\n", encoding="utf-8"
    )
    for name in ASSIGNMENTS:
        (root / "source" / name).mkdir(parents=True)
    (root / "submitted" / "eve" / "2-sums").mkdir(parents=True)
    course = Course(root)
    with open_store(course) as store:
        for who, names in _PEOPLE.items():
            store.gradebook.add_student(who, **names)
        for name in ASSIGNMENTS[:2]:
            _enter(store.gradebook, name)
        flagged = SubmissionResult("cyd", Status.FLAGGED, flags=("odd [bold]",))
        tables.put_result(store.gradebook.db, "1-maps", flagged, "digest")
        store.gradebook.db.commit()
    return root


def _enter(book: Gradebook, name: str) -> None:
    book.add_assignment(name, duedate=DUE)
    book.add_notebook("work", name)
    book.add_grade_cell("sum-test", "work", name, max_score=10, cell_type="code")
    book.add_grade_cell("why", "work", name, max_score=4, cell_type="markdown")
    for who, (test, answer, hours) in _MARKS[name].items():
        stamp = DUE + timedelta(hours=hours)
        with book.db.no_autoflush:  # nbgrader puts objects together that it has not added yet
            book.add_submission(name, who, timestamp=stamp)
        for cell, score in (("sum-test", test), ("why", answer)):
            grade = book.find_grade(cell, "work", name, who)
            grade.auto_score = float(score) if cell == "sum-test" else None
            grade.manual_score = None if cell == "sum-test" or score is None else float(score)
            grade.needs_manual_grade = score is None
    book.db.commit()
