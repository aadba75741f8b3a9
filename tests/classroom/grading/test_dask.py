"""What goes wrong on a cluster: one student's row, or the end of the run."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import Any

import distributed
import pytest

from classroom.grading.workers import dask
from classroom.records import CourseError, Isolation, Status, Submission, SubmissionResult
from tests.classroom.grading.test_pool import PLAN


class KilledError(Exception):
    """Stands for Dask's own."""


class Future:
    """A submission that a worker has."""

    def __init__(self, submission: Submission) -> None:
        self.key = self._student = submission.student

    def result(self) -> SubmissionResult:
        errors = {"kills": KilledError("three workers"), "odd": KeyError("odd"), "gone": CancelledError()}
        if self._student in errors:
            raise errors[self._student]
        return SubmissionResult(self._student, Status.GRADED)


class Queue(list[Future]):
    """Futures in the order in which they were sent."""

    add = list.append

    def __iter__(self) -> Iterator[Future]:
        while self:
            yield self.pop(0)


class Client:
    """A cluster of one worker."""

    def scatter(self, plan: object, **_: object) -> object:
        return plan

    def submit(self, work: object, plan: object, digest: str, submission: Submission, **_: object) -> Future:
        return Future(submission)


class Cluster:
    """Two workers, on one of which nothing shuts code in."""

    def run(self, work: object) -> dict[str, Isolation | None]:
        return {"tcp://one": Isolation.NAMESPACES, "tcp://other": None}


def spread(monkeypatch: pytest.MonkeyPatch, *students: str) -> dict[str, SubmissionResult]:
    monkeypatch.setattr(distributed, "as_completed", Queue)
    handed_in: Any = [Submission(student, {}, {}, {}) for student in students]
    return {each.student: each for each in dask._spread(Client(), PLAN, handed_in, 1, KilledError)}


def test_submission_that_ends_its_workers_or_the_grader_costs_its_own_row_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = spread(monkeypatch, "amy", "kills", "bob", "odd", "cyd")

    assert {who: each.status for who, each in found.items()} == {
        "amy": Status.GRADED,
        "kills": Status.CRASHED,
        "bob": Status.GRADED,
        "odd": Status.CRASHED,
        "cyd": Status.GRADED,
    }
    assert "three workers" in found["kills"].reasons[0]
    assert "odd" in found["odd"].reasons[0]


def test_scheduler_that_is_gone_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CancelledError):
        spread(monkeypatch, "amy", "gone", "bob")


def test_worker_that_shuts_code_in_otherwise_is_refused_by_name() -> None:
    strict = replace(PLAN, isolation=Isolation.NAMESPACES)

    with pytest.raises(CourseError, match="tcp://other"):
        dask._check_isolation(Cluster(), strict)
    dask._check_isolation(Cluster(), PLAN)  # which asks for none
