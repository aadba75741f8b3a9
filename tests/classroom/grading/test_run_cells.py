"""What runs in the student's process and what in the tests', cell by cell; and a set-up that fails in one."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.grading.outcome import Outcome
from classroom.grading.run_cells import run_apart
from classroom.grading.second_look import look_again
from classroom.records import CellResult, CellRole
from classroom.submission.rebuild import RebuiltNotebook


@dataclass
class Noted:
    """A session that notes what each process was asked to run."""

    learner_ran: list[str] = field(default_factory=list)
    checker_ran: list[str] = field(default_factory=list)

    def learner(self, source: str) -> Outcome:
        self.learner_ran.append(source)
        return Outcome()

    def test(self, source: str, names: list[str], alone: bool = False) -> Outcome:
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


ERROR = {
    "output_type": "error",
    "ename": "NameError",
    "evalue": "name 'limits' is not defined",
    "traceback": [],
}


@dataclass
class HalfSetUp(Noted):
    """A session in which a set-up cell fails in the tests' process and nowhere else."""

    def prepare(self, source: str | None, forget: list[str], names: list[str]) -> Outcome:
        return Outcome([{**ERROR, "ename": "FileNotFoundError", "evalue": "limits.csv"}], failed=True)

    def test(self, source: str, names: list[str], alone: bool = False) -> Outcome:
        return Outcome([ERROR], failed=True) if "limits" in source else Outcome()


def test_set_up_that_fails_in_the_tests_process_alone_leaves_the_mark_to_a_person() -> None:
    cells = tuple(
        CellPlan(role, {"cell_type": "code", "source": source, "metadata": {}}, name, points)
        for name, role, source, points in (
            ("given", CellRole.SETUP, "limits = read()", None),
            ("one", CellRole.TEST, "assert limits", 2.0),
            ("two", CellRole.TEST, "assert True", 1.0),
        )
    )
    rebuilt = RebuiltNotebook(NotebookPlan("book", cells, {}, (4, 5)), {}, (), ())
    outcomes: dict[int, Outcome] = {}
    run_apart(rebuilt, HalfSetUp(), outcomes, {})  # type: ignore[arg-type]
    marks = {"one": CellResult(0.0, 2.0), "two": CellResult(1.0, 1.0)}
    flags: list[str] = []
    look_again(rebuilt, outcomes, marks, flags, lambda run: {})

    assert marks["one"].score is None
    assert marks["two"].score == 1.0
    assert len(flags) == 1
    assert all(word in flags[0] for word in ("one", "cell number 1", "FileNotFoundError: limits.csv"))
