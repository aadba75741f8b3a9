"""Reads what the names of files say: how Moodle, Canvas, nbgrader and people call what a learner handed in.

Moodle, `mod/assign/classes/downloader.php`: `NAME_NUMBER_assignsubmission_PLUGIN` is a folder, or the
beginning of a file's name; some releases end the folder's name with a `_`. NUMBER is the submission's own,
nobody's id. NAME may begin with the user name. Apostrophes are taken out, and a `_` becomes a space.
Canvas, `lib/content_zipper.rb`: `NAME_LATE_USER_ATTACHMENT_FILE`; NAME is last and first name in small
letters without anything between, and USER is the learner's number in Canvas. A file that is handed in again
is called `FILE-1.ipynb`, `FILE-2.ipynb`.
nbgrader's exchange, `exchange/default/submit.py`: a folder `STUDENT+ASSIGNMENT+TIME+RANDOM`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from nbgrader.utils import parse_utc

__all__ = ["Form", "Label", "is_download", "read_label", "read_time", "without_copy_mark"]

_MOODLE = re.compile(
    r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
_CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL
)
_COPY = re.compile(r"(?P<stem>.*?)(?:-(?P<canvas>\d{1,3})|[ _]*\((?P<browser>\d{1,3})\))", re.DOTALL)


class Form(StrEnum):
    """Who gave a file its name."""

    MOODLE = "Moodle"
    CANVAS = "Canvas"
    EXCHANGE = "nbgrader's exchange"
    PLUGIN = "the plug-in of nbgrader_config.py"
    PLAIN = "a person"


@dataclass(frozen=True)
class Label:
    """What the path of a file says."""

    form: Form
    name: str  # who, as written there; empty in a plain path
    file: str  # the file's own path, as the learner called it
    number: str = ""  # of the learner on the platform
    assignment: str = ""  # which, where the path says so
    late: bool = False  # the platform calls it late
    order: int = 0  # a later one of the same learner's has a higher
    time: datetime | None = None  # UTC; when it was handed in, where the path says so


def read_label(path: str) -> Label:
    """What a path within a download or folder says; parts are divided by `/`."""
    parts = path.split("/")
    for at, part in enumerate(parts):
        inner = "/".join(parts[at + 1 :])
        moodle = _MOODLE.fullmatch(part)
        if moodle is not None:
            return Label(Form.MOODLE, moodle["name"], inner or moodle["file"] or "", moodle["number"])
        packed = _CANVAS.fullmatch(part) if inner and part.lower().endswith(".zip") else None
        if packed is not None:
            return _of_canvas(packed, inner)
        exchange = part.split("+")
        if len(exchange) >= 3 and inner and read_time(exchange[2]) is not None:
            who, assignment = exchange[:2]
            return Label(Form.EXCHANGE, who, inner, assignment=assignment, time=read_time(exchange[2]))
    canvas = _CANVAS.fullmatch(parts[-1])
    return Label(Form.PLAIN, "", path) if canvas is None else _of_canvas(canvas, canvas["file"])


def _of_canvas(found: re.Match[str], file: str) -> Label:
    late = found["late"] is not None
    return Label(Form.CANVAS, found["name"], file, found["number"], "", late, int(found["attachment"]))


def read_time(text: str) -> datetime | None:
    """A time as nbgrader writes it, in UTC; None when it is none."""
    try:
        time = parse_utc(text)
    except Exception:  # the parser of dates raises what it likes on text that is none
        return None
    return time if isinstance(time, datetime) else None


def without_copy_mark(stem: str, known: frozenset[str]) -> tuple[str, int]:
    """A file's name without the number that Canvas or a browser adds to copies, and that number.

    Parameters
    ----------
    known : names that end in a number of their own
    """
    match = _COPY.fullmatch(stem)
    if match is None or stem in known:
        return stem, 0
    return match["stem"], int(match["canvas"] or match["browser"])


def is_download(name: str) -> bool:
    """Whether a file or folder is called as a platform calls what it gives out."""
    form = read_label(f"{name}/-" if "+" in name else name).form
    return form is not Form.PLAIN or PurePosixPath(name).suffix.lower() == ".zip"
