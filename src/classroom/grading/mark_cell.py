"""The mark of one cell, from what running it gave."""

from __future__ import annotations

import builtins
import math
import re

from classroom import messages
from classroom.assignment.plan import CellPlan
from classroom.grading.outcome import Outcome
from classroom.records import CellResult, CellRole

__all__ = ["mark_cell"]

_DETAIL_CHARACTERS = 2000
# unittest's own runner raises nothing: what it reports on stderr is all that tells whether its tests passed.
_SUITE_FAILED = re.compile(r"^FAILED \((?:failures|errors|unexpected successes)=\d", re.MULTILINE)
_SUITE_ERROR = re.compile(r"^\w*(?:Error|Exception)\b.*", re.MULTILINE)


def mark_cell(cell: CellPlan, outcome: Outcome, unchanged: bool, flags: list[str]) -> CellResult:
    """The result of a graded cell.

    Parameters
    ----------
    unchanged : whether an answer was left as released
    flags : what a person should look at is added here
    """
    max_score = cell.points or 0.0
    if cell.role == CellRole.ANSWER:
        # Work on a task is done anywhere: a person looks, whether its own cell was touched or not.
        score = 0.0 if unchanged and not cell.task else None
        return CellResult(score, max_score, seconds=outcome.seconds)
    if not cell.code:  # a graded text of the trainer's own
        return CellResult(None, max_score)
    score, message, detail, hidden = 0.0, "", "", False
    if cell.doubt:
        flags.append(messages.FLAG_DOUBT.format(cell=cell.grade_id, why=cell.doubt))
    if outcome.suspicions:
        what = ", ".join(sorted(set(outcome.suspicions)))
        flags.append(messages.FLAG_SHARED.format(cell=cell.grade_id, what=what))
        message = messages.MESSAGE_FLAGGED
    elif outcome.failed:
        message, detail, hidden = _explain(cell, outcome)
    elif suite := _failed_suite(outcome):
        hidden = cell.hidden_from is not None
        message, detail = (messages.MESSAGE_HIDDEN if hidden else suite), suite
    else:
        score = _score(cell, outcome, max_score, flags)
    return CellResult(score, max_score, message, detail, hidden, outcome.seconds, cell.shared)


def _explain(cell: CellPlan, outcome: Outcome) -> tuple[str, str, bool]:
    """What the failing check says to the student and to the trainer, and whether its hidden part said it."""
    error = next((out for out in reversed(outcome.outputs) if out["output_type"] == "error"), None)
    hidden = bool(cell.hidden_from and outcome.line and outcome.line >= cell.hidden_from)
    if error is None:
        return messages.MESSAGE_FAILED, messages.MESSAGE_FAILED, hidden
    value, name = error["evalue"].strip(), error["ename"]
    spoke = outcome.assertion or name == "AssertionError"
    detail = ((value or messages.MESSAGE_FAILED) if spoke else f"{name}: {value}")[:_DETAIL_CHARACTERS]
    unseen = hidden or (cell.shared and cell.hidden_from is not None and value not in cell.visible)
    if unseen and outcome.from_learner:
        # Its text, and a name of its own, are the student's: they could carry out what it passed in.
        is_builtin = isinstance(getattr(builtins, name, None), type)
        shown = name if is_builtin else messages.SOME_ERROR
        return messages.MESSAGE_HIDDEN_ERROR.format(name=shown), detail, hidden
    if unseen and (outcome.direct or cell.shared):
        return messages.MESSAGE_HIDDEN, detail, hidden  # the detail has the words of the hidden test itself
    return detail, detail, hidden


def _failed_suite(outcome: Outcome) -> str:
    """What the unit tests that a test ran say of their failing; empty when none failed."""
    said = "".join(out["text"] for out in outcome.outputs if out.get("name") == "stderr")
    if not _SUITE_FAILED.search(said):
        return ""
    return "; ".join(_SUITE_ERROR.findall(said))[:_DETAIL_CHARACTERS] or messages.MESSAGE_FAILED


def _score(cell: CellPlan, outcome: Outcome, max_score: float, flags: list[str]) -> float:
    """Stock nbgrader's rule for a test that ended without an error: a result that is a number is the score.

    Two differences: a warning on stderr costs nothing, and a number outside the range is no score.
    """
    result = next((out for out in outcome.outputs if out["output_type"] == "execute_result"), None)
    if result is None:
        return max_score
    try:
        value = float(result["data"].get("text/plain", ""))
    except ValueError:
        return max_score
    if not math.isfinite(value) or not 0 <= value <= max_score:
        flags.append(messages.FLAG_SCORE.format(cell=cell.grade_id, value=value, points=max_score))
        return 0.0
    return value
