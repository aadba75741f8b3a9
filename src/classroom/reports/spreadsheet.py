"""Tables as CSV that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
import re

__all__ = ["safe_cell", "table"]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def table(lines: list[list[str]]) -> str:
    """Lines as CSV; text that a spreadsheet would take for a formula is marked as text."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([[safe_cell(cell) for cell in line] for line in lines])
    return file.getvalue()


def safe_cell(content: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    clean = content.encode("utf-8", "replace").decode("utf-8").replace("\n", " ").replace("\r", " ")
    begins_formula = clean[:1] in ("=", "+", "-", "@", "\t") and not _NUMBER.fullmatch(clean)
    return f"'{clean}" if begins_formula else clean
