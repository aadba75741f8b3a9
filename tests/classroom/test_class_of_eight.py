"""A class of eight, from the roster to the final mark, with the files of Moodle and Canvas."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest
from downloads import EIGHT, canvas_list, canvas_name, moodle_list, moodle_name, write_zip
from shop_command import accepted, classroom, mark_by_hand, rows_of
from shop_course import ASSIGNMENT, FULL, TWIN, blank, honest, make_course, submission

pytestmark = pytest.mark.long

RULE = 'c.Classroom.final = {"weights": {"shop": 1}, "pass_mark": 50}'
ABSENT, LATE, STRANGER = "s08", "s02", "s07"  # one hands in nothing; one is late; one is called another name
SCORES = {"s01": FULL, "s02": FULL, "s03": FULL, "s04": FULL, "s05": TWIN, "s06": 0.0}


def work(who: str) -> dict[str, object]:
    """What a learner hands in: right, with one wrong answer, or empty."""
    if who == "s05":
        return honest()
    return blank() if who == "s06" else submission(why=f"Because of {who}.")


def download(platform: str, path: Path) -> Path:
    """The zip that a platform gives, with a file of somebody whom the roster does not know."""
    files = {}
    for at, who in enumerate(EIGHT):
        if who == ABSENT:
            continue
        name = "Guest" if who == STRANGER else moodle_name(who) if platform == "moodle" else canvas_name(who)
        late = "LATE_" if who == LATE else ""
        number = "1" if who == STRANGER else EIGHT[who][2]
        moodle = f"{name}_{4400 + at}_assignsubmission_file_/shop.ipynb"
        canvas = f"{name.lower()}_{late}{number}_{7000 + at}_shop-1.ipynb"
        files[moodle if platform == "moodle" else canvas] = work(who)
    late_file = next(each for each in files if moodle_name(LATE) in each or "LATE" in each)
    times = {each: datetime(2026, 3, 29 if each == late_file else 26, 12, 0) for each in files}
    return write_zip(path, files, times)


@pytest.mark.parametrize("platform", ["moodle", "canvas"])
def test_class_from_the_platforms_list_to_its_final_marks(platform: str, tmp_path: Path) -> None:
    root = make_course(tmp_path / "shop", RULE)
    roster = moodle_list() if platform == "moodle" else canvas_list()
    (tmp_path / "list.csv").write_text(roster, encoding="utf-8-sig")
    zipped = download(platform, tmp_path / "download.zip")

    accepted(root, "roster", "import", str(tmp_path / "list.csv"))
    accepted(root, "due", ASSIGNMENT, "2026-03-27T17:00+00:00")
    said = accepted(root, "collect", ASSIGNMENT, str(zipped))
    assert "nobody enrolled is called" in said.lower()
    done = classroom(root, "grade", ASSIGNMENT)
    assert done.returncode == 0, done.stderr
    rows = rows_of(root)
    assert set(rows) == set(EIGHT)
    assert {who: float(rows[who]["score"]) for who in SCORES} == SCORES
    assert {who for who, row in rows.items() if row["status"] == "missing"} == {ABSENT, STRANGER}
    assert {who for who, row in rows.items() if "late by" in row["note"]} == {LATE}
    assert not any("repaired" in row["note"] for row in rows.values())
    assert rows["s03"]["last_name"] == "李"

    for who in SCORES:
        mark_by_hand(root, who, 2.0, "Well argued.")
    accepted(root, "report", ASSIGNMENT)
    accepted(root, "export", ASSIGNMENT, "--format", platform)
    accepted(root, "overview")
    accepted(root, "final", "--format", platform)
    with open(root / "reports" / ASSIGNMENT / f"{platform}.csv", newline="", encoding="utf-8") as file:
        exported = [line for line in csv.reader(file) if any("s01" in cell for cell in line)]
    assert f"{FULL + 2:g}" in exported[0]
    finals = list((root / "reports").glob(f"final*{platform}*.csv"))
    assert len(finals) == 1
    text = finals[0].read_text(encoding="utf-8-sig")
    assert all(who in text or EIGHT[who][2] in text for who in EIGHT)
