"""The headings of pandas' tables in the finished page."""

import re

import pandas as pd
import pytest

from digital_factory.sphinx_ext.tables import set_tables

NUMBERS = pd.DataFrame({"count": [1, 2], "mean": [3.0, 4.0]})
LABELS = pd.Index(["a", "b"], name="place")


def headings(page: str) -> list[list[str]]:
    """Return the words of each row of headings."""
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    rows = head.split("<tr")[1:]
    return [[cell.partition(">")[2].partition("<")[0] for cell in row.split("<th")[1:]] for row in rows]


def test_set_tables_table_with_named_rows_gets_one_row_of_headings() -> None:
    assert headings(set_tables(NUMBERS.set_index(LABELS).to_html())) == [["place", "count", "mean"]]


@pytest.mark.parametrize(
    "table",
    [NUMBERS, NUMBERS.set_index(LABELS).rename_axis(columns="what")],
    ids=["no names", "names over rows and columns"],
)
def test_set_tables_table_without_room_keeps_its_headings(table: pd.DataFrame) -> None:
    assert headings(set_tables(table.to_html())) == headings(table.to_html())


def test_set_tables_page_that_comes_again_stays_as_it_is() -> None:
    page = set_tables(NUMBERS.set_index(LABELS).to_html())
    assert set_tables(page) == page


def test_set_tables_numbers_and_dates_are_marked_and_words_are_not() -> None:
    table = pd.DataFrame({"firm": ["A", "B"], "share": ["4 %", "−0.5"], "open": ["2021-02-03", "NaT"]})
    page = set_tables(table.set_index("firm").to_html())
    marks = re.findall(r'<t[hd](?: class="([^"]*)")?>([^<]+)<', page)
    assert ("is-number", "share") in marks
    assert ("is-number", "−0.5") in marks
    assert ("is-date", "2021-02-03") in marks
    assert {mark for mark, words in marks if words in ("firm", "A", "B", "open")} == {""}
