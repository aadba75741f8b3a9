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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from pathlib import Path

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.gradebook.scores import Person, people
from classroom.gradebook.store import Store
from classroom.reports.grades import Row, grades_table
from classroom.reports.spreadsheet import table
from classroom.reports.texts import FINAL
from classroom.reports.words import counted

__all__ = ["Exported", "Format", "Open", "canvas_lines", "export", "moodle_lines", "open_of", "write_export"]

_BOM = "\ufeff"
_PROVISIONAL = "-provisional"

_STRANGER = Person()  # who handed something in without being enrolled


class Format(StrEnum):
    """Where the marks go."""

    moodle = "moodle"
    canvas = "canvas"
    excel = "excel"
    csv = "csv"


@dataclass(frozen=True)
class Open:
    """What is still to be marked, so that marks are not the last word."""

    answers: int  # that wait for a person
    learners: int  # whose answers these are
    ungraded: int  # submissions that no run has graded

    def __bool__(self) -> bool:
        return bool(self.answers or self.ungraded)

    @property
    def sentence(self) -> str:
        """The same in words; says so too when nothing is open."""
        if not self:
            return messages.ALL_MARKED
        parts = []
        if self.answers:
            learners = counted(self.learners, "learner")
            parts.append(
                messages.OPEN_ANSWERS.format(count=counted(self.answers, "answer"), learners=learners)
            )
        if self.ungraded:
            parts.append(messages.OPEN_SUBMISSIONS.format(count=counted(self.ungraded, "submission")))
        return messages.PROVISIONAL.format(what=", ".join(parts))


@dataclass(frozen=True)
class Exported:
    """A file of marks."""

    path: str
    open: Open


def open_of(rows: Iterable[Row]) -> Open:
    """What of some rows is still to be marked."""
    rows = list(rows)
    waiting = [len(row.waiting) for row in rows if row.waiting]
    return Open(sum(waiting), len(waiting), sum(row.ungraded for row in rows))


def _name(person: Person, fallback: str) -> str:
    """Last name, first name: as Canvas writes it."""
    return ", ".join(part for part in (person.last_name, person.first_name) if part) or fallback


def _score(row: Row) -> str:
    """Moodle takes an empty grade as "no grade", and a dash as one to be left alone; Canvas the same."""
    return f"{row.score:g}" if row.status.has_mark else ""


def moodle_lines(
    name: str, marks: Mapping[str, tuple[str, str]], people: Mapping[str, Person]
) -> list[list[str]]:
    """Moodle's table of one column of marks; `marks` has mark and remark by student."""
    lines = [["idnumber", "username", "email", name, f"{name} (feedback)"]]
    for student, (mark, remark) in marks.items():
        person = people.get(student, _STRANGER)
        number = person.lms_user_id or student
        lines.append([number, student, person.email, mark, escape(remark, quote=False)])  # HTML there
    return lines


def canvas_lines(
    name: str, marks: Mapping[str, str], people: Mapping[str, Person], max_score: float
) -> list[list[str]]:
    """Canvas's table of one column of marks."""
    lines = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name],
        ["    Points Possible", "", "", "", "", f"{max_score:g}"],
    ]
    for student, mark in marks.items():
        person = people.get(student, _STRANGER)
        number = person.lms_user_id
        # Canvas reads the digits that its own number begins with: anything else there could be another's.
        canvas, school = (number, student) if number.isdecimal() else ("", number or student)
        lines.append([_name(person, student), canvas, school, student, "", mark])
    return lines


def export(course: Course, store: Store, plan: AssignmentPlan, rows: list[Row], form: Format) -> Exported:
    """Write an assignment's marks in the file that a platform asks for."""
    still = open_of(rows)
    name = FINAL.PROVISIONAL.format(name=plan.name) if still else plan.name
    enrolled = people(store.gradebook)
    if form is Format.moodle:
        lines = moodle_lines(name, {row.student: (_score(row), row.remark) for row in rows}, enrolled)
    elif form is Format.canvas:
        marks = {row.student: _score(row) for row in rows}
        lines = canvas_lines(name, marks, enrolled, plan.max_score)
    else:
        lines = grades_table(plan, rows, provisional=bool(still))
    stem = "grades" if form is Format.csv else form.value
    keep = form is Format.csv  # `grades.csv` is what every run writes, whatever is open
    return Exported(write_export(course.reports(plan.name), stem, lines, form, still, keep), still)


def write_export(
    folder: Path, stem: str, lines: list[list[str]], form: Format, still: Open, keep: bool = False
) -> str:
    """Write a file of marks under the name that says whether it is provisional; returns its path.

    Parameters
    ----------
    keep : whether the file of the other name stays
    """
    final, provisional = folder / f"{stem}.csv", folder / f"{stem}{_PROVISIONAL}.csv"
    path, other = (provisional, final) if still else (final, provisional)
    write_file(path, (_BOM if form is Format.excel else "") + table(lines))
    if not (keep and still):
        other.unlink(missing_ok=True)
    return str(path)
