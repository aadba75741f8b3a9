"""Cells of the student's own, and those that the trainer left open: kept, and run where they stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from classroom import messages
from classroom.assignment.history import source_digest
from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.records import CellRole
from classroom.submission.notebook import ReadCell
from classroom.submission.recover import Matches, PlacedCells, match_key

__all__ = [
    "as_released",
    "find_left_answers",
    "find_work_below",
    "match_by_place",
    "match_by_source",
    "with_own_cells",
]

_TYPES = ("code", "markdown", "raw")


def match_by_source(plan: NotebookPlan, matches: Matches, unmatched: PlacedCells) -> None:
    """Find the trainer's cells that lost both label and id, or never had them."""
    for cell in plan.cells:
        if matches.get(match_key(cell)) or (cell.role == CellRole.ANSWER and not cell.task):
            continue
        wanted = {cell.visible.strip(), cell.cell["source"].strip()}
        same = next((item for item in unmatched if item[1].source.strip() in wanted), None)
        if same is not None:
            matches[match_key(cell)].append(same)
            unmatched.remove(same)


def match_by_place(plan: NotebookPlan, matches: Matches, unmatched: PlacedCells) -> None:
    """Find the open cells that were changed, where a notebook's cells have no ids."""
    for cells, items in list(_gaps(plan, matches, unmatched)):
        if len(cells) == len(items):
            for cell, item in zip(cells, items, strict=True):
                matches[match_key(cell)].append(item)
                unmatched.remove(item)


def _gaps(
    plan: NotebookPlan, matches: Matches, unmatched: PlacedCells
) -> Iterator[tuple[list[CellPlan], PlacedCells]]:
    """The cells without a label that were not found, and the strange ones that stand in their place."""
    gap: list[CellPlan] = []
    low = -1
    for cell in [*plan.cells, None]:
        found = matches.get(match_key(cell), []) if cell is not None else []
        if cell is not None and not found:
            if cell.code and not cell.grade_id:
                gap.append(cell)
            continue
        high = found[0][0] if found else 1 << 30
        if gap:
            yield gap, [item for item in unmatched if low < item[0] < high and item[1].cell_type == "code"]
        gap, low = [], found[-1][0] if found else low


def with_own_cells(
    plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, repairs: list[str]
) -> NotebookPlan:
    """The notebook with what the student wrote outside the answers: in open cells, and in own ones."""
    cells = [_left_open(number, cell, matches, repairs) for number, cell in enumerate(plan.cells, 1)]
    places = {
        at: place for place, cell in enumerate(plan.cells) for at, _ in matches.get(match_key(cell), [])
    }
    after: dict[int, list[CellPlan]] = {}
    taken = {cell.cell["id"] for cell in plan.cells}
    for position, part in unmatched:
        if not part.source.strip() and not part.attachments:
            continue
        before = max((at for at in places if at < position), default=None)
        place = -1 if before is None else places[before]
        after.setdefault(place, []).append(_own(part, position, taken))
    count = sum(map(len, after.values()))
    if count:
        repairs.append(messages.for_count(messages.REPAIR_OWN, count))
    ordered = list(after.get(-1, []))
    for place, cell in enumerate(cells):
        ordered += [cell, *after.get(place, [])]
    return replace(plan, cells=tuple(ordered))


def _own(part: ReadCell, position: int, taken: set[str]) -> CellPlan:
    name = f"own-{position}"
    while name in taken:
        name += "x"
    kind = part.cell_type if part.cell_type in _TYPES else "raw"
    return CellPlan(CellRole.OWN, _raw(kind, name, part, {"classroom": {"own": True}}))


def _raw(kind: str, name: str, part: ReadCell, metadata: dict[str, Any]) -> dict[str, Any]:
    raw: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": metadata, "source": part.source}
    if kind == "code":
        raw.update(outputs=[], execution_count=None)
    elif part.attachments:
        raw["attachments"] = part.attachments
    return raw


def _left_open(number: int, cell: CellPlan, matches: Matches, repairs: list[str]) -> CellPlan:
    """A cell that the trainer neither labelled nor locked is the student's to change, as for nbgrader."""
    found = [] if cell.grade_id else matches.get(match_key(cell), [])
    part = found[0][1] if found else None
    if part is None or (as_released(cell, part.source) and not part.attachments):
        return cell
    if cell.code and names_of(cell.cell["source"]).bound:
        repairs.append(messages.REPAIR_EDITED.format(number=number))
    kind = part.cell_type if part.cell_type in _TYPES else cell.cell["cell_type"]
    raw = _raw(kind, cell.cell["id"], part, cell.cell["metadata"])
    role = CellRole.OWN if cell.code or kind == "code" else cell.role
    released = cell.cell["source"] if cell.code and cell.in_tests else None
    return replace(cell, role=role, cell=raw, released=released)


def as_released(cell: CellPlan, source: str) -> bool:
    """Whether this is the trainer's source of a cell, of this release or of an earlier one."""
    if source.strip() in (cell.visible.strip(), cell.cell["source"].strip()):
        return True
    return source_digest(source) in cell.earlier


def find_left_answers(plan: NotebookPlan, answers: dict[str, str]) -> frozenset[str]:
    """Answers for a person to mark that were left as released."""
    return frozenset(
        cell.grade_id
        for cell in plan.answers()
        if cell.grade_id and cell.points is not None and not cell.task
        if answers[cell.grade_id].strip() == cell.cell["source"].strip()
    )


def find_work_below(plan: NotebookPlan, answers: dict[str, str]) -> frozenset[str]:
    """Answers for a person to mark that were left as released, with work of the student's own right below.

    Parameters
    ----------
    plan : with the student's own cells
    """
    found, left = set(), find_left_answers(plan, answers)
    waiting: CellPlan | None = None
    for cell in plan.cells:
        if cell.grade_id:
            waiting = cell if cell.grade_id in left else None
        elif cell.role == CellRole.OWN and waiting is not None:
            found.add(waiting.grade_id or "")
    return frozenset(found)
