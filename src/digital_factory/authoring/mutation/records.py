"""What goes into a trial and what comes out: plain data, which cross between processes as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from digital_factory.authoring.mutation.mutants import Mutant

__all__ = ["Cell", "FormTrial", "Notebook", "TaskTrials", "Trial", "Verdict"]

Verdict = Literal["visible", "hidden", "same", "survived", "not tried"]


@dataclass(frozen=True)
class Cell:
    """A code cell of a solution notebook, nbgrader's markers in it.

    Parameters
    ----------
    task
        The task that it answers or tests; empty for a cell that is given.
    """

    source: str
    task: str
    is_test: bool


@dataclass(frozen=True)
class Notebook:
    """A solution notebook, and which of its mutants are wanted.

    Parameters
    ----------
    folder
        Where it lies and is run.
    tasks
        Tasks whose mutants are made.
    sample
        How many mutants of the notebook are tried; all when None.
    seed
        Which sample.
    """

    slug: str
    folder: str
    cells: Sequence[Cell]
    tasks: Sequence[str]
    sample: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Trial:
    """What came of a mutant.

    Parameters
    ----------
    verdict
        Which part of its test it failed first, ``visible`` or ``hidden``; ``same`` if its slip made no
        difference to any data; ``survived`` if it passed; ``not tried`` if the sample left it out.
    message
        What the test said.
    """

    mutant: Mutant
    verdict: Verdict
    message: str = ""


@dataclass(frozen=True)
class FormTrial:
    """What came of a right result in another form: it ``survived`` if it got the marks (see `Trial`)."""

    form: str
    verdict: Verdict
    message: str = ""


@dataclass(frozen=True)
class TaskTrials:
    """What came of a task's mutants and of the other forms of its results."""

    task: str
    mutants: Sequence[Trial]
    forms: Sequence[FormTrial]
