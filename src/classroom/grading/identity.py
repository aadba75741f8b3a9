"""Compares the id that a learner writes into an answer with the one that is enrolled.

Some tasks draw a learner's data from the id: whoever writes another's works on another's data.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from classroom import messages
from classroom.records import Status, SubmissionResult

__all__ = ["flag_identity"]


def flag_identity(
    results: Iterable[SubmissionResult], variable: str, enrolled: Mapping[str, Collection[str]]
) -> Iterator[SubmissionResult]:
    """Flag the submissions whose `variable` is another's id.

    Parameters
    ----------
    variable : the name that the learner's id is given in an answer cell
    enrolled : what a learner may write, by student: the id, the e-mail address, the platform's number
    """
    for result in results:
        written = _written(result.notebooks.values(), variable)
        known = {
            each.strip().casefold() for each in (result.student, *enrolled.get(result.student, ())) if each
        }
        if written is None or written.strip().casefold() in known:
            yield result
            continue
        flag = messages.FLAG_IDENTITY.format(variable=variable, written=written[:60], student=result.student)
        status = Status.FLAGGED if result.status in (Status.GRADED, Status.REPAIRED) else result.status
        yield replace(result, status=status, flags=(*result.flags, flag))


def _written(notebooks: Iterable[str], variable: str) -> str | None:
    """The last value that an answer cell gives the variable, as it is written; None when it has none."""
    found = None
    for notebook in notebooks:
        for cell in json.loads(notebook)["cells"]:
            if cell["cell_type"] != "code" or not cell["metadata"].get("nbgrader", {}).get("solution"):
                continue
            source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            for value in _assigned(source, variable):
                if not (isinstance(value, ast.Constant) and value.value is None):
                    found = _as_text(value)
    return found


def _as_text(value: ast.expr) -> str:
    """A value as it is written; a sign for one that is far too long to be an id."""
    try:
        return str(value.value) if isinstance(value, ast.Constant) else ast.unparse(value)
    except (ValueError, RecursionError):
        return "..."


def _assigned(source: str, variable: str) -> Iterator[ast.expr]:
    """What is assigned to a variable at the top of a cell."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for statement in tree.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if any(isinstance(target, ast.Name) and target.id == variable for target in targets):
            yield statement.value
