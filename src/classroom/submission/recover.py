"""Answers in pieces: cells that were split, merged, or that lean on cells of the learner's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from classroom import messages
from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.records import CellRole
from classroom.submission.notebook import ReadCell

__all__ = [
    "Matches",
    "PlacedCells",
    "find_merged_answers",
    "match_key",
    "rejoin_split_cells",
]

PlacedCells = list[tuple[int, ReadCell]]  # cells as handed in, with their position
Matches = dict[str, PlacedCells]  # by `match_key`

_MAX_NEIGHBOURS = 20  # cells beside an answer that are looked at as parts of it


def match_key(cell: CellPlan) -> str:
    """How a cell of the assignment is called here: by its label, else by its id."""
    return cell.grade_id or f"#{cell.cell['id']}"


def rejoin_split_cells(
    plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, repairs: list[str]
) -> None:
    """Put the halves of a split answer together where only one of them kept the label."""
    for cell in plan.answers():
        found = matches.get(cell.grade_id or "", [])
        if not found or not unmatched:
            continue
        joined = _join_code(cell, found, unmatched) if cell.code else _join_text(cell, found, unmatched)
        if len(joined) > len(found):
            labelled = found[0][1]
            between = "\n" if cell.code else "\n\n"
            whole = between.join(part.source for _, part in joined)
            pictures = {name: forms for _, part in joined for name, forms in part.attachments.items()}
            matches[cell.grade_id or ""] = [
                (found[0][0], replace(labelled, source=whole, attachments=pictures))
            ]
            unmatched[:] = [item for item in unmatched if item not in joined]
            repairs.append(messages.REPAIR_JOINED.format(cell=cell.grade_id, count=len(joined)))


def _beside(places: PlacedCells, unmatched: PlacedCells, step: int) -> Iterator[tuple[int, ReadCell]]:
    """The unclaimed cells next to an answer, nearest first."""
    by_position = dict(unmatched)
    position = (places[-1] if step > 0 else places[0])[0] + step
    for _ in range(_MAX_NEIGHBOURS):
        if position not in by_position:
            return
        yield position, by_position[position]
        position += step


def _join_code(cell: CellPlan, found: PlacedCells, unmatched: PlacedCells) -> PlacedCells:
    joined = list(found)
    for step in (1, -1):
        pending: PlacedCells = []
        for position, part in _beside(found, unmatched, step):
            if part.cell_type != "code":
                break
            pending.append((position, part))
            trial = [*joined, *pending] if step > 0 else [*reversed(pending), *joined]
            if _belongs(cell, joined, pending, trial):
                joined, pending = trial, []
    return joined


def _belongs(cell: CellPlan, joined: PlacedCells, pending: PlacedCells, trial: PlacedCells) -> bool:
    """Whether cells are the rest of an answer: it is no Python without them, or lacks names they bind."""
    whole = names_of(_text(trial))
    if not whole.valid:
        return False
    own = names_of(_text(joined))
    if not own.valid or not all(names_of(part.source).valid for _, part in pending):
        return True
    missing = set(cell.bound) - own.bound
    return bool(missing & whole.bound)


def _join_text(cell: CellPlan, found: PlacedCells, unmatched: PlacedCells) -> PlacedCells:
    """A written answer goes on in the text cells right after it."""
    if cell.points is None or cell.task:
        return found
    joined = list(found)
    for position, part in _beside(found, unmatched, 1):
        if part.cell_type != "markdown":
            break
        joined.append((position, part))
    return joined


def _text(places: PlacedCells) -> str:
    return "\n".join(part.source for _, part in places)


def find_merged_answers(
    plan: NotebookPlan, matches: Matches, answers: dict[str, str], repairs: list[str]
) -> None:
    """Find what became of answers that are not there: merged into another answer, or into a test."""
    for cell in plan.answers():
        label = cell.grade_id or ""
        if matches.get(label):
            continue
        host = _merged_into_answer(plan, cell, matches, answers)
        if host is not None:
            order = [other.grade_id for other in plan.answers()]
            earlier = order.index(host) < order.index(label)
            answers[label] = messages.MERGED_ANSWER.format(cell=host) if earlier else answers[host]
            repairs.append(messages.REPAIR_MERGED.format(cell=label, host=host))
            continue
        host, statements = _merged_into_test(plan, cell, matches)
        if host is None:
            repairs.append(messages.REPAIR_MISSING_ANSWER.format(cell=label))
        else:
            answers[label] = "\n".join(statements)
            repairs.append(messages.REPAIR_MERGED.format(cell=label, host=host))


def _merged_into_answer(
    plan: NotebookPlan, cell: CellPlan, matches: Matches, answers: dict[str, str]
) -> str | None:
    """The other answer that binds all the names of a missing one."""
    names = set(cell.bound)
    for other in plan.answers():
        label = other.grade_id or ""
        if other is not cell and matches.get(label) and names and names <= names_of(answers[label]).bound:
            return label
    return None


def _merged_into_test(plan: NotebookPlan, cell: CellPlan, matches: Matches) -> tuple[str | None, list[str]]:
    """The test or set-up cell that statements of a missing answer stand in, and these statements."""
    for other in plan.cells:
        if other.role == CellRole.ANSWER or not other.code or not other.grade_id:
            continue
        source = "\n".join(part.source for _, part in matches.get(other.grade_id, []))
        statements = _statements(source, set(cell.bound))
        if statements:
            return other.grade_id, statements
    return None, []


def _statements(source: str, names: set[str]) -> list[str]:
    """The statements of a cell's top level that bind one of the names."""
    if not names_of(source).bound & names:
        return []
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    pieces = [ast.get_source_segment(source, node) or "" for node in tree.body]
    return [piece for piece in pieces if names_of(piece).bound & names]
