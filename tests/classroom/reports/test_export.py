"""Marks for Moodle and Canvas: which column says who, and whose mark is left open."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from shop_store import Shop, open_shop

from classroom.records import Status
from classroom.reports.export import Format, export
from classroom.reports.grades import Row, cell_names, write_csv

GRADED = Row("ada", Status.FLAGGED, 7.5, 14.0, {}, flags=("odd",), repairs=("<b> was taken",))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def exported(shop: Shop, form: Format, row: Row) -> list[str]:
    """The line of one student."""
    path = export(shop.course, shop.store, shop.plan, [row], form).path
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[-1]


def test_moodle_of_a_stranger_uses_the_student_id_for_every_name(shop: Shop) -> None:
    assert exported(shop, Format.moodle, GRADED)[:4] == ["ada", "ada", "", "7.5"]


def test_moodle_of_somebody_enrolled_uses_number_and_address(shop: Shop) -> None:
    shop.store.gradebook.add_student("ada", email="ada@example.org", lms_user_id="K-1")

    assert exported(shop, Format.moodle, GRADED)[:3] == ["K-1", "ada", "ada@example.org"]


def test_moodle_feedback_has_repairs_as_html_and_no_flags(shop: Shop) -> None:
    assert exported(shop, Format.moodle, GRADED)[4] == "repaired: &lt;b&gt; was taken"


@pytest.mark.parametrize("form", [Format.moodle, Format.canvas])
@pytest.mark.parametrize("status", Status)
def test_platform_gets_a_mark_of_everybody_who_has_one(shop: Shop, form: Format, status: Status) -> None:
    line = exported(shop, form, replace(GRADED, status=status))

    mark = line[3] if form is Format.moodle else line[5]
    assert mark == ("7.5" if status.has_mark else "")


@pytest.mark.parametrize(
    ("lms_user_id", "columns"),
    [("4711", ["4711", "ada"]), ("K-1", ["", "K-1"]), ("٣", ["٣", "ada"]), ("", ["", "ada"])],
    ids=["Canvas' own number", "the school's", "digits of another script", "none"],
)
def test_canvas_puts_a_number_where_it_is_looked_for(
    shop: Shop, lms_user_id: str, columns: list[str]
) -> None:
    shop.store.gradebook.add_student("ada", lms_user_id=lms_user_id)

    assert exported(shop, Format.canvas, GRADED)[1:3] == columns


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"first_name": "Ada", "last_name": "Lovelace"}, "Lovelace, Ada"),
        ({"last_name": "Lovelace"}, "Lovelace"),
        ({}, "ada"),
    ],
)
def test_canvas_writes_the_last_name_first(shop: Shop, names: dict[str, str], shown: str) -> None:
    shop.store.gradebook.add_student("ada", **names)

    assert exported(shop, Format.canvas, GRADED)[0] == shown


def test_export_with_answers_to_mark_is_provisional_until_they_are(shop: Shop) -> None:
    waiting = replace(GRADED, waiting=("why",))
    folder = shop.course.reports(shop.plan.name)
    done = export(
        shop.course, shop.store, shop.plan, [waiting, replace(waiting, student="bob")], Format.moodle
    )

    assert Path(done.path) == folder / "moodle-provisional.csv"
    assert "2 answers of 2 learners not marked yet" in done.open.sentence
    with open(done.path, newline="", encoding="utf-8") as file:
        assert next(csv.reader(file))[3] == f"{shop.plan.name} (provisional)"

    done = export(shop.course, shop.store, shop.plan, [GRADED], Format.moodle)

    assert sorted(path.name for path in folder.iterdir()) == ["moodle.csv"]
    assert not done.open


def test_export_for_a_spreadsheet_keeps_the_table_of_every_run(shop: Shop) -> None:
    write_csv(shop.course, shop.plan, [])
    cells = dict.fromkeys(cell_names(shop.plan).values(), 1.0)
    waiting = replace(GRADED, waiting=("why",), cells=cells)

    done = export(shop.course, shop.store, shop.plan, [waiting], Format.csv)

    assert sorted(path.name for path in Path(done.path).parent.iterdir()) == [
        "grades-provisional.csv",
        "grades.csv",
    ]
    assert "score (provisional)" in Path(done.path).read_text(encoding="utf-8")


def test_export_for_excel_begins_with_a_byte_order_mark(shop: Shop) -> None:
    cells = dict.fromkeys(cell_names(shop.plan).values(), 1.0)

    done = export(shop.course, shop.store, shop.plan, [replace(GRADED, cells=cells)], Format.excel)

    assert Path(done.path).read_bytes().startswith(b"\xef\xbb\xbfstudent_id,")
