"""The rows of a class, and grades.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from shop_course import ASSIGNMENT
from shop_store import Shop, open_shop, result
from sqlalchemy import text

from classroom import messages
from classroom.assignment.divide import make_notebook
from classroom.assignment.plan import AssignmentPlan
from classroom.limits import Limits
from classroom.records import CellResult, Isolation, Status, SubmissionResult, Summary
from classroom.reports.grades import Row, cell_names, collect, write_csv
from classroom.reports.spreadsheet import safe_cell


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def row(shop: Shop, student: str = "ada", **known: object) -> Row:
    """The row of one student of a class."""
    summary = replace(Summary((student,), 0, (), ()), **known)  # type: ignore[arg-type]
    return collect(shop.plan, summary, shop.store)[0]


def note(**parts: object) -> Row:
    return replace(Row("ada", Status.GRADED, 1.0, 2.0, {}), **parts)  # type: ignore[arg-type]


def test_row_of_nobody_known_is_missing_with_no_points(shop: Shop) -> None:
    missing = row(shop)

    assert (missing.status, missing.score, missing.max_score) == (Status.MISSING, 0.0, 14.0)
    assert set(missing.cells.values()) == {0.0}
    assert missing.note == "nothing handed in"


def test_row_of_work_that_no_run_has_graded_is_ungraded(shop: Shop) -> None:
    ungraded = row(shop, handed_in=frozenset(["ada"]))

    assert ungraded.status is Status.UNGRADED
    assert "classroom grade" in ungraded.note


def test_row_of_work_that_the_machine_failed_on_says_why(shop: Shop) -> None:
    failed = row(shop, handed_in=frozenset(["ada"]), unmarked={"ada": "the disk is full"})

    assert (failed.status, failed.note) == (Status.UNGRADED, "the disk is full")


def test_row_of_what_stock_nbgrader_graded_has_its_marks(shop: Shop) -> None:
    shop.save(result("ada", {"mean-test": None}))
    shop.store.gradebook.db.execute(text("delete from classroom_result"))  # all that is not nbgrader's

    stock = row(shop)

    assert (stock.status, stock.score, stock.finished) == (Status.GRADED, 8.0, None)
    assert stock.cells["mean-test"] is None


def test_row_of_a_graded_submission_has_scores_and_what_the_grader_found(shop: Shop) -> None:
    shop.save(result("ada", {"top-test": 0.0, "labels-test": 1.5}))

    graded = row(shop)

    assert graded.score == 6.5
    assert graded.cells == {
        "mean-test": 2.0,
        "tax-test": 3.0,
        "top-test": 0.0,
        "labels-test": 1.5,
        "why": None,
    }
    assert graded.results["labels-test"] == CellResult(1.5, 2.0)
    assert graded.needs_manual


def test_row_with_a_penalty_larger_than_the_score_has_no_points(shop: Shop) -> None:
    shop.save(result("ada"), stamp=datetime(2026, 11, 2))
    submission = shop.store.gradebook.find_submission(ASSIGNMENT, "ada")
    submission.notebooks[0].late_submission_penalty = 12.0
    shop.store.gradebook.db.commit()

    assert (row(shop).score, row(shop).penalty) == (0.0, 12.0)


def test_row_with_a_date_that_cannot_be_read_is_for_a_person_once_a_due_date_is_set(shop: Shop) -> None:
    shop.save(replace(result("ada"), repairs=(messages.REPAIR_TIMESTAMP,)))
    assert row(shop).status is Status.GRADED

    shop.store.gradebook.update_or_create_assignment(ASSIGNMENT, duedate=datetime(2026, 11, 1))

    assert row(shop).status is Status.FLAGGED
    assert messages.FLAG_UNDATED in row(shop).note


def test_note_tells_reasons_then_flags_repairs_and_lateness() -> None:
    told = note(reasons=("slow",), flags=("odd",), repairs=("mended",), late_s=5400.0)

    assert told.note == "slow; look: odd; repaired: mended; late by 1.5 h"
    assert told.remark == "slow; repaired: mended; late by 1.5 h"  # flags are for the trainer


def test_columns_name_the_notebook_where_ids_repeat() -> None:
    def book(name: str, *tests: str) -> object:
        cells = [
            {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade": True, "grade_id": test}}}
            for test in tests
        ]
        return make_notebook(name, {"cells": cells}, {}, dict.fromkeys(tests, 1.0), {}, "#")

    notebooks = (book("one", "a", "b"), book("two", "b"))
    plan = AssignmentPlan("x", notebooks, {}, Limits(), Isolation.NONE, ())  # type: ignore[arg-type]

    assert list(cell_names(plan).values()) == ["a", "one/b", "two/b"]


def test_csv_has_one_line_a_student_and_marks_formulas_as_text(shop: Shop) -> None:
    shop.save(replace(result("=ada"), reasons=("first\nsecond",)))
    summary = Summary(("=ada", "bob"), 1, (), ())

    path = write_csv(shop.course, shop.plan, collect(shop.plan, summary, shop.store))

    with open(path, newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    assert lines[0][:5] == ["student_id", "assignment", "status", "score", "max_score"]
    assert lines[0][5:10] == ["mean-test", "tax-test", "top-test", "labels-test", "why"]
    assert lines[0][10:] == ["needs_manual", "note", "last_name", "first_name", "email"]
    assert lines[1][:10] == ["'=ada", "shop", "graded", "10", "14", "2", "3", "3", "2", ""]
    assert lines[1][10:] == ["yes", "first second", "", "", ""]
    assert lines[2][:4] == ["bob", "shop", "missing", "0"]


def test_csv_has_names_and_addresses_of_the_roster(shop: Shop) -> None:
    shop.store.gradebook.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@example.org")
    rows = collect(shop.plan, Summary(("ada", "bob"), 0, (), ()), shop.store)

    with open(write_csv(shop.course, shop.plan, rows), newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))

    assert [line[-3:] for line in lines[1:]] == [["Lovelace", "Ada", "ada@example.org"], ["", "", ""]]
    assert [each.shown for each in rows] == ["Ada Lovelace (ada)", "bob"]


@pytest.mark.parametrize("content", ["=1", "+1+1", "-a", "-1 2", "@x", "\tx"])
def test_safe_cell_of_a_formula_is_text(content: str) -> None:
    assert safe_cell(content) == f"'{content}"


@pytest.mark.parametrize("content", ["ada", "1-2", "", "+1", "-1", "-0.5"])
def test_safe_cell_of_a_text_is_itself(content: str) -> None:
    assert safe_cell(content) == content


def test_result_of_an_unknown_cell_gets_no_column(shop: Shop) -> None:
    stray = SubmissionResult("ada", Status.GRADED, cells={ASSIGNMENT: {"gone": CellResult(1.0, 1.0)}})

    shop.save(replace(stray, notebooks={}))

    assert row(shop).results == {}
