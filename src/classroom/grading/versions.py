"""The versions of an assignment's answers that its tests are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from classroom.assignment.plan import NotebookPlan
from classroom.grading import texts
from classroom.grading.outcome import Outcome
from classroom.grading.planted import planted
from classroom.limits import Limits

__all__ = ["WRONG_CELL_S", "Version", "versions_of"]

WRONG_CELL_S = 5.0  # [s] processor time of a cell of a planted wrong version, which may never end


@dataclass
class Version:
    """One version of the answers, and what stock says of it."""

    name: str
    answers: dict[str, str]  # by grade_id
    limits: Limits
    stock: dict[str, float] = field(default_factory=dict)  # scores by grade_id
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)  # by place


def versions_of(notebook: NotebookPlan, limits: Limits) -> list[Version]:
    """The reference and wrong versions of it, as far as it is known, and the untouched release."""
    released = {cell.grade_id or "": cell.cell["source"] for cell in notebook.answers()}
    versions = [Version(texts.TRIAL_RELEASE, released, limits)]
    if notebook.has_answers and any(cell.code for cell in notebook.answers()):
        solved = {
            cell.grade_id or "": cell.cell["source"] if cell.reference is None else cell.reference
            for cell in notebook.answers()
        }
        versions.insert(0, Version(texts.TRIAL_REFERENCE, solved, limits))
        short = replace(limits, cell_s=min(limits.cell_s, WRONG_CELL_S))
        code = {cell.grade_id or "" for cell in notebook.answers() if cell.code}
        for name, wrong in planted({label: solved[label] for label in code}):
            shown = texts.TRIAL_WRONG.format(kind=name)
            versions.append(Version(shown, {**solved, **wrong}, short))
    return versions
