"""Unpacks an archive that was handed in instead of a folder: regular files only, to a size, never outside."""

from __future__ import annotations

import contextlib
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

__all__ = ["unpacked"]

_MAX_BYTES = 100_000_000  # [bytes] unpacked: one learner's own files (64 MB) and notebooks, with room
_MAX_FILES = 2_000  # far beyond any exercise; a bomb of tiny files ends here


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[Path | None]:
    """The content of a zip file in a folder of its own, for as long as the block lasts.

    None where it is no zip file, or holds too much.
    """
    folder = Path(tempfile.mkdtemp(prefix="unpacked-"))
    try:
        yield folder if _unpack(path, folder) else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(path: Path, folder: Path) -> bool:
    left = _MAX_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_file(member)]
            if len(members) > _MAX_FILES:
                return False
            for member in members:
                with archive.open(member) as file:
                    content = file.read(left + 1)  # what the archive says of sizes is not believed
                left -= len(content)
                if left < 0:
                    return False
                target = folder / member.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    except Exception:  # zlib and its like have errors of their own
        return False
    return True


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Whether it is a regular file that stays inside the folder."""
    parts = PurePosixPath(member.filename)
    mode = member.external_attr >> 16
    regular = not stat.S_IFMT(mode) or stat.S_ISREG(mode)
    return regular and not member.is_dir() and not parts.is_absolute() and ".." not in parts.parts
