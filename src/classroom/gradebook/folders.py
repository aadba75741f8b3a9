"""Folders of a course that are written whole or not at all."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from classroom.course import TIMESTAMP, Course
from classroom.files import writing

__all__ = ["check_writable", "remove_partial", "write_graded"]

_PROBE_BYTES = 65536


def check_writable(course: Course, assignment: str) -> None:
    """Try every folder that a run writes to, before an hour of grading ends at one of them; makes none.

    Raises
    ------
    CourseError
        When one cannot be written.
    """
    graded = course.autograded("*", assignment)
    feedback = course.feedback("*", assignment)
    folders = [_fixed(graded), _fixed(feedback), course.reports(assignment)]
    folders.append(Path(tempfile.gettempdir()))
    for folder in folders:
        there = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
        with writing(folder), tempfile.TemporaryFile(dir=there) as file:
            file.write(b"\0" * _PROBE_BYTES)


def _fixed(pattern: Path) -> Path:
    """The part of a path that is the same for every student."""
    at = next((number for number, part in enumerate(pattern.parts) if "*" in part), len(pattern.parts))
    return Path(*pattern.parts[:at])


def remove_partial(pattern: Path) -> None:
    """Remove the unfinished folders that a killed run has left beside those that match the pattern."""
    for kind in (f".{pattern.name}-*", f".old-{pattern.name}-*"):
        for path in glob.glob(str(pattern.parent / kind)):
            shutil.rmtree(path, ignore_errors=True)


def write_graded(
    target: Path, notebooks: Mapping[str, str], files: Mapping[str, bytes], stamp: datetime | None
) -> None:
    """Write the folder of one graded submission.

    Raises
    ------
    CourseError
        When it cannot be written. The folder of an earlier run is then still there.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            fresh.chmod(0o755)
            for name, content in files.items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for name, source in notebooks.items():
                (fresh / f"{name}.ipynb").write_text(source, encoding="utf-8")
            if stamp is not None:
                (fresh / TIMESTAMP).write_text(f"{stamp.isoformat(sep=' ')} UTC", encoding="ascii")
            _swap(fresh, target)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)  # give a full disk back what was begun
            raise


def _swap(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one."""
    if target.is_symlink():
        target.unlink()
    if not target.exists():
        os.rename(fresh, target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".old-{target.name}-", dir=target.parent))
    os.rename(target, old / "old")
    try:
        os.rename(fresh, target)
    except OSError:
        os.rename(old / "old", target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
