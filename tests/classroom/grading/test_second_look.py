"""Names of the trainer's that a student's cells bind anew: a mark that depends on them is never silent."""

from __future__ import annotations

from typing import Any

from classroom.assignment.beyond import Beyond
from classroom.assignment.plan import CellPlan, NotebookPlan
from classroom.grading.outcome import Outcome
from classroom.grading.second_look import look_again
from classroom.records import CellResult, CellRole
from classroom.submission.rebuild import RebuiltNotebook


def cell(role: CellRole, source: str, name: str | None = None, **more: Any) -> CellPlan:
    raw = {"cell_type": "code", "id": name or source, "source": source, "metadata": {}}
    return CellPlan(role, raw, name, visible=source, **more)


def looked(cells: tuple[CellPlan, ...], answer: str, second: Outcome) -> tuple[CellResult, list[str]]:
    """The mark of test `t` after a first run that passed and a second that gave another outcome."""
    rebuilt = RebuiltNotebook(NotebookPlan("book", cells, {}, (4, 5)), {"a": answer}, (), ())
    place = next(at for at, each in enumerate(cells) if each.grade_id == "t")
    marks, flags = {"t": CellResult(2.0, 2.0)}, []
    look_again(rebuilt, {place: Outcome()}, marks, flags, lambda run: {place: second})
    return marks["t"], flags


FAILS = Outcome([{"output_type": "error", "ename": "AssertionError", "evalue": "no"}], failed=True)
ANSWER = cell(CellRole.ANSWER, "x = 1", "a")
TEST = cell(CellRole.TEST, "assert len(x) == 3", "t", points=2.0)
OWN_LEN = "def len(x):\n    return 3\nx = 1"


def test_built_in_bound_anew_keeps_the_mark_and_tells_the_other() -> None:
    mark, flags = looked((ANSWER, TEST), OWN_LEN, FAILS)

    assert mark.score == 2.0
    assert "len" in flags[0]


def test_built_in_bound_anew_that_changes_no_mark_is_not_told() -> None:
    assert looked((ANSWER, TEST), OWN_LEN, Outcome()) == (CellResult(2.0, 2.0), [])


def test_set_up_name_bound_anew_on_which_the_mark_depends_leaves_it_to_a_person() -> None:
    cells = (
        cell(CellRole.SETUP, "limit = 3"),
        cell(CellRole.ANSWER, "x = 1", "a", bound=("x",)),
        cell(CellRole.TEST, "assert x < limit", "t", points=2.0),
    )

    mark, flags = looked(cells, "x = 1\nlimit = 9", FAILS)

    assert mark.score is None
    assert "limit" in flags[0]


def test_set_up_list_that_a_function_of_the_students_changes_gets_a_second_look() -> None:
    cells = (
        cell(CellRole.SETUP, "stock = []"),
        cell(CellRole.ANSWER, "", "a", bound=("add",)),
        cell(CellRole.TEST, "add(1, stock)\nassert stock == [1]", "t", points=2.0),
    )

    mark, flags = looked(cells, "def add(x, shelf):\n    stock.append(x)", FAILS)

    assert mark.score is None
    assert "stock" in flags[0]
    assert looked(cells, "def add(x, shelf):\n    shelf.append(x)", FAILS) == (CellResult(2.0, 2.0), [])


def test_option_that_the_students_cells_set_gets_a_second_look_at_the_tests_after_it() -> None:
    cells = (
        cell(CellRole.SETUP, "import numpy as np"),
        cell(CellRole.ANSWER, "", "a", bound=("show",)),
        cell(CellRole.TEST, "assert show(v) == str(v)", "t", points=2.0),
    )
    answer = "np.set_printoptions(precision=2)\nshow = str"

    mark, flags = looked(cells, answer, FAILS)

    assert mark.score is None
    assert "np.set_printoptions" in flags[0]
    assert looked((cells[0], cells[2], cells[1]), answer, FAILS) == (CellResult(2.0, 2.0), [])


def test_test_that_looks_beyond_values_is_left_to_a_person_where_stock_says_otherwise() -> None:
    cells = (
        cell(CellRole.ANSWER, "", "a", bound=("f",)),
        cell(CellRole.TEST, "assert f(x) is not x", "t", points=2.0, beyond=Beyond.IDENTITY),
    )

    mark, flags = looked(cells, "def f(x):\n    return x", FAILS)

    assert mark.score is None
    assert "same object" in flags[0]
    assert looked(cells, "def f(x):\n    return [*x]", Outcome()) == (CellResult(2.0, 2.0), [])
