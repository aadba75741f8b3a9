"""Takes a submission in: its notebooks, its other files and its time, as bytes. Follows no link."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path, PurePath

from nbgrader.utils import parse_utc

from classroom import messages
from classroom.course import TIMESTAMP
from classroom.records import HandedIn, Submission
from classroom.submission.archives import unpacked
from classroom.submission.copies import Stubs, work_elsewhere
from classroom.submission.discovery import files_below, take_notebooks
from classroom.submission.notebook import UnreadableError, read_regular

__all__ = ["read_submission"]

_MAX_OWN_FILES_BYTES = 64_000_000  # [bytes] of a learner's own files beside the notebooks


def read_submission(
    handed_in: HandedIn,
    root: Path,
    notebooks: dict[str, set[str]],
    stubs: Stubs | None = None,
    reserved: Collection[str] = (),
) -> tuple[Submission, datetime | None]:
    """Read a submission.

    Parameters
    ----------
    root : the course directory; no link above the submission may lead out of it
    notebooks : the grade_ids of each expected notebook
    stubs : the answer cells of each as they were released
    reserved : relative paths of the assignment's own files, which a learner's file never replaces
    """
    linked = _linked(handed_in.folder, root)
    if linked is not None:
        why = messages.READ_FAILED.format(name=linked, why=messages.READ_LINK)
        return Submission(handed_in.student, {}, {}, dict.fromkeys(notebooks, why)), None
    if not handed_in.folder.is_dir():
        why = messages.READ_FAILED.format(name=handed_in.folder.name, why=messages.READ_DEVICE)
        return Submission(handed_in.student, {}, {}, dict.fromkeys(notebooks, why)), None
    os.listdir(handed_in.folder)  # one that may not be listed is unreadable, not empty
    repairs: list[str] = list(handed_in.repairs)
    stamp = _timestamp(handed_in.folder, repairs)
    with _opened(handed_in.folder, repairs) as folder:
        lying = files_below(folder, repairs)
        found, problems, unsure = take_notebooks(folder, notebooks, stubs or {}, lying, repairs)
        taken = {*reserved, *(f"{name}.ipynb" for name in notebooks)}
        files = _own_files(folder, lying, taken, repairs)
    flags = (*unsure, *work_elsewhere(found, stubs or {}, files))
    return Submission(handed_in.student, found, files, problems, tuple(repairs), flags), stamp


@contextlib.contextmanager
def _opened(folder: Path, repairs: list[str]) -> Iterator[Path]:
    """The folder, or what is in the one zip file that lies there instead of notebooks."""
    lying = files_below(folder, [])
    packed = [path for path in lying if path.lower().endswith(".zip")]
    if len(packed) != 1 or any(".ipynb" in path for path in lying):
        yield folder
        return
    with unpacked(folder / packed[0]) as inside:
        if inside is None or not files_below(inside, []):
            yield folder
            return
        repairs.append(messages.REPAIR_UNPACKED.format(name=packed[0]))
        yield inside


def _linked(folder: Path, root: Path) -> str | None:
    for path in [folder, *folder.parents]:
        if path == root or root not in path.parents:
            return None
        if path.is_symlink():
            return path.name
    return None


def _own_files(folder: Path, lying: list[str], taken: set[str], repairs: list[str]) -> dict[str, bytes]:
    """The learner's other files, but for those that stand where a file of the assignment's has to be."""
    folders = {str(parent) for path in taken for parent in PurePath(path).parents}
    files: dict[str, bytes] = {}
    left = _MAX_OWN_FILES_BYTES
    for inner in lying:
        path = PurePath(inner)
        if path.suffix == ".ipynb" or inner == TIMESTAMP:
            continue
        if inner in folders or not taken.isdisjoint([inner, *map(str, path.parents)]):
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
        files[inner] = content
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
