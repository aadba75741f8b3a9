"""What came up first when the trainer's own notebook was run: the reason why a test does not pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from classroom.assignment.plan import NotebookPlan
from classroom.grading import texts
from classroom.grading.outcome import Outcome
from classroom.records import CellRole

__all__ = ["cause_of"]

_UNREACHED = (
    "urlopen error",
    "name resolution",
    "Failed to resolve",
    "Network is unreachable",
    "Max retries",
)


def cause_of(
    notebook: NotebookPlan, place: int, outcomes: Mapping[int, Outcome], names: Collection[str]
) -> str:
    """The first error of a run up to the test at `place`, a package that is missing say; empty if none.

    Parameters
    ----------
    names : of the assignment's notebooks
    """
    for at in range(place + 1):
        outcome, cell = outcomes.get(at), notebook.cells[at]
        if outcome is None or (cell.role == CellRole.TEST and at != place):
            continue
        error = next((out for out in outcome.outputs if out["output_type"] == "error"), None)
        why = outcome.set_up or (f"{error['ename']}: {error['evalue'][:300]}" if error else "")
        if why:
            name = cell.grade_id or texts.CELL_NUMBER.format(number=at + 1)
            told = texts.TRIAL_ERROR.format(cell=name, why=why)
            return " ".join([told, *_advice(why, names)])
    return _of_score(outcomes.get(place, Outcome()), notebook.cells[place].points or 0.0)


def _of_score(outcome: Outcome, points: float) -> str:
    """What a test gives that raises nothing, and whose last value is its score."""
    result = next((out for out in outcome.outputs if out["output_type"] == "execute_result"), None)
    if result is None:
        return ""
    return texts.TRIAL_SCORE.format(value=result["data"].get("text/plain", "")[:100], points=points)


def _advice(message: str, names: Collection[str]) -> list[str]:
    """What an error that is often seen in other courses asks for."""
    if any(sign in message for sign in _UNREACHED):
        return [texts.TRIAL_NETWORK]
    if ".ipynb" in message or any(f"'{name}'" in message for name in names):
        return [texts.TRIAL_NOTEBOOK]
    if "FileNotFoundError" in message and len(names) > 1:
        return [texts.TRIAL_ALONE]
    return []
