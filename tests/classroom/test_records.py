"""What travels between the steps: the questions a status answers, and results as the gradebook keeps them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime

import pytest

from classroom.records import CellResult, Status, SubmissionResult

CELL = CellResult(1.5, 2.0, "no", "no: x", True, 0.1, True)
RESULT = SubmissionResult(
    "ada",
    Status.FLAGGED,
    ("late cell",),
    ("a repair",),
    ("odd",),
    {"book": {"test": CELL, "why": CellResult(None, 4.0)}},
    seconds=1.25,
    peak_mb=80.5,
    finished=datetime(2026, 11, 28, 12),
)


@pytest.mark.parametrize(
    ("question", "no"),
    [
        ("ran", {Status.UNREADABLE, Status.UNGRADED, Status.MISSING}),
        ("has_mark", {Status.UNGRADED, Status.MISSING}),
        ("needs_look", {Status.GRADED, Status.REPAIRED, Status.MISSING}),
    ],
)
def test_status_answers_no_for_these_only(question: str, no: set[Status]) -> None:
    assert {status for status in Status if not getattr(status, question)} == no


def test_result_kept_as_json_comes_back_whole() -> None:
    assert RESULT.finished is not None
    stored = json.loads(json.dumps(RESULT.to_json()))

    assert SubmissionResult.from_json("ada", "flagged", 1.25, RESULT.finished, stored) == RESULT


def test_cell_kept_without_what_older_versions_did_not_note_is_read() -> None:
    assert CellResult.from_json({"score": 1.0, "points": 2.0}) == CellResult(1.0, 2.0)


def test_import_of_the_command_leaves_no_made_up_module_behind() -> None:
    code = (
        "import sys, classroom.__main__; print([each for each in sys.modules if sys.modules[each] is None])"
    )

    made_up = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert made_up.stdout.strip() == "[]"


def test_import_of_the_package_loads_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import classroom; print(*set(sys.modules) - before)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == ["classroom"]
