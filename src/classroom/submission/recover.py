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
    "attach_task_work",
    "find_merged_answers",
    "inline_helpers",
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
            matches[cell.grade_id or ""] = [(found[0][0], replace(labelled, source=whole))]
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


def attach_task_work(
    plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, answers: dict[str, str], repairs: list[str]
) -> None:
    """Cells below a task are the learner's work on it: they go to whoever marks it, as text."""
    labels = [match_key(cell) for cell in plan.cells]
    starts = {label: matches[label][0][0] for label in labels if matches.get(label)}
    for cell in plan.answers():
        label = cell.grade_id or ""
        if not cell.task or label not in starts:
            continue
        stop = min((at for at in starts.values() if at > starts[label]), default=1 << 30)
        below = [item for item in unmatched if starts[label] < item[0] < stop and item[1].source.strip()]
        if below:
            own = [part for _, part in below]
            unmatched[:] = [item for item in unmatched if item not in below]
            shown = [
                f"```python\n{part.source}\n```" if part.cell_type == "code" else part.source for part in own
            ]
            answers[label] = "\n\n".join([answers[label], messages.TASK_WORK, *shown])
            repairs.append(messages.for_count(messages.REPAIR_PROJECT, len(own), cell=label))


def inline_helpers(
    plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, answers: dict[str, str], repairs: list[str]
) -> list[str]:
    """Give an answer what it needs from cells of the student's own; returns the names that stay missing.

    Taken are helper functions, imports and values that nothing in the assignment binds.
    """
    assigned = _assigned(plan, answers)
    pieces = _offered(plan, matches, unmatched, assigned)
    offered = {name for piece in pieces for name in names_of(piece).bound} - assigned
    dropped = {name for _, part in unmatched for name in names_of(part.source).bound} - assigned
    missing: set[str] = set()
    inlined: set[str] = set()
    for cell in plan.answers():
        label = cell.grade_id or ""
        needed = names_of(answers[label]).needed if cell.code else frozenset()
        missing |= (needed & dropped) - offered - inlined
        places = _needed_pieces(pieces, needed & offered, offered, inlined)
        if places:
            helpers = [pieces[place] for place in sorted(places)]
            names = sorted({name for piece in helpers for name in names_of(piece).bound} & inlined)
            answers[label] = "\n".join([*helpers, answers[label]])
            repairs.append(messages.REPAIR_HELPERS.format(cell=label, names=", ".join(names[:5])))
    return sorted(missing)


def _assigned(plan: NotebookPlan, answers: dict[str, str]) -> set[str]:
    """The names that the rebuilt notebook binds by itself."""
    names: set[str] = set()
    for cell in plan.cells:
        if cell.code:
            own = cell.role == CellRole.ANSWER and cell.grade_id
            names |= names_of(answers[cell.grade_id or ""] if own else cell.visible).bound
    return names


def _needed_pieces(
    pieces: list[str], needed: frozenset[str], offered: set[str], inlined: set[str]
) -> set[int]:
    """Where the pieces stand that bind what is needed, and what they need in turn; notes the names."""
    places: set[int] = set()
    names = set(needed - inlined)
    while names:
        chosen = {place for place, piece in enumerate(pieces) if names_of(piece).bound & names} - places
        places |= chosen
        inlined |= names
        read = {name for place in chosen for name in names_of(pieces[place]).needed}
        names = (read & offered) - inlined
    return places


def _offered(plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, known: set[str]) -> list[str]:
    """Pieces of code that are not the assignment's: whole cells, and lines added to cells without a label."""
    found = [(at, _without(part.source, known)) for at, part in unmatched if part.cell_type == "code"]
    found = [(at, source) for at, source in found if _may_move(source)]
    for cell in plan.cells:
        if cell.grade_id or not cell.code:
            continue
        for at, part in matches.get(match_key(cell), []):
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
