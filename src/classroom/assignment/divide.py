"""Plans one notebook: who runs each of its cells, and which names are the student's and which the tests'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.assignment.stubs import stubs_of
from classroom.records import CellRole

__all__ = ["SKIPPED", "make_notebook"]

SKIPPED = "skip-execution"  # the tag of a cell that is never run


def _role(cell: dict[str, Any]) -> CellRole:
    settings = cell["metadata"].get("nbgrader", {})
    if settings.get("solution") or settings.get("task"):
        return CellRole.ANSWER
    if settings.get("grade") and cell["cell_type"] == "code":
        return CellRole.TEST
    skipped = SKIPPED in cell["metadata"].get("tags", ())
    return CellRole.TEXT if skipped or cell["cell_type"] != "code" else CellRole.SETUP


def make_notebook(
    name: str,
    release: dict[str, Any],
    locked: dict[str, str],
    points: dict[str, float],
    references: dict[str, str],
    hidden_mark: str,
) -> NotebookPlan:
    """Plan one notebook.

    Parameters
    ----------
    release : the release version, as JSON
    locked : the gradebook's source of locked cells, by grade_id
    points : the gradebook's maximum scores, by grade_id
    references : the reference solution's source of answer cells, by grade_id; may be empty
    hidden_mark : what stands in the line that begins hidden tests
    """
    cells: list[CellPlan] = []
    for number, raw in enumerate(release["cells"]):
        source = raw["source"] if isinstance(raw["source"], str) else "".join(raw["source"])
        cell = {**raw, "source": source, "metadata": dict(raw.get("metadata", {}))}
        cell.setdefault("id", f"cell-{number}")
        cell.pop("attachments", None) if not raw.get("attachments") else None
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        role = _role(cell)
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        full = locked.get(grade_id, source) if grade_id and role != CellRole.ANSWER else source
        lines = full.split("\n")
        hidden = next((at for at, line in enumerate(lines, 1) if hidden_mark in line), None)
        cells.append(
            CellPlan(
                role=role,
                cell={**cell, "source": full},
                grade_id=grade_id,
                points=points.get(grade_id) if grade_id else None,
                visible=source,
                hidden_from=hidden,
                reference=references.get(grade_id) if grade_id and role == CellRole.ANSWER else None,
            )
        )
    return NotebookPlan(
        name,
        tuple(_divide_names(cells)),
        release.get("metadata", {}),
        (int(release.get("nbformat", 4)), int(release.get("nbformat_minor", 5))),
    )


def _divide_names(cells: list[CellPlan]) -> list[CellPlan]:
    """Decide, from the trainer's own notebooks alone, which names are the student's and which the tests'."""
    names_read: set[str] = set()
    for cell in cells:
        if cell.role in (CellRole.TEST, CellRole.SETUP):
            names_read |= names_of(cell.cell["source"]).read
    modules: set[str] = set()
    for cell in cells:
        for source in (cell.cell["source"], cell.reference or "") if cell.code else ():
            modules |= names_of("\n".join(names_of(source).imports)).bound
    student_names: set[str] = set()
    planned = []
    for cell in cells:
        if cell.role == CellRole.ANSWER and cell.code:
            released, solved = names_of(cell.cell["source"]), names_of(cell.reference or "")
            imports = "\n".join(dict.fromkeys([*released.imports, *solved.imports]))
            bound = (released.bound | solved.bound) - names_of(imports).bound
            changed = (released.changed | solved.changed) - bound - modules
            student_names |= bound | changed
            cell = replace(cell, bound=tuple(sorted(bound)), changed=tuple(sorted(changed)), imports=imports)
        elif cell.role == CellRole.SETUP:
            names = names_of(cell.cell["source"])
            if not cell.grade_id:
                cell = replace(cell, bound=tuple(sorted(stubs_of(cell.cell["source"]))))
            student_names |= set(cell.bound)
            depends = bool(names.read & student_names)
            cell = replace(cell, in_tests=not depends or bool(names.bound & names_read))
            if depends and cell.in_tests and not cell.grade_id and not names.defined & names_read:
                imported = names_of("\n".join(names.imports)).bound
                cell = replace(cell, leaves=tuple(sorted(names.bound - imported)))
        planned.append(cell)
    return planned
