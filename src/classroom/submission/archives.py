"""Unpacks archives that were handed in instead of a folder: regular files only, to a size, never outside."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import shutil
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from classroom.submission.notebook import UnreadableError, read_regular

__all__ = ["SUFFIXES", "Room", "archives", "unpacked"]

_MAX_ARCHIVES = 20  # of one folder that are opened
SUFFIXES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz")  # of what can be unpacked
_COMPRESSED = {b"\x1f\x8b": gzip.GzipFile, b"BZh": bz2.BZ2File, b"\xfd7zXZ\0": lzma.LZMAFile}
_SIGNS = (b"PK\3\4", *_COMPRESSED)

_Member = tuple[str, Callable[[int], bytes]]  # its path, and what reads so many bytes of it


@dataclass
class Room:
    """What all archives of one submission together may still take, unpacked."""

    size: int = 150_000_000  # [bytes] the learner's own files (64 MB) and notebooks, and as much again
    files: int = 2_000  # far beyond any exercise; a bomb of tiny files ends here


def archives(folder: Path, lying: Sequence[str]) -> list[str]:
    """The files that can be unpacked: by their name, or called a notebook and packed all the same."""
    found = [path for path in lying if path.lower().endswith(SUFFIXES) or _is_packed(folder / path)]
    return found[:_MAX_ARCHIVES]


def _is_packed(path: Path) -> bool:
    if path.suffix.lower() != ".ipynb":
        return False
    try:
        return read_regular(path).startswith(_SIGNS)
    except (UnreadableError, OSError):
        return False


@contextlib.contextmanager
def unpacked(path: Path, room: Room) -> Iterator[Path | None]:
    """The content of an archive (zip, tar, gzip or the like), in a folder that lasts as long as the block.

    None where it is no archive, is encrypted or damaged, or holds more than there is room for; else what it
    holds is taken from the room.
    """
    folder = Path(tempfile.mkdtemp(prefix="unpacked-"))
    try:
        found = _unpack(path, folder, room)
        if not found:  # the next one has the whole disk again
            shutil.rmtree(folder, ignore_errors=True)
        yield folder if found else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(path: Path, folder: Path, room: Room) -> bool:
    left = replace(room)
    try:
        for name, read in _zipped(path) if zipfile.is_zipfile(path) else _tarred(path, left.size):
            content = read(left.size + 1)  # what the archive says of sizes is not believed
            left.size -= len(content)
            left.files -= 1
            if left.size < 0 or left.files < 0:
                return False
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except Exception:  # zlib and its like have errors of their own
        return False
    room.size, room.files = left.size, left.files
    return True


def _zipped(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            mode = member.external_attr >> 16
            regular = not stat.S_IFMT(mode) or stat.S_ISREG(mode)
            name = member.filename.replace("\\", "/")
            if regular and not member.is_dir() and _stays_inside(name):
                with archive.open(member) as file:
                    yield name, file.read


def _tarred(path: Path, limit: int) -> Iterator[_Member]:
    """The files of a tar, or the one file that was compressed by itself."""
    content = _decompressed(path, limit)
    if not tarfile.is_tarfile(io.BytesIO(content)):
        name = path.name if path.suffix.lower() == ".ipynb" else path.stem
        yield name, io.BytesIO(content).read
        return
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) else None
            if file is not None and _stays_inside(member.name):
                yield member.name, file.read


def _decompressed(path: Path, limit: int) -> bytes:
    """What was compressed, where it is at most so many bytes."""
    with path.open("rb") as file:
        begin = file.read(max(map(len, _COMPRESSED)))
    opener = next((each for sign, each in _COMPRESSED.items() if begin.startswith(sign)), None)
    with opener(path) if opener else path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit or not (opener or tarfile.is_tarfile(path)):
        raise ValueError
    return content


def _stays_inside(name: str) -> bool:
    parts = PurePosixPath(name)
    return not parts.is_absolute() and ".." not in parts.parts
