"""book/data.md against the dictionary it is made from."""

import json
import re

import pytest

from digital_factory import datasets
from digital_factory.authoring import data_page

PACKAGE = json.loads((datasets.path("handovers").parent / "datapackage.json").read_text("utf-8"))
PAGE = data_page.PAGE.read_text("utf-8")


def section(table: str) -> str:
    start = PAGE.index(f"({data_page.label(table)})=")
    return PAGE[start : PAGE.index("\n::::\n", start)]


def test_committed_page_is_what_the_dictionary_makes():
    assert data_page.page() == PAGE, "Run `make data` and commit the result."


@pytest.mark.parametrize("table", PACKAGE["resources"], ids=lambda table: table["name"])
def test_page_tells_of_each_table_what_a_reader_needs(table):
    told = section(table["name"])

    assert table["description"] in told
    assert f"{table['rows']:,} rows" in told
    assert f"datasets.load_{table['name']}()" in told
    assert f"{table['hash'].removeprefix('sha256:')}  {table['path']}" in PAGE
    for field in table["schema"]["fields"]:
        (row,) = re.findall(rf"^\| `{field['name']}` \|(.*)\|(.*)\|$", told, re.MULTILINE)
        assert row[0].strip() == field["description"]
        assert field.get("unit", "") in row[1]
        assert all(f"`{value}`" in row[1] for value in field["constraints"].get("enum", []))
        assert ("may be empty" in row[1]) is not field["constraints"]["required"]


def test_page_says_that_the_data_are_synthetic_and_under_which_licence():
    assert "synthetic" in PAGE
    assert "fictional" in PAGE
    assert "CC0-1.0" in PAGE


def test_labels_of_the_page_are_unique():
    labels = re.findall(r"^\((.*)\)=$", PAGE, re.MULTILINE)

    assert len(labels) == len(set(labels)) == len(PACKAGE["resources"]) + 1


def test_check_of_a_stale_page_fails_and_names_the_command(tmp_path, capsys):
    page = tmp_path / "data.md"

    assert data_page.main(["--page", str(page), "--check"]) == 1
    assert "make data" in capsys.readouterr().err
    assert data_page.main(["--page", str(page)]) == 0
    assert data_page.main(["--page", str(page), "--check"]) == 0
    page.write_text(page.read_text("utf-8").replace("synthetic", "real", 1), encoding="utf-8")
    assert data_page.main(["--page", str(page), "--check"]) == 1
    assert str(page) in capsys.readouterr().err
