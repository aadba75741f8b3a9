"""Tables of results, as the page's script sets what pandas leaves: headings, sides, dates."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from .conftest import CHAPTERS, PAGES, Visit


def table_headed(page: Page, words: str) -> Locator:
    """Return the first table of results with a heading of these words."""
    return page.locator("table.dataframe", has=page.get_by_role("columnheader", name=words, exact=True)).first


def sides(table: Locator) -> list[tuple[str, str]]:
    """Return the headings of a table and the side to which each is set."""
    found = table.locator("thead th").evaluate_all(
        "(all) => all.map((cell) => [cell.textContent, getComputedStyle(cell).textAlign])"
    )
    return [(words, side) for words, side in found]


def test_result_of_pandas_is_a_table_never_plain_text(book: Path) -> None:
    assert [name for name in PAGES if "dtype: " in (book / name).read_text(encoding="utf-8")] == []


def test_folded_code_stands_below_what_it_makes(book: Path) -> None:
    for name in CHAPTERS:
        page = (book / name).read_text(encoding="utf-8")
        assert 0 < page.find("data-case=") < page.find("Show the code"), name


def test_table_of_groups_has_one_row_of_headings_each_over_its_column(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/wrap-up-promise.html") as page:
        table = table_headed(page, "mean days")
        assert table.locator("thead tr").count() == 1
        names = [("size", "left"), ("place", "left"), ("projects", "right"), ("mean days", "right")]
        assert sides(table) == names


def test_table_with_a_name_over_rows_and_columns_keeps_both(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/04-innovate.html") as page:
        table = table_headed(page, "arm")
        assert table.locator("thead tr").count() == 2
        assert [words for words, _ in sides(table)] == ["arm", "control", "variant", "week"]


def test_date_on_a_phone_stays_on_one_line(visit: Visit, served: str) -> None:
    with visit(f"{served}/book/01-why-they-multiply.html", width=390) as page:
        dates = table_headed(page, "open_date").locator(".is-date")
        assert dates.count() > 4
        assert set(dates.evaluate_all("(all) => all.map((cell) => getComputedStyle(cell).whiteSpace)")) == {
            "nowrap"
        }
