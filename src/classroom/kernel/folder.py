"""What lies in the working folder, which a process shares with its copies: what these do there is undone."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["Content", "content", "put_back"]

_MAX_BYTES = 20_000_000  # of all files together: more is not kept, since it is read before each trial
_MAX_ENTRIES = 1_000


class _Stamp(NamedTuple):
    """What tells a file from others, and that it is as it was."""

    number: int  # it stays the same when the file gets another name
    changed_ns: int
    size: int  # [bytes]


class _Kept(NamedTuple):
    """A file as it was, or a folder, which has no bytes."""

    stamp: _Stamp
    raw: bytes | None


Content = Mapping[str, _Kept]  # by path


def content(folder: Path) -> Content | None:
    """The files and folders in a folder; None where they are too much to keep."""
    kept: dict[str, _Kept] = {}
    left = _MAX_BYTES
    try:
        for entry in _entries(folder):
            stamp = _stamp(entry)
            is_file = entry.is_file(follow_symlinks=False)
            left -= stamp.size if is_file else 0
            if left < 0 or len(kept) >= _MAX_ENTRIES:
                return None
            kept[entry.path] = _Kept(stamp, Path(entry.path).read_bytes() if is_file else None)
    except OSError:
        return None
    return kept


def put_back(folder: Path, before: Content) -> None:
    """Make a folder hold again what it held."""
    _name_as_before(folder, before)
    now = {entry.path: _stamp(entry) for entry in _entries(folder)}
    for path in now.keys() - before.keys():
        with contextlib.suppress(OSError):
            (shutil.rmtree if os.path.isdir(path) else os.remove)(path)
    for path, (stamp, raw) in before.items():  # a folder comes before what is in it
        with contextlib.suppress(OSError):
            if raw is None:
                os.makedirs(path, exist_ok=True)
            elif now.get(path) != stamp:
                Path(path).write_bytes(raw)
                os.utime(path, ns=(stamp.changed_ns, stamp.changed_ns))


def _name_as_before(folder: Path, before: Content) -> None:
    """Give files their names back: the process may hold them open."""
    now = {entry.path: _stamp(entry).number for entry in _entries(folder)}
    renamed = {number: path for path, number in now.items() if path not in before}
    for path, (stamp, _) in before.items():
        if path not in now and stamp.number in renamed:
            with contextlib.suppress(OSError):
                os.rename(renamed[stamp.number], path)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Files and folders at any depth; links and whatever else there is are left alone."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield entry
                yield from _entries(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield entry


def _stamp(entry: os.DirEntry[str]) -> _Stamp:
    status = entry.stat(follow_symlinks=False)
    return _Stamp(status.st_ino, status.st_mtime_ns, status.st_size)
