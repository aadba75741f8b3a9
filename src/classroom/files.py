"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from classroom import messages
from classroom.records import CourseError

__all__ = ["write_bytes", "write_file", "writing"]


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a message that names the path and the next step."""
    try:
        yield
    except OSError as error:
        raise CourseError(messages.CANNOT_WRITE.format(path=path, error=error.strerror or error)) from error


def write_file(path: Path, content: str) -> None:
    """Write a text beside its place, then put it there in one step.

    Raises
    ------
    CourseError
        When it cannot be written. What was there before is then still there.
    """
    write_bytes(path, content.encode("utf-8", "replace"))


def write_bytes(path: Path, content: bytes) -> None:
    """The same for any content."""
    partial = path.with_name(f".{path.name}.partial")
    with writing(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(content)
            os.replace(partial, path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink()
            raise
