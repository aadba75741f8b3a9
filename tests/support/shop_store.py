"""The shop's gradebook without running a notebook: results are made up and saved."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from shop_course import ASSIGNMENT, CELLS, make_course

from classroom.assignment.load import load_plan
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.gradebook.store import Store, open_store
from classroom.records import CellResult, Isolation, Status, SubmissionResult

MAX_SCORES = {**CELLS, "why": 4.0}


@dataclass(frozen=True)
class Shop:
    """A course, its open gradebook and its assignment's plan."""

    course: Course
    store: Store
    plan: AssignmentPlan

    def save(self, given: SubmissionResult, digest: str = "1-a-b", stamp: datetime | None = None) -> None:
        """Write a result down."""
        self.store.save(self.plan, given, digest, stamp, {})


@cache
def _begun() -> tuple[bytes, AssignmentPlan]:
    """The gradebook with the assignment in it, and its plan: nbgrader takes seconds to make them."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(make_course(Path(folder)))
        with open_store(course) as store:
            plan = load_plan(course, store.gradebook, ASSIGNMENT, Isolation.NONE)
        return Path(folder, "gradebook.db").read_bytes(), plan


@contextmanager
def open_shop(root: Path, config: str = "") -> Iterator[Shop]:
    """Lay the shop's course out in an empty folder and open its gradebook."""
    gradebook, plan = _begun()
    course = Course(make_course(root, config))
    (root / "gradebook.db").write_bytes(gradebook)
    with open_store(course) as store:
        yield Shop(course, store, plan)


def result(
    student: str, scores: Mapping[str, float | None] | None = None, status: Status = Status.GRADED
) -> SubmissionResult:
    """A result with full points, but for `scores`; the written answer waits for a person."""
    given = {**MAX_SCORES, "why": None, **(scores or {})}
    cells = {name: CellResult(given[name], most) for name, most in MAX_SCORES.items()}
    return SubmissionResult(
        student, status, cells={ASSIGNMENT: cells}, notebooks={ASSIGNMENT: "{}"}, unanswered={ASSIGNMENT: ()}
    )
