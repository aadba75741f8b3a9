"""What travels between the steps: submissions, their results, and what a run was asked and found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

__all__ = [
    "AssignmentNote",
    "CellResult",
    "CellRole",
    "CourseError",
    "Fault",
    "HandedIn",
    "Isolation",
    "Options",
    "Progress",
    "Role",
    "Status",
    "StoredCell",
    "StoredResult",
    "Submission",
    "SubmissionResult",
    "Summary",
    "Trial",
]


class CourseError(Exception):
    """Something the trainer has to mend; the message says what and how."""


class Status(StrEnum):
    """What became of a student's submission, in the order in which reports list it."""

    GRADED = "graded"
    REPAIRED = "repaired"  # graded after a listed repair
    FLAGGED = "flagged"  # graded, and something about it is odd
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"
    UNGRADED = "ungraded"  # handed in, and no run has graded it yet
    MISSING = "missing"

    @property
    def ran(self) -> bool:
        """Whether cells of the submission were run."""
        return self not in (Status.UNREADABLE, Status.UNGRADED, Status.MISSING)

    @property
    def has_mark(self) -> bool:
        """Whether there is a submission whose points are known."""
        return self not in (Status.UNGRADED, Status.MISSING)

    @property
    def needs_look(self) -> bool:
        """Whether a person should look at the submission."""
        return self not in (Status.GRADED, Status.REPAIRED, Status.MISSING)


class CellRole(StrEnum):
    """Who writes a cell of an assignment, and who runs it."""

    ANSWER = "answer"  # the student's
    TEST = "test"  # the trainer's, graded by running it
    SETUP = "setup"  # the trainer's, run by both processes
    TEXT = "text"  # the trainer's, not run
    OWN = "own"  # the student's own, or one that the trainer left to the student: run where it stands


class Role(StrEnum):
    """What one of the two processes of a notebook is for."""

    LEARNER = "learner"  # runs the student's cells
    CHECKER = "checker"  # runs the trainer's tests


class Isolation(StrEnum):
    """What shuts a student's code in."""

    NAMESPACES = "namespaces"
    BUBBLEWRAP = "bubblewrap"
    NONE = "none"


class Fault(StrEnum):
    """Why a result says nothing about the submission."""

    GRADER = "grader"  # an error of the grader's own: the next run tries again
    MACHINE = "machine"  # a full disk, say: not to be kept at all


@dataclass(frozen=True)
class HandedIn:
    """Where one student's submission lies."""

    student: str
    folder: Path
    repairs: tuple[str, ...] = ()  # what was wrong with its place
    flags: tuple[str, ...] = ()  # what a person has to look at


@dataclass(frozen=True)
class Submission:
    """What one student handed in, as bytes: it travels to a worker as it is."""

    student: str
    notebooks: Mapping[str, bytes]  # by notebook name
    files: Mapping[str, bytes]  # the student's other files, by relative path
    problems: Mapping[str, str]  # why a notebook could not be taken, by notebook name
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class StoredCell(TypedDict):
    """A cell's result as the gradebook keeps it, in JSON."""

    score: float | None
    points: float
    message: NotRequired[str]
    detail: NotRequired[str]
    hidden: NotRequired[bool]
    seconds: NotRequired[float]
    shared: NotRequired[bool]


@dataclass(frozen=True)
class CellResult:
    """What one graded cell got, and why."""

    score: float | None  # None: a person has to mark it
    max_score: float
    message: str = ""  # what the failing check said, for the student
    detail: str = ""  # the same for the trainer, hidden tests' words included
    hidden: bool = False  # it failed in the hidden part
    seconds: float = 0.0
    shared: bool = False

    def to_json(self) -> StoredCell:
        """As the gradebook keeps it."""
        return {
            "score": self.score,
            "points": self.max_score,
            "message": self.message,
            "detail": self.detail,
            "hidden": self.hidden,
            "seconds": self.seconds,
            "shared": self.shared,
        }

    @classmethod
    def from_json(cls, stored: StoredCell) -> CellResult:
        """What the gradebook kept."""
        return cls(
            stored["score"],
            stored["points"],
            stored.get("message", ""),
            stored.get("detail", ""),
            stored.get("hidden", False),
            stored.get("seconds", 0.0),
            stored.get("shared", False),
        )


class StoredResult(TypedDict):
    """A submission's result as the gradebook keeps it, in JSON, beside its status and its times."""

    reasons: list[str]
    repairs: list[str]
    flags: list[str]
    peak_mb: float
    marks: dict[str, dict[str, StoredCell]]


@dataclass(frozen=True)
class SubmissionResult:
    """One graded submission.

    The gradebook keeps all but the executed notebooks, which lie in the student's folder, and what was left
    unanswered, which it keeps as nbgrader's comments.
    """

    student: str
    status: Status
    reasons: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    cells: Mapping[str, Mapping[str, CellResult]] = field(default_factory=dict)  # by notebook, then grade_id
    seconds: float = 0.0
    peak_mb: float = 0.0
    finished: datetime | None = None  # when it was written into the gradebook; None before
    notebooks: Mapping[str, str] = field(default_factory=dict, repr=False)  # executed, as JSON, by name
    unanswered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # answer cells left as released
    fault: Fault | None = None

    def to_json(self) -> StoredResult:
        """As the gradebook keeps it, but for the columns of its own table."""
        return {
            "reasons": list(self.reasons),
            "repairs": list(self.repairs),
            "flags": list(self.flags),
            "peak_mb": self.peak_mb,
            "marks": {
                notebook: {grade_id: cell.to_json() for grade_id, cell in cells.items()}
                for notebook, cells in self.cells.items()
            },
        }

    @classmethod
    def from_json(
        cls, student: str, status: str, seconds: float, finished: datetime, stored: StoredResult
    ) -> SubmissionResult:
        """What the gradebook kept."""
        return cls(
            student,
            Status(status),
            tuple(stored["reasons"]),
            tuple(stored["repairs"]),
            tuple(stored["flags"]),
            {
                notebook: {grade_id: CellResult.from_json(cell) for grade_id, cell in cells.items()}
                for notebook, cells in stored["marks"].items()
            },
            seconds,
            stored["peak_mb"],
            finished,
        )


@dataclass(frozen=True)
class Trial:
    """What trying the tests on the trainer's own notebooks showed; each test by its grade_id."""

    shared: tuple[str, ...] = ()  # tests that give stock's verdicts only in the student's process
    broken: Mapping[str, str] = field(default_factory=dict)  # not passed by the reference at all, and why
    unsure: Mapping[str, str] = field(default_factory=dict)  # no way gives stock's verdicts: how they differ
    spared: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # wrong versions that are none
    left: tuple[str, ...] = ()  # ids of open cells that call answers too often for the tests' process to run
    opaque: tuple[str, ...] = ()  # tests that the reference itself gives what is no data
    alone: tuple[str, ...] = ()  # tests that leave nothing to others, and find nothing of theirs
    warm_up: bool = True  # whether its cells may be run in the processes that others are forked from


@dataclass(frozen=True)
class AssignmentNote:
    """What running the trainer's own solution showed: kept until the assignment changes."""

    base: str  # what the assignment was when it was run
    source: str | None  # the same of its source notebooks; None when it was not noted
    trial: Trial


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    students: frozenset[str] = frozenset()  # empty: all
    force: bool = False
    unsafe: bool = False
    workers: int | None = None
    scheduler: str | None = None
    renew: bool = False  # take the tests from the source again
    diff: bool = False  # say whose marks changed
    anyway: bool = False  # grade although some tests cannot be judged, and flag these for everybody


@dataclass(frozen=True)
class Progress:
    """One step of a run."""

    done: int
    count: int
    student: str
    status: Status


@dataclass(frozen=True)
class Summary:
    """What a run found out that is not in the gradebook."""

    students: tuple[str, ...]  # everybody who is enrolled or handed something in
    graded_now: int
    shared: tuple[str, ...]
    broken: tuple[str, ...]
    handed_in: frozenset[str] = frozenset()
    unmarked: Mapping[str, str] = field(default_factory=dict)  # why, by student: a fault of the machine
    problems: tuple[str, ...] = ()  # what the trainer has to mend; everything else is done
    misplaced: tuple[str, ...] = ()  # what lies where nbgrader does not look
    outdated: frozenset[str] = frozenset()  # who has handed in other work than what was graded
