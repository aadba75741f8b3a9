"""The marks of a class as a table: `reports/ASSIGNMENT/grades.csv`, one row per learner."""

import csv
import os
from pathlib import Path

from nbgrader.api import MissingEntry

from classroom.course import Course
from classroom.grade import Row

__all__ = ["scores", "write_grades"]

_FIRST = ("student_id", "assignment", "status", "score", "max_score")
_LAST = ("needs_manual", "note")


def write_grades(course: Course, assignment: str, rows: list[Row]) -> Path:
    """Write grades.csv and return its path.

    Columns: student_id, assignment, status, score and max_score [points], one per graded cell [points],
    needs_manual (a cell waits for a mark by hand) and note. A cell without a mark is left empty.
    """
    path = course.report(assignment) / "grades.csv"
    partial = path.with_suffix(".partial")
    marks = scores(course, assignment, [row.student for row in rows])
    cells = list(dict.fromkeys(cell for _, _, per_cell, _, _ in marks.values() for cell in per_cell))
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*_FIRST, *cells, *_LAST])
        for row in rows:
            score, most, per_cell, manual, late = marks[row.student]
            note = "; ".join(part for part in (row.note, late) if part)
            points = [_shown(per_cell.get(cell)) for cell in cells]
            writer.writerow(
                [row.student, assignment, row.status, _shown(score), _shown(most), *points, manual, note]
            )
    os.replace(partial, path)
    return path


Marks = tuple[float, float, dict[str, float | None], str, str]


def scores(course: Course, assignment: str, students: list[str]) -> dict[str, Marks]:
    """Return for each learner: score, highest score, points per cell, "yes" if marks are due, lateness."""
    found: dict[str, Marks] = {}
    with course.gradebook() as gradebook:
        known = gradebook.find_assignment(assignment)
        most = float(known.max_score)
        cells = [cell.name for notebook in known.notebooks for cell in notebook.grade_cells]
        for student in students:
            try:
                submission = gradebook.find_submission(assignment, student)
            except MissingEntry:
                found[student] = (0.0, most, dict.fromkeys(cells), "no", "")
                continue
            points = {
                grade.name: None if grade.needs_manual_grade else grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            manual = "yes" if submission.needs_manual_grade else "no"
            hours = submission.total_seconds_late / 3600
            late = f"late by {hours:.0f} h" if hours >= 1 else "late" if hours > 0 else ""
            per_cell = {cell: points.get(cell) for cell in cells}
            found[student] = (float(submission.score), most, per_cell, manual, late)
    return found


def _shown(points: float | None) -> str:
    return "" if points is None else f"{points:g}"
