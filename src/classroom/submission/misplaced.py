"""Names what was handed in where nbgrader does not look: a line for each thing, or for each student."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from classroom.course import Course, plain_name
from classroom.submission import texts
from classroom.submission.archives import SUFFIXES
from classroom.submission.discovery import files_below

__all__ = ["misplaced"]

_SHOWN = 3  # files of one student that are named
_DEEPEST = 4  # folders down to which a notebook's name is looked for


def misplaced(
    course: Course, assignment: str, notebooks: Collection[str], students: Collection[str]
) -> list[str]:
    """What to say of work on an assignment that lies elsewhere.

    Parameters
    ----------
    notebooks : the assignment's, by name
    students : who is enrolled or has handed in
    """
    taken = {entry.folder: entry.student for entry in course.handed_in(assignment)}
    step = course.directory.submitted_directory
    place = f"{os.path.relpath(course.folder(step, 'STUDENT', assignment), course.root)}/"
    found = list(_named_alike(course, assignment, notebooks, taken))
    lines = [texts.MISPLACED.format(path=os.path.relpath(path, course.root), place=place) for path in found]
    lines += _beside(course, assignment, found, place)
    lines += _called_alike(course, taken, students)
    return lines


def _named_alike(
    course: Course, assignment: str, notebooks: Collection[str], taken: Collection[Path]
) -> Iterator[Path]:
    """Notebooks called like the assignment's, outside the folders that were taken."""
    wanted = {plain_name(f"{name}.ipynb") for name in notebooks}
    pattern = course.directory.format_path(course.directory.submitted_directory, "*", assignment)
    base = Path(pattern.partition("*")[0])
    others = {name for name in course.assignments() if name != assignment}
    for depth in range(1, _DEEPEST + 1):
        for path in sorted(base.glob("/".join("*" * depth))):
            if plain_name(path.name) not in wanted or any(folder in taken for folder in path.parents):
                continue
            if path.relative_to(base).parts[0] in course.excluded():
                continue
            other = path.parent.name
            if depth > 2 and other in others and (course.source(other) / path.name).exists():
                continue  # that assignment's own, of the same name
            yield path


def _beside(course: Course, assignment: str, named: Collection[Path], place: str) -> Iterator[str]:
    """What lies in the folder of a student that has none for the assignment, and belongs to no other."""
    here = course.submitted("STUDENT", assignment)
    if here.parent.name != "STUDENT":  # the layout has the assignment first
        return
    known = {plain_name(name) for name in course.assignments()}
    base = here.parent.parent
    for entry in sorted(os.scandir(base), key=lambda each: each.name) if base.is_dir() else ():
        folder = Path(entry.path)
        own = {plain_name(name) for name in os.listdir(folder)} if _is_open(entry) else set[str]()
        told = any(folder in path.parents for path in named)
        if told or not own or plain_name(assignment) in own or entry.name in course.excluded():
            continue
        strange = [path for path in files_below(folder, []) if plain_name(path.split("/")[0]) not in known]
        found = [path for path in strange if ".ipynb" in path or path.lower().endswith(SUFFIXES)]
        if found:
            shown = ", ".join(os.path.relpath(folder / path, course.root) for path in found[:_SHOWN])
            yield texts.LYING.format(student=entry.name, found=shown, place=place)


def _is_open(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK)


def _called_alike(course: Course, taken: dict[Path, str], students: Collection[str]) -> Iterator[str]:
    """A student who has handed in nothing, beside a folder of the same name in other capitals."""
    absent = {plain_name(who): who for who in sorted(set(students) - set(taken.values()))}
    for folder, student in sorted(taken.items()):
        other = absent.get(plain_name(student))
        if other is not None:
            yield texts.ALIKE.format(folder=os.path.relpath(folder, course.root), absent=other)
