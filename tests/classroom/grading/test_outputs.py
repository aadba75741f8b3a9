"""What a student gets to see of outputs that came after a hidden test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.grading.outcome import Outcome
from classroom.grading.outputs import rerun_without_tests
from classroom.records import CellRole
from classroom.submission.rebuild import RebuiltNotebook


@dataclass
class Fresh:
    """A session that notes what it was asked to run, and says of each cell that it is clean."""

    ran: list[str] = field(default_factory=list)
    closed: bool = False

    def learner(self, source: str) -> Outcome:
        self.ran.append(source)
        return Outcome([{"text": f"clean {source}"}])

    def close(self) -> None:
        self.closed = True


def cell(role: CellRole, source: str, **more: Any) -> CellPlan:
    return CellPlan(
        role, {"cell_type": "code", "id": source, "source": source, "metadata": {}}, source, **more
    )


CELLS = (
    cell(CellRole.SETUP, "set-up"),
    cell(CellRole.ANSWER, "first"),
    cell(CellRole.TEST, "test", hidden_from=3),
    cell(CellRole.ANSWER, "second"),
    cell(CellRole.ANSWER, "third"),
)


def rerun(**outcomes: Outcome) -> tuple[dict[str, list[Any]], Fresh]:
    """Run the rule on a notebook in which each cell put something out; named outcomes replace the usual."""
    names = [each.cell["source"] for each in CELLS]
    by_place = {
        place: outcomes.get(name.replace("-", "_"), Outcome([{"text": f"seen {name}"}]))
        for place, name in enumerate(names)
    }
    plan = NotebookPlan("book", CELLS, {}, (4, 5))
    rebuilt = RebuiltNotebook(plan, {name: name for name in names}, (), ())
    session = Fresh()
    rerun_without_tests(rebuilt, session, by_place)  # type: ignore[arg-type]
    return {name: by_place[place].outputs for place, name in enumerate(names)}, session


def test_outputs_before_a_hidden_test_stay() -> None:
    outputs, _ = rerun(test=Outcome([], calls=2))
    assert outputs["first"] == [{"text": "seen first"}]


def test_outputs_after_a_hidden_test_that_called_the_student_are_those_of_a_run_without_it() -> None:
    outputs, session = rerun(test=Outcome([], calls=2))
    assert [outputs["second"], outputs["third"]] == [[{"text": "clean second"}], [{"text": "clean third"}]]
    assert session.ran == ["set-up", "first", "second", "third"]
    assert session.closed


def test_outputs_after_a_hidden_test_that_called_nothing_stay() -> None:
    outputs, session = rerun(test=Outcome([], calls=0))
    assert outputs["second"] == [{"text": "seen second"}]
    assert session.ran == []


def test_cells_that_put_nothing_out_are_not_run_again() -> None:
    _, session = rerun(test=Outcome([], calls=1), second=Outcome(), third=Outcome())
    assert session.ran == []


def test_cell_that_did_not_end_by_itself_is_not_run_again() -> None:
    outputs, session = rerun(test=Outcome([], calls=1), second=Outcome([{"text": "seen"}], ended="timeout"))
    assert session.ran == ["set-up", "first", "third"]
    assert outputs["second"] == [{"text": "seen"}]
