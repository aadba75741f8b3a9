"""Says whose a file is: everything that points to a learner has to point to the same one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from classroom.submission.collect import texts
from classroom.submission.collect.file_names import Form, Label, without_copy_mark
from classroom.submission.collect.people import Roster
from classroom.submission.learners import Learner, fold

__all__ = ["Owner", "identify"]

_ALIKE = 0.6  # likeness of names, 0 to 1, from which a platform's number is taken as that of the learner here


@dataclass(frozen=True)
class Owner:
    """Whose a file is: a student's, or nobody's, or that cannot be said."""

    student: str | None
    problem: str = ""  # why it is nobody's, or not sure
    unsure: bool = False


@dataclass(frozen=True)
class _Evidence:
    """What points to learners, and who says so."""

    by: str
    students: set[str]


def identify(path: str, label: Label, own_id: str, roster: Roster, names: Iterable[str]) -> Owner:
    """Whose a file is.

    Parameters
    ----------
    own_id : the id that the hand-in cell wrote into the notebook; may be empty
    names : of assignments and notebooks, in which no id is looked for
    """
    words = _words(label, names)
    found = [*_by_platform(label, roster), *_by_learner(words, own_id, roster)]
    if not any(each.students for each in found) and label.form in (Form.PLAIN, Form.CANVAS):
        found = _by_name(path if label.form is Form.PLAIN else label.name, words, roster)
    found = [each for each in found if each.students]
    if not found:
        return Owner(None, _nobody(path, label, own_id, words, roster))
    students = set.intersection(*(each.students for each in found))
    if len(students) == 1:
        return Owner(students.pop())
    if students:
        named = _named(roster.learners[who] for who in students)
        called = label.name or own_id or words[-1]
        return Owner(None, texts.SEVERAL.format(path=path, name=called, names=named), unsure=True)
    first, other = found[0], next(each for each in found if not each.students & found[0].students)
    one, two = (_named(roster.learners[who] for who in each.students) for each in (first, other))
    problem = texts.CONTRADICTION.format(path=path, by=first.by, one=one, other_by=other.by, other=two)
    return Owner(None, problem, unsure=True)


def _named(learners: Iterable[Learner]) -> str:
    return ", ".join(sorted(f"{each.name} ({each.student})" for each in learners))


def _words(label: Label, names: Iterable[str]) -> list[str]:
    """The parts of a path that the learner, or whoever saved the file, has named; what all share is
    taken out."""
    parts = [part for part in label.file.split("/") if part]
    if parts:
        parts[-1] = without_copy_mark(PurePosixPath(parts[-1]).stem, frozenset(names))[0]
    shared = sorted((re.escape(name) for name in names), key=len, reverse=True)
    taken_out = re.compile(rf"(?<![^\W_])(?:{'|'.join(shared)})(?![^\W_])", re.IGNORECASE) if shared else None
    cleaned = [taken_out.sub("", part) if taken_out else part for part in parts]
    return [part.strip(" -_+.,") for part in cleaned] or [""]


def _by_platform(label: Label, roster: Roster) -> list[_Evidence]:
    if label.form in (Form.EXCHANGE, Form.PLUGIN):
        return [_Evidence(label.form, roster.by_id(label.name) or roster.by_name(label.name))]
    if label.form is Form.MOODLE:
        # Moodle may put the user name before the name.
        called = roster.by_name(label.name) or roster.by_id(label.name)
        if not called:
            called = roster.by_name_within(label.name, roster.by_id_within(label.name))
        return [_Evidence(label.form, called)]
    if label.form is Form.CANVAS:
        number = roster.by_number(label.number) or roster.by_id(label.number)
        called = roster.by_name(label.name)
        if number and not called:
            number = {who for who in number if _alike(label.name, roster.learners[who])}
        return [_Evidence(label.form, number), _Evidence(label.form, called)]
    return []


def _alike(written: str, learner: Learner) -> bool:
    if learner.name == learner.student:  # no name is known that could differ
        return True
    own = fold(f"{learner.last_name}{learner.first_name}").replace(" ", "")
    return SequenceMatcher(None, fold(written).replace(" ", ""), own).ratio() >= _ALIKE


def _by_learner(words: list[str], own_id: str, roster: Roster) -> list[_Evidence]:
    ids = [_Evidence(texts.BY_FILE, roster.by_id_within(word)) for word in words if word]
    if own_id:
        ids.append(_Evidence(texts.BY_CELL, roster.by_id(own_id)))
    return ids


def _by_name(path: str, words: list[str], roster: Roster) -> list[_Evidence]:
    exact = [roster.by_name(word) for word in words if word]
    if any(exact):
        return [_Evidence(texts.BY_FILE, students) for students in exact]
    return [_Evidence(texts.BY_FILE, roster.by_name_within(" ".join(words)) or roster.by_id_within(path))]


def _nobody(path: str, label: Label, own_id: str, words: list[str], roster: Roster) -> str:
    name = label.name or own_id or next((word for word in words if fold(word)), "")
    near = _named(roster.nearest(name)) if name else ""
    shown = texts.NEAR.format(names=near) if near else ""
    if not name:
        return texts.UNNAMED.format(path=path, near=shown)
    return texts.NOBODY.format(path=path, name=name, near=shown)
