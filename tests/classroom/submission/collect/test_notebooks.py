"""Which assignment a notebook file is of: by its cells, and without cells by its name."""

from __future__ import annotations

import json

import pytest

from classroom.submission.collect.notebooks import Expected, look_into
from classroom.submission.collect.sources import Found

COURSE = Expected(
    "sums", {"sums": frozenset({"a"}), "more-sums": frozenset({"b"})}, {"maps": frozenset({"m"})}
)
ONE = Expected("sums", {"sums": frozenset({"a"})}, {"maps": frozenset({"m"})})


def looked(name: str, raw: bytes, course: Expected = COURSE) -> tuple[str | None, str, bool]:
    content = look_into(Found("x.zip", name, len(raw), None, lambda: raw), course)
    return content.notebook, content.other, content.readable


def labelled(*labels: str) -> bytes:
    cells = [
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": label}}} for label in labels
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


@pytest.mark.parametrize(
    ("name", "labels", "expected"),
    [
        ("x.ipynb", "b", ("more-sums", "", True)),
        ("sums.ipynb", "m", (None, "maps", True)),
        ("sums.ipynb", "z", (None, "", True)),  # of no assignment of this course
        ("more-sums(2).ipynb", "", ("more-sums", "", True)),
        ("maps ada.ipynb", "", (None, "maps", True)),
        ("ada.ipynb", "", (None, "", True)),
    ],
)
def test_notebook_is_told_by_its_cells_and_else_by_its_name(
    name: str, labels: str, expected: tuple[str | None, str, bool]
) -> None:
    assert looked(name, labelled(*labels)) == expected


def test_notebook_without_cells_or_name_is_the_only_one_that_is_asked_for() -> None:
    assert looked("ada.ipynb", labelled(), ONE) == ("sums", "", True)


def test_file_that_is_no_notebook_is_told_by_its_name_and_unreadable() -> None:
    assert looked("sums.ipynb", b"{", ONE) == ("sums", "", False)
