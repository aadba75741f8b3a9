"""Folders of graded work are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from classroom.gradebook import folders
from classroom.gradebook.folders import remove_partial, write_graded
from classroom.records import CourseError


def lying(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_write_graded_that_fails_half_way_leaves_the_earlier_folder_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "ada" / "hw"
    write_graded(target, {"hw": "old"}, {"data/x.csv": b"1"}, None)
    before, rename = lying(tmp_path), os.rename

    def full(source: Any, place: Any) -> None:
        if place == target and os.path.basename(source) != "old":
            raise OSError(28, "No space left on device", str(place))
        rename(source, place)

    monkeypatch.setattr(folders.os, "rename", full)
    with pytest.raises(CourseError, match="No space left"):
        write_graded(target, {"hw": "new"}, {}, None)

    assert lying(tmp_path) == before
    assert os.listdir(target.parent) == ["hw"]


def test_write_graded_replaces_a_link_and_leaves_what_it_led_to(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "hw").symlink_to(other)

    write_graded(tmp_path / "hw", {"hw": "new"}, {}, None)

    assert lying(tmp_path) == {"hw/hw.ipynb": "new"}
    assert not (tmp_path / "hw").is_symlink()


def test_remove_partial_takes_what_a_killed_run_left_and_no_other(tmp_path: Path) -> None:
    for name in ("hw", ".hw-x1", ".old-hw-x2", "hw-2"):
        (tmp_path / "ada" / name).mkdir(parents=True)

    remove_partial(tmp_path / "*" / "hw")

    assert sorted(os.listdir(tmp_path / "ada")) == ["hw", "hw-2"]
