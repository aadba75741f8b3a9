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

__all__ = ["Claims", "Places", "bring_helpers", "claim_key", "join_halves", "keep_projects", "part_merged"]

Places = list[tuple[int, ReadCell]]  # cells as handed in, with their position
Claims = dict[str, Places]  # by `claim_key`

_MAX_NEIGHBOURS = 20  # cells beside an answer that are looked at as parts of it


def claim_key(cell: CellPlan) -> str:
    """How a cell of the assignment is called here: by its label, else by its id."""
    return cell.grade_id or f"#{cell.cell['id']}"


def join_halves(plan: NotebookPlan, claimed: Claims, leftover: Places, repairs: list[str]) -> None:
    """Put the halves of a split answer together where only one of them kept the label."""
    for cell in plan.answers():
        found = claimed.get(cell.grade_id or "", [])
        if not found or not leftover:
            continue
        joined = _join_code(cell, found, leftover) if cell.code else _join_text(cell, found, leftover)
        if len(joined) > len(found):
            labelled = found[0][1]
            between = "\n" if cell.code else "\n\n"
            whole = between.join(part.source for _, part in joined)
            claimed[cell.grade_id or ""] = [(found[0][0], replace(labelled, source=whole))]
            leftover[:] = [item for item in leftover if item not in joined]
            repairs.append(messages.REPAIR_JOINED.format(cell=cell.grade_id, count=len(joined)))


def _beside(places: Places, leftover: Places, step: int) -> Iterator[tuple[int, ReadCell]]:
    """The unclaimed cells next to an answer, nearest first."""
    by_position = dict(leftover)
    position = (places[-1] if step > 0 else places[0])[0] + step
    for _ in range(_MAX_NEIGHBOURS):
        if position not in by_position:
            return
        yield position, by_position[position]
        position += step


def _join_code(cell: CellPlan, found: Places, leftover: Places) -> Places:
    joined = list(found)
    for step in (1, -1):
        pending: Places = []
        for position, part in _beside(found, leftover, step):
            if part.cell_type != "code":
                break
            pending.append((position, part))
            trial = [*joined, *pending] if step > 0 else [*reversed(pending), *joined]
            if _belongs(cell, joined, pending, trial):
                joined, pending = trial, []
    return joined


def _belongs(cell: CellPlan, joined: Places, pending: Places, trial: Places) -> bool:
    """Whether cells are the rest of an answer: it is no Python without them, or lacks names they bind."""
    whole = names_of(_text(trial))
    if not whole.valid:
        return False
    own = names_of(_text(joined))
    if not own.valid or not all(names_of(part.source).valid for _, part in pending):
        return True
    missing = set(cell.bound) - own.bound
    return bool(missing & whole.bound)


def _join_text(cell: CellPlan, found: Places, leftover: Places) -> Places:
    """A written answer goes on in the text cells right after it."""
    if cell.points is None or cell.task:
        return found
    joined = list(found)
    for position, part in _beside(found, leftover, 1):
        if part.cell_type != "markdown":
            break
        joined.append((position, part))
    return joined


def _text(places: Places) -> str:
    return "\n".join(part.source for _, part in places)


def part_merged(plan: NotebookPlan, claimed: Claims, answers: dict[str, str], repairs: list[str]) -> None:
    """Find what became of answers that are not there: merged into another answer, or into a test."""
    cells = plan.answers()
    for place, cell in enumerate(cells):
        label = cell.grade_id or ""
        if claimed.get(label):
            continue
        names = set(cell.bound)
        host = next(
            (
                other.grade_id
                for other in cells
                if other is not cell
                and claimed.get(other.grade_id or "")
                and names
                and names <= names_of(answers[other.grade_id or ""]).bound
            ),
            None,
        )
        if host is not None:
            earlier = any(other.grade_id == host for other in cells[:place])
            answers[label] = messages.MERGED_ANSWER.format(cell=host) if earlier else answers[host]
            repairs.append(messages.REPAIR_MERGED.format(cell=label, host=host))
            continue
        for other in plan.cells:
            if other.role == CellRole.ANSWER or not other.code or not other.grade_id or not names:
                continue
            sources = [part.source for _, part in claimed.get(other.grade_id, [])]
            found = _statements("\n".join(sources), names)
            if found:
                answers[label] = "\n".join(found)
                repairs.append(messages.REPAIR_MERGED.format(cell=label, host=other.grade_id))
                break
        else:
            repairs.append(messages.REPAIR_MISSING_ANSWER.format(cell=label))


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


def keep_projects(
    plan: NotebookPlan, claimed: Claims, leftover: Places, answers: dict[str, str], repairs: list[str]
) -> None:
    """Cells below a task are the learner's work on it: they go to whoever marks it, as text."""
    labels = [claim_key(cell) for cell in plan.cells]
    starts = {label: claimed[label][0][0] for label in labels if claimed.get(label)}
    for cell in plan.answers():
        label = cell.grade_id or ""
        if not cell.task or label not in starts:
            continue
        stop = min((at for at in starts.values() if at > starts[label]), default=1 << 30)
        below = [item for item in leftover if starts[label] < item[0] < stop and item[1].source.strip()]
        if below:
            own = [part for _, part in below]
            leftover[:] = [item for item in leftover if item not in below]
            shown = [
                f"```python\n{part.source}\n```" if part.cell_type == "code" else part.source for part in own
            ]
            answers[label] = "\n\n".join([answers[label], messages.TASK_WORK, *shown])
            repairs.append(messages.REPAIR_PROJECT.format(cell=label, count=len(own)))


def bring_helpers(
    plan: NotebookPlan, claimed: Claims, leftover: Places, answers: dict[str, str], repairs: list[str]
) -> list[str]:
    """Give an answer what it needs from cells of the learner's own; returns the names that stay missing.

    Taken are helper functions, imports and values that nothing in the assignment binds.
    """
    known: set[str] = set()
    for own in plan.cells:
        if own.code:
            known |= names_of(
                answers[own.grade_id] if own.role == CellRole.ANSWER and own.grade_id else own.visible
            ).bound
    pieces = _offered(plan, claimed, leftover, known)
    offered = {name for piece in pieces for name in names_of(piece).bound} - known
    dropped = {name for _, part in leftover for name in names_of(part.source).bound} - known
    lost: set[str] = set()
    given: set[str] = set()
    for cell in plan.answers():
        label = cell.grade_id or ""
        needed = names_of(answers[label]).needed if cell.code else frozenset()
        lost |= (needed & dropped) - offered - given
        wanted, taken = set(needed & offered - given), set[int]()
        while wanted:
            chosen = {place for place, piece in enumerate(pieces) if names_of(piece).bound & wanted} - taken
            taken |= chosen
            given |= wanted
            read = {name for place in chosen for name in names_of(pieces[place]).needed}
            wanted = (read & offered) - given
        if taken:
            brought = [pieces[place] for place in sorted(taken)]
            names = sorted({name for piece in brought for name in names_of(piece).bound} & given)
            answers[label] = "\n".join([*brought, answers[label]])
            repairs.append(messages.REPAIR_HELPERS.format(cell=label, names=", ".join(names[:5])))
    return sorted(lost)


def _offered(plan: NotebookPlan, claimed: Claims, leftover: Places, known: set[str]) -> list[str]:
    """Pieces of code that are not the assignment's: whole cells, and lines added to cells without a label."""
    found = [(at, _without(part.source, known)) for at, part in leftover if part.cell_type == "code"]
    found = [(at, source) for at, source in found if _may_move(source)]
    for cell in plan.cells:
        if cell.grade_id or not cell.code:
            continue
        for at, part in claimed.get(claim_key(cell), []):
            new = set(names_of(part.source).bound) - known
            found += [(at, piece) for piece in _statements(part.source, new)]
    return [source for _, source in sorted(found, key=lambda item: item[0])]


def _without(source: str, known: set[str]) -> str:
    """A cell without the statements that bind names of the assignment's."""
    if not names_of(source).bound & known:
        return source
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    pieces = [ast.get_source_segment(source, node) or "" for node in tree.body]
    return "\n".join(piece for piece in pieces if not names_of(piece).bound & known)


def _may_move(source: str) -> bool:
    names = names_of(source)
    return names.valid and bool(names.bound)
