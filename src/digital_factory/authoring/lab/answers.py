"""Model answers for a lab whose answers are open (`ANSWERS=yes`): the reference answer of each task, and why.

The answers come from solutions/; two sentences on each from answers/explanations/SLUG.toml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from digital_factory.authoring.assignment import Assignment
from digital_factory.authoring.lab import LabError

__all__ = ["model_answers"]


def model_answers(slug: str, root: Path) -> dict[str, dict[str, str]]:
    """Return, by task, its ``answer`` (code) and ``why`` (two sentences, code between backticks).

    Raises
    ------
    LabError
        If a task of the assignment has no sentences, or there are some for no task.
    """
    assignment = Assignment.read(slug, root)
    path = root / "answers" / "explanations" / f"{slug}.toml"
    try:
        reasons = {
            task: " ".join(text.split()) for task, text in tomllib.loads(path.read_text("utf-8")).items()
        }
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LabError(
            f"{path} was expected to say why each model answer of {slug} is right: {error}."
        ) from error
    if reasons.keys() != assignment.tasks.keys():
        differ = ", ".join(sorted(reasons.keys() ^ assignment.tasks.keys()))
        raise LabError(f"{path} and the tasks of {slug} differ in: {differ}.")
    return {task: {"answer": assignment.answer(task), "why": reasons[task]} for task in assignment.tasks}
