"""Answers that an assignment must judge rightly, and the sample class: answers/SLUG.py.

That file defines three names, all in terms of the solution notebook's cells:

``WRONG``
    ``{task: {name: Wrong(answer, message)}}``. Each is a real misconception; `message` is a part of what its
    own task's check must say to it. The other tasks must still pass, but for those listed in `also`.
``RIGHT``
    ``{name: {task: answer}}``. Other ways to be right: row order, dtypes, chained methods, plain loops.
``SAMPLE_CLASS``
    Twelve `Learner`s, from whom `make grade` makes submissions.

An answer is the whole source of the solution cell, or a pair (old, new): the reference answer with one
passage replaced. The pair keeps a misconception down to the line that holds it.
"""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from digital_factory.authoring.assignment import Assignment, grade_id, notebook_path, read_notebook

__all__ = [
    "Answer",
    "Answers",
    "AnswersError",
    "Learner",
    "Wrong",
    "answers_path",
    "cells_of",
    "read_answers",
    "source",
    "submission",
]

Answer = str | tuple[str, str]


class AnswersError(ValueError):
    """Answers that do not fit their assignment."""


@dataclass(frozen=True)
class Wrong:
    """A named wrong answer.

    Parameters
    ----------
    answer
        What the learner wrote, or (old, new) within the reference answer.
    message
        A passage of the message meant for this mistake.
    also
        Other tasks that cannot pass with it, because they use its result.
    """

    answer: Answer
    message: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Learner:
    """One of the sample class. A task that it does not mention is answered as in the reference.

    Parameters
    ----------
    name
        Becomes the folder ``submitted/sample-NAME`` of the sample class's own course directory.
    mistakes
        Task to the name of one of its wrong answers.
    answers
        Task to an answer of this learner's own, the written ones included.
    blank
        Tasks left as they were in the exercise; ``"all"`` for an untouched notebook.
    late_h
        Hours between the due date and the submission [h]; negative before it.
    status
        What grading must say of this submission: graded, timeout or crashed.
    """

    name: str
    mistakes: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    blank: tuple[str, ...] | str = ()
    late_h: float = -24.0
    status: str = "graded"

    def __post_init__(self) -> None:
        if self.status not in ("graded", "timeout", "crashed"):
            raise AnswersError(f"{self.name}: status is {self.status!r}; expected graded, timeout or crashed")
        twice = set(self.mistakes) & set(self.answers)
        if twice:
            raise AnswersError(f"{self.name}: both a mistake and an answer for {', '.join(sorted(twice))}")

    @property
    def student(self) -> str:
        """The learner's id in the gradebook."""
        return f"sample-{self.name}"


@dataclass(frozen=True)
class Answers:
    """The content of answers/SLUG.py."""

    wrong: Mapping[str, Mapping[str, Wrong]]
    right: Mapping[str, Mapping[str, Answer]]
    sample_class: tuple[Learner, ...]


def answers_path(slug: str, root: Path) -> Path:
    """Return where an assignment's answers stand."""
    return root / "answers" / f"{slug}.py"


def read_answers(slug: str, root: Path) -> Answers:
    """Read answers/SLUG.py of the course in `root`."""
    path = answers_path(slug, root)
    if not path.exists():
        raise AnswersError(
            f"{path} does not exist; write WRONG, RIGHT and SAMPLE_CLASS there (see sample_answers.py)"
        )
    names = runpy.run_path(str(path))
    missing = [name for name in ("WRONG", "RIGHT", "SAMPLE_CLASS") if name not in names]
    if missing:
        raise AnswersError(f"{path} does not define {', '.join(missing)}")
    return Answers(names["WRONG"], names["RIGHT"], tuple(names["SAMPLE_CLASS"]))


def source(assignment: Assignment, task: str, answer: Answer) -> str:
    """Return the solution cell's source for an answer."""
    if isinstance(answer, str):
        return answer
    old, new = answer
    reference = assignment.answer(task)
    if reference.count(old) != 1:
        raise AnswersError(
            f"{task}: {old!r} stands {reference.count(old)} times in the reference answer; expected once"
        )
    return reference.replace(old, new)


def cells_of(learner: Learner, assignment: Assignment, answers: Answers) -> dict[str, str | None]:
    """Return what a learner wrote in each solution cell; None where the exercise was left as it was."""
    tasks = [*assignment.tasks, *assignment.written]
    blank = tasks if learner.blank == "all" else learner.blank
    unknown = {*learner.mistakes, *learner.answers, *blank} - set(tasks)
    if unknown:
        raise AnswersError(f"{learner.name}: no task {', '.join(sorted(unknown))} in {assignment.slug}")
    cells: dict[str, str | None] = {}
    for task in tasks:
        if task in blank:
            cells[task] = None
        elif task in learner.mistakes:
            cells[task] = source(assignment, task, answers.wrong[task][learner.mistakes[task]].answer)
        elif task in learner.answers:
            cells[task] = source(assignment, task, learner.answers[task])
        else:  # a sample learner writes no model answer: an unmentioned written task stays empty
            cells[task] = assignment.answer(task) if task in assignment.tasks else None
    return cells


def submission(learner: Learner, assignment: Assignment, answers: Answers, root: Path, made_from: str) -> str:
    """Return the notebook that a learner hands in: the exercise with this learner's cells.

    `made_from`, a digest of what it was made from, is kept in the notebook's metadata.
    """
    notebook = read_notebook(notebook_path(assignment.slug, root / "exercises"))
    written = cells_of(learner, assignment, answers)
    for cell in notebook.cells:
        answer = written.get(grade_id(cell))
        if answer is not None:
            cell.source = answer
    notebook.metadata["made_from"] = made_from
    return f"{nbformat.writes(notebook)}\n"  # type: ignore[no-untyped-call]  # nbformat is partly typed
