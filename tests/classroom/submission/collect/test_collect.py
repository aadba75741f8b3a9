"""Collecting: what platforms and people give, matched to the roster or refused, put in place whole."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from downloads import EIGHT, canvas_list, canvas_name, moodle_list, moodle_name, write_zip
from shop_command import accepted, gradebook, refused
from shop_course import ASSIGNMENT, make_course, submission

from classroom.course import Course
from classroom.submission.collect import place as placing
from classroom.submission.collect import sources
from classroom.submission.collect.collect import uncollected
from classroom.submission.collect.place import finish_interrupted

DUE = datetime(2026, 3, 27, 17)


def work(mark: str) -> dict[str, Any]:
    """A notebook that can be told from others."""
    return submission(mean=f"mean_price = 20.0  # {mark}")


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two courses, whose rosters come from Moodle and from Canvas."""
    base = make_course(tmp_path_factory.mktemp("empty") / "shop")
    with gradebook(base) as book:
        book.add_assignment(ASSIGNMENT, duedate=DUE)
    made = {}
    for name, content in {"moodle": moodle_list(), "canvas": canvas_list()}.items():
        made[name] = Path(shutil.copytree(base, base.parent / name))
        (made[name] / "list.csv").write_text(content, encoding="utf-8")
        accepted(made[name], "roster", "import", str(made[name] / "list.csv"))
    return made


@pytest.fixture
def root(classes: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(classes["moodle"], tmp_path / "shop"))


@pytest.fixture
def canvas(classes: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(classes["canvas"], tmp_path / "shop"))


def handed_in(root: Path) -> dict[str, str]:
    """Whose work lies where: the mark in each learner's notebook."""
    found = {}
    for path in sorted((root / "submitted").glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = next(cell["source"] for cell in cells if "mean_price = 20.0" in cell["source"])
        found[path.parts[-3]] = source.partition("# ")[2]
    return found


def lying(root: Path) -> set[str]:
    """Every file in the course but the gradebook."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.name != "gradebook.db"}


def timestamp(root: Path, who: str) -> str | None:
    path = root / "submitted" / who / ASSIGNMENT / "timestamp.txt"
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


@pytest.mark.parametrize(
    "form",
    [
        "{}_{}_assignsubmission_file_/my {}",
        "{}_{}_assignsubmission_file/{}",
        "{}_{}_assignsubmission_file_{}",
    ],
)
def test_collect_moodle_in_every_form_matches_all_eight(root: Path, form: str) -> None:
    files = {
        form.format(moodle_name(who), 4400 + at, "shop.ipynb"): work(who) for at, who in enumerate(EIGHT)
    }
    download = write_zip(root / "download.zip", files, {})

    accepted(root, "collect", ASSIGNMENT, str(download))

    assert handed_in(root) == {who: who for who in EIGHT}


def test_collect_moodle_with_user_names_before_the_names_matches(root: Path) -> None:
    files = {
        f"{who} {moodle_name(who)}_{at}_assignsubmission_file/a.ipynb": work(who)
        for at, who in enumerate(EIGHT)
    }

    accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "download.zip", files, {})))

    assert handed_in(root) == {who: who for who in EIGHT}


def test_collect_canvas_matches_all_eight_and_keeps_who_was_late(canvas: Path) -> None:
    files = {
        f"{canvas_name(who)}_{'LATE_' if who == 's02' else ''}{EIGHT[who][2]}_{7000 + at}_shop-1.ipynb": work(
            who
        )
        for at, who in enumerate(EIGHT)
    }

    said = accepted(canvas, "collect", ASSIGNMENT, str(write_zip(canvas / "submissions.zip", files, {})))

    assert handed_in(canvas) == {who: who for who in EIGHT}
    assert timestamp(canvas, "s02") == "2026-03-27 17:01:00 UTC"
    assert timestamp(canvas, "s01") is None
    assert "late" in said


def test_collect_canvas_number_that_contradicts_the_name_changes_nothing(canvas: Path) -> None:
    path = write_zip(canvas / "a.zip", {f"{canvas_name('s06')}_9001_7000_shop.ipynb": work("s06")}, {})

    said = refused(canvas, "collect", ASSIGNMENT, str(path))

    assert "O’Brien" in said
    assert "Lovelace" in said
    assert handed_in(canvas) == {}


def test_collect_times_of_moodle_are_kept_and_several_files_are_told_by_them(root: Path) -> None:
    names = {
        "s06": "Ada Lovelace_1_assignsubmission_file_/first.ipynb",
        "s06 again": "Ada Lovelace_1_assignsubmission_file_/second.ipynb",
        "s05": "Mary Ann Smith_2_assignsubmission_file_/shop.ipynb",
    }
    times = {
        names["s06"]: datetime(2026, 3, 25),
        names["s06 again"]: datetime(2026, 3, 26),
        names["s05"]: datetime(2026, 3, 28),
    }
    handed_in_at = times[names["s06 again"]].astimezone(UTC)
    download = write_zip(root / "a.zip", {path: work(who) for who, path in names.items()}, times)

    said = accepted(root, "collect", ASSIGNMENT, str(download))

    assert handed_in(root) == {"s05": "s05", "s06": "s06 again"}
    assert timestamp(root, "s06") == f"{handed_in_at:%Y-%m-%d %H:%M:%S} UTC"
    assert "first.ipynb was not taken, it is older" in said
    assert "Nothing yet from" in said


def test_collect_times_of_the_download_are_not_taken_for_those_of_the_work(root: Path) -> None:
    files = {f"{moodle_name(who)}_1_assignsubmission_file_/a.ipynb": work(who) for who in EIGHT}

    said = accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "a.zip", files, {})))

    assert timestamp(root, "s06") is None
    assert "those of the download" in said


def test_collect_learners_other_files_come_along(root: Path) -> None:
    folder = "Ada Lovelace_1_assignsubmission_file_"
    files = {
        f"{folder}/shop.ipynb": work("s06"),
        f"{folder}/data/own.csv": "a,b\n",
        f"{folder}/onlinetext.html": "<p>",
    }

    said = accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "a.zip", files, {})))

    inside = {path.name for path in (root / "submitted" / "s06" / ASSIGNMENT).rglob("*") if path.is_file()}
    assert inside == {"shop.ipynb", "own.csv", "timestamp.txt"}
    assert "text that was written on the platform" in said


def plain_folder(root: Path, names: dict[str, str]) -> Path:
    """A folder with notebooks by the path in it."""
    folder = root / "mails"
    for path, mark in names.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(work(mark)), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "shop-s06.ipynb",
        "shop-s06 (1).ipynb",
        "S06_shop.ipynb",
        "s06/shop.ipynb",
        "s06/shop/shop.ipynb",
        "Lovelace, Ada/shop.ipynb",
        "Ada Lovelace - shop.ipynb",
        "ada_lovelace.ipynb",
        "s06@example.org/Untitled.ipynb",
        "s06+shop+2026-03-26 10:00:00.123456 UTC+abc/shop.ipynb",
    ],
)
def test_collect_a_persons_own_names_are_matched(root: Path, path: str) -> None:
    accepted(root, "collect", ASSIGNMENT, str(plain_folder(root, {path: "s06"})))

    assert handed_in(root) == {"s06": "s06"}


def test_collect_exchange_keeps_the_time_takes_the_newest_and_leaves_other_assignments(root: Path) -> None:
    folder = plain_folder(
        root,
        {
            "shop/inbound/s06+shop+2026-03-26 10:00:00.000000 UTC/shop.ipynb": "old",
            "shop/inbound/s06+shop+2026-03-28 10:00:00.000000 UTC/shop.ipynb": "new",
            "shop/inbound/s05+other+2026-03-28 10:00:00.000000 UTC/shop.ipynb": "other",
        },
    )

    accepted(root, "collect", ASSIGNMENT, str(folder))

    assert handed_in(root) == {"s06": "new"}
    assert timestamp(root, "s06") == "2026-03-28 10:00:00 UTC"


def test_collect_the_hand_in_cells_id_is_enough_and_a_later_change_is_told(root: Path) -> None:
    folder = plain_folder(root, {"a.ipynb": "s06"})
    notebook = {**work("s06"), "metadata": {"hand_in": {"student": "s06", "sha256": "0"}}}
    (folder / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    said = accepted(root, "collect", ASSIGNMENT, str(folder))

    assert handed_in(root) == {"s06": "s06"}
    assert "changed after the hand-in cell" in said


def test_collect_who_is_not_enrolled_is_listed_with_near_names_and_not_enrolled(root: Path) -> None:
    names = {
        "Ada Lovelce_1_assignsubmission_file_/a.ipynb": "x",
        "Mary Ann Smith_2_assignsubmission_file_/a.ipynb": "s05",
    }
    said = accepted(root, "collect", ASSIGNMENT, str(plain_folder(root, names)))

    assert handed_in(root) == {"s05": "s05"}
    assert "nobody enrolled is called 'Ada Lovelce' (nearest: Ada Lovelace (s06)" in said
    with gradebook(root) as book:
        assert {student.id for student in book.students} == set(EIGHT)


def test_collect_two_of_one_name_changes_nothing_until_told_which(root: Path) -> None:
    with gradebook(root) as book:
        book.add_student("s09", first_name="Ada", last_name="Lovelace")
    names = {
        "Ada Lovelace_1_assignsubmission_file_/a.ipynb": "s09",
        "Mary Ann Smith_2_assignsubmission_file_/a.ipynb": "s05",
    }
    folder = str(plain_folder(root, names))

    said = refused(root, "collect", ASSIGNMENT, folder)

    assert "Ada Lovelace (s06), Ada Lovelace (s09)" in said
    assert handed_in(root) == {}
    accepted(root, "collect", ASSIGNMENT, folder, "--sure-only")
    assert handed_in(root) == {"s05": "s05"}
    accepted(root, "collect", ASSIGNMENT, folder, "--match", "Ada Lovelace_1=s09")
    assert handed_in(root) == {"s05": "s05", "s09": "s09"}


def test_collect_two_that_differ_and_of_which_none_is_newer_changes_nothing(root: Path) -> None:
    files = {f"s06/{name}.ipynb": work(name) for name in ("a", "b")}

    said = refused(root, "collect", ASSIGNMENT, str(write_zip(root / "a.zip", files, {})))

    assert "nothing says which is newer" in said
    assert handed_in(root) == {}


def test_collect_another_assignments_notebook_is_named_and_left(root: Path) -> None:
    other = {
        **work("x"),
        "cells": [{"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": "z"}}}],
    }
    files = {"s06/shop.ipynb": other, "s05/shop.ipynb": work("s05")}

    said = accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "a.zip", files, {})))

    assert handed_in(root) == {"s05": "s05"}
    assert "s06/shop.ipynb: it is the notebook of another assignment" in said


def test_collect_again_changes_nothing_and_never_puts_older_over_newer(root: Path) -> None:
    def download(mark: str, day: int) -> str:
        files = {"Ada Lovelace_1_assignsubmission_file_/a.ipynb": work(mark)}
        times = {path: datetime(2026, 3, day) for path in files}
        return str(write_zip(root / "a.zip", files, times))

    accepted(root, "collect", ASSIGNMENT, download("new", 26))
    assert "0 new, 0 replaced, 1 as they were" in accepted(root, "collect", ASSIGNMENT, download("new", 26))
    said = accepted(root, "collect", ASSIGNMENT, download("old", 25))
    assert handed_in(root) == {"s06": "new"}
    assert "is newer" in said
    accepted(root, "collect", ASSIGNMENT, download("newest", 27))
    assert handed_in(root) == {"s06": "newest"}


def test_collect_dry_run_changes_nothing(root: Path) -> None:
    folder = str(plain_folder(root, {"s06/shop.ipynb": "s06"}))
    before = lying(root)

    assert "1 would be new" in accepted(root, "collect", ASSIGNMENT, folder, "--dry-run")

    assert lying(root) == before


def hostile(kind: str) -> tuple[str, zipfile.ZipInfo, bytes]:
    """What refuses, and an entry of a zip to be refused."""
    if kind == "climbs":
        return "leads out", zipfile.ZipInfo("../../../evil-s06.ipynb"), json.dumps(work("evil")).encode()
    if kind == "link":
        entry = zipfile.ZipInfo("s06/shop.ipynb")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        return "is a link", entry, b"/etc/passwd"
    if kind == "bomb":
        return "zip bomb", zipfile.ZipInfo("s06/shop.ipynb"), b" " * 40_000_000
    return "is larger than", zipfile.ZipInfo("s06/shop.ipynb"), os.urandom(2_000_000)


@pytest.mark.parametrize("kind", ["climbs", "link", "bomb", "large"])
def test_collect_what_could_harm_is_refused_by_name_and_the_rest_collected(
    root: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "large":
        monkeypatch.setattr(sources, "_FILE_MB", 1)
    why, entry, content = hostile(kind)
    with zipfile.ZipFile(root / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)
        archive.writestr("s05/shop.ipynb", json.dumps(work("s05")))
    before = set(root.parent.parent.rglob("evil*"))

    said = accepted(root, "collect", ASSIGNMENT, str(root / "a.zip"))

    assert handed_in(root) == {"s05": "s05"}
    assert f"{entry.filename}: " in said
    assert why in said
    assert set(root.parent.parent.rglob("evil*")) == before


def test_collect_an_encrypted_zip_is_refused_by_name(root: Path) -> None:
    path = write_zip(root / "a.zip", {"s06/shop.ipynb": work("s06")}, {})
    raw = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = raw.index(mark)
        raw[at + (6 if mark[2] == 3 else 8)] |= 1
    path.write_bytes(raw)

    said = refused(root, "collect", ASSIGNMENT, str(path))

    assert "s06/shop.ipynb: it is encrypted" in said
    assert handed_in(root) == {}


def test_collect_a_learners_own_zip_is_opened(root: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("shop/shop.ipynb", json.dumps(work("s06")))
        archive.writestr("../out.ipynb", "{}")
    files = {"Ada Lovelace_1_assignsubmission_file_/all.zip": inner.getvalue()}

    said = accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "a.zip", files, {})))

    assert handed_in(root) == {"s06": "s06"}
    assert "all.zip/../out.ipynb: its name leads out" in said


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("absent.zip", None, "There is no"),
        ("cut.zip", b"PK\x03\x04cut off", "cannot be read as a zip"),
        ("report.pdf", b"%PDF", "is no zip file, notebook or folder"),
        ("all.7z", b"7z", "Unpack it"),
        ("submitted", None, "is where this course keeps"),
        ("other.zip", b"", "No notebook of shop was found"),
    ],
)
def test_collect_a_source_that_is_none_is_refused_in_one_sentence(
    root: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (root / name).write_bytes(content)
    if name == "other.zip":
        write_zip(root / name, {"readme.txt": "hello"}, {})
    (root / "submitted").mkdir(exist_ok=True)
    before = lying(root)

    said = refused(root, "collect", ASSIGNMENT, str(root / name))

    assert reason in said
    assert "Traceback" not in said
    assert lying(root) == before


def test_collect_without_a_roster_says_to_import_one(tmp_path: Path) -> None:
    root = make_course(tmp_path / "shop")
    folder = plain_folder(root, {"ada/shop.ipynb": "ada"})

    assert "classroom roster import FILE" in refused(root, "collect", ASSIGNMENT, str(folder))


def test_collect_on_a_disk_that_refuses_leaves_everything_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(
        root,
        "collect",
        ASSIGNMENT,
        str(plain_folder(root, {"s05/shop.ipynb": "old", "s06/shop.ipynb": "old"})),
    )
    os.utime(root / "submitted" / "s05" / ASSIGNMENT / "shop.ipynb")
    before = handed_in(root)
    names = {"s05/shop.ipynb": "new", "s06/shop.ipynb": "new", "s07/shop.ipynb": "new"}
    folder = str(plain_folder(root, names))
    rename, count = os.rename, iter(range(100))

    def full(source: Any, target: Any) -> None:
        if next(count) == 4:
            raise OSError(28, "No space left on device", str(target))
        rename(source, target)

    monkeypatch.setattr(placing.os, "rename", full)
    said = refused(root, "collect", ASSIGNMENT, folder)

    assert "No space left on device" in said
    assert handed_in(root) == before
    assert not list((root / "submitted").glob(".collect-*"))


def test_collect_that_was_killed_is_finished_by_the_next(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(plain_folder(root, {"s05/shop.ipynb": "s05", "s06/shop.ipynb": "s06"}))
    rename, count = os.rename, iter(range(100))

    def killed(source: Any, target: Any) -> None:
        if next(count) == 1:
            raise KeyboardInterrupt
        rename(source, target)

    monkeypatch.setattr(placing.os, "rename", killed)
    with pytest.raises(AssertionError):
        accepted(root, "collect", ASSIGNMENT, folder)
    monkeypatch.undo()
    assert set(handed_in(root)) == {"s05"}

    assert finish_interrupted(Course(root))

    assert handed_in(root) == {"s05": "s05", "s06": "s06"}
    assert not list((root / "submitted").glob(".collect-*"))


def test_collect_into_a_folder_that_cannot_be_made_is_refused(root: Path) -> None:
    (root / "submitted").write_text("in the way")

    said = refused(root, "collect", ASSIGNMENT, str(plain_folder(root, {"s06/shop.ipynb": "s06"})))

    assert f"{root / 'submitted'} cannot be written" in said


def test_collect_that_was_killed_before_its_list_was_written_is_cleared_away(root: Path) -> None:
    stage = root / "submitted" / ".collect-x1"
    (stage / "new").mkdir(parents=True)

    assert not finish_interrupted(Course(root))

    assert not stage.exists()


def test_collect_a_trainers_own_pattern_for_zip_collect_is_used(root: Path) -> None:
    config = root / "nbgrader_config.py"
    pattern = r".*/attempt_(?P<student_id>\w+)_x_(?P<file_id>.*)"
    config.write_text(config.read_text() + f"c.FileNameCollectorPlugin.named_regexp = r'{pattern}'\n")

    accepted(root, "collect", ASSIGNMENT, str(plain_folder(root, {"in/attempt_s06_x_shop.ipynb": "s06"})))

    assert handed_in(root) == {"s06": "s06"}


@pytest.mark.parametrize("chosen", ["no.such.Plugin", "shop_plugin.Failing"])
def test_collect_a_trainers_plug_in_that_cannot_be_used_is_named_and_changes_nothing(
    root: Path, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "shop_plugin.py").write_text(
        "class Failing:\n"
        "    def __init__(self, **_): pass\n"
        "    def collect(self, path): raise KeyError('odd')\n"
    )
    monkeypatch.syspath_prepend(root)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # else Python leaves the plug-in's beside it
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"c.ZipCollectApp.collector_plugin = {chosen!r}\n")
    folder = str(plain_folder(root, {"s06/shop.ipynb": "s06"}))
    before = lying(root)

    said = refused(root, "collect", ASSIGNMENT, folder)

    assert "plug-in" in said
    assert lying(root) == before


def test_uncollected_downloads_in_submitted_are_found_and_learners_are_not(root: Path) -> None:
    own = root / "submitted"
    for name in ("s06", "Ada Lovelace_1_assignsubmission_file_", "s05+shop+2026-03-26 10:00:00 UTC"):
        (own / name).mkdir(parents=True)
    for name in ("submissions.zip", "shop-s06.ipynb", "lovelaceada_9006_7000_shop.ipynb"):
        (own / name).write_text("x")

    assert set(uncollected(Course(root))) == {path.name for path in own.iterdir()} - {"s06"}


def test_collect_a_time_that_a_learner_wrote_beside_the_work_is_not_believed(root: Path) -> None:
    who = "s01"
    folder = f"{moodle_name(who)}_4400_assignsubmission_file_"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as own:
        own.writestr("shop.ipynb", json.dumps(work(who)))
        own.writestr("timestamp.txt", "2020-01-01 00:00:00 UTC")
    files: dict[str, Any] = {f"{folder}/all.zip": packed.getvalue()}

    accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "download.zip", files, {})))

    assert handed_in(root) == {who: who}
    assert timestamp(root, who) != "2020-01-01 00:00:00 UTC"


def test_collect_files_called_like_what_is_written_beside_them_stop_nobody(root: Path) -> None:
    folder = f"{moodle_name('s01')}_4400_assignsubmission_file_"
    files: dict[str, Any] = {
        f"{folder}/work.ipynb": work("s01"),
        f"{folder}/shop.ipynb/data.csv": b"1",
        f"{folder}/timestamp.txt/x.csv": b"1",
        f"{moodle_name('s02')}_4401_assignsubmission_file_/shop.ipynb": work("s02"),
    }

    said = accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "download.zip", files, {})))

    assert handed_in(root) == {"s01": "s01", "s02": "s02"}
    assert "data.csv" in said


def test_collect_a_whole_path_matches_that_file_alone(root: Path) -> None:
    (root / "mails").mkdir()
    for name in ("doe.ipynb", "mary-doe.ipynb"):
        (root / "mails" / name).write_text(json.dumps(work(name)), encoding="utf-8")

    accepted(root, "collect", ASSIGNMENT, str(root / "mails"), "--match", "doe.ipynb=s01", "--sure-only")

    assert handed_in(root) == {"s01": "doe.ipynb"}


def test_collect_a_name_that_would_steer_a_terminal_is_shown_without(root: Path) -> None:
    files = {"\x1b[2Jnobody\nNothing is left.ipynb": work("x")}

    said = accepted(root, "collect", ASSIGNMENT, str(write_zip(root / "download.zip", files, {})))

    assert "\x1b" not in said
    assert "\nNothing is left" not in said


def test_collect_a_zip_handed_in_on_canvas_is_its_learners(canvas: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as own:
        own.writestr("shop.ipynb", json.dumps(work("s03")))
    files: dict[str, Any] = {f"{canvas_name('s03')}_{EIGHT['s03'][2]}_7001_work.zip": packed.getvalue()}

    accepted(canvas, "collect", ASSIGNMENT, str(write_zip(canvas / "download.zip", files, {})))

    assert handed_in(canvas) == {"s03": "s03"}
