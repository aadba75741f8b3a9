"""What travels between the steps: submissions, their results, and what a run was asked and found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["CellMark", "CourseError", "HandedIn", "Marked", "Options", "Progress", "Submission", "Summary"]


class CourseError(Exception):
    """Something the trainer has to mend; the message says what and how."""


@dataclass(frozen=True)
class HandedIn:
    """Where one learner's submission lies."""

    student: str
    folder: Path


@dataclass(frozen=True)
class Submission:
    """What one learner handed in, as bytes: it travels to a worker as it is."""

    student: str
    notebooks: dict[str, bytes]  # by notebook name
    files: dict[str, bytes]  # the learner's other files, by relative path
    problems: dict[str, str]  # why a notebook could not be taken, by notebook name
    repairs: tuple[str, ...] = ()


@dataclass
class CellMark:
    """The mark of one graded cell, and why."""

    score: float | None  # None: a person has to mark it
    points: float
    message: str = ""  # what the failing check said, for the learner
    detail: str = ""  # the same for the trainer, hidden tests' words included
    hidden: bool = False  # it failed in the hidden part
    seconds: float = 0.0
    shared: bool = False


@dataclass
class Marked:
    """One graded submission."""

    student: str
    status: str = "graded"
    reasons: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    marks: dict[str, dict[str, CellMark]] = field(default_factory=dict)  # by notebook, then grade_id
    unanswered: dict[str, list[str]] = field(
        default_factory=dict
    )  # by notebook: answer cells left as released
    notebooks: dict[str, str] = field(default_factory=dict)  # the executed notebooks, as JSON
    seconds: float = 0.0
    peak_mb: float = 0.0
    files_mb: int = 0  # room that the learner's own files take in the scratch folder
    fault: str = ""  # "own": an error of the grader's, tried again by the next run; "machine": not to be kept


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    students: frozenset[str] = frozenset()  # empty: all
    force: bool = False
    unsafe: bool = False
    workers: int | None = None
    scheduler: str | None = None
    renew: bool = False  # take the tests from the source again


@dataclass(frozen=True)
class Progress:
    """One step of a run."""

    done: int
    count: int
    student: str
    status: str


@dataclass(frozen=True)
class Summary:
    """What a run found out that is not in the gradebook."""

    students: tuple[str, ...]  # everybody who is enrolled or handed something in
    graded_now: int
    shared: tuple[str, ...]
    broken: tuple[str, ...]
    handed_in: frozenset[str] = frozenset()
    unmarked: Mapping[str, str] = field(default_factory=dict)  # why, by learner: a fault of the machine
    problems: tuple[str, ...] = ()  # what the trainer has to mend; everything else is done
