"""Marks for a learning platform, in the files that it asks for.

Moodle: Grades > Import > CSV file. The trainer says which column identifies the learner (ID number, user name
or e-mail) and which grade item a column goes to; a feedback column must come with its grades, or these are
lost. UTF-8, comma. https://docs.moodle.org/en/Grade_import
Canvas: Gradebook > Import. The columns Student, ID, SIS User ID, SIS Login ID, Section come first, in this
order; a row with `Points Possible` in its first column follows. A learner is found by Canvas' own number,
else by SIS ID, login or name; an assignment by its title. canvas-lms decides in `lib/gradebook_importer.rb`.
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from html import escape
from typing import Any

from nbgrader.api import Student

from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.gradebook.store import Store
from classroom.reports.grades import Row, table, write_csv

__all__ = ["Format", "export"]

_NO_MARK = ("missing", "ungraded")


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
        score = "" if row.status in _NO_MARK else f"{row.score:g}"
        email = getattr(person, "email", None) or ""
        lines.append([str(number), row.student, email, score, escape(row.remark, quote=False)])  # HTML there
    return lines


def _canvas(name: str, rows: list[Row], people: Mapping[str, Any], points: float) -> list[list[str]]:
    lines = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name],
        ["    Points Possible", "", "", "", "", f"{points:g}"],
    ]
    for row in rows:
        person = people.get(row.student)
        number = str(getattr(person, "lms_user_id", None) or "")
        # Canvas reads the digits that its own number begins with: anything else there could be another's.
        canvas, school = (number, row.student) if number.isdecimal() else ("", number or row.student)
        score = "" if row.status in _NO_MARK else f"{row.score:g}"
        lines.append([_name(person, row.student), canvas, school, row.student, "", score])
    return lines


def export(course: Course, store: Store, plan: AssignmentPlan, rows: list[Row], form: Format) -> str:
    """Write the file for a platform; returns its path."""
    if form is Format.csv:
        return write_csv(course, plan, rows)
    people = _people(store)
    if form is Format.moodle:
        lines = _moodle(plan.name, rows, people)
    else:
        lines = _canvas(plan.name, rows, people, plan.max_score)
    path = course.reports(plan.name) / f"{form.value}.csv"
    write_file(path, table(lines))
    return str(path)
