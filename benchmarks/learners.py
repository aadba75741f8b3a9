"""The class that is graded: honest learners, from the assignment's known answers.

The same number makes the same class on every machine, and the first learners of a large class are those of
a small one, so that every grader gets the same submissions.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from digital_factory.authoring.assignment import Assignment, grade_id, notebook_path, read_notebook
from digital_factory.authoring.sample_answers import Answers, read_answers, source

__all__ = ["answers_of", "make_course", "submissions", "write"]

_SEED = 20261123
# What a learner does with a task, and in how many cases of a hundred.
# Other right ways that the tests know are left out: some loop for seconds, which no grader can help.
_DONE = {"as in the solution": 70, "a named mistake": 20, "left blank": 10}


def answers_of(assignment: Assignment, answers: Answers, rng: random.Random) -> dict[str, str]:
    """One learner's answers by task; a task left blank has none, and so have the written ones."""
    found = {}
    for task in assignment.tasks:
        (what,) = rng.choices(list(_DONE), list(_DONE.values()))
        mistakes = [wrong.answer for _, wrong in sorted(answers.wrong.get(task, {}).items())]
        if what == "left blank":
            continue
        if what == "a named mistake" and mistakes:
            found[task] = source(assignment, task, rng.choice(mistakes))
        else:
            found[task] = assignment.answer(task)
    return found


def submissions(slug: str, house: Path, count: int) -> Iterator[tuple[str, NotebookNode]]:
    """What each of `count` learners hands in, with the learner's id, for a course in `house`."""
    assignment, answers = Assignment.read(slug, house), read_answers(slug, house)
    released = read_notebook(notebook_path(slug, house / "exercises"))
    for number in range(count):
        written = answers_of(assignment, answers, random.Random(_SEED + number))
        notebook = deepcopy(released)
        for cell in notebook.cells:
            cell.source = written.get(grade_id(cell), cell.source)
        yield f"learner-{number + 1:05}", notebook


def make_course(root: Path, house: Path, slug: str, count: int) -> Path:
    """Make a course directory with one assignment, taken from the course in `house`, and a class's work."""
    for step in ("solutions", "exercises"):
        shutil.copytree(house / step / slug, root / step / slug)
    shutil.copy(house / "nbgrader_config.py", root)
    for learner, notebook in submissions(slug, house, count):
        write(notebook_path(slug, root / "submitted" / learner), notebook)
    return root


def write(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook, and the folder that it lies in."""
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")  # type: ignore[no-untyped-call]
