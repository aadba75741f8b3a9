"""Feedback pages in the zip that a learning platform hands out to a class.

Moodle (assignment, *Upload multiple feedback files in a zip*): `NAME_NUMBER_assignsubmission_file_FILE` goes
to the participant of that number, which Moodle gives in its download and nowhere else.
`mod/assign/feedback/file/importziplib.php`
Canvas (assignment, *Upload Submissions*): of a file's name, the first two parts between `_` that are digits
are the user and the attachment that was handed in; both must be those of the download.
`app/models/assignment.rb`, `infer_comment_context_from_filename`
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from classroom.course import Course
from classroom.files import write_bytes
from classroom.submission.collect.file_names import Form, read_label

__all__ = ["Pack", "Platform", "pack_feedback"]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same pages make the same zip


class Platform(StrEnum):
    """Who hands the pages out."""

    moodle = "moodle"
    canvas = "canvas"


_FORMS = {Platform.moodle: Form.MOODLE, Platform.canvas: Form.CANVAS}


@dataclass(frozen=True)
class Pack:
    """A zip of feedback pages."""

    path: str
    packed: tuple[str, ...]  # students whose pages are in it
    without_page: tuple[str, ...]  # students of the download who have no page yet
    other_form: tuple[str, ...]  # students whose file is not called as the platform calls it


def pack_feedback(course: Course, name: str, platform: Platform, downloads: Mapping[str, list[str]]) -> Pack:
    """Write `reports/NAME/feedback-PLATFORM.zip`.

    Parameters
    ----------
    downloads : paths of a student's notebooks within the platform's download, by student
    """
    content = io.BytesIO()
    packed, without_page, other_form = [], [], []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, paths in sorted(downloads.items()):
            labels = [path for path in paths if read_label(path).form is _FORMS[platform]]
            pages = sorted(course.feedback(student, name).glob("*.html"))
            if not labels:
                other_form.append(student)
            elif not pages:
                without_page.append(student)
            else:
                packed.append(student)
                for number, page in enumerate(pages):
                    called = _called(platform, labels, number, page)
                    archive.writestr(zipfile.ZipInfo(called, _EPOCH), page.read_bytes(), zipfile.ZIP_DEFLATED)
    path = course.reports(name) / f"feedback-{platform.value}.zip"
    if packed:
        write_bytes(path, content.getvalue())
    return Pack(str(path), tuple(packed), tuple(without_page), tuple(other_form))


def _called(platform: Platform, labels: list[str], number: int, page: Path) -> str:
    """What a page is called in the zip, after a notebook of the download."""
    path = labels[min(number, len(labels) - 1)]
    if platform is Platform.canvas:
        called = path.rsplit("/", 1)[-1].removesuffix(".ipynb")
        return f"{called}.html" if number < len(labels) else f"{called}-{page.stem}.html"
    label = next(read_label(part) for part in path.split("/") if read_label(part).form is Form.MOODLE)
    who = label.name.replace("_", " ")  # Moodle counts the `_` from the left
    return f"{who}_{label.number}_assignsubmission_file_{page.name}"
