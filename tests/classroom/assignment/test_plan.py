"""The plan of a notebook: who writes a cell, who runs it, whose names are whose."""

from __future__ import annotations

from typing import Any

import pytest
from shop_course import ASSIGNMENT, source_notebook, submission

from classroom.assignment.divide import make_notebook
from classroom.assignment.plan import AssignmentPlan, CellPlan, NotebookPlan
from classroom.limits import Limits
from classroom.records import CellRole, Isolation, Role, Trial

HIDDEN = "### BEGIN HIDDEN TESTS"


def cell(source: str, grade_id: str = "", cell_type: str = "code", **settings: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": grade_id, **settings}} if grade_id else {}
    return {"cell_type": cell_type, "metadata": metadata, "source": source}


def planned(*cells: dict[str, Any], references: dict[str, str] | None = None, **full: str) -> NotebookPlan:
    """A plan in which every cell with an id has a point; `full` gives locked cells' source."""
    points = {each["metadata"]["nbgrader"]["grade_id"]: 1.0 for each in cells if each["metadata"]}
    return make_notebook("book", {"cells": list(cells)}, full, points, references or {}, HIDDEN)


@pytest.fixture
def shop() -> AssignmentPlan:
    """The shop's assignment, planned from its own notebooks."""
    source = {
        each["metadata"].get("nbgrader", {}).get("grade_id"): each for each in source_notebook()["cells"]
    }
    texts = {name: each["source"] for name, each in source.items() if name}
    tests = {name: text for name, text in texts.items() if name.endswith("-test")}
    points = {name: source[name]["metadata"]["nbgrader"]["points"] for name in [*tests, "why"]}
    book = make_notebook(ASSIGNMENT, submission(), tests, points, texts, HIDDEN)
    return AssignmentPlan(ASSIGNMENT, (book,), {"a.csv": b"1"}, Limits(), Isolation.NONE, ())


@pytest.mark.parametrize(
    ("planned_cell", "role"),
    [
        (cell("x = 1"), CellRole.SETUP),
        (cell("x = 1", "locked", locked=True), CellRole.SETUP),
        (cell("x = None", "x", solution=True), CellRole.ANSWER),
        (cell("Why?", "why", "markdown", solution=True, grade=True), CellRole.ANSWER),
        (cell("Do it.", "task", "markdown", task=True), CellRole.ANSWER),
        (cell("assert x", "test", grade=True), CellRole.TEST),
        (cell("# Title", cell_type="markdown"), CellRole.TEXT),
    ],
)
def test_plan_gives_each_cell_its_role(planned_cell: dict[str, Any], role: CellRole) -> None:
    assert planned(planned_cell).cells[0].role is role


def test_plan_of_a_test_has_the_gradebooks_source_and_where_its_hidden_part_begins() -> None:
    full = f"assert x\n{HIDDEN}\nassert y"

    test = planned(cell("assert x", "test", grade=True), test=full).cells[0]

    assert (test.cell["source"], test.visible, test.hidden_from) == (full, "assert x", 2)


def test_plan_of_an_answer_keeps_the_released_source_whatever_the_gradebook_says() -> None:
    answer = planned(cell("x = None", "x", solution=True), x="x = 3").cells[0]

    assert answer.cell["source"] == "x = None"


def divided(answer: str, reference: str, *others: dict[str, Any]) -> list[CellPlan]:
    released = cell(answer, "answer", solution=True)
    return list(planned(released, *others, references={"answer": reference}).cells)


def test_names_of_an_answer_are_what_release_and_reference_bind_or_change() -> None:
    answer = divided("x = None", "x = 1\ny = 2\nprices['tax'] = 3")[0]

    assert answer.bound == ("x", "y")
    assert answer.changed == ("prices",)
    assert answer.owned == ("x", "y", "prices")


def test_names_an_answer_imports_are_imported_by_the_tests_and_not_the_students() -> None:
    answer = divided("", "import math\nimport numpy as np\nnp.random.seed(1)\nx = math.pi")[0]

    assert answer.imports == "import math\nimport numpy as np"
    assert answer.owned == ("x",)


def test_setup_that_only_shows_an_answer_does_not_run_beside_the_tests() -> None:
    shows, prepares = divided("x = None", "x = 1", cell("print(x)"), cell("rate = 0.2"))[1:]

    assert not shows.in_tests
    assert prepares.in_tests


@pytest.mark.parametrize(
    ("setup", "leaves"),
    [
        (cell("twice = 2 * x", "setup", locked=True), ()),  # locked: the trainer's, whatever it reads
        (cell("import math\ntwice = 2 * x"), ("twice",)),
        (cell("def twice():\n    return 2 * x"), ()),  # a helper that tests call is the trainer's
    ],
    ids=["locked", "open", "helper"],
)
def test_setup_that_binds_what_a_test_reads_runs_beside_the_tests(
    setup: dict[str, Any], leaves: tuple[str, ...]
) -> None:
    test = cell("assert twice == 2", "test", grade=True)

    found = divided("x = None", "x = 1", setup, test)[1]

    assert (found.in_tests, found.owned, found.leaves) == (True, (), leaves)


def test_open_setup_that_is_left_to_the_student_is_not_run_beside_the_tests() -> None:
    released, test = cell("x = None", "x", solution=True), cell("assert twice == 2", "test", grade=True)
    whole = planned(released, cell("import math\ntwice = 2 * x"), test)

    left = whole.leave([whole.cells[1].cell["id"]]).cells[1]

    assert (left.in_tests, left.owned, left.imports) == (False, ("twice",), "import math")


def test_max_score_counts_what_people_mark_too(shop: AssignmentPlan) -> None:
    assert shop.max_score == 14.0


def test_warm_up_of_the_learner_has_set_up_cells_only(shop: AssignmentPlan) -> None:
    learner, checker = (" ".join(shop.warm_up_cells(role)) for role in (Role.LEARNER, Role.CHECKER))

    assert "rate = 0.2" in learner
    assert "mean_price" not in learner
    assert "SOLUTION" in checker
    assert "assert with_tax(50) == 60" in checker


def test_calibrated_plan_shares_what_the_note_and_the_trainer_say(shop: AssignmentPlan) -> None:
    declared = AssignmentPlan(
        shop.name,
        (shop.notebooks[0].share({"tax-test"}),),
        shop.files,
        shop.limits,
        shop.isolation,
        shop.hidden_paths,
    )

    trial = Trial(shared=("top-test",), spared={"top-test": (2,)}, warm_up=False)
    plan = declared.calibrated(trial, {"mean-test": "not sure"})

    top, mean = (
        next(each for each in plan.notebooks[0].cells if each.grade_id == name)
        for name in ("top-test", "mean-test")
    )
    assert (top.spared, mean.doubt) == ((2,), "not sure")
    assert {each.grade_id for each in plan.notebooks[0].cells if each.shared} == {"tax-test", "top-test"}
    assert plan.warm_up_cells(Role.LEARNER) == []


def test_digest_changes_with_what_decides_marks_and_not_with_the_reference(
    shop: AssignmentPlan,
) -> None:
    def changed(**parts: Any) -> str:
        fields = {name: getattr(shop, name) for name in shop.__dataclass_fields__}
        return AssignmentPlan(**{**fields, **parts}).digest

    answerless = planned(cell("x = None", "x", solution=True))
    solved = planned(cell("x = None", "x", solution=True), references={"x": "x = None"})

    assert changed(files={"a.csv": b"2"}) != shop.digest
    assert changed(limits=Limits(memory_mb=512)) != shop.digest
    assert changed(notebooks=(shop.notebooks[0].share({"tax-test"}),)) != shop.digest
    assert changed(notebooks=(answerless,)) == changed(notebooks=(solved,))
