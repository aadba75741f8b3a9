"""What goes wrong in grading itself costs one row, and says whose fault it was."""

from __future__ import annotations

import errno
from typing import Any

import pytest

from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.grading.workers import pool
from classroom.limits import Limits
from classroom.records import CellRole, Fault, Isolation, Status, Submission

TEST = {"cell_type": "code", "id": "t", "source": "assert x", "metadata": {}}
PLAN = AssignmentPlan(
    "hw",
    (NotebookPlan("hw", (CellPlan(CellRole.TEST, TEST, "t", points=2.0),), {}, (4, 5)),),
    {},
    Limits(),
    Isolation.NONE,
    (),
)


@pytest.mark.parametrize(
    ("error", "fault"),
    [(OSError(errno.ENOSPC, "No space left on device"), Fault.MACHINE), (KeyError("odd"), Fault.GRADER)],
)
def test_grade_error_of_ones_own_is_the_row_of_one_student(
    error: Exception, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise error

    monkeypatch.setattr(pool, "grade_submission", fails)

    found = pool.grade_safely(PLAN, Submission("amy", {}, {}, {}), None)  # type: ignore[arg-type]

    assert (found.student, found.status, found.fault) == ("amy", Status.CRASHED, fault)
    assert found.cells["hw"]["t"].score == 0.0
    assert str(error.args[-1]) in found.reasons[0]
