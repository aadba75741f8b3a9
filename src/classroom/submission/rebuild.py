"""Rebuilds a notebook from the release version, the answers and the student's own cells.

Whatever else was done to the file (locked cells edited, deleted, duplicated, retyped, moved, relabelled;
points, flags, tags, kernel changed) is undone by construction, and listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from classroom import messages
from classroom.assignment.history import SETTINGS, settings_digest
from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.records import CellRole
from classroom.submission import texts
from classroom.submission.notebook import ReadCell
from classroom.submission.own_cells import (
    as_released,
    find_left_answers,
    find_work_below,
    match_by_place,
    match_by_source,
    with_own_cells,
)
from classroom.submission.recognise import recognise
from classroom.submission.recover import (
    Matches,
    PlacedCells,
    find_merged_answers,
    match_key,
    rejoin_split_cells,
)

__all__ = ["RebuiltNotebook", "rebuild"]

# Files in which a written answer may stand, by suffix.
_FOR_PEOPLE = frozenset(
    [".doc", ".docx", ".gif", ".heic", ".jpeg", ".jpg", ".odt", ".pdf", ".png", ".svg", ".webp"]
)


@dataclass(frozen=True)
class RebuiltNotebook:
    """A notebook ready to be run."""

    plan: NotebookPlan  # with the student's own cells where they stood
    answers: dict[str, str]  # the learner's source, by grade_id
    repairs: tuple[str, ...]
    flags: tuple[str, ...]
    attachments: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)  # by grade_id
    asks: frozenset[str] = frozenset()  # answers that a person has to look for

    def source(self, cell: CellPlan) -> str:
        """The source of a cell of the rebuilt notebook."""
        if cell.role == CellRole.ANSWER and cell.grade_id is not None:
            return self.answers[cell.grade_id]
        return str(cell.cell["source"])


def rebuild(plan: NotebookPlan, cells: list[ReadCell], files: Collection[str] = ()) -> RebuiltNotebook:
    """Take the answers out of the cells handed in; `files` are the paths of what lies beside them."""
    repairs: list[str] = []
    matches, unmatched = _match(plan, cells, repairs)
    strange = _is_strange(cells, matches, repairs)
    rejoin_split_cells(plan, matches, unmatched, repairs)
    answers: dict[str, str] = {}
    for cell in plan.answers():
        found = matches.get(cell.grade_id or "", [])
        answers[cell.grade_id or ""] = _answer(cell, found, repairs)
    find_merged_answers(plan, matches, answers, repairs)
    _locked(plan, matches, repairs)
    complete = with_own_cells(plan, matches, unmatched, repairs)
    flags, asks = _to_look_for(complete, matches, answers, files)
    if strange:
        flags = (texts.FLAG_STRANGER.format(name=f"{plan.name}.ipynb"), *flags)
    order = _positions(plan, matches)
    if order != sorted(order):
        repairs.append(messages.REPAIR_ORDER)
    if any(cell.metadata.get("tags") for cell in cells if cell.metadata.get("tags") != []) and not _has_tags(
        plan
    ):
        repairs.append(messages.REPAIR_TAGS)
    attachments = {label: pictures for label in answers if (pictures := _attachments(matches.get(label, [])))}
    return RebuiltNotebook(complete, answers, tuple(dict.fromkeys(repairs)), flags, attachments, asks)


def _is_strange(cells: list[ReadCell], matches: Matches, repairs: list[str]) -> bool:
    """Whether a notebook has nothing of the assignment, but for cells in a place where one was missing."""
    placed = sum(messages.REPAIR_BY_PLACE in repair for repair in repairs)
    return bool(cells) and sum(map(len, matches.values())) <= placed


def _attachments(found: PlacedCells) -> dict[str, dict[str, str]]:
    return {name: forms for _, part in found for name, forms in part.attachments.items()}


def _to_look_for(
    plan: NotebookPlan, matches: Matches, answers: dict[str, str], files: Collection[str]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The answers for a person to mark whose work may stand elsewhere, and what to say of them."""
    below = find_work_below(plan, answers)
    own = any(cell.role == CellRole.OWN for cell in plan.cells)
    lost = {
        cell.grade_id or ""
        for cell in plan.answers()
        if own and cell.points is not None and not cell.task and not matches.get(cell.grade_id or "")
    }
    flags = [messages.FLAG_LOST_ANSWER.format(cell=label) for label in sorted(lost)]
    flags += [messages.FLAG_WORK_BELOW.format(cell=label) for label in sorted(below - lost)]
    readable = sorted(path for path in files if PurePath(path).suffix.lower() in _FOR_PEOPLE)
    beside = find_left_answers(plan, answers) - below - lost if readable else frozenset[str]()
    shown = ", ".join(readable[:5])
    flags += [messages.FLAG_WORK_BESIDE.format(cell=label, files=shown) for label in sorted(beside)]
    return tuple(flags), below | lost | beside


def _has_tags(plan: NotebookPlan) -> bool:
    return any(cell.cell["metadata"].get("tags") for cell in plan.cells)


def _match(plan: NotebookPlan, cells: list[ReadCell], repairs: list[str]) -> tuple[Matches, PlacedCells]:
    """Say which cells of the submission are which cells of the plan."""
    ids = Counter(cell.cell_id for cell in cells)
    by_id = {cell.cell["id"]: cell for cell in plan.cells}
    matches: Matches = defaultdict(list)
    unmatched: PlacedCells = []
    for position, cell in enumerate(cells):
        same_id = by_id.get(cell.cell_id) if cell.cell_id and ids[cell.cell_id] == 1 else None
        labelled = _by_label(plan, cells, cell, same_id)
        if labelled is None and same_id is not None and same_id.role == CellRole.ANSWER:
            how = messages.REPAIR_BY_ID
            repairs.append(messages.REPAIR_RELABELLED.format(cell=same_id.grade_id, how=how))
        owner = labelled or same_id  # the latter may be a cell of the release version without a label
        if owner is not None:
            matches[match_key(owner)].append((position, cell))
        else:
            unmatched.append((position, cell))
    match_by_source(plan, matches, unmatched)
    unmatched[:] = [item for item in unmatched if item[1].source.strip() or item[1].attachments]
    recognise(plan, matches, unmatched, repairs)
    match_by_place(plan, matches, unmatched)
    return matches, unmatched


def _by_label(
    plan: NotebookPlan, cells: list[ReadCell], cell: ReadCell, same_id: CellPlan | None
) -> CellPlan | None:
    """The cell of the plan that a submission's cell says it is, unless its id or its names say otherwise."""
    labelled = next((own for own in plan.cells if own.grade_id and own.grade_id == cell.grade_id), None)
    if labelled is None:
        return None
    if same_id is None:
        return _swapped(plan, cells, cell, labelled)
    return _likelier(cell, same_id, labelled) if same_id.grade_id else labelled


def _likelier(cell: ReadCell, by_id: CellPlan, by_label: CellPlan) -> CellPlan:
    """Two cells claim one: the label says one thing, the cell's own id another."""
    bound = names_of(cell.source).bound
    if (
        by_id.role == CellRole.ANSWER
        and bound
        and not set(by_id.bound) & bound
        and set(by_label.bound) & bound
    ):
        return by_label
    if by_id.role != CellRole.ANSWER and by_label.role == CellRole.ANSWER:
        return by_id if cell.source.strip() in (by_id.visible.strip(), "") else by_label
    return by_id


def _swapped(plan: NotebookPlan, cells: list[ReadCell], cell: ReadCell, label: CellPlan) -> CellPlan:
    """Without ids, two answers with each other's label are told by the names they define."""
    bound = names_of(cell.source).bound
    if label.role != CellRole.ANSWER or not bound or not label.bound or set(label.bound) & bound:
        return label
    for other in plan.answers():
        if other is label or not set(other.bound) & bound:
            continue
        labelled = [names_of(each.source).bound for each in cells if each.grade_id == other.grade_id]
        if labelled and not any(set(other.bound) & names for names in labelled):
            return other
    return label


def _answer(cell: CellPlan, found: PlacedCells, repairs: list[str]) -> str:
    stub = str(cell.cell["source"])
    if not found:
        return stub
    expected = cell.cell["cell_type"]
    for _, part in found:
        if part.cell_type != expected:
            kind = part.cell_type or "?"
            repairs.append(
                messages.REPAIR_RETYPED.format(cell=cell.grade_id, found=kind[:20], expected=expected)
            )
        _settings(cell, part, repairs)
    parts = list(dict.fromkeys(part.source for _, part in found))
    if len(found) > 1:
        repairs.append(messages.REPAIR_DUPLICATE.format(cell=cell.grade_id, count=len(found)))
        parts = [part for part in parts if part.strip() != stub.strip()] or [stub]
    joined = "\n".join(parts)
    if len(parts) > 1 and cell.code and not names_of(joined).valid:
        joined = next((part for part in reversed(parts) if names_of(part).valid), joined)
    return joined


def _settings(cell: CellPlan, part: ReadCell, repairs: list[str]) -> None:
    own, theirs = cell.cell["metadata"].get("nbgrader", {}), part.metadata["nbgrader"]
    changed = [
        which
        for which in SETTINGS
        if own.get(which) != theirs.get(which) and (which in own or which in theirs)
    ]
    if changed and settings_digest(theirs) not in cell.earlier:
        repairs.append(messages.REPAIR_SETTINGS.format(cell=cell.grade_id, which=", ".join(changed)))


def _locked(plan: NotebookPlan, matches: Matches, repairs: list[str]) -> None:
    for cell in plan.cells:
        if cell.role == CellRole.ANSWER or not cell.grade_id:
            continue
        found = matches.get(cell.grade_id, [])
        if not found and not cell.added:
            repairs.append(messages.REPAIR_MISSING_LOCKED.format(cell=cell.grade_id))
        for _, part in found[:1]:
            if part.cell_type != cell.cell["cell_type"]:
                repairs.append(
                    messages.REPAIR_RETYPED.format(
                        cell=cell.grade_id, found=part.cell_type[:20] or "?", expected=cell.cell["cell_type"]
                    )
                )
            elif not as_released(cell, part.source):
                repairs.append(messages.REPAIR_CHANGED_LOCKED.format(cell=cell.grade_id))
            _settings(cell, part, repairs)
        if len(found) > 1:
            repairs.append(messages.for_count(messages.REPAIR_EXTRA, len(found) - 1))


def _positions(plan: NotebookPlan, matches: Matches) -> list[int]:
    """Where each cell of the plan was found in the submission, in the plan's order."""
    found = [matches.get(cell.grade_id, []) for cell in plan.cells if cell.grade_id]
    return [places[0][0] for places in found if places]
