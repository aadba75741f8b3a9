"""Finds the notebooks in a folder that was handed in, under whatever name and however deep.

A symbolic link is never followed; folders are walked to a fixed depth and number of files.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

from classroom import messages
from classroom.course import RECEIPTS, TIMESTAMP
from classroom.submission import texts
from classroom.submission.copies import Stubs, take_copies
from classroom.submission.notebook import UnreadableError, read_notebook, read_regular

__all__ = ["Notebooks", "files_below", "may_be_notebook", "take_notebooks"]

_MAX_FILES = 10_000  # files of one submission that are looked at
_MAX_DEPTH = 20  # folders within folders
_CANDIDATES = 20  # notebooks under other names that are opened in search of the assignment's cells
_SKIPPED = frozenset(["__pycache__", "__MACOSX", ".git"])


class Notebooks(NamedTuple):
    """What was found of an assignment's notebooks in a folder."""

    found: dict[str, bytes]  # by name
    problems: dict[str, str]  # why one could not be taken, by name
    unsure: list[str]  # what a person has to look at
    folder: str  # the folder in that folder where all of them lay; "." when it is the same


def files_below(folder: Path, repairs: list[str], hidden: bool = False) -> list[str]:
    """Relative paths of everything that is neither a folder nor a link; sorted.

    Parameters
    ----------
    hidden : look into hidden folders as well, such as Jupyter's checkpoints
    """
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
            elif (hidden or not entry.name.startswith(".")) and entry.name not in _SKIPPED:
                if depth < _MAX_DEPTH:
                    waiting.append((path, depth + 1))
                else:
                    repairs.append(messages.REPAIR_FILES)
        if len(found) > _MAX_FILES:
            repairs.append(messages.REPAIR_FILES)
            break
    return sorted(found[:_MAX_FILES])


def take_notebooks(
    folder: Path,
    notebooks: dict[str, set[str]],
    stubs: Stubs,
    lying: list[str],
    repairs: list[str],
    packed: Mapping[str, bytes] | None = None,
) -> Notebooks:
    """The notebooks of an assignment.

    Where there is none of that name, the other notebook that holds its cells is taken. Two that carry each
    other's name are told by their cells.

    Parameters
    ----------
    notebooks : the expected grade_ids, by notebook name
    packed : what lies in archives beside them, by path
    """
    found, problems = _by_name(folder, notebooks)
    places = dict.fromkeys(found, "")
    others = [path for path in lying if may_be_notebook(path) and not _is_expected(path, notebooks)]
    shy = [path for path in files_below(folder, [], hidden=True) if _is_shy(path)]
    places |= _search(folder, _absent(notebooks, found), others, found, repairs)
    late = _search(folder, _absent(notebooks, found), shy, found, [])
    unsure = [texts.FLAG_HIDDEN.format(found=path, name=f"{name}.ipynb") for name, path in late.items()]
    if len(found) > 1:
        _exchange(notebooks, found, repairs)
    copies, doubtful = take_copies(folder, stubs, others, found, repairs, shy, packed or {})
    places |= copies
    repairs += [messages.REPAIR_OTHER.format(name=path) for path in others if path.endswith(".ipynb")]
    problems = _why_absent(_absent(notebooks, found), problems, lying, bool(found), bool(others))
    inner = {str(PurePath(path).parent) for path in places.values()}
    return Notebooks(found, problems, [*unsure, *doubtful], inner.pop() if len(inner) == 1 else ".")


def _why_absent(
    absent: Iterable[str], problems: dict[str, str], lying: list[str], found: bool, others: bool
) -> dict[str, str]:
    """Why each notebook that is not there was not taken; nothing where nothing at all was handed in."""
    text = messages.READ_OTHER_NOTEBOOKS
    said = {}
    for name in absent:
        other = text.format(name=f"{name}.ipynb") if found or others else _what_lies(f"{name}.ipynb", lying)
        said[name] = problems.get(name) or other
    return {name: why for name, why in said.items() if why}


def _by_name(folder: Path, names: Iterable[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """The notebooks under their own names, and why one could not be taken."""
    found: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for name in names:
        try:
            found[name] = read_regular(folder / f"{name}.ipynb")
        except UnreadableError as error:
            problems[name] = str(error)
        except FileNotFoundError:
            pass
    return found, problems


def _absent(notebooks: dict[str, set[str]], found: Collection[str]) -> dict[str, set[str]]:
    return {name: labels for name, labels in notebooks.items() if name not in found}


def _what_lies(name: str, lying: list[str]) -> str:
    """Why a notebook could not be taken, where something else was handed in."""
    others = [path for path in lying if PurePath(path).name not in RECEIPTS]
    return messages.READ_LIES.format(name=name, found=", ".join(others[:5])) if others else ""


def may_be_notebook(path: str) -> bool:
    """By its name: a browser or a mail program may have added to it."""
    name = PurePath(path).name.lower()
    return not name.startswith(".") and (".ipynb" in name or name.endswith(".json"))


def _is_shy(path: str) -> bool:
    """A notebook that a program keeps for itself, as Jupyter does its checkpoints."""
    parts = PurePath(path).parts
    return ".ipynb" in parts[-1] and not parts[-1].startswith("._") and any(each[0] == "." for each in parts)


def _is_expected(path: str, notebooks: dict[str, set[str]]) -> bool:
    return path.removesuffix(".ipynb") in notebooks and path.endswith(".ipynb")


def _labels(raw: bytes, name: str) -> set[str]:
    try:
        cells = read_notebook(raw, name).cells
    except UnreadableError:
        return set()
    return {cell.grade_id for cell in cells if cell.grade_id}


def _search(
    folder: Path, absent: dict[str, set[str]], others: list[str], found: dict[str, bytes], repairs: list[str]
) -> dict[str, str]:
    """Give each absent notebook the other one that holds most of its cells, and take that from `others`.

    Returns where they lay, by name.
    """
    if not absent:
        return {}
    scores: list[tuple[int, int, str, str]] = []
    for place, path in enumerate(others[:_CANDIDATES]):
        try:
            labels = _labels(read_regular(folder / path), path)
        except (UnreadableError, FileNotFoundError):
            continue
        scores += [(-len(labels & own), place, path, name) for name, own in absent.items() if labels & own]
    places: dict[str, str] = {}
    for _, _, path, name in sorted(scores):
        if name in found or path not in others:
            continue
        found[name] = read_regular(folder / path)
        places[name] = path
        others.remove(path)
        repairs.append(messages.REPAIR_RENAMED.format(found=path, name=f"{name}.ipynb"))
    return places


def _exchange(notebooks: dict[str, set[str]], found: dict[str, bytes], repairs: list[str]) -> None:
    labels = {name: _labels(raw, name) for name, raw in found.items()}
    strangers = [name for name in found if labels[name] and not labels[name] & notebooks[name]]
    given = dict(found)
    for name in strangers:
        other = next((one for one in strangers if labels[one] & notebooks[name]), None)
        if other is not None:
            found[name] = given[other]
            repairs.append(messages.REPAIR_RENAMED.format(found=f"{other}.ipynb", name=f"{name}.ipynb"))
