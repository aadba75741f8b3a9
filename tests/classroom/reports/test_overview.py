"""The page, the table and the final marks of a whole course, through the command."""

from __future__ import annotations

import csv
import html
import re
import shutil
from pathlib import Path

import pytest
from marked_course import make_marked_course
from nbgrader.api import Gradebook
from shop_command import refused
from typer.testing import CliRunner

from classroom.__main__ import app
from classroom.reports.spreadsheet import safe_cell


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_marked_course(tmp_path_factory.mktemp("marked"), "c.Classroom.final = {'pass_mark': 50}")


def run(root: Path, *arguments: str) -> str:
    """What a command says that ends well."""
    done = CliRunner().invoke(app, [*arguments, "--course-dir", str(root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def lines_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with open(path, newline="", encoding=encoding) as file:
        return list(csv.DictReader(file))


def test_overview_table_has_a_line_a_learner_with_status_and_score_of_each_assignment(course: Path) -> None:
    said = run(course, "overview")

    assert "provisional: 2 answers of 1 learner not marked yet, 1 submission not graded yet" in said
    rows = {row["student_id"]: row for row in lines_of(course / "reports" / "overview.csv")}
    bob = rows["bob"]
    assert (bob["last_name"], bob["1-maps status"], bob["1-maps score"]) == ("O'Brien", "graded", "6")
    assert (bob["handed_in"], bob["completion"], bob["unmarked"]) == ("2 of 2", "100%", "2")
    assert (bob["final mark (provisional)"], bob["passed"]) == ("46.4", "no")
    assert (rows["cyd"]["flagged"], rows["cyd"]["2-sums status"], rows["cyd"]["2-sums score"]) == (
        "1",
        "missing",
        "",
    )
    assert rows["eve"]["2-sums status"] == "ungraded"


def test_overview_page_names_everybody_and_loads_nothing(course: Path) -> None:
    run(course, "overview")

    page = (course / "reports" / "overview.html").read_text(encoding="utf-8")
    words = html.unescape(re.sub(r"<[^>]+>", " ", page))
    for expected in ("Ada Lovelace", "O'Brien", "Müller", "Not begun, and not counted: 3-plots", "1 to mark"):
        assert expected in words
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_final_while_something_is_open_is_provisional_in_name_and_column(
    course: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(course, tmp_path / "copy"))
    run(root, "final")
    provisional, final = root / "reports" / "final-provisional.csv", root / "reports" / "final.csv"
    assert lines_of(provisional)[1]["final mark (provisional)"] == "46.4"
    assert not final.exists()

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for name in ("1-maps", "2-sums"):
            grade = book.find_grade("why", "work", name, "bob")
            grade.manual_score, grade.needs_manual_grade = 4.0, False
        book.db.commit()
    shutil.rmtree(root / "submitted" / "eve")

    assert "Everything that was handed in is marked." in run(root, "final")
    assert lines_of(final)[1]["final mark"] == "75"  # (10/14 + 11/14) / 2
    assert not provisional.exists()


def test_final_for_excel_begins_with_a_byte_order_mark(course: Path) -> None:
    run(course, "final", "--format", "excel")

    path = course / "reports" / "final-excel-provisional.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfstudent_id,")
    assert [row["last_name"] for row in lines_of(path, "utf-8-sig")][2] == "Müller"


def test_final_for_platforms_has_one_column_of_marks(course: Path) -> None:
    run(course, "final", "--format", "moodle")
    run(course, "final", "--format", "canvas")

    moodle = lines_of(course / "reports" / "final-moodle-provisional.csv")
    assert moodle[0]["final mark (provisional)"] == "100"
    canvas = lines_of(course / "reports" / "final-canvas-provisional.csv")
    assert (canvas[0]["Student"].strip(), canvas[0]["final mark (provisional)"]) == ("Points Possible", "100")
    assert (canvas[1]["Student"], canvas[1]["final mark (provisional)"]) == ("Lovelace, Ada", "100")


@pytest.mark.parametrize("verb", ["overview", "final"])
def test_course_without_learners_says_what_to_do_and_writes_nothing(tmp_path: Path, verb: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")

    assert "Nobody is enrolled" in refused(tmp_path, verb)
    assert not (tmp_path / "reports").exists()


def test_overview_with_a_wrong_rule_names_it_and_writes_nothing(tmp_path: Path) -> None:
    root = make_marked_course(tmp_path / "course", "c.Classroom.final = {'bset': 3}")

    assert "'bset', which is not a setting" in refused(root, "overview")
    assert not (root / "reports").exists()


@pytest.mark.parametrize(
    ("content", "written"), [("-20", "-20"), ("-1.5", "-1.5"), ("-1+1", "'-1+1"), ("=1", "'=1")]
)
def test_cell_of_a_table_is_marked_as_text_only_where_it_would_be_a_formula(
    content: str, written: str
) -> None:
    assert safe_cell(content) == written
