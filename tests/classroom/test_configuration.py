"""nbgrader's settings: read where nbgrader reads them, and named where they are not honoured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classroom import messages
from classroom.assignment.kernels import check_kernels
from classroom.configuration import is_ignored
from classroom.course import Course
from classroom.records import CourseError


def course(root: Path, *lines: str) -> Course:
    (root / "source" / "hw").mkdir(parents=True, exist_ok=True)
    text = "\n".join(["c = get_config()", *lines])
    (root / "nbgrader_config.py").write_text(text, encoding="utf-8")
    return Course(root)


def test_course_without_settings_is_known_by_its_folders(tmp_path: Path) -> None:
    (tmp_path / "source" / "hw").mkdir(parents=True)

    assert Course(tmp_path).assignments() == ["hw"]


def test_settings_in_json_are_read(tmp_path: Path) -> None:
    settings = {"CourseDirectory": {"course_id": "from-json"}}
    (tmp_path / "nbgrader_config.json").write_text(json.dumps(settings), encoding="utf-8")

    assert Course(tmp_path).course_id == "from-json"
    assert course(tmp_path, "c.CourseDirectory.course_id = 'from-python'").course_id == "from-json"


def test_pattern_of_student_ids_is_named(tmp_path: Path) -> None:
    named = course(tmp_path, "c.CourseDirectory.student_id = 'a*'").notices()

    assert named == [messages.UNHONOURED.format(name="c.CourseDirectory.student_id")]


def test_layout_with_the_assignment_first_is_read(tmp_path: Path) -> None:
    structure = "os.path.join('{assignment_id}', '{nbgrader_step}', '{student_id}')"
    for folder in ("hw/source", "hw/submitted/amy"):
        (tmp_path / folder).mkdir(parents=True)
    found = course(tmp_path, "import os", f"c.CourseDirectory.directory_structure = {structure}")

    assert found.assignments() == ["hw"]
    assert [entry.student for entry in found.handed_in("hw")] == ["amy"]
    assert str(tmp_path / "hw" / "source") in found.hidden_paths()


@pytest.mark.parametrize("value", ["None", "-1"])
def test_no_timeout_of_nbgraders_is_a_day(tmp_path: Path, value: str) -> None:
    limits = course(tmp_path, f"c.ExecutePreprocessor.timeout = {value}").limits()

    assert limits.cell_s == limits.notebook_s == 86_400


def test_settings_that_are_not_honoured_are_named(tmp_path: Path) -> None:
    found = course(
        tmp_path,
        "c.ExecutePreprocessor.timeout = 40",
        "c.ExecutePreprocessor.kernel_name = 'other'",
        "c.Autograde.exclude_overwriting = {'hw': ['./shapes.py']}",
    )

    assert found.notices() == [messages.UNHONOURED.format(name="c.ExecutePreprocessor.kernel_name")]
    assert found.kept_files("hw") == {"shapes.py"}


def test_setting_that_asks_for_what_is_done_anyway_is_not_named(tmp_path: Path) -> None:
    assert course(tmp_path, "c.ExecutePreprocessor.interrupt_on_timeout = True").notices() == []
    assert len(course(tmp_path, "c.ExecutePreprocessor.interrupt_on_timeout = False").notices()) == 1


def test_data_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert course(tmp_path, "c.Classroom.data_folders = ['data']").data_folders() == (str(tmp_path / "data"),)

    with pytest.raises(CourseError, match="nowhere"):
        course(tmp_path, "c.Classroom.data_folders = ['nowhere']").data_folders()


@pytest.mark.parametrize(
    ("name", "ignored"), [("data.csv", False), ("key.txt", True), ("secret/data.csv", True), ("a.md", False)]
)
def test_files_that_the_course_ignores_are_left_out(name: str, ignored: bool) -> None:
    assert is_ignored(Path(name), ["key.*", "secret"]) is ignored


def test_files_that_only_the_exchange_leaves_out_are_there(tmp_path: Path) -> None:
    settings = (
        "c = get_config()\nc.CourseDirectory.include = ['*.csv']\nc.CourseDirectory.max_file_size = 1\n"
    )
    (tmp_path / "nbgrader_config.py").write_text(settings, encoding="utf-8")

    ignored = Course(tmp_path).ignored()

    assert not is_ignored(Path("notes.txt"), ignored)


@pytest.mark.parametrize(
    ("kernelspec", "refused"),
    [
        ({"name": "python3", "language": "python"}, False),
        ({"name": "our-env"}, False),
        ({"name": "irene"}, False),
        (None, False),
        ({"name": "ir"}, True),
        ({"name": "xcpp17"}, True),
        ({}, False),
        ({"name": "ir", "language": "R"}, True),
        ({"name": "julia-1.10"}, True),
    ],
)
def test_other_languages_are_refused(kernelspec: dict[str, str] | None, refused: bool) -> None:
    notebooks = {"hw": {"metadata": {"kernelspec": kernelspec}}}
    if not refused or kernelspec is None:
        check_kernels(notebooks)
        return
    with pytest.raises(CourseError, match=f"'{kernelspec['name']}'"):
        check_kernels(notebooks)
