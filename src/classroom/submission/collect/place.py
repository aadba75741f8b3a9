"""Puts what was chosen into the course's `submitted` folder: all of it or nothing, whenever it is cut short.

The class's work is written into a folder beside its places first, with a list of what it holds. Then folder
by folder is moved in. An error moves back what was moved; a run that was killed is finished by the next,
which finds the list.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from classroom.course import TIMESTAMP, Course
from classroom.records import CourseError
from classroom.submission.collect import texts
from classroom.submission.collect.choose import Work
from classroom.submission.collect.file_names import read_time
from classroom.submission.notebook import UnreadableError

__all__ = ["content_of", "finish_interrupted", "place", "time_of"]

_STAGE = ".collect-"
_LIST = "list.json"

_Placed = Iterable[tuple[str, Mapping[str, bytes]]]  # each student's files, by path


def content_of(work: Work, time: datetime | None, left: list[str]) -> dict[str, bytes]:
    """The files of a learner's folder, by path; what cannot be read is added to `left`."""
    files = {}
    for path, found in work.files.items():
        try:
            files[path] = found.read()
        except UnreadableError as error:
            left.append(f"{found.path}: {error}")
    files.update({f"{name}.ipynb": found.read() for name, found in work.notebooks.items()})
    if time is not None:
        files[TIMESTAMP] = f"{time:%Y-%m-%d %H:%M:%S} UTC\n".encode("ascii")
    return files


def time_of(folder: Path) -> datetime | None:
    """When what lies in a learner's folder was handed in, as its timestamp says."""
    try:
        return read_time((folder / TIMESTAMP).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None


def place(course: Course, assignment: str, placed: _Placed) -> None:
    """Put the folders of a class in, in the place of earlier ones.

    Raises
    ------
    CourseError
        When that is not possible; everything is then as before.
    """
    base = course.submitted_root()
    try:
        base.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=base))
    except OSError as error:
        raise CourseError(texts.CANNOT_PLACE.format(path=base, error=error.strerror or error)) from error
    try:
        targets = {}
        for student, files in placed:
            targets[student] = str(course.submitted(student, assignment))
            for path, content in files.items():
                target = stage / "new" / student / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        partial = stage / f".{_LIST}"
        partial.write_text(json.dumps(targets), encoding="utf-8")
        os.replace(partial, stage / _LIST)
        _move_in(stage, targets)
    except OSError as error:
        where = error.filename or base
        if _holds_earlier_work(stage):  # it could not be moved back: the next run finds it, and its list
            text = texts.HALF_PLACED.format(path=where, error=error.strerror or error, stage=stage)
            raise CourseError(text) from error
        shutil.rmtree(stage, ignore_errors=True)
        raise CourseError(texts.CANNOT_PLACE.format(path=where, error=error.strerror or error)) from error
    shutil.rmtree(stage, ignore_errors=True)


def _holds_earlier_work(stage: Path) -> bool:
    old = stage / "old"
    return old.is_dir() and any(old.iterdir())


def _move_in(stage: Path, targets: Mapping[str, str]) -> None:
    moved: list[str] = []
    try:
        for student, place in targets.items():
            moved.append(student)
            _exchange(stage, student, Path(place))
    except OSError:
        for student in reversed(moved):
            _move_back(stage, student, Path(targets[student]))
        raise


def _exchange(stage: Path, student: str, target: Path) -> None:
    fresh, old = stage / "new" / student, stage / "old" / student
    if not fresh.exists():  # moved by the run that was cut short
        return
    if os.path.lexists(target) and not os.path.lexists(old):
        old.parent.mkdir(exist_ok=True)
        os.rename(target, old)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(fresh, target)


def _move_back(stage: Path, student: str, target: Path) -> None:
    fresh, old = stage / "new" / student, stage / "old" / student
    with contextlib.suppress(OSError):
        if not fresh.exists():
            os.rename(target, fresh)
        if os.path.lexists(old):
            os.rename(old, target)
        elif not os.listdir(target.parent):
            target.parent.rmdir()  # nobody had handed anything in there


def finish_interrupted(course: Course) -> bool:
    """Finish what a run that was killed had begun to move in, clear away the rest; whether there was any.

    Raises
    ------
    CourseError
        When that is not possible.
    """
    found = False
    base = course.submitted_root()
    for stage in sorted(base.glob(f"{_STAGE}*")):
        try:
            targets = json.loads((stage / _LIST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            shutil.rmtree(stage, ignore_errors=True)
            continue
        found = True
        try:
            for student, target in targets.items():
                _exchange(stage, student, Path(target))
        except OSError as error:
            where = error.filename or base
            raise CourseError(texts.CANNOT_PLACE.format(path=where, error=error.strerror or error)) from error
        shutil.rmtree(stage, ignore_errors=True)
    return found
