"""Marks for a learning platform, in the files that its own documentation asks for.

Moodle: Grades > Import > CSV file; one column identifies the user (mapped to ID number, user name or
e-mail), one grade item a
column, one feedback column. https://docs.moodle.org/en/Grade_import
Canvas: Gradebook > Import; the columns Student, ID, SIS User ID, SIS Login ID, Section come first, then
`Name (assignment id)`; the
second row holds `Points Possible`.
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from nbgrader.api import Student

from classroom.course import Course
from classroom.folders import write_file
from classroom.grade import Summary
from classroom.rows import Row, table, write_csv
from classroom.store import Store

__all__ = ["Format", "export"]


class Format(StrEnum):
    """Where the marks go."""

    moodle = "moodle"
    canvas = "canvas"
    csv = "csv"


def _people(store: Store) -> dict[str, Any]:
    return {str(student.id): student for student in store.gradebook.db.query(Student)}


def _name(student: Any, fallback: str) -> str:
    """Last name, first name: as Canvas writes it."""
    parts = [
        part for part in (getattr(student, "last_name", None), getattr(student, "first_name", None)) if part
    ]
    return ", ".join(parts) or fallback


def _moodle(name: str, rows: list[Row], people: Mapping[str, Any]) -> list[list[str]]:
    lines = [["idnumber", "username", "email", name, f"{name} (feedback)"]]
    for row in rows:
        person = people.get(row.student)
        number = getattr(person, "lms_user_id", None) or row.student
        # Moodle takes an empty grade as "no grade", and a dash as one to be left alone.
        score = "" if row.status == "missing" else f"{row.score:g}"
        email = getattr(person, "email", None) or ""
        lines.append([str(number), row.student, email, score, row.note])
    return lines


def _canvas(name: str, rows: list[Row], people: Mapping[str, Any], points: float) -> list[list[str]]:
    lines = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name],
        ["    Points Possible", "", "", "", "", f"{points:g}"],
    ]
    for row in rows:
        person = people.get(row.student)
        canvas_id = getattr(person, "lms_user_id", None) or ""
        score = "" if row.status == "missing" else f"{row.score:g}"
        lines.append([_name(person, row.student), str(canvas_id), row.student, row.student, "", score])
    return lines


def export(course: Course, store: Store, summary: Summary, rows: list[Row], form: Format) -> str:
    """Write the file for a platform; returns its path."""
    if form is Format.csv:
        return write_csv(course, summary, rows)
    people = _people(store)
    if form is Format.moodle:
        lines = _moodle(summary.plan.name, rows, people)
    else:
        lines = _canvas(summary.plan.name, rows, people, summary.plan.max_score)
    path = course.reports(summary.plan.name) / f"{form.value}.csv"
    write_file(path, table(lines))
    return str(path)
