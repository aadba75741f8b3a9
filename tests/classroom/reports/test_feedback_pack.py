"""The zip of feedback pages, read as Moodle and Canvas read it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from downloads import write_zip
from shop_command import accepted, refused
from shop_course import hand_in, submission
from shop_store import open_shop, result

from classroom.course import Course
from classroom.reports.feedback_pack import Pack, Platform, pack_feedback
from classroom.submission.collect.choose import Choice, Work
from classroom.submission.collect.collect import Action, Collected, Collection
from classroom.submission.collect.download_names import forget_names, remember_names, remembered_names
from classroom.submission.collect.file_names import Form
from classroom.submission.collect.sources import Found
from classroom.submission.learners import Learner

NAME = "2-sums"
MOODLE = {  # how its download calls the notebooks, in the folder form and in the flat one
    "ada": ["Ada Lovelace_1001_assignsubmission_file/2-sums.ipynb"],
    "bob": ["Bob OBrien_1002_assignsubmission_file_2-sums.ipynb"],
    "cyd": ["x_cyd Müller_1003_assignsubmission_file_/work/2-sums.ipynb"],
}
CANVAS = {
    "ada": ["lovelaceada_77_5501_2-sums.ipynb"],
    "bob": ["obrienbob_LATE_78_5502_2-sums-1.ipynb"],
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    for who in ("ada", "bob", "cyd"):
        folder = tmp_path / "feedback" / who / NAME
        folder.mkdir(parents=True)
        (folder / "2-sums.html").write_text(f"page of {who}")
    return Course(tmp_path)


def names_in(pack: Pack) -> dict[str, str]:
    with zipfile.ZipFile(pack.path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def moodle_reads(path: str, participants: set[int]) -> tuple[int, str] | None:
    """Whom Moodle gives a file to, and what it is called there: importziplib.php, as of Moodle 4.1."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdecimal() or int(info[1]) not in participants:
            continue
        if info[2:4] != ["assignsubmission", "file"]:
            continue
        return int(info[1]), "/".join([*info[4:], *parts])
    return None


def canvas_reads(path: str) -> tuple[int, int]:
    """User and attachment that Canvas finds in a name: infer_comment_context_from_filename."""
    user, attachment = [part for part in path.split("/")[-1].split("_") if re.fullmatch(r"\d+", part)][:2]
    return int(user), int(attachment)


def test_pack_for_moodle_is_read_to_the_right_participants(course: Course) -> None:
    pack = pack_feedback(course, NAME, Platform.moodle, MOODLE)

    read = {moodle_reads(path, {1001, 1002, 1003}): page for path, page in names_in(pack).items()}
    assert read == {
        (1001, "2-sums.html"): "page of ada",
        (1002, "2-sums.html"): "page of bob",
        (1003, "2-sums.html"): "page of cyd",
    }


def test_pack_for_canvas_is_read_to_the_right_users_and_attachments(course: Course) -> None:
    pack = pack_feedback(course, NAME, Platform.canvas, CANVAS)

    read = {canvas_reads(path): page for path, page in names_in(pack).items()}
    assert read == {(77, 5501): "page of ada", (78, 5502): "page of bob"}
    assert all(path.endswith(".html") for path in names_in(pack))


def test_pack_lists_who_has_no_page_and_whose_file_is_called_otherwise(course: Course) -> None:
    downloads = {**MOODLE, "dan": ["Dan X_1004_assignsubmission_file/2-sums.ipynb"], "eve": ["2-sums.ipynb"]}

    pack = pack_feedback(course, NAME, Platform.moodle, downloads)

    assert (pack.packed, pack.without_page, pack.other_form) == (("ada", "bob", "cyd"), ("dan",), ("eve",))


def test_pack_with_nothing_in_it_is_not_written(course: Course) -> None:
    pack = pack_feedback(course, NAME, Platform.canvas, MOODLE)

    assert pack.packed == ()
    assert not Path(pack.path).exists()


def test_pack_of_the_same_pages_is_the_same(course: Course) -> None:
    first = Path(pack_feedback(course, NAME, Platform.moodle, MOODLE).path).read_bytes()

    assert Path(pack_feedback(course, NAME, Platform.moodle, MOODLE).path).read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("--pack", "moodle"), "--from DOWNLOAD.zip"), (("--from", "x.zip"), "--from goes with --pack")],
)
def test_feedback_with_half_of_what_it_needs_says_the_other_half(
    course: Course, arguments: tuple[str, ...], named: str
) -> None:
    (course.root / "source" / NAME).mkdir(parents=True)

    assert named in refused(course.root, "feedback", NAME, *arguments)


def test_names_of_the_download_are_remembered_from_one_collection_to_the_next(course: Course) -> None:
    def collected(**paths: str) -> Collection:
        rows = []
        for who, path in paths.items():
            work = Work(who, {NAME: Found("x.zip", path, 1, None, bytes)}, {}, None, False, Form.MOODLE)
            rows.append(Collected(Learner(who), Action.NEW, work, None))
        return Collection(NAME, rows, Choice())

    assert remembered_names(course, NAME) == {}
    remember_names(course, collected(ada="a_1_assignsubmission_file_x.ipynb", bob="old"))
    remember_names(course, collected(bob="b_2_assignsubmission_file_x.ipynb"))

    assert remembered_names(course, NAME) == {
        "ada": ["a_1_assignsubmission_file_x.ipynb"],
        "bob": ["b_2_assignsubmission_file_x.ipynb"],
    }
    assert list(course.handed_in(NAME)) == []  # nobody's work
    forget_names(course, {"ada"})
    assert list(remembered_names(course, NAME)) == ["bob"]


def test_feedback_command_counts_the_pages_and_packs_them_as_the_download_calls_them(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    with open_shop(root) as shop:
        for number, who in enumerate(("ada", "bob")):
            shop.store.gradebook.add_student(who, first_name=who.title(), last_name="Grey")
            hand_in(root, who, submission(mean=f"mean_price = {number}"))
            notebook = (root / "submitted" / who / "shop" / "shop.ipynb").read_text(encoding="utf-8")
            graded = replace(result(who), notebooks={"shop": notebook}, finished=datetime(2026, 3, 26))
            shop.save(graded)
    download = write_zip(
        root / "all.zip", {"Ada Grey_11_assignsubmission_file_/shop.ipynb": submission()}, {}
    )

    assert "Pages of 2 learners" in accepted(root, "feedback", "shop")
    said = accepted(root, "feedback", "shop", "--pack", "moodle", "--from", str(download))
    other = refused(root, "feedback", "shop", "--pack", "canvas", "--from", str(download))

    assert "Pages of 1 learner." in said
    with zipfile.ZipFile(root / "reports" / "shop" / "feedback-moodle.zip") as archive:
        (name,) = archive.namelist()
    assert name.startswith("Ada Grey_11_assignsubmission_file_")
    assert "No zip was written" in other
