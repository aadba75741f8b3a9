"""Reads a class list as platforms and people write it: CSV or Excel, whatever its encoding and separator.

Which column is which is told by its heading, in the languages that platforms come in.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from classroom.gradebook import roster_texts as texts
from classroom.records import CourseError

__all__ = ["Sheet", "read_sheet"]

_MAX_BYTES = 50_000_000
_EXCEL, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = ",;\t|"
_SAMPLE = 20  # lines that a separator has to fit
_EAST_ASIAN = ["gb18030", "shift_jis", "big5", "euc_kr", "euc_jp"]
# In a Western code page an accented letter stands between plain ones; in these each sign takes two bytes.
_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\xfe](?:[\x81-\xfe][\x40-\xfe])+")


@dataclass(frozen=True)
class Sheet:
    """A table as text."""

    rows: list[tuple[int, list[str]]]  # each with its line in the file, empty ones left out
    form: str  # how it was read: encoding and separator, or Excel


def read_sheet(path: Path, encoding: str | None = None) -> Sheet:
    """Read a file as a table.

    Parameters
    ----------
    encoding : of a CSV file; by default what its bytes say

    Raises
    ------
    CourseError
        When it is not there, or is no table.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(texts.CANNOT_READ.format(path=path, error=error.strerror or error)) from error
    if len(raw) > _MAX_BYTES or raw.startswith(_OLD_EXCEL):
        raise CourseError(texts.OLD_EXCEL.format(path=path))
    if raw.startswith(_EXCEL):
        return _excel(path, raw)
    text, used = _decode(path, raw, encoding)
    if "\0" in text or not text.strip():
        raise CourseError(texts.NO_TABLE.format(path=path))
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        lines = [(reader.line_num, _clean(row)) for row in reader]
    except csv.Error as error:
        raise CourseError(texts.NO_TABLE.format(path=path)) from error
    named = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
    return Sheet([each for each in lines if any(each[1])], f"{used}, {named}")


def _clean(row: list[str]) -> list[str]:
    return [" ".join(cell.replace("\xa0", " ").replace("\ufeff", "").split()) for cell in row]


def _decode(path: Path, raw: bytes, encoding: str | None) -> tuple[str, str]:
    """The text of a file and its encoding: a mark at its start says it, else UTF-8 or what its bytes
    are like."""
    try:
        if encoding is not None:
            return raw.decode(encoding), encoding
        if raw.startswith(b"\xef\xbb\xbf"):
            return raw.decode("utf-8-sig"), "UTF-8"
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16"), "UTF-16"
        for order, zeros in (("utf-16-le", raw[1:200:2]), ("utf-16-be", raw[0:200:2])):
            if zeros and zeros.count(0) > len(zeros) / 2:
                return raw.decode(order), "UTF-16"
        try:
            return raw.decode("utf-8"), "UTF-8"
        except UnicodeDecodeError:
            pass
        if _PAIRS.search(raw):
            guess = from_bytes(raw, cp_isolation=_EAST_ASIAN, threshold=0.5).best()
            if guess is not None:
                return str(guess), guess.encoding
        return raw.decode("cp1252", errors="replace"), "cp1252"
    except (LookupError, UnicodeDecodeError) as error:
        raise CourseError(texts.BAD_ENCODING.format(path=path, error=error)) from error


def _separator(text: str) -> tuple[str, str]:
    """What divides the columns: what gives most lines the same number of them; and the text without "
    "Excel's hint."""
    first, _, rest = text.partition("\n")
    hint = re.fullmatch(r"\"?sep=(.)\"?\r?", first)
    if hint is not None and hint[1] in _SEPARATORS:
        return hint[1], rest

    def fit(separator: str) -> tuple[int, int]:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            widths = [len(row) for row, _ in zip(reader, range(_SAMPLE), strict=False) if any(row)]
        except csv.Error:
            return 0, 0
        most = max(set(widths), key=widths.count, default=1)
        return (widths.count(most), most) if most > 1 else (0, 0)

    return max(_SEPARATORS, key=fit), text


def _excel(path: Path, raw: bytes) -> Sheet:
    from openpyxl import load_workbook  # takes a third of a second, and most lists are CSV

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        table = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:  # openpyxl raises what it likes on a file that is none
        raise CourseError(texts.NO_TABLE.format(path=path)) from error
    lines = [(number, _clean([_shown(cell) for cell in row])) for number, row in enumerate(table, 1)]
    return Sheet([each for each in lines if any(each[1])], "Excel")


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # an id that Excel took for a number
    return str(cell)
