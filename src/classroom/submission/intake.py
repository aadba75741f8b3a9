"""Takes a submission in: its notebooks, its other files and its time, as bytes. Follows no link."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path, PurePath

from nbgrader.utils import parse_utc

from classroom import messages
from classroom.configuration import is_ignored
from classroom.course import TIMESTAMP
from classroom.records import HandedIn, Submission
from classroom.submission import texts
from classroom.submission.archives import Room, archives, unpacked
from classroom.submission.copies import Stubs, work_elsewhere
from classroom.submission.discovery import files_below, may_be_notebook, take_notebooks
from classroom.submission.notebook import UnreadableError, read_regular

__all__ = ["read_submission"]

_NESTED = 3  # archives in archives
_MAX_OWN_FILES_BYTES = 64_000_000  # [bytes] of a learner's own files beside the notebooks


def read_submission(
    handed_in: HandedIn,
    root: Path,
    notebooks: dict[str, set[str]],
    stubs: Stubs | None = None,
    reserved: Collection[str] = (),
    ignored: Collection[str] = (),
) -> tuple[Submission, datetime | None]:
    """Read a submission.

    Parameters
    ----------
    root : the course directory; no link above the submission may lead out of it
    notebooks : the grade_ids of each expected notebook
    stubs : the answer cells of each as they were released
    reserved : relative paths of the assignment's own files, which a learner's file never replaces
    ignored : patterns of files that belong to no assignment, and are left where they are
    """
    linked = _linked(handed_in.folder, root)
    if linked is not None:
        why = messages.READ_FAILED.format(name=linked, why=messages.READ_LINK)
        return Submission(handed_in.student, {}, {}, dict.fromkeys(notebooks, why)), None
    if not handed_in.folder.is_dir():
        why = messages.READ_FAILED.format(name=handed_in.folder.name, why=texts.READ_NO_FOLDER)
        return Submission(handed_in.student, {}, {}, dict.fromkeys(notebooks, why)), None
    os.listdir(handed_in.folder)  # one that may not be listed is unreadable, not empty
    repairs: list[str] = list(handed_in.repairs)
    stamp = _timestamp(handed_in.folder, repairs)
    taken = {*reserved, *(f"{name}.ipynb" for name in notebooks)}
    room = Room()
    with _opened(handed_in.folder, room, repairs) as folder:
        lying = files_below(folder, repairs)
        others = [path for path in lying if path not in taken or path.endswith(".ipynb")]
        packed = _packed(folder, room, others)
        own = take_notebooks(folder, notebooks, stubs or {}, lying, repairs, packed)
        files = _own_files(folder, own.folder, lying, taken, repairs)
        if folder != handed_in.folder:
            files = _own_files(handed_in.folder, ".", files_below(handed_in.folder, []), taken, []) | files
    flags = (*handed_in.flags, *own.unsure, *work_elsewhere(own.found, stubs or {}, files))
    files = {path: raw for path, raw in files.items() if not is_ignored(PurePath(path), ignored)}
    return Submission(handed_in.student, own.found, files, own.problems, tuple(repairs), flags), stamp


@contextlib.contextmanager
def _opened(folder: Path, room: Room, repairs: list[str]) -> Iterator[Path]:
    """The folder, or what is in the archives that lie there instead of notebooks."""
    with contextlib.ExitStack() as stack:
        for _ in range(_NESTED):
            lying = files_below(folder, [])
            packed = archives(folder, lying)
            if not packed or any(may_be_notebook(path) and path not in packed for path in lying):
                break
            inner = {path: stack.enter_context(unpacked(folder / path, room)) for path in packed}
            opened = {path: place for path, place in inner.items() if place and _holds_work(place)}
            if len(packed) == 1:  # a page, or whatever else was packed, is named
                opened = {path: place for path, place in inner.items() if place and any(place.iterdir())}
            if not opened:
                break
            repairs += [messages.REPAIR_UNPACKED.format(name=path) for path in opened]
            folder = _together(stack, opened)
        yield folder


def _holds_work(folder: Path) -> bool:
    lying = files_below(folder, [], hidden=True)
    return any(".ipynb" in path for path in lying) or bool(archives(folder, lying))


def _together(stack: contextlib.ExitStack, opened: dict[str, Path]) -> Path:
    """One folder for what was unpacked: that of the one archive, or one with a folder for each."""
    if len(opened) == 1:
        return next(iter(opened.values()))
    whole = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="unpacked-")))
    for path, place in opened.items():
        place.rename(whole / path.replace("/", "-"))
    return whole


def _packed(folder: Path, room: Room, lying: list[str]) -> dict[str, bytes]:
    """The notebooks in the archives of a folder, by path."""
    found: dict[str, bytes] = {}
    for path in archives(folder, lying):
        with unpacked(folder / path, room) as inside:
            if inside is None:
                continue
            for inner in filter(may_be_notebook, files_below(inside, [])):
                with contextlib.suppress(UnreadableError, FileNotFoundError):
                    found[f"{path}/{inner}"] = read_regular(inside / inner)
    return found


def _linked(folder: Path, root: Path) -> str | None:
    for path in [folder, *folder.parents]:
        if path == root or root not in path.parents:
            return None
        if path.is_symlink():
            return path.name
    return None


def _own_files(
    folder: Path, base: str, lying: list[str], taken: set[str], repairs: list[str]
) -> dict[str, bytes]:
    """The learner's other files, but for those that stand where a file of the assignment's has to be.

    What lies beside the notebooks in their folder, `base`, lies beside them in what is returned.
    """
    folders = {str(parent) for path in taken for parent in PurePath(path).parents}
    files: dict[str, bytes] = {}
    left = _MAX_OWN_FILES_BYTES
    for inner in lying:
        path = PurePath(inner)
        if base != "." and path.is_relative_to(base):
            path = path.relative_to(base)
        if path.suffix == ".ipynb" or inner == TIMESTAMP:
            continue
        if str(path) in folders or not taken.isdisjoint([str(path), *map(str, path.parents)]):
            continue
        try:
            content = read_regular(folder / inner, left)
        except UnreadableError:
            if (folder / inner).is_file():
                repairs.append(messages.REPAIR_FILES)
            continue
        except FileNotFoundError:
            continue
        left -= len(content)
        files[str(path)] = content
    return files


def _timestamp(folder: Path, repairs: list[str]) -> datetime | None:
    try:
        content = read_regular(folder / TIMESTAMP, 1000).decode("utf-8").strip()
        if not content:
            raise ValueError
        stamp = parse_utc(content)
    except FileNotFoundError:
        return None
    except Exception:  # the parser of dates raises what it likes on text that is none
        repairs.append(messages.REPAIR_TIMESTAMP)
        return None
    return stamp if isinstance(stamp, datetime) else None
