"""Understands what a person types for an assignment's name, and offers the nearest where it is none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import PurePath

from classroom import messages
from classroom.course import Course
from classroom.records import CourseError

__all__ = ["did_you_mean", "find_assignment", "nearest"]

_LIKE = 0.6  # of difflib's ratio: below, a name is not worth offering


def find_assignment(course: Course, typed: str) -> str:
    """The assignment that was meant.

    Besides its name: the path of its folder or notebook, its beginning, its number without the zero in front,
    its last word; capitals do not matter.

    Raises
    ------
    CourseError
        When none is meant, or several could be; the message names the nearest.
    """
    known = course.assignments()
    if typed in known:
        return typed
    matches = _matches(typed, known)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise CourseError(messages.SEVERAL_ASSIGNMENTS.format(name=typed, names=", ".join(matches)))
    if not known:
        raise CourseError(messages.EMPTY_COURSE.format(root=course.root))
    refusal = messages.NO_ASSIGNMENT.format(name=typed, known=", ".join(known), root=course.root)
    raise CourseError(refusal + did_you_mean(typed, known))


def nearest(typed: str, known: Iterable[str]) -> list[str]:
    """The names that are spelt most like what was typed, whole or in a word of theirs; at most two."""
    spelt: dict[str, str] = {}
    for name in known:
        small = name.casefold()
        for each in (small, *re.split(r"[-_ .]+", small)):
            spelt.setdefault(each, name)
    close = difflib.get_close_matches(typed.casefold(), spelt, 4, _LIKE)
    return list(dict.fromkeys(spelt[each] for each in close))[:2]


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """The end of a message: the nearest names, or nothing."""
    close = nearest(typed, known)
    return messages.DID_YOU_MEAN.format(names=" or ".join(close)) if close else ""


def _matches(typed: str, known: list[str]) -> list[str]:
    """The names that the first rule which fits anything takes in."""
    path = PurePath(typed)
    word = (path.stem if path.suffix == ".ipynb" else path.name).casefold()
    if not word or ".." in path.parts:
        return []
    rules = (
        lambda name: name == word,
        lambda name: word.isdecimal() and _number(name) == int(word),
        lambda name: name.startswith(word),
        lambda name: name.endswith((f"-{word}", f"_{word}", f" {word}")),
    )
    for rule in rules:
        found = [name for name in known if rule(name.casefold())]
        if found:
            return found
    return []


def _number(name: str) -> int | None:
    """The number that a name begins with."""
    digits = name[: len(name) - len(name.lstrip("0123456789"))]
    return int(digits) if digits.isdecimal() else None
