"""A course directory that cannot be used says so."""

import errno
import tempfile

import pytest

from classroom.course import Course, CourseError


def test_course_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")

    def refused(**options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    with pytest.raises(CourseError, match=r"cannot be written \(Permission denied\).*copy the course"):
        Course.open(tmp_path)


def test_course_report_folder_in_the_way_is_named(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "reports").write_text("not a folder")
    with pytest.raises(CourseError, match=r"reports/tiny cannot be made"):
        Course.open(tmp_path).report("tiny")
