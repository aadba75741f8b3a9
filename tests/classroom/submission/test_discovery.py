"""What is found in `submitted/`, whatever platforms and people leave there."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from classroom import messages
from classroom.course import Course
from classroom.records import HandedIn, Submission
from classroom.submission import discovery
from classroom.submission.archives import unpacked
from classroom.submission.discovery import files_below, take_notebooks
from classroom.submission.intake import read_submission

STUB, WORK = "x = None", "x = 1"


def notebook(source: str) -> bytes:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": "a"}},
        "source": source,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name.replace("__", "/"), raw)
    return content.getvalue()


def read(folder: Path, **files: bytes) -> Submission:
    """The submission of a folder with these files; `_ipynb` at a name's end is its suffix."""
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return read_submission(HandedIn("amy", folder), folder.parent, {"hw": {"a"}}, {"hw": {"a": STUB}})[0]


def test_zip_file_alone_is_unpacked_and_that_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, hw_zip=packed(**{"work__hw.ipynb": notebook(WORK)}))

    assert found.notebooks == {"hw": notebook(WORK)}
    assert messages.REPAIR_UNPACKED.format(name="hw.zip") in found.repairs


@pytest.mark.parametrize(
    "content",
    [b"no zip at all", packed(**{"..__..__hw.ipynb": notebook(WORK)}), packed(large=b"0" * 200_000_000)],
    ids=["damaged", "outside", "too large"],
)
def test_zip_file_that_cannot_be_unpacked_is_named(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, hw_zip=content)

    assert found.problems == {"hw": messages.READ_LIES.format(name="hw.ipynb", found="hw.zip")}


def test_page_instead_of_a_notebook_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, hw_html=b"<html>", timestamp_txt=b"2024-01-01")

    assert found.problems == {"hw": messages.READ_LIES.format(name="hw.ipynb", found="hw.html")}


def test_work_in_the_one_copy_beside_the_untouched_notebook_is_taken(tmp_path: Path) -> None:
    found = read(tmp_path, hw_ipynb=notebook(STUB), copy_ipynb=notebook(WORK))

    assert found.notebooks == {"hw": notebook(WORK)}
    assert messages.REPAIR_COPY.format(found="copy.ipynb", name="hw.ipynb") in found.repairs
    assert found.flags == ()


@pytest.mark.parametrize(
    ("own", "copies"), [("x = 2", (WORK,)), (STUB, (WORK, "x = 3"))], ids=["both worked", "two copies"]
)
def test_copies_that_leave_a_choice_are_for_a_person(
    tmp_path: Path, own: str, copies: tuple[str, ...]
) -> None:
    more = {f"copy{number}_ipynb": notebook(source) for number, source in enumerate(copies)}
    found = read(tmp_path, hw_ipynb=notebook(own), **more)

    assert found.notebooks == {"hw": notebook(own)}
    names = ", ".join(f"copy{number}.ipynb" for number in range(len(copies)))
    assert found.flags == (messages.FLAG_COPIES.format(found=names, name="hw.ipynb"),)


@pytest.mark.parametrize(("own", "asks"), [(STUB, True), ("x = 2", False)], ids=["untouched", "worked"])
def test_archive_beside_the_notebook_is_for_a_person_where_that_is_untouched(
    tmp_path: Path, own: str, asks: bool
) -> None:
    found = read(tmp_path, hw_ipynb=notebook(own), hw_zip=packed(**{"hw.ipynb": notebook(WORK)}))

    flag = messages.FLAG_ELSEWHERE.format(found="hw.zip", name="hw.ipynb")
    assert found.flags == ((flag,) if asks else ())


def course(root: Path, *paths: str) -> Course:
    (root / "source" / "hw").mkdir(parents=True)
    (root / "source" / "other").mkdir()
    for path in paths:
        target = root / "submitted" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(notebook(WORK))
    return Course(root)


def test_folder_in_other_capitals_is_taken_and_that_is_said(tmp_path: Path) -> None:
    (found,) = course(tmp_path, "bob/HW/hw.ipynb").handed_in("hw")

    assert (found.student, found.folder.name) == ("bob", "HW")
    assert found.repairs == (messages.REPAIR_FOLDER.format(found="HW", name="hw"),)


def test_name_in_decomposed_letters_is_the_learner_of_the_gradebook(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "zoë")

    (found,) = course(tmp_path, f"{decomposed}/hw/hw.ipynb").handed_in("hw")

    assert found.student == unicodedata.normalize("NFC", "zoë")


def test_excluded_learners_are_left_out(tmp_path: Path) -> None:
    config = "c = get_config()\nc.CourseDirectory.student_id_exclude = 'tester,other'\n"
    (tmp_path / "nbgrader_config.py").write_text(config, encoding="utf-8")

    found = course(tmp_path, "amy/hw/hw.ipynb", "tester/hw/hw.ipynb").handed_in("hw")

    assert [entry.student for entry in found] == ["amy"]


def test_notebooks_elsewhere_are_named_with_the_place_they_belong(tmp_path: Path) -> None:
    wrong = ("carl.ipynb", "Ann Lee_1_file_/hw.ipynb", "hw/dora/hw.ipynb")

    found = course(tmp_path, *wrong, "eve/hw/hw.ipynb", "eve/other/hw.ipynb").misplaced("hw", ["hw", "carl"])

    place = "submitted/STUDENT/hw/"
    assert found == [messages.MISPLACED.format(path=f"submitted/{path}", place=place) for path in wrong]


def test_archive_with_damaged_content_is_none(tmp_path: Path) -> None:
    path = tmp_path / "work.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hw.ipynb", 500 * "abc")
    raw = bytearray(path.read_bytes())
    raw[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)

    with unpacked(path) as folder:
        assert folder is None


def labelled(label: str) -> bytes:
    """A notebook with one cell of that label."""
    return notebook(WORK).replace(b'"grade_id": "a"', f'"grade_id": "{label}"'.encode())


def test_two_notebooks_under_each_others_names_are_exchanged_and_that_is_said(tmp_path: Path) -> None:
    for name, label in {"one": "b", "two": "a"}.items():
        (tmp_path / f"{name}.ipynb").write_bytes(labelled(label))
    repairs: list[str] = []

    found, problems, _ = take_notebooks(tmp_path, {"one": {"a"}, "two": {"b"}}, {}, [], repairs)

    assert (found, problems) == ({"one": labelled("a"), "two": labelled("b")}, {})
    assert messages.REPAIR_RENAMED.format(found="two.ipynb", name="one.ipynb") in repairs


def test_absent_notebooks_are_looked_for_by_their_cells_past_damaged_ones(
    tmp_path: Path,
) -> None:
    files = {"x.ipynb": labelled("a"), "y.ipynb": labelled("a"), "bad.ipynb": b"{", "gone.ipynb": None}
    for name, raw in files.items():
        if raw is not None:
            (tmp_path / name).write_bytes(raw)
    lying, repairs = sorted(files), list[str]()

    found, problems, _ = take_notebooks(tmp_path, {"one": {"a"}, "two": {"b"}}, {}, lying, repairs)

    assert found == {"one": labelled("a")}
    assert problems == {"two": messages.READ_OTHER_NOTEBOOKS.format(name="two.ipynb")}
    assert messages.REPAIR_RENAMED.format(found="x.ipynb", name="one.ipynb") in repairs


def test_files_beyond_what_is_looked_at_are_left_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(discovery, "_MAX_FILES", 2)
    repairs: list[str] = []

    assert files_below(tmp_path, repairs) == ["a", "b"]
    assert repairs == [messages.REPAIR_FILES]
    assert files_below(tmp_path / "absent", []) == []
