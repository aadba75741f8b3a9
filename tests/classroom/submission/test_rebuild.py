"""What becomes of a notebook that was changed: each rule on a few cells of text."""

from __future__ import annotations

from typing import Any

import pytest

from classroom import messages
from classroom.assignment.divide import make_notebook
from classroom.assignment.plan import NotebookPlan
from classroom.records import CellRole
from classroom.submission import texts
from classroom.submission.notebook import ReadCell
from classroom.submission.rebuild import RebuiltNotebook, rebuild

STUB = "# Write your code here."
MEAN, TOP = "mean = 3", "def top(rows):\n    return rows[0]"
ANSWER = {"grade": False, "solution": True, "locked": False, "task": False}
TEST = {"grade": True, "solution": False, "locked": True, "task": False}
TEXT = {"grade": True, "solution": True, "locked": False, "task": False}
TASK = {"grade": True, "solution": False, "locked": True, "task": True}


def _cell(source: str, grade_id: str, kind: str, settings: dict[str, bool] | None) -> dict[str, Any]:
    metadata = {} if settings is None else {"nbgrader": {"grade_id": grade_id, **settings}}
    return {"cell_type": kind, "id": f"id-{grade_id}", "metadata": metadata, "source": source}


# grade_id (or the id of a cell without one), source, type, settings
RELEASE = {
    "set-up": _cell("rate = 2", "set-up", "code", None),
    "look": _cell("# Look here.", "look", "code", None),
    "mean": _cell(STUB, "mean", "code", ANSWER),
    "mean-test": _cell("assert mean == 3", "mean-test", "code", TEST),
    "top": _cell(STUB, "top", "code", ANSWER),
    "why": _cell("*Write here.*", "why", "markdown", TEXT),
    "project": _cell("Do a project.", "project", "markdown", TASK),
}


@pytest.fixture(scope="module")
def plan() -> NotebookPlan:
    points = {"mean-test": 2.0, "why": 1.0, "project": 4.0}
    references = {"mean": MEAN, "top": TOP}
    cells = list(RELEASE.values())
    return make_notebook("book", {"cells": cells}, {}, points, references, "### BEGIN HIDDEN TESTS")


def read(name: str, source: str | None = None, **changes: Any) -> ReadCell:
    """A cell as handed in: as released, but for what is named."""
    cell = RELEASE[name]
    settings = cell["metadata"].get("nbgrader")
    given = {
        "cell_type": cell["cell_type"],
        "source": cell["source"] if source is None else source,
        "cell_id": cell["id"],
        "grade_id": settings and name,
        "metadata": {"nbgrader": settings or {}},
        **changes,
    }
    return ReadCell(**given)


def own(source: str, kind: str = "code") -> ReadCell:
    """A cell of the student's own."""
    return ReadCell(kind, source, None, None, {"nbgrader": {}})


def handed_in(**changes: ReadCell | list[ReadCell] | None) -> list[ReadCell]:
    """An honest notebook, with the cells named replaced (by several, by none)."""
    answers = {"mean": read("mean", MEAN), "top": read("top", TOP)}
    cells: list[ReadCell] = []
    for name in RELEASE:
        change = changes.get(name.replace("-", "_"), answers.get(name, read(name)))
        cells += change if isinstance(change, list) else [] if change is None else [change]
    return cells


def outcome(plan: NotebookPlan, cells: list[ReadCell]) -> tuple[dict[str, str], list[str]]:
    rebuilt = rebuild(plan, cells)
    return rebuilt.answers, [*rebuilt.repairs, *rebuilt.flags]


def test_honest_notebook_gives_its_answers_and_no_repair(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in())
    assert (answers["mean"], answers["top"], repairs) == (MEAN, TOP, [])


def test_rebuilt_source_is_the_answer_or_the_release(plan: NotebookPlan) -> None:
    rebuilt = rebuild(plan, handed_in(mean_test=read("mean-test", "pass")))
    sources = {cell.grade_id or cell.cell["id"]: rebuilt.source(cell) for cell in plan.cells}
    assert isinstance(rebuilt, RebuiltNotebook)
    assert (sources["mean"], sources["mean-test"]) == (MEAN, "assert mean == 3")


def test_cell_for_looking_may_change_without_a_repair(plan: NotebookPlan) -> None:
    assert outcome(plan, handed_in(look=read("look", "print(rate)")))[1] == []


def test_open_set_up_cell_runs_as_the_student_left_it_and_is_named(plan: NotebookPlan) -> None:
    rebuilt = rebuild(plan, handed_in(set_up=read("set-up", "rate = 9")))
    first = rebuilt.plan.cells[0]
    assert (first.role, first.cell["source"], first.released) == (CellRole.OWN, "rate = 9", "rate = 2")
    assert rebuilt.repairs == (messages.REPAIR_EDITED.format(number=1),)


def test_open_cell_without_an_id_is_known_by_its_place(plan: NotebookPlan) -> None:
    rebuilt = rebuild(plan, handed_in(set_up=own("rate = 9")))
    assert [cell.cell["source"] for cell in rebuilt.plan.cells[:2]] == ["rate = 9", "# Look here."]


@pytest.mark.parametrize(
    ("change", "repair"),
    [
        ({"mean_test": read("mean-test", "pass")}, messages.REPAIR_CHANGED_LOCKED.format(cell="mean-test")),
        ({"mean_test": None}, messages.REPAIR_MISSING_LOCKED.format(cell="mean-test")),
        ({"mean_test": [read("mean-test")] * 2}, messages.for_count(messages.REPAIR_EXTRA, 1)),
        ({"why": [read("why"), own("x = 1")]}, messages.for_count(messages.REPAIR_OWN, 1)),
        (
            {"mean": read("mean", MEAN, metadata={"nbgrader": {"grade_id": "mean", **TEST}})},
            messages.REPAIR_SETTINGS.format(cell="mean", which="grade, solution, locked"),
        ),
        (
            {"mean": read("mean", MEAN, cell_type="markdown")},
            messages.REPAIR_RETYPED.format(cell="mean", found="markdown", expected="code"),
        ),
        ({"mean": read("mean", MEAN, metadata={"nbgrader": {}, "tags": ["skip"]})}, messages.REPAIR_TAGS),
    ],
    ids=["test changed", "test deleted", "test twice", "own cell", "settings", "type", "tags"],
)
def test_change_that_is_not_an_answer_is_undone_and_named(
    plan: NotebookPlan, change: dict[str, Any], repair: str
) -> None:
    answers, repairs = outcome(plan, handed_in(**change))
    assert repair in repairs
    assert (answers["mean"], answers["top"]) == (MEAN, TOP)


def test_answer_without_label_is_known_by_its_id(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(mean=read("mean", MEAN, grade_id=None)))
    assert answers["mean"] == MEAN
    assert messages.REPAIR_RELABELLED.format(cell="mean", how=messages.REPAIR_BY_ID) in repairs


def test_answer_without_label_and_id_is_known_by_the_names_it_binds(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(top=None, why=[own(TOP), read("why")]))
    assert answers["top"] == TOP
    assert messages.REPAIR_RELABELLED.format(cell="top", how=messages.REPAIR_BY_NAMES) in repairs


def test_answers_without_labels_that_bind_the_same_name_are_told_by_their_order() -> None:
    loops = [f"for i in range({count}):\n    print(i)" for count in (2, 3)]
    release = [_cell(STUB, "first", "code", ANSWER), _cell(STUB, "second", "code", ANSWER)]
    references = dict(zip(("first", "second"), loops, strict=True))
    plan = make_notebook("book", {"cells": release}, {}, {}, references, "### BEGIN HIDDEN TESTS")

    answers, _ = outcome(plan, [own("x = 1"), own(loops[0]), own("y = 2"), own(loops[1])])

    assert answers == references


def test_task_without_label_and_id_is_known_by_its_text(plan: NotebookPlan) -> None:
    _, repairs = outcome(plan, handed_in(project=own("Do a project.", "markdown")))
    assert not any("learner's own" in repair for repair in repairs)


def test_notebook_with_none_of_the_cells_is_for_a_person(plan: NotebookPlan) -> None:
    rebuilt = rebuild(plan, [own("print(1)"), own("z = 4"), own("About me", "raw"), own("More", "raw")])
    assert texts.FLAG_STRANGER.format(name="book.ipynb") in rebuilt.flags


def test_written_answer_without_label_and_id_is_known_by_its_place(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(why=own("Because.", "markdown")))
    assert answers["why"] == "Because."
    assert messages.REPAIR_RELABELLED.format(cell="why", how=messages.REPAIR_BY_PLACE) in repairs


def test_answers_with_each_others_label_are_told_by_the_names_they_bind(plan: NotebookPlan) -> None:
    swapped = handed_in(mean=read("mean", TOP, cell_id=None), top=read("top", MEAN, cell_id=None))
    answers, _ = outcome(plan, swapped)
    assert (answers["mean"], answers["top"]) == (MEAN, TOP)


def test_answer_handed_in_twice_is_taken_once_without_the_stub(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(mean=[read("mean", STUB), read("mean", MEAN)]))
    assert answers["mean"] == MEAN
    assert messages.REPAIR_DUPLICATE.format(cell="mean", count=2) in repairs


def test_answer_of_two_versions_that_do_not_go_together_is_the_later_one(plan: NotebookPlan) -> None:
    answers, _ = outcome(plan, handed_in(mean=[read("mean", "mean = ("), read("mean", MEAN)]))
    assert answers["mean"] == MEAN


def test_answer_split_below_its_def_line_is_put_together(plan: NotebookPlan) -> None:
    head, body = TOP.split("\n")
    answers, repairs = outcome(plan, handed_in(top=[read("top", head), own(body)]))
    assert answers["top"] == TOP
    assert repairs == [messages.REPAIR_JOINED.format(cell="top", count=2)]


def test_written_answer_goes_on_in_the_text_cells_below_it(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(why=[read("why", "First."), own("Second.", "markdown")]))
    assert answers["why"] == "First.\n\nSecond."
    assert repairs == [messages.REPAIR_JOINED.format(cell="why", count=2)]


def test_answer_merged_into_an_earlier_one_is_found_there(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(mean=read("mean", f"{MEAN}\n{TOP}"), top=None))
    assert answers["top"] == messages.MERGED_ANSWER.format(cell="mean")
    assert repairs == [messages.REPAIR_MERGED.format(cell="top", host="mean")]


def test_answer_merged_into_a_later_one_runs_in_its_own_place(plan: NotebookPlan) -> None:
    both = f"{MEAN}\n{TOP}"
    answers, _ = outcome(plan, handed_in(mean=None, top=read("top", both)))
    assert (answers["mean"], answers["top"]) == (both, both)


def test_answer_merged_into_a_test_is_taken_out_of_it(plan: NotebookPlan) -> None:
    test = read("mean-test", f"{MEAN}\nassert mean == 3")
    answers, repairs = outcome(plan, handed_in(mean=None, mean_test=test))
    assert answers["mean"] == MEAN
    assert messages.REPAIR_MERGED.format(cell="mean", host="mean-test") in repairs


def test_answer_that_is_nowhere_is_the_stub(plan: NotebookPlan) -> None:
    answers, repairs = outcome(plan, handed_in(mean=None))
    assert answers["mean"] == STUB
    assert repairs == [messages.REPAIR_MISSING_ANSWER.format(cell="mean")]


def own_sources(plan: NotebookPlan, cells: list[ReadCell]) -> list[str]:
    """What the rebuilt notebook has beside the assignment's cells, each with the cell it stands below."""
    found, before = [], ""
    for cell in rebuild(plan, cells).plan.cells:
        if cell.role == CellRole.OWN:
            found.append(f"{before}: {cell.cell['source']}")
        before = cell.grade_id or cell.cell["id"]
    return found


def test_cells_of_the_students_own_stay_where_they_stood(plan: NotebookPlan) -> None:
    cells = handed_in(mean=[own("rate = 9"), read("mean", MEAN), own("for in")])
    assert own_sources(plan, [own("import math"), *cells, own("# The end.", "markdown")]) == [
        ": import math",
        "id-look: rate = 9",
        "mean: for in",
        "project: # The end.",
    ]


def test_empty_cell_of_the_students_own_is_left_out(plan: NotebookPlan) -> None:
    assert own_sources(plan, handed_in(mean=[read("mean", MEAN), own(" ")])) == []


def test_written_answer_left_as_released_with_work_below_asks_for_a_look(plan: NotebookPlan) -> None:
    rebuilt = rebuild(plan, handed_in(why=[read("why"), own("print(mean)")]))
    assert rebuilt.asks == {"why"}
    assert rebuilt.flags == (messages.FLAG_WORK_BELOW.format(cell="why"),)


def test_written_answer_that_is_nowhere_asks_for_a_look_where_there_are_other_cells(
    plan: NotebookPlan,
) -> None:
    rebuilt = rebuild(plan, handed_in(why=None, mean=[own("# Perhaps.", "markdown"), read("mean", MEAN)]))
    assert rebuilt.asks == {"why"}


def test_written_answer_left_as_released_asks_for_a_look_where_a_photo_lies_beside(
    plan: NotebookPlan,
) -> None:
    files = ["photo.JPG", "submission_secret.txt"]
    rebuilt = rebuild(plan, handed_in(), files)

    assert rebuilt.asks == {"why"}
    assert rebuilt.flags == (messages.FLAG_WORK_BESIDE.format(cell="why", files="photo.JPG"),)
    assert rebuild(plan, handed_in(why=read("why", "Because.")), files).asks == frozenset()


def test_written_answers_without_labels_are_known_by_their_order() -> None:
    cells = [_cell(f"*{name}*", name, "markdown", TEXT) for name in ("one", "two")]
    plan = make_notebook("book", {"cells": cells}, {}, {"one": 1.0, "two": 1.0}, {}, "-")
    answers, _ = outcome(plan, [own("First.", "markdown"), own("Second.", "markdown")])
    assert answers == {"one": "First.", "two": "Second."}


def test_pictures_in_a_written_answer_are_kept(plan: NotebookPlan) -> None:
    pictures = {"sketch.png": {"image/png": "aGVsbG8="}}
    rebuilt = rebuild(plan, handed_in(why=read("why", "![](attachment:sketch.png)", attachments=pictures)))
    assert rebuilt.attachments == {"why": pictures}


def test_cells_in_another_order_are_put_back(plan: NotebookPlan) -> None:
    cells = handed_in()
    cells[2], cells[4] = cells[4], cells[2]
    answers, repairs = outcome(plan, cells)
    assert (answers["mean"], answers["top"]) == (MEAN, TOP)
    assert repairs == [messages.REPAIR_ORDER]
