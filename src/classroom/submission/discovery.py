"""Finds the notebooks in a folder that was handed in, under whatever name and however deep.

A symbolic link is never followed; folders are walked to a fixed depth and number of files.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath

from classroom import messages
from classroom.course import RECEIPTS, TIMESTAMP
from classroom.submission.copies import Stubs, take_copies
from classroom.submission.notebook import UnreadableError, read_notebook, read_regular

__all__ = ["files_below", "may_be_notebook", "take_notebooks"]

_MAX_FILES = 10_000  # files of one submission that are looked at
_MAX_DEPTH = 20  # folders within folders
_CANDIDATES = 20  # notebooks under other names that are opened in search of the assignment's cells
_SKIPPED = frozenset(["__pycache__", "__MACOSX"])


def files_below(folder: Path, repairs: list[str]) -> list[str]:
    """Relative paths of everything that is neither a folder nor a link, hidden folders left out; sorted."""
    found: list[str] = []
    waiting = [("", 0)]
    while waiting:
        inner, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(folder / inner), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            path = os.path.join(inner, entry.name)
            if entry.is_symlink():
                if path != TIMESTAMP and not entry.name.endswith(".ipynb"):
                    repairs.append(messages.REPAIR_LINK.format(name=entry.name))
            elif not entry.is_dir(follow_symlinks=False):
                found.append(path)
            elif not entry.name.startswith(".") and entry.name not in _SKIPPED:
                if depth < _MAX_DEPTH:
                    waiting.append((path, depth + 1))
                else:
                    repairs.append(messages.REPAIR_FILES)
        if len(found) > _MAX_FILES:
            repairs.append(messages.REPAIR_FILES)
            break
    return sorted(found[:_MAX_FILES])


def take_notebooks(
    folder: Path, notebooks: dict[str, set[str]], stubs: Stubs, lying: list[str], repairs: list[str]
) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """The notebooks by their names, why one could not be taken, and what a person has to look at.

    Where there is none of that name, the other notebook that holds its cells is taken. Two that carry each
    other's name are told by their cells.

    Parameters
    ----------
    notebooks : the expected grade_ids, by notebook name
    """
    found: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for name in notebooks:
        try:
            found[name] = read_regular(folder / f"{name}.ipynb")
        except UnreadableError as error:
            problems[name] = str(error)
        except FileNotFoundError:
            pass
    others = [path for path in lying if may_be_notebook(path) and not _is_expected(path, notebooks)]
    absent = [name for name in notebooks if name not in found and name not in problems]
    if absent:
        _search(folder, {name: notebooks[name] for name in absent}, others, found, problems, repairs)
    if len(found) > 1:
        _exchange(notebooks, found, repairs)
    unsure = take_copies(folder, stubs, others, found, repairs)
    repairs += [messages.REPAIR_OTHER.format(name=path) for path in others if path.endswith(".ipynb")]
    if not found:
        problems = {name: problems.get(name) or _what_lies(f"{name}.ipynb", lying) for name in notebooks}
        problems = {name: why for name, why in problems.items() if why}
    return found, problems, unsure


def _what_lies(name: str, lying: list[str]) -> str:
    """Why a notebook could not be taken, where something else was handed in."""
    others = [path for path in lying if PurePath(path).name not in RECEIPTS]
    return messages.READ_LIES.format(name=name, found=", ".join(others[:5])) if others else ""


def may_be_notebook(path: str) -> bool:
    """By its name: a browser or a mail program may have added to it."""
    name = PurePath(path).name.lower()
    return not name.startswith(".") and (".ipynb" in name or name.endswith(".json"))


def _is_expected(path: str, notebooks: dict[str, set[str]]) -> bool:
    return path.removesuffix(".ipynb") in notebooks and path.endswith(".ipynb")


def _labels(raw: bytes, name: str) -> set[str]:
    try:
        cells = read_notebook(raw, name).cells
    except UnreadableError:
        return set()
    return {cell.grade_id for cell in cells if cell.grade_id}


def _search(
    folder: Path,
    absent: dict[str, set[str]],
    others: list[str],
    found: dict[str, bytes],
    problems: dict[str, str],
    repairs: list[str],
) -> None:
    """Give each absent notebook the other one that holds most of its cells, and take that from `others`."""
    scores: list[tuple[int, int, str, str]] = []
    for place, path in enumerate(others[:_CANDIDATES]):
        try:
            labels = _labels(read_regular(folder / path), path)
        except (UnreadableError, FileNotFoundError):
            continue
        scores += [(-len(labels & own), place, path, name) for name, own in absent.items() if labels & own]
    several = bool(others)
    for _, _, path, name in sorted(scores):
        if name in found or path not in others:
            continue
        found[name] = read_regular(folder / path)
        others.remove(path)
        repairs.append(messages.REPAIR_RENAMED.format(found=path, name=f"{name}.ipynb"))
    for name in absent:
        if name not in found and several:
            problems[name] = messages.READ_OTHER_NOTEBOOKS.format(name=f"{name}.ipynb")


def _exchange(notebooks: dict[str, set[str]], found: dict[str, bytes], repairs: list[str]) -> None:
    labels = {name: _labels(raw, name) for name, raw in found.items()}
    strangers = [name for name in found if labels[name] and not labels[name] & notebooks[name]]
    given = dict(found)
    for name in strangers:
        other = next((one for one in strangers if labels[one] & notebooks[name]), None)
        if other is not None:
            found[name] = given[other]
            repairs.append(messages.REPAIR_RENAMED.format(found=f"{other}.ipynb", name=f"{name}.ipynb"))
