"""Enrols a class: from a class list to the gradebook's students. Adds and changes, never deletes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from nbgrader.api import Gradebook, Student
from sqlalchemy import insert, select, update

from classroom.gradebook import roster_texts as texts
from classroom.gradebook.connection import with_retry
from classroom.gradebook.roster_columns import Columns, find_columns
from classroom.gradebook.roster_file import Sheet, read_sheet
from classroom.records import CourseError
from classroom.submission.learners import Learner, fold

__all__ = ["Changes", "ClassList", "apply", "enrolled", "plan_import", "read_roster"]

_ID_CHARACTERS = 128  # as many as nbgrader's gradebook takes
# An id becomes the name of a folder, and `+` divides the names in nbgrader's exchange.
_ID = re.compile(r"(?![.\s])[^\x00-\x1f/\\:*?\"<>|+]+(?<![.\s])")
_HEADING_WITHIN = 10  # lines: some lists have a title above their headings
_POINTS = "points possible"  # the line below the headings of a Canvas gradebook
_TEST_STUDENT = "student, test"  # who stands at its end


@dataclass(frozen=True)
class Changes:
    """What an import would do."""

    new: tuple[Learner, ...]
    changed: tuple[tuple[Learner, Learner], ...]  # before, after
    same: int
    kept: tuple[Learner, ...]  # enrolled, and not in the list
    notes: tuple[str, ...]
    form: str  # how the file was read, and which column was taken as the id


def enrolled(gradebook: Gradebook) -> list[Learner]:
    """Everybody who is enrolled, by id."""
    query = select(
        Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id
    ).order_by(Student.id)
    return [
        Learner(
            row.id, row.first_name or "", row.last_name or "", row.email or "", str(row.lms_user_id or "")
        )
        for row in gradebook.db.execute(query)
    ]


@dataclass(frozen=True)
class ClassList:
    """The learners in a file."""

    path: Path
    learners: tuple[tuple[int, Learner], ...]  # each with the line of the file
    notes: tuple[str, ...]
    form: str  # how the file was read, and which column was taken as the id


def read_roster(path: Path, id_column: str | None = None, encoding: str | None = None) -> ClassList:
    """The learners in a class list.

    Parameters
    ----------
    id_column : the heading of the column with the ids; by default the likeliest that is filled for everybody
    encoding : of a CSV file; by default what its bytes say

    Raises
    ------
    CourseError
        When it is no class list, or somebody in it has no id, or one that cannot be.
    """
    sheet = read_sheet(path, encoding)
    headings, columns, rows = _heading(path, sheet, id_column)
    id_at = _id_column(path, headings, columns, rows)
    learners: dict[str, tuple[int, Learner]] = {}
    notes = []
    unused = columns.unused(headings)
    if unused and not columns.names_everybody:
        notes.append(texts.NO_NAME_COLUMN.format(columns=_listed(unused)))
    for line, row in rows:
        learner = _learner(row, columns, id_at)
        if _is_test_student(row, columns):
            notes.append(texts.TEST_STUDENT.format(name=learner.name, line=line))
            continue
        if len(learner.student) > _ID_CHARACTERS or not _ID.fullmatch(learner.student):
            text = texts.BAD_ID.format(path=path, line=line, student=learner.student, limit=_ID_CHARACTERS)
            raise CourseError(text)
        first, other = learners.setdefault(learner.student, (line, learner))
        if other != learner:
            text = texts.TWICE.format(path=path, student=learner.student, first=first, line=line)
            raise CourseError(text)
    if not learners:
        raise CourseError(texts.NOBODY.format(path=path))
    form = texts.FORM.format(form=sheet.form, column=headings[id_at])
    return ClassList(path, tuple(learners.values()), tuple(notes), form)


def _heading(
    path: Path, sheet: Sheet, id_column: str | None
) -> tuple[list[str], Columns, list[tuple[int, list[str]]]]:
    """The headings, what they say, and the lines below them."""
    found = [(find_columns(row).known, -at) for at, (_, row) in enumerate(sheet.rows[:_HEADING_WITHIN])]
    known, place = max(found, default=(0, 0))
    headings = sheet.rows[-place][1] if sheet.rows else []
    if id_column is not None:
        for at, (_, row) in enumerate(sheet.rows[:_HEADING_WITHIN]):
            places = [number for number, each in enumerate(row) if fold(each) == fold(id_column)]
            if places:
                columns = replace(find_columns(row), ids=(places[0],))
                return row, columns, _below(sheet, at, columns)
        raise CourseError(texts.NO_COLUMN.format(path=path, column=id_column, columns=_listed(headings)))
    if known == 0:
        raise CourseError(texts.NO_HEADING.format(path=path))
    columns = find_columns(headings)
    return headings, columns, _below(sheet, -place, columns)


def _below(sheet: Sheet, at: int, columns: Columns) -> list[tuple[int, list[str]]]:
    width = len(sheet.rows[at][1])
    rows = [(line, (row + [""] * width)[: max(width, len(row))]) for line, row in sheet.rows[at + 1 :]]
    return [(line, row) for line, row in rows if not row[0].casefold().startswith(_POINTS)]


def _listed(headings: Iterable[str]) -> str:
    return ", ".join(each for each in headings if each) or "-"


def _id_column(
    path: Path, headings: Sequence[str], columns: Columns, rows: list[tuple[int, list[str]]]
) -> int:
    """The column of the ids: the likeliest one that is filled for every learner."""
    empty = {
        at: [line for line, row in rows if not row[at] and not _is_test_student(row, columns)]
        for at in columns.ids
    }
    full = [at for at in columns.ids if rows and not empty[at]]
    if full:
        return full[0]
    if not columns.ids or not rows:
        text = texts.NO_ID if rows else texts.NOBODY
        raise CourseError(text.format(path=path, columns=_listed(headings)))
    best = min(columns.ids, key=lambda at: len(empty[at]))
    if len(empty[best]) == len(rows):
        raise CourseError(texts.NO_ID.format(path=path, columns=_listed(headings)))
    lines = ", ".join(str(line) for line in empty[best][:5]) + (", ..." if len(empty[best]) > 5 else "")
    shown = f"line {lines}" if len(empty[best]) == 1 else f"lines {lines}"
    raise CourseError(texts.EMPTY_IDS.format(path=path, column=headings[best], lines=shown))


def _learner(row: Sequence[str], columns: Columns, id_at: int) -> Learner:
    def value(at: int | None) -> str:
        return row[at] if at is not None else ""

    first, last = value(columns.first), value(columns.last)
    if not (first or last) and columns.full is not None:
        first, last = _divided(value(columns.full))
    number = value(columns.number)
    if not number:  # an ID number beside a user name: platforms find a learner by it
        others = [row[at] for at in columns.ids if at != id_at and row[at]]
        number = others[0] if others else ""
    return Learner(row[id_at], first, last, value(columns.email), number)


def _divided(name: str) -> tuple[str, str]:
    """First and last name of a name in one piece: `Last, First`, or the last word is the last name."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first, last


def _is_test_student(row: Sequence[str], columns: Columns) -> bool:
    return columns.full is not None and row[columns.full].casefold() == _TEST_STUDENT


def plan_import(gradebook: Gradebook, listed: ClassList) -> Changes:
    """What importing a class list would do; changes nothing.

    Raises
    ------
    CourseError
        When an id differs from an enrolled one in capitals only.
    """
    present = {learner.student: learner for learner in enrolled(gradebook)}
    spelt = {who.casefold(): who for who in present}
    new, changed, same = [], [], 0
    for line, learner in listed.learners:
        other = spelt.setdefault(learner.student.casefold(), learner.student)
        if other != learner.student:
            text = texts.CASE.format(path=listed.path, line=line, student=learner.student, other=other)
            raise CourseError(text)
        before = present.get(learner.student)
        after = learner if before is None else _filled(before, learner)
        if before is None:
            new.append(after)
        elif before != after:
            changed.append((before, after))
        else:
            same += 1
    names = {learner.student for _, learner in listed.learners}
    kept = tuple(learner for who, learner in present.items() if who not in names)
    after_all = {**present, **{each.student: each for each in [*new, *(after for _, after in changed)]}}
    notes = (*listed.notes, *_doubles(after_all.values()))
    return Changes(tuple(new), tuple(changed), same, kept, notes, listed.form)


def _filled(before: Learner, after: Learner) -> Learner:
    """What is enrolled, with what the list says in its place; what the list leaves empty stays."""
    said = {each.name: getattr(after, each.name) or getattr(before, each.name) for each in fields(Learner)}
    return Learner(**said)


def _doubles(learners: Iterable[Learner]) -> list[str]:
    """Whom a name or an address does not tell apart."""
    names: dict[str, list[Learner]] = defaultdict(list)
    emails: dict[str, list[str]] = defaultdict(list)
    for learner in learners:
        if learner.first_name or learner.last_name:
            names[" ".join(sorted(fold(learner.name).split()))].append(learner)
        if learner.email:
            emails[learner.email.casefold()].append(learner.student)
    notes = [
        texts.SAME_NAME.format(
            name=each[0].name, count=len(each), students=", ".join(one.student for one in each)
        )
        for each in names.values()
        if len(each) > 1
    ]
    return notes + [
        texts.SAME_EMAIL.format(email=email, students=", ".join(each))
        for email, each in emails.items()
        if len(each) > 1
    ]


def apply(gradebook: Gradebook, changes: Changes) -> None:
    """Enrol and change, in one transaction.

    Raises
    ------
    SQLAlchemyError
        When the gradebook cannot be written; nothing is then changed.
    """
    table = Student.__table__

    def work() -> None:
        if changes.new:
            gradebook.db.execute(insert(table), [{"id": each.student, **_row(each)} for each in changes.new])
        for before, after in changes.changed:
            gradebook.db.execute(update(table).where(table.c.id == before.student).values(**_row(after)))
        gradebook.db.commit()

    with_retry(gradebook, work)


def _row(learner: Learner) -> dict[str, str | None]:
    return {
        "first_name": learner.first_name or None,
        "last_name": learner.last_name or None,
        "email": learner.email or None,
        "lms_user_id": learner.number or None,
    }
