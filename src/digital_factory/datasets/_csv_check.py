"""A CSV file against the dictionary of its table: the first problem, told so that its author can mend it.

Owns the order of the checks (the file, its form, its columns, its cells, its key) and their messages. Changes
nothing and returns nothing: a file without problem passes silently.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
from collections import Counter
from pathlib import Path

from digital_factory.datasets.schema import Field, Resource

__all__ = ["DataError", "check"]

Cell = str | int | float | bool | dt.date

_KINDS = {
    "string": "a text",
    "integer": "a whole number such as 3",
    "number": "a number such as 2.5",
    "boolean": "true or false",
    "date": "a date written YYYY-MM-DD, such as 2024-03-31",
    "datetime": "a moment in UTC written YYYY-MM-DDThh:mm:ssZ, such as 2024-03-31T08:00:00Z",
}
_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "number": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    "boolean": re.compile(r"true|false|True|False|TRUE|FALSE"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "datetime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
}
_EXPORT = "Export it again as CSV UTF-8 (comma separated)"


class DataError(ValueError):
    """A file or table that the course cannot use; the message says what was expected and what to do."""


def check(file: Path, resource: Resource) -> None:
    """Raise DataError on the first problem of `file`, if it has one."""
    header, rows = _rows(file, resource)
    _check_columns(file, header, resource)
    for line, row in rows:
        if len(row) != len(header):
            raise DataError(
                f"`{file}`, line {line}: expected {len(header)} cells as in the header, got {len(row)}. "
                "A text that contains a comma must stand in double quotes."
            )
    for field in resource.fields:
        cells = [(line, row[header.index(field.name)]) for line, row in rows]
        _check_cells(file, cells, field)
    keys = {line: tuple(row[header.index(name)] for name in resource.primary_key) for line, row in rows}
    if resource.primary_key:
        _check_unique(file, keys, f"`{'`, `'.join(resource.primary_key)}` together identify a row")


def _rows(file: Path, resource: Resource) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows that are not blank, each with its line in the file."""
    content = _content(file, resource)
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        lines = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise DataError(f"`{file}`, line {reader.line_num}: no CSV ({error}). {_EXPORT}.") from None
    header = lines[0][1]
    if len(header) == 1 and any(separator in header[0] for separator in ";\t|"):
        raise DataError(
            f"`{file}`: expected cells separated by commas, got the header {header[0]!r}. {_EXPORT}; "
            "a spreadsheet set to French or German separates with semicolons."
        )
    if len(lines) == 1:
        raise DataError(
            f"`{file}`: expected rows of the table `{resource.name}`, got a header only. "
            "Was a filter left on when it was exported?"
        )
    return header, lines[1:]


def _content(file: Path, resource: Resource) -> str:
    expected = f"a CSV file of the table `{resource.name}`"
    if file.is_dir():
        raise DataError(f"`{file}` is a folder; expected {expected}. Give the path of the file in it.")
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"`{file}` does not exist; expected {expected}. Python looks in `{Path.cwd()}`; "
            f"the course's own file is at datasets.path('{resource.name}')."
        ) from None
    except OSError as error:
        raise DataError(
            f"`{file}` cannot be read ({error.strerror}); expected {expected}. Check its rights."
        ) from None
    if raw.startswith(b"PK"):
        raise DataError(f"`{file}` is a zip or an Excel workbook; expected {expected}. Save it as CSV UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(f"`{file}`, line {line}: not UTF-8; expected {expected}. {_EXPORT}.") from None
    if not text.strip():
        raise DataError(f"`{file}` is empty; expected {expected}. {_EXPORT}.")
    if "\0" in text:
        raise DataError(f"`{file}` is no text file; expected {expected}. {_EXPORT}.")
    return text


def _check_columns(file: Path, header: list[str], resource: Resource) -> None:
    expected = [field.name for field in resource.fields]
    if twice := [name for name, count in Counter(header).items() if count > 1]:
        raise DataError(f"`{file}`: the column `{twice[0]}` comes twice. Remove one.")
    missing = [name for name in expected if name not in header]
    extra = [name for name in header if name not in expected]
    if missing:
        near = difflib.get_close_matches(missing[0], extra, n=1)
        hint = (
            f"Is it your column `{near[0]}`? Rename it." if near else "Add it; book/data.md describes each."
        )
        raise DataError(
            f"`{file}`: expected the columns {', '.join(expected)}; missing: {', '.join(missing)}. {hint}"
        )
    if extra:
        raise DataError(
            f"`{file}`: expected the columns {', '.join(expected)}; got also {', '.join(map(repr, extra))}. "
            "Remove what the table does not have."
        )


def _check_cells(file: Path, cells: list[tuple[int, str]], field: Field) -> None:
    problems = [(line, problem) for line, cell in cells if (problem := _problem(cell, field))]
    if problems:
        line, problem = problems[0]
        others = f" ({len(problems) - 1} more lines like it)" if len(problems) > 1 else ""
        raise DataError(f"`{file}`, line {line}, column `{field.name}`: {problem}{others}.{_hint(field)}")
    if field.unique:
        _check_unique(
            file, {line: (cell,) for line, cell in cells}, f"`{field.name}` must differ in every row"
        )


def _problem(cell: str, field: Field) -> str:
    if cell == "":
        return "expected a value, got an empty cell" if field.required else ""
    value = _parsed(cell, field)
    if value is None:
        return f"expected {_KINDS[field.type]}, got {cell!r}"
    if field.enum and value not in field.enum:
        return f"expected one of {', '.join(field.enum)}; got {cell!r}"
    if field.pattern and not re.fullmatch(field.pattern, cell):
        return f"expected a text of the form {field.pattern}, got {cell!r}"
    if field.minimum is not None and _rank(value, field) < _rank(field.minimum, field):
        return f"expected at least {field.minimum}, got {cell}"
    if field.maximum is not None and _rank(value, field) > _rank(field.maximum, field):
        return f"expected at most {field.maximum}, got {cell}"
    return ""


def _parsed(cell: str, field: Field) -> Cell | None:
    """Return the cell as a value of the field's type, or None if it is not one."""
    if field.type in _FORMS and not _FORMS[field.type].fullmatch(cell):
        return None
    try:
        match field.type:
            case "integer":
                return int(cell) if abs(int(cell)) < 2**63 else None
            case "number":
                return float(cell)
            case "date":
                return dt.date.fromisoformat(cell)
            case "datetime":
                return dt.datetime.fromisoformat(cell)
            case "boolean":
                return cell.lower() == "true"
    except ValueError:
        return None  # of the right form, but no such day or hour
    return cell


def _rank(value: Cell, field: Field) -> float:
    """Return a number that orders values and bounds of the field's type."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if field.type == "datetime" else dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.timestamp()
    return float(value.toordinal()) if isinstance(value, dt.date) else float(value)


def _check_unique(file: Path, keys: dict[int, tuple[str, ...]], rule: str) -> None:
    first: dict[tuple[str, ...], int] = {}
    for line, key in keys.items():
        if key in first:
            raise DataError(
                f"`{file}`, line {line}: {rule}, but {', '.join(key)} was already in line {first[key]}. "
                "Remove or correct one of the two."
            )
        first[key] = line


def _hint(field: Field) -> str:
    if field.enum:
        return " Mind spelling and capitals."
    if field.type in ("date", "datetime"):
        return " Write the date in that form; a spreadsheet may have changed it."
    if field.type in ("integer", "number"):
        return " Write digits only, with a point for decimals and no unit."
    return f" The column holds: {field.description}"
