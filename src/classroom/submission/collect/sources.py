"""Lists the files in a download: a zip, a folder, a notebook. Unpacks nothing onto the disk, follows no link.

What could harm is refused by its name: an encrypted file, a name that leads out of the folder, a link, a file
too large, one that unpacks to far more than it takes, an archive that holds too much.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from classroom.records import CourseError
from classroom.submission.collect import texts
from classroom.submission.notebook import UnreadableError, read_regular

__all__ = ["Found", "Refused", "list_files"]

_MB = 1_000_000
_FILE_MB = 50  # of one file, as the grader reads it
_ARCHIVE_MB = 4_000  # unpacked, of a whole download
_NESTED_MB = 200  # of a learner's own archive, packed or not
_FILES = 20_000  # of one source
_RATIO = 200  # unpacked to packed; notebooks reach 20
_RATIO_FROM = 5 * _MB  # smaller files harm nobody
_DEPTH = 20  # folders within folders
_OTHER_ARCHIVES = (".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_IGNORED_FOLDERS = frozenset({"__MACOSX", "__pycache__", ".ipynb_checkpoints", ".git"})
_IGNORED_FILES = frozenset({"Thumbs.db", "desktop.ini"})
_EXTENDED_TIME = 0x5455  # the extra field of a zip entry that has its time in UTC


@dataclass(frozen=True)
class Found:
    """A file in a source."""

    source: str  # the source's own name
    path: str  # within it, parts divided by /
    size: int  # [bytes]
    time: datetime | None  # UTC; when it was last changed, as far as the source says
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """Its name without its folders."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class Refused:
    """A file that is not taken, and why."""

    path: str
    why: str


def list_files(source: Path) -> tuple[list[Found], list[Refused]]:
    """Every file in a source, and what is refused.

    Raises
    ------
    CourseError
        When there is no such source, or it cannot be read as a whole.
    """
    if not os.path.lexists(source):
        raise CourseError(texts.NO_SOURCE.format(path=source))
    if source.is_dir():
        files, refused = _folder(source)
    elif source.suffix.lower() == ".ipynb":
        files, refused = [_lying(source, source.name, source.name, os.stat(source))], []
    elif source.suffix.lower() in _OTHER_ARCHIVES:
        raise CourseError(texts.OTHER_ARCHIVE.format(path=source))
    elif not zipfile.is_zipfile(source):
        text = texts.BROKEN_ZIP.format(path=source, error="no zip file")
        raise CourseError(text if source.suffix.lower() == ".zip" else texts.NOT_A_SOURCE.format(path=source))
    else:
        files, refused = _archive(source)
    return _open_nested(files, refused)


def _printable(path: str) -> str:
    """A learner's name for a file, without what would move the cursor of a terminal or begin a line."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in path)


def _ignored(path: str) -> bool:
    parts = PurePosixPath(path).parts
    if any(part in _IGNORED_FOLDERS for part in parts[:-1]) or not parts:
        return True
    return parts[-1] in _IGNORED_FILES or parts[-1].startswith((".", "~$"))


def _folder(source: Path) -> tuple[list[Found], list[Refused]]:
    files: list[Found] = []
    refused: list[Refused] = []
    for folder, folders, names in os.walk(source):
        inner = Path(folder).relative_to(source)
        if len(inner.parts) > _DEPTH:
            folders.clear()
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if name not in links and name not in _IGNORED_FOLDERS)
        for name in sorted([*names, *links]):
            path = (inner / name).as_posix()
            if _ignored(path):
                continue
            if len(files) >= _FILES:
                raise CourseError(texts.TOO_MANY.format(path=source, limit=_FILES))
            status = os.lstat(os.path.join(folder, name))
            why = _why_not(status.st_mode, status.st_size, path)
            if why is not None:
                refused.append(Refused(_printable(path), why))
            else:
                files.append(_lying(Path(folder, name), source.name, _printable(path), status))
    return files, refused


def _why_not(mode: int, size: int, path: str) -> str | None:
    if stat.S_ISLNK(mode):
        return texts.LINK
    if not stat.S_ISREG(mode):
        return texts.DEVICE
    limit = _NESTED_MB if path.lower().endswith(".zip") else _FILE_MB
    return texts.TOO_LARGE.format(limit=limit) if size > limit * _MB else None


def _lying(path: Path, source: str, inner: str, status: os.stat_result) -> Found:
    time = datetime.fromtimestamp(int(status.st_mtime), UTC).replace(tzinfo=None)
    return Found(source, inner, status.st_size, time, partial(_read_lying, path))


def _read_lying(path: Path) -> bytes:
    return read_regular(path, _NESTED_MB * _MB)


def _archive(source: Path) -> tuple[list[Found], list[Refused]]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CourseError(texts.BROKEN_ZIP.format(path=source, error=error)) from error
    if len(entries) > _FILES:
        raise CourseError(texts.TOO_MANY.format(path=source, limit=_FILES))

    def reopen() -> io.BufferedIOBase:
        return source.open("rb")

    files, refused = _entries(entries, source.name, "", reopen)
    if sum(each.size for each in files) > _ARCHIVE_MB * _MB:
        raise CourseError(texts.TOO_MUCH.format(path=source, limit=_ARCHIVE_MB))
    return files, refused


def _entries(
    entries: list[zipfile.ZipInfo], source: str, prefix: str, reopen: Callable[[], io.BufferedIOBase]
) -> tuple[list[Found], list[Refused]]:
    files: list[Found] = []
    refused: list[Refused] = []
    for entry in entries:
        name = _entry_name(entry)
        if entry.is_dir() or _ignored(name.replace("\\", "/")):
            continue
        why = _why_not_entry(entry, name)
        name = _printable(name)
        if why is not None:
            refused.append(Refused(prefix + name, why))
            continue
        read = partial(_read_entry, reopen, entry)
        files.append(Found(source, prefix + name, entry.file_size, _entry_time(entry), read))
    return files, refused


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Some platforms write UTF-8 without saying so; Python then reads the code page of old DOS machines."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _why_not_entry(entry: zipfile.ZipInfo, name: str) -> str | None:
    if entry.flag_bits & 0x1:
        return texts.ENCRYPTED
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name:
        return texts.CLIMBS
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return texts.LINK if stat.S_ISLNK(mode) else texts.DEVICE
    times = entry.file_size // max(entry.compress_size, 1)
    if entry.file_size > _RATIO_FROM and times > _RATIO:
        return texts.BOMB.format(times=times)
    return _why_not(stat.S_IFREG, entry.file_size, name)


def _entry_time(entry: zipfile.ZipInfo) -> datetime | None:
    """The time in UTC where the entry has it so; else its local time, taken as that of this machine."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _EXTENDED_TIME and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack("<i", extra[5:9])[0], UTC).replace(tzinfo=None)
        extra = extra[4 + length :]
    try:
        local = datetime(*entry.date_time)
        return local.astimezone(UTC).replace(tzinfo=None) if local.year > 1980 else None
    except (ValueError, OverflowError, OSError):
        return None


def _read_entry(reopen: Callable[[], io.BufferedIOBase], entry: zipfile.ZipInfo) -> bytes:
    limit = _NESTED_MB * _MB
    try:
        with reopen() as file, zipfile.ZipFile(file) as archive, archive.open(entry) as content:
            raw = content.read(min(entry.file_size, limit) + 1)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UnreadableError(texts.UNREADABLE.format(error=error)) from error
    except Exception as error:  # zlib and its like have errors of their own
        raise UnreadableError(texts.UNREADABLE.format(error=error)) from error
    if len(raw) > entry.file_size:
        raise UnreadableError(texts.BOMB.format(times=">1"))
    return raw


def _open_nested(files: list[Found], refused: list[Refused]) -> tuple[list[Found], list[Refused]]:
    """Put what a learner has packed in the place of the package: one level deep."""
    opened: list[Found] = []
    for found in files:
        if found.path.lower().endswith(_OTHER_ARCHIVES):
            refused.append(Refused(found.path, texts.OTHER_ARCHIVE.format(path=found.name)))
        elif not found.path.lower().endswith(".zip"):
            opened.append(found)
        else:
            inner, bad = _nested(found)
            opened += inner
            refused += bad
    return opened, refused


def _nested(package: Found) -> tuple[list[Found], list[Refused]]:
    try:
        raw = package.read()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
    except (UnreadableError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        return [], [Refused(package.path, texts.UNREADABLE.format(error=error))]
    if len(entries) > _FILES or sum(each.file_size for each in entries) > _NESTED_MB * _MB:
        return [], [Refused(package.path, texts.TOO_MUCH.format(path=package.name, limit=_NESTED_MB))]
    reopen = partial(_reopen_nested, package)
    files, refused = _entries(entries, package.source, f"{package.path}/", reopen)
    deeper = [each for each in files if each.path.lower().endswith(".zip")]
    refused += [Refused(each.path, texts.DEEP) for each in deeper]
    return [_dated(each, package.time) for each in files if each not in deeper], refused


def _reopen_nested(package: Found) -> io.BufferedIOBase:
    return io.BytesIO(_bytes_of(package))


@lru_cache(maxsize=1)  # a learner's files are read one after the other
def _bytes_of(package: Found) -> bytes:
    return package.read()


def _dated(found: Found, time: datetime | None) -> Found:
    """Work that came in a package was handed in when the package was."""
    return Found(found.source, found.path, found.size, time, found.read)
