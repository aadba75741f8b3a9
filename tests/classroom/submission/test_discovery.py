"""What is found in `submitted/`, whatever platforms and people leave there."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from classroom import messages
from classroom.course import Course
from classroom.records import HandedIn, Submission
from classroom.submission import discovery, texts
from classroom.submission.archives import Room, unpacked
from classroom.submission.discovery import files_below, take_notebooks
from classroom.submission.intake import read_submission
from classroom.submission.misplaced import misplaced

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


@pytest.mark.parametrize(
    ("own", "flags"),
    [
        (STUB, (messages.FLAG_ELSEWHERE.format(found="hw.zip", name="hw.ipynb"),)),
        ("x = 2", (messages.FLAG_COPIES.format(found="hw.zip/hw.ipynb", name="hw.ipynb"),)),
        (WORK, ()),
    ],
    ids=["untouched", "other", "same"],
)
def test_archive_beside_the_notebook_is_for_a_person_where_it_may_hold_other_work(
    tmp_path: Path, own: str, flags: tuple[str, ...]
) -> None:
    found = read(tmp_path, hw_ipynb=notebook(own), hw_zip=packed(**{"hw.ipynb": notebook(WORK)}))

    assert (found.notebooks, found.flags) == ({"hw": notebook(own)}, flags)


def tarred(**members: bytes | str) -> bytes:
    """A compressed tar of files; a text is the target of a link."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, raw in members.items():
            member = tarfile.TarInfo(name.replace("__", "/"))
            if isinstance(raw, str):
                member.type, member.linkname = tarfile.SYMTYPE, raw
                archive.addfile(member)
            else:
                member.size = len(raw)
                archive.addfile(member, io.BytesIO(raw))
    return content.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        {"hw_tar_gz": tarred(**{"work__hw.ipynb": notebook(WORK), "evil": "/etc/passwd"})},
        {"hw_ipynb_gz": gzip.compress(notebook(WORK))},
        {"hw_ipynb": gzip.compress(notebook(WORK))},
        {"hw_zip": packed(**{"inner.tgz": tarred(**{"hw.ipynb": notebook(WORK)})})},
        {"a_zip": packed(**{"hw.ipynb": notebook(WORK)}), "b_zip": packed(**{"notes.txt": b"x"})},
    ],
    ids=["tar", "compressed", "under the notebook's name", "in another", "beside another"],
)
def test_archive_of_any_kind_is_unpacked(tmp_path: Path, files: dict[str, bytes]) -> None:
    found = read(tmp_path, **files)

    assert (found.notebooks, found.flags) == ({"hw": notebook(WORK)}, ())
    assert "evil" not in found.files


@pytest.mark.parametrize(
    "content",
    [tarred(**{"..__hw.ipynb": notebook(WORK)}), tarred(**{"hw.ipynb": "/etc/passwd"}), b"\x1f\x8bcut"],
    ids=["outside", "link", "damaged"],
)
def test_tar_that_holds_no_file_of_its_own_is_named(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, hw_tgz=content)

    assert found.problems == {"hw": messages.READ_LIES.format(name="hw.ipynb", found="hw.tgz")}


def test_files_go_where_their_notebook_goes(tmp_path: Path) -> None:
    inside = packed(**{"work__hw.ipynb": notebook(WORK), "work__tools.py": b"y = 1"})
    found = read(tmp_path, hw_zip=inside, photo_png=b"picture")

    assert found.files == {"tools.py": b"y = 1", "photo.png": b"picture", "hw.zip": inside}


def test_files_that_the_course_ignores_stay_where_they_are_but_may_hold_the_work(tmp_path: Path) -> None:
    (tmp_path / "feedback").mkdir()
    for path in ("hw.ipynb", "hw.pdf", "notes.txt", "feedback/hw.html"):
        (tmp_path / path).write_bytes(notebook(STUB) if path == "hw.ipynb" else b"x")
    found, _ = read_submission(
        HandedIn("amy", tmp_path),
        tmp_path.parent,
        {"hw": {"a"}},
        {"hw": {"a": STUB}},
        (),
        ["feedback", "*.pdf"],
    )

    assert set(found.files) == {"notes.txt"}
    assert found.flags == (messages.FLAG_ELSEWHERE.format(found="feedback/hw.html, hw.pdf", name="hw.ipynb"),)


def test_copy_that_jupyter_keeps_is_taken_where_there_is_no_other_and_flagged(tmp_path: Path) -> None:
    kept = tmp_path / ".ipynb_checkpoints"
    kept.mkdir()
    (kept / "hw-checkpoint.ipynb").write_bytes(notebook(WORK))
    path = f"{kept.name}/hw-checkpoint.ipynb"

    alone = read(tmp_path)
    beside_untouched = read(tmp_path, hw_ipynb=notebook(STUB))
    beside_worked = read(tmp_path, hw_ipynb=notebook("x = 2"))

    assert alone.notebooks == {"hw": notebook(WORK)}
    assert alone.flags == (texts.FLAG_HIDDEN.format(found=path, name="hw.ipynb"),)
    assert beside_untouched.flags == (messages.FLAG_COPIES.format(found=path, name="hw.ipynb"),)
    assert (beside_worked.notebooks, beside_worked.flags) == ({"hw": notebook("x = 2")}, ())


@pytest.mark.parametrize("damaged", [b"", b"<html>", b'{"cells": ['], ids=["empty", "page", "cut off"])
def test_copy_is_taken_where_the_notebook_cannot_be_read(tmp_path: Path, damaged: bytes) -> None:
    found = read(tmp_path, hw_ipynb=damaged, copy_ipynb=notebook(WORK))

    assert found.notebooks == {"hw": notebook(WORK)}
    assert found.repairs[0].startswith("copy.ipynb was taken as hw.ipynb, which cannot be read")


def test_folder_called_like_the_notebook_is_searched(tmp_path: Path) -> None:
    (tmp_path / "hw.ipynb").mkdir()
    (tmp_path / "hw.ipynb" / "hw.ipynb").write_bytes(notebook(WORK))

    assert read(tmp_path).notebooks == {"hw": notebook(WORK)}


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
    assert elsewhere(Course(tmp_path)) == []


def elsewhere(course: Course, *students: str) -> list[str]:
    return misplaced(course, "hw", ["hw", "carl"], students)


def test_notebooks_elsewhere_are_named_with_the_place_they_belong(tmp_path: Path) -> None:
    wrong = ("carl.ipynb", "Ann Lee_1_file_/hw.ipynb", "fay/other/hw.ipynb", "hw/dora/hw.ipynb")
    own = course(tmp_path, *wrong, "eve/hw/hw.ipynb", "gil/second/hw.ipynb")
    own.source("second").mkdir()
    (own.source("second") / "hw.ipynb").write_bytes(b"")

    place = "submitted/STUDENT/hw/"
    assert elsewhere(own) == [texts.MISPLACED.format(path=f"submitted/{path}", place=place) for path in wrong]


def test_folders_of_the_trainers_are_none_of_a_learner(tmp_path: Path) -> None:
    layout = "c.CourseDirectory.directory_structure = '{assignment_id}/{nbgrader_step}/{student_id}'"
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{layout}\n", encoding="utf-8")
    for folder in ("source", "release", "submitted/amy", "autograded/amy"):
        (tmp_path / "hw" / folder).mkdir(parents=True)
        (tmp_path / "hw" / folder / "hw.ipynb").write_bytes(notebook(WORK))

    assert elsewhere(Course(tmp_path)) == []


def test_work_under_other_names_is_told_for_who_has_handed_in_nothing(tmp_path: Path) -> None:
    own = course(
        tmp_path, "ann/hw.zip", "bob/task 1/mine.ipynb", "cyd/other/x.ipynb", "dan/hw/hw.ipynb", "dan/x.zip"
    )

    place = "submitted/STUDENT/hw/"
    assert elsewhere(own) == [
        texts.LYING.format(student="ann", found="submitted/ann/hw.zip", place=place),
        texts.LYING.format(student="bob", found="submitted/bob/task 1/mine.ipynb", place=place),
    ]


def test_folder_of_a_learner_in_other_capitals_is_told(tmp_path: Path) -> None:
    told = texts.ALIKE.format(folder="submitted/ADA/hw", absent="ada")

    assert elsewhere(course(tmp_path, "ADA/hw/hw.ipynb"), "ADA", "ada", "bob") == [told]


def test_second_folder_of_a_name_is_for_a_person(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "zoë") for form in ("NFC", "NFD")]

    (found,) = course(tmp_path, *(f"{name}/hw/hw.ipynb" for name in names)).handed_in("hw")

    assert (found.folder.parent.name, found.flags) == (names[0], (messages.FLAG_TWIN,))


def test_archive_with_damaged_content_is_none(tmp_path: Path) -> None:
    path = tmp_path / "work.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hw.ipynb", 500 * "abc")
    raw = bytearray(path.read_bytes())
    raw[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)

    with unpacked(path, Room()) as folder:
        assert folder is None


@pytest.mark.parametrize(
    "inside",
    [packed(**{"large": bytes(80_000_000)}), packed(**{f"{number}.txt": b"x" for number in range(1_200)})],
    ids=["bytes", "files"],
)
def test_archives_of_one_submission_share_their_room(tmp_path: Path, inside: bytes) -> None:
    room = Room()
    opened = []
    for name in ("a.zip", "b.zip", "c.zip"):
        (tmp_path / name).write_bytes(inside if name < "c" else packed(small=b"x"))
        with unpacked(tmp_path / name, room) as folder:
            opened.append(folder is not None)
    assert opened == [True, False, True]


def test_archive_beside_one_that_holds_too_much_is_unpacked(tmp_path: Path) -> None:
    found = read(
        tmp_path, a_zip=packed(large=bytes(160_000_000)), b_zip=packed(**{"hw.ipynb": notebook(WORK)})
    )

    assert found.notebooks == {"hw": notebook(WORK)}


def test_archive_in_archives_that_hold_too_much_together_is_named(tmp_path: Path) -> None:
    inner = packed(**{"hw.ipynb": notebook(WORK), "large": bytes(80_000_000)})
    found = read(tmp_path, hw_zip=packed(**{"inner.zip": inner}))

    assert not found.notebooks
    assert "hw" in found.problems


def labelled(label: str) -> bytes:
    """A notebook with one cell of that label."""
    return notebook(WORK).replace(b'"grade_id": "a"', f'"grade_id": "{label}"'.encode())


def test_two_notebooks_under_each_others_names_are_exchanged_and_that_is_said(tmp_path: Path) -> None:
    for name, label in {"one": "b", "two": "a"}.items():
        (tmp_path / f"{name}.ipynb").write_bytes(labelled(label))
    repairs: list[str] = []

    found, problems, *_ = take_notebooks(tmp_path, {"one": {"a"}, "two": {"b"}}, {}, [], repairs)

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

    found, problems, *_ = take_notebooks(tmp_path, {"one": {"a"}, "two": {"b"}}, {}, lying, repairs)

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
