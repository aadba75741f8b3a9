"""Marks and comments that a person gives: what waits for them, and how nbgrader's own tables keep them."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import insert, select, update

from classroom.gradebook.connection import with_retry

__all__ = ["HandMarked", "answers_to_mark", "save_mark"]

_GRADE, _COMMENT = Grade.__table__, Comment.__table__


@dataclass(frozen=True)
class HandMarked:
    """One answer that a person marks."""

    key: str  # of its row in the gradebook
    student: str
    notebook: str
    cell: str  # grade_id
    max_score: float
    score: float | None  # as given by a person, else by the grader; None: not yet
    waits: bool
    comment: str


def answers_to_mark(gradebook: Gradebook, assignment: str) -> list[HandMarked]:
    """Every answer of an assignment that a person marks or has marked, by notebook, cell and student."""
    entry = gradebook.db.query(Assignment).filter(Assignment.name == assignment).one_or_none()
    if entry is None:
        return []
    found = []
    for notebook in entry.notebooks:
        written = {cell.name for cell in notebook.solution_cells}
        by_hand = {cell.id: cell for cell in notebook.grade_cells if cell.name in written}
        by_hand |= {cell.id: cell for cell in notebook.task_cells}
        comments = _comments(gradebook, notebook)
        query = (
            select(_GRADE, SubmittedAssignment.student_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == _GRADE.c.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(SubmittedNotebook.notebook_id == notebook.id)
            .order_by(SubmittedAssignment.student_id)
        )
        for row in gradebook.db.execute(query):
            cell = by_hand.get(row.cell_id)
            if cell is None:
                continue
            score = row.manual_score if row.manual_score is not None else row.auto_score
            comment = comments.get((row.notebook_id, cell.name), "")
            waits = bool(row.needs_manual_grade)
            max_score = float(cell.max_score)
            found.append(
                HandMarked(row.id, row.student_id, notebook.name, cell.name, max_score, score, waits, comment)
            )
    return sorted(found, key=lambda each: (each.notebook, each.cell, each.student))


def _comments(gradebook: Gradebook, notebook: Notebook) -> dict[tuple[str, str], str]:
    """What people wrote, by the row of the submitted notebook and the cell."""
    names = {cell.id: cell.name for cell in [*notebook.solution_cells, *notebook.task_cells]}
    query = select(_COMMENT.c.notebook_id, _COMMENT.c.cell_id, _COMMENT.c.manual_comment)
    return {
        (row.notebook_id, names[row.cell_id]): row.manual_comment
        for row in gradebook.db.execute(query.where(_COMMENT.c.cell_id.in_(names)))
        if row.manual_comment
    }


def save_mark(gradebook: Gradebook, answer: HandMarked, score: float, comment: str) -> None:
    """Keep a mark and a comment, as formgrader does, in one transaction.

    Raises
    ------
    SQLAlchemyError
        When the gradebook cannot be written; nothing is then changed.
    """

    def work() -> None:
        db = gradebook.db
        row = db.execute(select(_GRADE).where(_GRADE.c.id == answer.key)).one()
        marked = {"manual_score": score, "needs_manual_grade": False}
        db.execute(update(_GRADE).where(_GRADE.c.id == answer.key).values(**marked))
        cell = _commented_cell(gradebook, row.notebook_id, answer.cell)
        if cell is not None:
            key = (_COMMENT.c.notebook_id == row.notebook_id) & (_COMMENT.c.cell_id == cell)
            written = {"manual_comment": comment or None}
            if db.execute(select(_COMMENT.c.id).where(key)).first() is None:
                db.execute(insert(_COMMENT).values(notebook_id=row.notebook_id, cell_id=cell, **written))
            else:
                db.execute(update(_COMMENT).where(key).values(**written))
        db.commit()

    with_retry(gradebook, work)


def _commented_cell(gradebook: Gradebook, submitted: str, name: str) -> str | None:
    """The id of the cell under which nbgrader keeps comments on an answer."""
    notebook = gradebook.db.query(SubmittedNotebook).filter(SubmittedNotebook.id == submitted).one().notebook
    cells = [*notebook.solution_cells, *notebook.task_cells]
    return next((str(cell.id) for cell in cells if cell.name == name), None)
