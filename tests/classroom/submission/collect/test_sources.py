"""What lies in a zip or a folder: listed without being trusted."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from classroom.records import CourseError
from classroom.submission.collect import sources
from classroom.submission.collect.sources import list_files
from classroom.submission.notebook import UnreadableError


def packed(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_folder_is_listed_without_links_devices_and_what_systems_leave(tmp_path: Path) -> None:
    for name in ("a.ipynb", "__MACOSX/a.ipynb", ".DS_Store", "~$a.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "linked.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "linked").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "all.7z").write_bytes(b"7z")

    files, refused = list_files(tmp_path)

    assert [each.path for each in files] == ["a.ipynb"]
    assert {each.path for each in refused} == {"linked.ipynb", "linked", "pipe", "all.7z"}


def test_single_notebook_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{}")

    (found,), refused = list_files(tmp_path / "a.ipynb")

    assert (found.path, found.read(), refused) == ("a.ipynb", b"{}", [])


@pytest.mark.parametrize(("limit", "value"), [("_FILES", 1), ("_ARCHIVE_MB", 0)])
def test_source_beyond_a_limit_is_refused_as_a_whole(
    tmp_path: Path, limit: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "a.zip", ("a.ipynb", b"{}"), ("b.ipynb", b"{}"))
    monkeypatch.setattr(sources, limit, value)

    with pytest.raises(CourseError, match=r"a\.zip"):
        list_files(path)


def test_folder_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        (tmp_path / f"{name}.ipynb").write_text("{}")
    monkeypatch.setattr(sources, "_FILES", 1)

    with pytest.raises(CourseError):
        list_files(tmp_path)


def test_time_of_an_entry_is_the_one_in_utc_where_the_zip_has_it(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("a.ipynb", (2026, 3, 27, 1, 0, 0))
    entry.extra = struct.pack("<HH", 0x7875, 0) + struct.pack("<HHBi", 0x5455, 5, 1, 1_774_571_400)
    impossible = zipfile.ZipInfo("b.ipynb", (2026, 3, 27, 1, 0, 0))
    path = packed(tmp_path / "a.zip", (entry, b"{}"), (impossible, b"{}"))
    raw = bytearray(path.read_bytes())
    date = raw.rindex(b"PK\x01\x02") + 14
    raw[date : date + 2] = b"\x00\x00"  # the day 0 of the month 0
    path.write_bytes(raw)

    files, _ = list_files(path)

    assert [each.time for each in files] == [datetime(2026, 3, 27, 0, 30), None]


def test_entry_whose_bytes_are_damaged_is_unreadable_when_it_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.ipynb", b"x" * 5000))
    raw = bytearray(path.read_bytes())
    start = raw.index(b"a.ipynb") + 7
    raw[start : start + 4] = b"\xff" * 4
    path.write_bytes(raw)

    (found,), _ = list_files(path)

    with pytest.raises(UnreadableError):
        found.read()


@pytest.mark.parametrize("limit", [None, 0])
def test_package_in_a_package_that_is_none_or_too_large_is_refused_by_name(
    tmp_path: Path, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = io.BytesIO(b"no zip")
    if limit is not None:
        packed(inner, ("a.ipynb", b"{}"))  # type: ignore[arg-type]
        monkeypatch.setattr(sources, "_FILES", 1)
        packed(inner, ("a.ipynb", b"{}"), ("b.ipynb", b"{}"))  # type: ignore[arg-type]
    path = packed(tmp_path / "a.zip", ("in.zip", inner.getvalue()))

    files, refused = list_files(path)

    assert files == []
    assert [each.path for each in refused] == ["in.zip"]
