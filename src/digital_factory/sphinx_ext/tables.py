"""Tables of pandas in the finished page: one row of headings where pandas writes two, numbers to the right.

Done when the book is built, since a page whose script did it would move under the reader's eyes.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

__all__ = ["set_tables"]

_RAW, _SET = 'class="dataframe">', 'class="dataframe is-set">'  # a page may come here again
_TABLE = re.compile(rf"<table [^>]*{_RAW}.*?</table>", re.DOTALL)
_HEAD = re.compile(r"(<thead>)(.*?)(</thead>)", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])([^>]*)>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[\d,]*\.?\d+(e[-+]\d+)?( ?%)?|NaN|NaT|inf")


class _Cell(NamedTuple):
    """A cell: its element, its other attributes, what it holds."""

    tag: str
    attributes: str
    content: str

    @property
    def words(self) -> str:
        return html.unescape(_TAG.sub("", self.content)).strip()

    def marked(self, number: bool) -> str:
        classes = ["is-date"] * bool(_DATE.match(self.words)) + ["is-number"] * number
        mark = f' class="{" ".join(classes)}"' if classes else ""
        return f"<{self.tag}{self.attributes}{mark}>{self.content}</{self.tag}>"


def set_tables(page: str) -> str:
    """Return `page` with every table of pandas set for its readers.

    The names of row labels, which pandas writes in a second row of headings, stand beside the other headings
    where these leave them room. Columns of numbers are of class ``is-number``, dates of class ``is-date``.
    """

    def set_one(table: re.Match[str]) -> str:
        return _marked(_HEAD.sub(_lifted, table[0])).replace(_RAW, _SET, 1)

    return _TABLE.sub(set_one, page)


def _cells(row: str) -> list[_Cell]:
    return [_Cell(*parts) for parts in _CELL.findall(row)]


def _lifted(head: re.Match[str]) -> str:
    rows = _ROW.findall(head[2])
    if len(rows) != 2:
        return head[0]
    above, below = ([cell.content.strip() for cell in _cells(row)] for row in rows)
    if len(above) != len(below) or not all("" in pair for pair in zip(above, below, strict=True)):
        return head[0]
    names = iter(below)
    row = _CELL.sub(lambda cell: f"<{cell[1]}{cell[2]}>{cell[3].strip()}{next(names)}</{cell[1]}>", rows[0])
    return f"{head[1]}{row}{head[3]}"


def _marked(table: str) -> str:
    rows = [_cells(row) for row in _ROW.findall(table)]
    # Counted from the right: on the left a label may stand once for several rows.
    columns = range(1, max(map(len, rows), default=0) + 1)
    numbers = {column for column in columns if _holds_numbers(rows, column)}

    def row_of(row: re.Match[str]) -> str:
        places = iter(range(len(_cells(row[0])), 0, -1))
        return _CELL.sub(lambda cell: _Cell(*cell.groups()).marked(next(places) in numbers), row[0])

    return _ROW.sub(row_of, table)


def _holds_numbers(rows: list[list[_Cell]], column: int) -> bool:
    cells = [row[-column] for row in rows if len(row) >= column and row[-column].tag == "td"]
    return bool(cells) and all(_NUMBER.fullmatch(cell.words) for cell in cells)
