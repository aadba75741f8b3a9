"""What a release's cells were before, and which of them are new."""

from __future__ import annotations

import pytest

from classroom.assignment.history import Version, settings_digest, source_digest, without_hidden

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"assert a\n{BEGIN}\nassert b\n{END}", "assert a\n"),
        (f"assert a\n    {BEGIN}\n    assert b\n    {END}\nassert c", "assert a\nassert c"),
        (f"{BEGIN}\nassert b\n{END}\nassert c\n{BEGIN}\nassert d\n{END}\n", "assert c\n"),
        ("assert a", "assert a"),
    ],
)
def test_source_without_hidden_parts_is_what_students_were_given(source: str, shown: str) -> None:
    assert without_hidden(source, BEGIN, END) == shown


def test_digest_of_a_source_heeds_all_but_empty_lines_around_it() -> None:
    assert source_digest("\na = 1\n\n") == source_digest("a = 1")
    assert source_digest("a = 1") != source_digest("a = 2")


def test_digest_of_settings_heeds_those_of_nbgrader_alone() -> None:
    settings = {"grade": True, "points": 2, "grade_id": "a"}

    assert settings_digest(settings) == settings_digest({**settings, "own": 1})
    assert settings_digest(settings) != settings_digest({**settings, "points": 3})
    assert Version("book", "a", settings_digest(settings)) == Version("book", "a", settings_digest(settings))
