"""What of a visible test runs in the student's process as well, for the cells that come after it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.grading.run_cells import run_apart
from classroom.grading.session import Outcome
from classroom.records import CellRole
from classroom.submission.rebuild import RebuiltNotebook


@dataclass
class Noted:
    """A session that notes what each process was asked to run."""

    learner_ran: list[str] = field(default_factory=list)
    checker_ran: list[str] = field(default_factory=list)

    def learner(self, source: str) -> Outcome:
        self.learner_ran.append(source)
        return Outcome()

    def test(self, source: str, names: list[str]) -> Outcome:
        self.checker_ran.append(source)
        return Outcome()

    def prepare(self, source: str | None, forget: list[str], names: list[str]) -> Outcome:
        return Outcome()


def ran(test: str, later: str) -> list[str]:
    """What the student's process was asked to run between an answer, a visible test and a later answer."""
    cells = tuple(
        CellPlan(role, {"cell_type": "code", "source": source, "metadata": {}}, name, visible=source)
        for name, role, source in (
            ("first", CellRole.ANSWER, "answer = 1"),
            ("check", CellRole.TEST, test),
            ("second", CellRole.ANSWER, later),
        )
    )
    rebuilt = RebuiltNotebook(
        NotebookPlan("book", cells, {}, (4, 5)), {"first": "answer = 1", "second": later}, (), ()
    )
    session = Noted()
    run_apart(rebuilt, session, {}, {})  # type: ignore[arg-type]
    assert session.checker_ran == [test]
    return session.learner_ran[1:-1]


@pytest.mark.parametrize(
    ("test", "later", "expected"),
    [
        ("import math\nassert answer == 1", "other = 2", []),
        ("import math\nassert answer == 1", "other = math.pi", ["import math"]),
        ("import math\nroot = math.sqrt(answer)\nassert root", "other = math.pi", ["import math"]),
        ("limit = 3\nassert answer < limit", "other = limit", ["limit = 3\nassert answer < limit"]),
        ("import math\nmath = math.pi", "other = math", ["import math\nmath = math.pi"]),
        ("import math\nseen.append(1)", "other = math, seen", ["import math\nseen.append(1)"]),
    ],
    ids=["nothing", "import", "import-beside-own-names", "own-name", "import-bound-again", "changed"],
)
def test_visible_test_leaves_the_students_process_what_later_cells_read(
    test: str, later: str, expected: list[str]
) -> None:
    assert ran(test, later) == expected
