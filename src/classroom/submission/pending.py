"""The submissions that are new: looked through once to find them, read again as workers ask for them.

A class does not fit into memory; two submissions a worker do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.records import HandedIn, Submission
from classroom.submission.intake import read_submission

__all__ = ["Pending", "Taken", "outdated"]


@dataclass(frozen=True)
class Taken:
    """What is needed of a submission after it was graded."""

    digest: str  # what it was graded from
    timestamp: datetime | None  # when it was handed in
    files: Mapping[str, bytes]  # the student's own


class Pending:
    """The submissions of an assignment that are not graded yet, or were graded from something else.

    Parameters
    ----------
    course : where they were handed in
    base : what they are graded from beside themselves: the assignment and this package
    graded : what each submission was graded from, by student, for those that need not be graded again
    """

    def __init__(
        self,
        course: Course,
        plan: AssignmentPlan,
        base: str,
        entries: list[HandedIn],
        graded: Mapping[str, str],
    ) -> None:
        self._course = course
        self._plan = plan
        self._base = base
        self._labels = {
            notebook.name: {cell.grade_id for cell in notebook.cells if cell.grade_id}
            for notebook in plan.notebooks
        }
        self._stubs = {
            notebook.name: {cell.grade_id or "": cell.cell["source"] for cell in notebook.answers()}
            for notebook in plan.notebooks
        }
        self._taken: dict[str, Taken] = {}
        self._entries = [entry for entry in entries if self._is_new(entry, graded)]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Submission]:
        for entry in self._entries:
            submission, self._taken[entry.student] = self._read(entry)
            yield submission

    @property
    def students(self) -> frozenset[str]:
        """Whose they are."""
        return frozenset(entry.student for entry in self._entries)

    def take(self, student: str) -> Taken:
        """What was read with a submission; once, as it may be large."""
        return self._taken.pop(student)

    def _is_new(self, entry: HandedIn, graded: Mapping[str, str]) -> bool:
        return entry.student not in graded or self._read(entry)[1].digest != graded[entry.student]

    def _read(self, entry: HandedIn) -> tuple[Submission, Taken]:
        try:
            reserved = self._plan.files.keys() - self._plan.kept
            submission, timestamp = read_submission(
                entry, self._course.root, self._labels, self._stubs, reserved, self._course.ignored()
            )
        except OSError as error:
            why = messages.READ_FAILED.format(name=entry.folder.name, why=error.strerror or str(error))
            submission, timestamp = Submission(entry.student, {}, {}, dict.fromkeys(self._labels, why)), None
        digest = f"{self._base}-{_digest(submission, timestamp)}"
        return submission, Taken(digest, timestamp, submission.files)


def outdated(
    course: Course, plan: AssignmentPlan, entries: Iterable[HandedIn], graded: Mapping[str, str]
) -> frozenset[str]:
    """Whose submission is another than the one that was graded, whatever became of the assignment since.

    Parameters
    ----------
    graded : what each submission was graded from, by student
    """
    alone = {who: f"-{digest.rpartition('-')[2]}" for who, digest in graded.items() if digest}
    return Pending(course, plan, "", [each for each in entries if each.student in alone], alone).students


def _digest(submission: Submission, timestamp: datetime | None) -> str:
    """Changes whenever anything in a submission changes."""
    hasher = hashlib.sha256()
    for part in (submission.notebooks, submission.files):
        for name, content in sorted(part.items()):
            hasher.update(name.encode("utf-8", "replace") + b"\0" + len(content).to_bytes(8, "big") + content)
    problems = sorted(submission.problems.items())
    # Without flags the digest is the one that it was before there were any: older marks stay as they are.
    hasher.update(repr((problems, submission.repairs, timestamp, *submission.flags)).encode())
    return hasher.hexdigest()[:32]
