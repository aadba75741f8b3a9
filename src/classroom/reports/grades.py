"""The class as a table: one row per learner, and `grades.csv`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.gradebook.store import Store
from classroom.records import Summary

__all__ = ["Row", "cell_names", "collect", "comments_of", "safe_cell", "table", "write_csv"]


@dataclass
class Row:
    """One learner."""

    student: str
    status: str
    score: float
    max_score: float
    cells: dict[str, float | None] = field(default_factory=dict)  # by column; None: waits for a person
    needs_manual: bool = False
    late_s: float = 0.0  # [s] after the due date
    penalty: float = 0.0  # [points]
    finished: str = ""  # when it was graded
    seconds: float = 0.0
    peak_mb: float = 0.0
    reasons: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    marks: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # by column: score, points, message, hidden

    @property
    def note(self) -> str:
        """Everything a trainer should know, in one line."""
        flagged = [messages.NOTE_FLAGGED.format(what="; ".join(self.flags))] if self.flags else []
        return "; ".join([*self.reasons, *flagged, *self._around])

    @property
    def remark(self) -> str:
        """What of the note is for the learner: not what a person has yet to look at."""
        return "; ".join([*self.reasons, *self._around])

    @property
    def _around(self) -> list[str]:
        repaired = [messages.NOTE_REPAIRED.format(what="; ".join(self.repairs))] if self.repairs else []
        late = [messages.NOTE_LATE.format(hours=self.late_s / 3600)] if self.late_s > 0 else []
        return repaired + late


def cell_names(plan: AssignmentPlan) -> dict[tuple[str, str], str]:
    """Column of each graded cell, by notebook and grade_id; the notebook is named where ids repeat."""
    pairs = [
        (notebook.name, cell.grade_id or "") for notebook in plan.notebooks for cell in notebook.graded()
    ]
    ids = [cell for _, cell in pairs]
    return {(book, cell): cell if ids.count(cell) == 1 else f"{book}/{cell}" for book, cell in pairs}


def collect(plan: AssignmentPlan, summary: Summary, store: Store) -> list[Row]:
    """The rows of everybody, marks given by hand included."""
    names = cell_names(plan)
    done = store.done(plan.name)
    scores = _scores(store, plan.name, names)
    rows = []
    for student in summary.students:
        row = Row(student, "missing", 0.0, plan.max_score, dict.fromkeys(names.values(), 0.0))
        known = done.get(student)
        if known is not None:
            row.status = known["status"]
            row.seconds, row.peak_mb = known["seconds"], known["peak_mb"]
            row.finished = str(known["finished"])
            row.reasons, row.repairs, row.flags = known["reasons"], known["repairs"], known["flags"]
            row.marks = {
                names[book, cell]: mark
                for book, marks in known["marks"].items()
                for cell, mark in marks.items()
                if (book, cell) in names
            }
        if student in scores:
            _fill(row, scores[student])
        if known is None:
            row.status, why = _ungraded(student, summary, scores)
            row.reasons = [why]
        rows.append(row)
    return rows


def _ungraded(student: str, summary: Summary, scores: dict[str, dict[str, Any]]) -> tuple[str, str]:
    """Status and reason of a learner whom no run of ours has graded."""
    if student in scores and any(given is not None for given in scores[student]["cells"].values()):
        return "graded", messages.NOTE_STOCK
    if student in summary.handed_in:
        return "ungraded", summary.unmarked.get(student, messages.NOTE_UNGRADED)
    return "missing", messages.NOTE_MISSING


def comments_of(store: Store, name: str) -> dict[str, dict[str, dict[str, str]]]:
    """What people wrote to learners in formgrader: by learner, notebook and grade_id."""
    query = (
        store.gradebook.db.query(
            SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Comment.manual_comment
        )
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .filter(Assignment.name == name, Comment.manual_comment.is_not(None))
    )
    found: dict[str, dict[str, dict[str, str]]] = {}
    for student, notebook, cell, said in query:
        found.setdefault(student, {}).setdefault(notebook, {})[cell] = said
    return found


def _fill(row: Row, found: dict[str, Any]) -> None:
    row.cells.update(found["cells"])
    row.needs_manual = found["needs_manual"]
    row.late_s, row.penalty = found["late_s"], found["penalty"]
    total = sum(value or 0.0 for value in found["points"].values())
    row.score = max(0.0, total - row.penalty)


def _scores(store: Store, name: str, names: dict[tuple[str, str], str]) -> dict[str, dict[str, Any]]:
    """Marks by learner, in three queries whatever the size of the class."""
    db = store.gradebook.db
    assignment = db.query(Assignment).filter(Assignment.name == name).one()
    cells = {
        cell.id: (notebook.name, cell.name)
        for notebook in assignment.notebooks
        for cell in [*notebook.grade_cells, *notebook.task_cells]
    }
    found: dict[str, dict[str, Any]] = {}
    by_submission: dict[str, dict[str, Any]] = {}
    for entry in db.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == assignment.id):
        late = entry.total_seconds_late if entry.timestamp is not None and assignment.duedate else 0.0
        by_submission[entry.id] = found[entry.student_id] = {
            "cells": {},
            "points": {},
            "needs_manual": False,
            "late_s": float(late),
            "penalty": 0.0,
        }
    query = (
        db.query(
            SubmittedNotebook.id, SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty
        )
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
    )
    owners = {}
    for notebook_id, submission_id, penalty in query:
        owners[notebook_id] = by_submission[submission_id]
        owners[notebook_id]["penalty"] += penalty or 0.0
    grades = (
        db.query(
            Grade.notebook_id,
            Grade.cell_id,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
    )
    for notebook_id, cell_id, auto, manual, extra, open_ in grades:
        column = names.get(cells.get(cell_id, ("", "")))
        if column is None:
            continue
        given = manual if manual is not None else auto
        points = None if given is None else given + (extra or 0.0)
        owners[notebook_id]["points"][column] = points
        owners[notebook_id]["cells"][column] = points
        owners[notebook_id]["needs_manual"] |= bool(open_)
    return found


def write_csv(course: Course, plan: AssignmentPlan, rows: list[Row]) -> str:
    """Write `reports/ASSIGNMENT/grades.csv`; returns its path."""
    path = course.reports(plan.name) / "grades.csv"
    names = list(cell_names(plan).values())
    header = ["student_id", "assignment", "status", "score", "max_score", *names, "needs_manual", "note"]
    lines = [header]
    for row in rows:
        cells = ["" if row.cells.get(name) is None else f"{row.cells[name]:g}" for name in names]
        points = [f"{row.score:g}", f"{row.max_score:g}", *cells]
        manual = "yes" if row.needs_manual else "no"
        lines.append([row.student, plan.name, row.status, *points, manual, row.note])
    write_file(path, table(lines))
    return str(path)


def table(lines: list[list[str]]) -> str:
    """Lines as CSV; text that a spreadsheet would take for a formula is marked as text."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([[safe_cell(cell) for cell in line] for line in lines])
    return file.getvalue()


def safe_cell(content: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    clean = content.encode("utf-8", "replace").decode("utf-8").replace("\n", " ").replace("\r", " ")
    return f"'{clean}" if clean[:1] in ("=", "+", "-", "@", "\t") else clean
