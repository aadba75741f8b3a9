"""Answers that lost both label and id: known by the names they define, else by their place."""

from __future__ import annotations

from collections import defaultdict

from classroom import messages
from classroom.assignment.names import names_of
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.submission.recover import Matches, PlacedCells, match_key

__all__ = ["recognise"]


def recognise(plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, repairs: list[str]) -> None:
    """Find answers that lost both label and id: by the names they define, else by their place."""
    _by_place(plan, matches, unmatched, repairs, named=True)
    for cell in plan.answers():
        names = set(cell.bound)
        found = [item for item in unmatched if names and names & names_of(item[1].source).bound]
        if found and not matches.get(cell.grade_id or ""):
            rivals = [
                each
                for each in plan.answers()
                if names & set(each.bound) and not matches.get(each.grade_id or "")
            ]
            if (
                len(rivals) > 1
            ):  # loops that count with the same name, say: told by their order, or not at all
                found = found[:1] if len(found) == len(rivals) else []
            if found:
                _claim(cell, found, messages.REPAIR_BY_NAMES, matches, unmatched, repairs)
    _by_place(plan, matches, unmatched, repairs, named=False)


def _by_place(
    plan: NotebookPlan, matches: Matches, unmatched: PlacedCells, repairs: list[str], named: bool
) -> None:
    """Find lost answers where as many strange cells stand between two known ones as are missing there.

    Parameters
    ----------
    named : only where the names that they define agree with it
    """
    gaps: dict[tuple[int, int, bool], list[CellPlan]] = defaultdict(list)
    for cell in plan.answers():
        if not matches.get(cell.grade_id or ""):
            gaps[*_neighbours(plan, cell, matches), cell.code].append(cell)
    for (low, high, code), cells in gaps.items():
        kinds = ("code",) if code else ("markdown", "raw")
        inside = [item for item in unmatched if low < item[0] < high and item[1].cell_type in kinds]
        pairs = list(zip(cells, inside, strict=False))
        agree = [set(cell.bound) & names_of(item[1].source).bound for cell, item in pairs if cell.bound]
        if len(inside) == len(cells) and (not named or (agree and all(agree))):
            for cell, item in pairs:
                how = messages.REPAIR_BY_NAMES if named and cell.bound else messages.REPAIR_BY_PLACE
                _claim(cell, [item], how, matches, unmatched, repairs)


def _claim(
    cell: CellPlan,
    found: PlacedCells,
    how: str,
    matches: Matches,
    unmatched: PlacedCells,
    repairs: list[str],
) -> None:
    matches[cell.grade_id or ""] = list(found)
    for item in found:
        unmatched.remove(item)
    repairs.append(messages.REPAIR_RELABELLED.format(cell=cell.grade_id, how=how))


def _neighbours(plan: NotebookPlan, cell: CellPlan, matches: Matches) -> tuple[int, int]:
    """Where the nearest cells before and after a missing answer were found."""
    keys = [match_key(own) for own in plan.cells]
    here = keys.index(match_key(cell))
    before = [at for key in keys[:here] for at, _ in matches.get(key, [])]
    after = [at for key in keys[here + 1 :] for at, _ in matches.get(key, [])]
    return max(before, default=-1), min(after, default=1 << 30)
