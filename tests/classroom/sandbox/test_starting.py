"""The process that warm parents are forked from, started before it is known what they are for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from classroom.sandbox.starting import start_early, take


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the folders lie that such processes write to."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_take_finds_the_one_that_was_started_early(homes: Path) -> None:
    start_early()
    (early,) = homes.iterdir()
    taken = take(lambda home: [])
    try:
        assert taken.home == str(early)
    finally:
        taken.close()
    assert not list(homes.iterdir())


def test_start_early_without_room_says_nothing_yet(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(homes / "gone"))
    start_early()
    with pytest.raises(FileNotFoundError):
        take(lambda home: [])


def test_take_of_one_that_starts_otherwise_ends_the_early_one(homes: Path) -> None:
    start_early()
    (early,) = homes.iterdir()
    taken = take(lambda home: ["env"])
    try:
        assert taken.home != str(early)
        assert not early.exists()
    finally:
        taken.close()
