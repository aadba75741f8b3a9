"""Marks for a learning platform, in the files that it asks for.

Moodle: Grades > Import > CSV file. The trainer says which column identifies the student (ID number, user name
or e-mail) and which grade item a column goes to; a feedback column must come with its grades, or these are
lost. UTF-8, comma. https://docs.moodle.org/en/Grade_import
Canvas: Gradebook > Import. The columns Student, ID, SIS User ID, SIS Login ID, Section come first, in this
order; a row with `Points Possible` in its first column follows. A student is found by Canvas' own number,
else by SIS ID, login or name; an assignment by its title. canvas-lms decides in `lib/gradebook_importer.rb`.
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from html import escape

from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.gradebook.scores import Person, people
from classroom.gradebook.store import Store
from classroom.reports.grades import Row, write_csv
from classroom.reports.spreadsheet import table

__all__ = ["Format", "export"]


_STRANGER = Person()  # who handed something in without being enrolled


class Format(StrEnum):
    """Where the marks go."""

    moodle = "moodle"
    canvas = "canvas"
    csv = "csv"


def _name(person: Person, fallback: str) -> str:
    """Last name, first name: as Canvas writes it."""
    return ", ".join(part for part in (person.last_name, person.first_name) if part) or fallback


def _score(row: Row) -> str:
    """Moodle takes an empty grade as "no grade", and a dash as one to be left alone; Canvas the same."""
    return f"{row.score:g}" if row.status.has_mark else ""


def _moodle(name: str, rows: list[Row], people: Mapping[str, Person]) -> list[list[str]]:
    lines = [["idnumber", "username", "email", name, f"{name} (feedback)"]]
    for row in rows:
        person = people.get(row.student, _STRANGER)
        number = person.lms_user_id or row.student
        remark = escape(row.remark, quote=False)  # HTML there
        lines.append([number, row.student, person.email, _score(row), remark])
    return lines


def _canvas(name: str, rows: list[Row], people: Mapping[str, Person], max_score: float) -> list[list[str]]:
    lines = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name],
        ["    Points Possible", "", "", "", "", f"{max_score:g}"],
    ]
    for row in rows:
        person = people.get(row.student, _STRANGER)
        number = person.lms_user_id
        # Canvas reads the digits that its own number begins with: anything else there could be another's.
        canvas, school = (number, row.student) if number.isdecimal() else ("", number or row.student)
        lines.append([_name(person, row.student), canvas, school, row.student, "", _score(row)])
    return lines


def export(course: Course, store: Store, plan: AssignmentPlan, rows: list[Row], form: Format) -> str:
    """Write the file for a platform; returns its path."""
    if form is Format.csv:
        return write_csv(course, plan, rows)
    enrolled = people(store.gradebook)
    if form is Format.moodle:
        lines = _moodle(plan.name, rows, enrolled)
    else:
        lines = _canvas(plan.name, rows, enrolled, plan.max_score)
    path = course.reports(plan.name) / f"{form.value}.csv"
    write_file(path, table(lines))
    return str(path)
