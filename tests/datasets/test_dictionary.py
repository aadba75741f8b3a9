"""Every CSV file, row by row, against datapackage.json, by code that knows nothing of the generator."""

import csv
import hashlib
import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

import digital_factory

DATA = Path(digital_factory.__file__).parent / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text("utf-8"))
TABLES = PACKAGE["resources"]

# Type of the dictionary -> how a cell must look, and the value to compare with bounds.
READERS = {
    "string": (r"(?s).+", str),
    "integer": (r"-?(0|[1-9]\d*)", int),
    "number": (r"-?(0|[1-9]\d*)(\.\d{1,4})?", float),
    "boolean": (r"true|false", str),
    "date": (r"\d{4}-\d{2}-\d{2}", date.fromisoformat),
    "datetime": (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", datetime.fromisoformat),
}

table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])


def rows(table: dict) -> list[dict[str, str]]:
    with (DATA / table["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def cell_problem(cell: str, field: dict) -> str | None:
    rules = field["constraints"]
    if cell == "":
        return "empty" if rules["required"] else None
    form, value_of = READERS[field["type"]]
    if not re.fullmatch(form, cell):
        return "form"
    value = value_of(cell)
    if "enum" in rules and cell not in rules["enum"]:
        return "enum"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], cell):
        return "pattern"
    if "minimum" in rules and value < value_of(str(rules["minimum"])):
        return "minimum"
    if "maximum" in rules and value > value_of(str(rules["maximum"])):
        return "maximum"
    return None


@table
def test_every_cell_is_what_the_dictionary_allows(table):
    problems = [
        (line, field["name"], row[field["name"]], problem)
        for line, row in enumerate(rows(table), start=2)
        for field in table["schema"]["fields"]
        if (problem := cell_problem(row[field["name"]], field))
    ]

    assert not problems[:5]


@table
def test_every_row_has_the_columns_of_the_dictionary_in_their_order(table):
    with (DATA / table["path"]).open(encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file, strict=True)

    assert header == [field["name"] for field in table["schema"]["fields"]]
    assert {len(row) for row in body} == {len(header)}
    assert len(body) == table["rows"]


@table
def test_unique_columns_and_primary_keys_have_no_value_twice(table):
    body = rows(table)
    keys = [[field["name"]] for field in table["schema"]["fields"] if field["constraints"].get("unique")]
    keys += [table["schema"]["primaryKey"]] if "primaryKey" in table["schema"] else []

    for key in keys:
        assert len({tuple(row[name] for name in key) for row in body}) == len(body), key


@table
def test_file_has_the_stated_bytes_checksum_and_line_ends(table):
    content = (DATA / table["path"]).read_bytes()

    assert table["bytes"] == len(content) < 400_000
    assert table["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert b"\r" not in content
    assert content.endswith(b"\n")


@table
def test_every_table_and_column_says_what_it_means(table):
    assert table["title"]
    assert table["description"].endswith(".")
    assert re.fullmatch(r"\d\d(-[a-z]+)+", table["chapter"])
    for field in table["schema"]["fields"]:
        assert field["description"].endswith("."), field["name"]


def test_package_says_that_it_is_synthetic_and_in_the_public_domain():
    assert PACKAGE["synthetic"] is True
    assert [licence["name"] for licence in PACKAGE["licenses"]] == ["CC0-1.0"]
    assert "fictional" in PACKAGE["description"]


def test_data_folder_holds_the_listed_files_and_no_other():
    listed = {table["path"] for table in TABLES} | {"datapackage.json"}

    assert {path.name for path in DATA.iterdir()} == listed


def test_names_and_paths_are_those_the_standard_allows():
    assert re.fullmatch(r"[-a-z0-9._/]+", PACKAGE["name"])
    assert len({table["name"] for table in TABLES}) == len(TABLES)
    for table in TABLES:
        assert re.fullmatch(r"[-a-z0-9._/]+", table["name"])
        assert table["path"] == f"{table['name']}.csv"
        assert table["schema"]["missingValues"] == [""]


@pytest.mark.parametrize(
    ("cell", "field", "problem"),
    [
        ("", {"type": "string", "constraints": {"required": True}}, "empty"),
        ("3.0", {"type": "integer", "constraints": {"required": True}}, "form"),
        ("2.12345", {"type": "number", "constraints": {"required": True}}, "form"),
        ("2024-1-1", {"type": "date", "constraints": {"required": True}}, "form"),
        ("x", {"type": "string", "constraints": {"required": True, "enum": ["a"]}}, "enum"),
        ("0", {"type": "integer", "constraints": {"required": True, "minimum": 1}}, "minimum"),
        (
            "2026-01-01",
            {"type": "date", "constraints": {"required": True, "maximum": "2025-12-31"}},
            "maximum",
        ),
        (
            "VAL-1",
            {"type": "string", "constraints": {"required": True, "pattern": "VAL-[0-9]{4}"}},
            "pattern",
        ),
    ],
)
def test_cell_check_of_this_file_finds_what_it_should(cell, field, problem):
    assert cell_problem(cell, field) == problem
