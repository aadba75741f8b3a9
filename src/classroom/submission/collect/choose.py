"""Decides what to collect: whose each file is, the newest of each learner's, and when it was handed in."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from classroom.course import TIMESTAMP
from classroom.records import CourseError
from classroom.submission.collect import texts
from classroom.submission.collect.file_names import Form, Label, read_time, without_copy_mark
from classroom.submission.collect.identify import Owner, identify
from classroom.submission.collect.notebooks import Content, Expected, look_into
from classroom.submission.collect.people import Roster
from classroom.submission.collect.sources import Found
from classroom.submission.discovery import may_be_notebook
from classroom.submission.notebook import UnreadableError

__all__ = ["Choice", "Work", "choose"]

_DOWNLOAD = timedelta(minutes=10)  # times that lie closer together are those of the download itself
_OTHERS_BYTES = 64_000_000  # [bytes] of a learner's files beside the notebooks, as the grader takes
_NAME_BYTES = 200  # [bytes] of a file's name; disks take 255
_PAGES = (".html", ".htm")  # what a platform writes beside the files: text that was typed there, links


@dataclass(frozen=True)
class Work:
    """What is to be collected of one learner's."""

    student: str
    notebooks: Mapping[str, Found]  # by the assignment's notebook
    files: Mapping[str, Found]  # the learner's other files, by the path beside the notebook
    time: datetime | None  # UTC; None when nothing says when it was handed in
    late: bool  # the platform says so
    form: Form


@dataclass
class Choice:
    """What to collect, and all that is not."""

    works: list[Work] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    unsure: dict[str, str] = field(default_factory=dict)  # whose each file may be, by its path
    ties: list[str] = field(default_factory=list)  # two files of one learner's, neither of them newer
    left: list[str] = field(default_factory=list)  # with the reason
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Piece:
    """One file of a learner's."""

    found: Found
    label: Label
    content: Content | None  # of a notebook


def choose(
    files: list[Found],
    course: Expected,
    roster: Roster,
    read_label: Callable[[str], Label],
    matches: Mapping[str, str],
) -> Choice:
    """Decide what to collect.

    Parameters
    ----------
    matches : whose files are, as the trainer says: ids by a path, or by a part of several

    Raises
    ------
    CourseError
        When one of `matches` fits no file or names nobody who is enrolled.
    """
    choice = Choice()
    _check(matches, files, roster)
    paths = {found.path for found in files}
    pieces: dict[str, list[_Piece]] = defaultdict(list)
    for found in files:
        label = read_label(found.path)
        if label.assignment and label.assignment != course.assignment:
            continue
        piece = _look(found, label, course, choice)
        if piece is None:
            continue
        owner = _owner(piece, course, roster, matches, paths)
        if owner.student is not None:
            pieces[owner.student].append(piece)
        elif owner.unsure:
            choice.unsure[found.path] = owner.problem
        elif piece.content is not None:  # what else lies about is nobody's work
            choice.unmatched.append(owner.problem)
    trusted = _sources_with_times(pieces, choice)
    for student in sorted(pieces):
        work = _newest(student, pieces[student], trusted, choice)
        if work is not None:
            choice.works.append(work)
    return choice


def _check(matches: Mapping[str, str], files: list[Found], roster: Roster) -> None:
    for part, student in matches.items():
        if student not in roster.learners or not any(part in found.path for found in files):
            raise CourseError(texts.BAD_MATCH.format(text=f"{part}={student}"))


def _look(found: Found, label: Label, course: Expected, choice: Choice) -> _Piece | None:
    """Look into a file; None when it is not to be collected, which is then noted."""
    if not may_be_notebook(found.path):
        return _Piece(found, label, None)
    try:
        content = look_into(found, course)
    except UnreadableError as error:
        choice.left.append(f"{found.path}: {error}")
        return None
    if content.notebook is None:
        which = f" ({content.other})" if content.other else ""
        choice.left.append(f"{found.path}: {texts.OTHER_ASSIGNMENT.format(which=which)}")
        return None
    return _Piece(found, label, content)


def _owner(
    piece: _Piece, course: Expected, roster: Roster, matches: Mapping[str, str], paths: Collection[str]
) -> Owner:
    if piece.found.path in matches:
        return Owner(matches[piece.found.path])
    for part, student in matches.items():
        if part in piece.found.path and part not in paths:
            return Owner(student)
    own_id = piece.content.own_id if piece.content is not None else ""
    return identify(piece.found.path, piece.label, own_id, roster, course.names)


def _sources_with_times(pieces: Mapping[str, list[_Piece]], choice: Choice) -> frozenset[str]:
    """The sources whose files bear the time of hand-in: in others they bear that of the download."""
    times: dict[str, list[datetime]] = defaultdict(list)
    students: dict[str, set[str]] = defaultdict(set)
    for student, several in pieces.items():
        for piece in several:
            if piece.found.time is not None and piece.label.form in (Form.MOODLE, Form.CANVAS):
                times[piece.found.source].append(piece.found.time)
                students[piece.found.source].add(student)
    trusted = {source for source, each in times.items() if _spread(each, len(students[source]))}
    choice.notes += [texts.TIMES_OF_DOWNLOAD.format(source=source) for source in sorted(set(times) - trusted)]
    return frozenset(trusted)


def _spread(times: list[datetime], students: int) -> bool:
    oldest, newest = min(times), max(times)
    if students > 1:
        return newest - oldest > _DOWNLOAD
    return datetime.now(UTC).replace(tzinfo=None) - newest > _DOWNLOAD  # as all times here: UTC


def _newest(student: str, pieces: list[_Piece], trusted: frozenset[str], choice: Choice) -> Work | None:
    candidates: dict[str, list[_Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.content is not None and piece.content.notebook is not None:
            candidates[piece.content.notebook].append(piece)
    chosen = {}
    for notebook, several in candidates.items():
        best = max(several, key=_age)
        for other in several:
            if other is best:
                continue
            same = other.content is not None and other.content.digest == _digest(best)
            if not same and _age(other) == _age(best):
                choice.ties.append(texts.TIE.format(path=best.found.path, other=other.found.path))
                return None
            why = texts.WHY_COPY if same else texts.WHY_OLDER
            choice.left.append(texts.ALSO.format(student=student, file=other.found.path, why=why))
        chosen[notebook] = best
        if best.content is not None and best.content.changed:
            choice.notes.append(texts.CHANGED_AFTER.format(student=student, file=best.found.path))
    if not chosen:
        return None
    first = max(chosen.values(), key=_age)
    time = _time(first, pieces, trusted)
    late = any(piece.label.late for piece in chosen.values())
    notebooks = {name: piece.found for name, piece in chosen.items()}
    others = _others(student, first, pieces, {TIMESTAMP, *(f"{name}.ipynb" for name in notebooks)}, choice)
    return Work(student, notebooks, others, time, late, first.label.form)


def _digest(piece: _Piece) -> str:
    return piece.content.digest if piece.content is not None else ""


def _age(piece: _Piece) -> tuple[bool, datetime, int, int]:
    """What of two files of a learner's counts more, the newer one first of all that can be read."""
    readable = piece.content is not None and piece.content.readable
    copy = without_copy_mark(PurePosixPath(piece.label.file).stem, frozenset())[1]
    return readable, piece.label.time or piece.found.time or datetime.min, piece.label.order, copy


def _time(piece: _Piece, pieces: Iterable[_Piece], trusted: frozenset[str]) -> datetime | None:
    """When it was handed in: as the exchange or a timestamp beside it says, else as the platform's file does.

    A timestamp among what a learner uploaded or packed is the learner's own word, and says nothing.
    """
    folder = PurePosixPath(piece.found.path).parent
    written_for_us = piece.label.form in (Form.EXCHANGE, Form.PLAIN) and not _is_packed(folder)
    for other in pieces if written_for_us else ():
        path = PurePosixPath(other.found.path)
        if other.found.source == piece.found.source and path == folder / TIMESTAMP:
            try:
                return read_time(other.found.read()[:1000].decode("utf-8").strip())
            except (UnreadableError, UnicodeDecodeError):
                break
    if piece.label.time is not None:
        return piece.label.time
    return piece.found.time if piece.found.source in trusted else None


def _others(
    student: str, chosen: _Piece, pieces: Iterable[_Piece], reserved: Collection[str], choice: Choice
) -> dict[str, Found]:
    """The learner's other files that came with the chosen notebook, by the path beside it.

    `reserved` are the paths of what is written there besides.
    """
    base = PurePosixPath(chosen.label.file).parent
    files: dict[str, Found] = {}
    size = 0
    for piece in pieces:
        path = PurePosixPath(piece.label.file)
        if piece.content is not None or piece.label.time != chosen.label.time or path.name == TIMESTAMP:
            continue
        if path.suffix.lower() in _PAGES and piece.label.form in (Form.MOODLE, Form.CANVAS):
            text = texts.ALSO.format(student=student, file=piece.found.path, why=texts.ONLINE_TEXT)
            choice.left.append(text)
            continue
        inside = path.relative_to(base) if path.is_relative_to(base) else PurePosixPath(path.name)
        size += piece.found.size
        if size > _OTHERS_BYTES or not _may_lie(inside, {*files, *reserved}):
            choice.left.append(
                texts.ALSO.format(student=student, file=piece.found.path, why=texts.WHY_NO_PLACE)
            )
        else:
            files[str(inside)] = piece.found
    return files


def _is_packed(folder: PurePosixPath) -> bool:
    return any(part.lower().endswith(".zip") for part in folder.parts)


def _may_lie(path: PurePosixPath, files: Collection[str]) -> bool:
    """Whether a file can be put there, beside the others: a learner's folder never stops the class."""
    if not path.name or str(path) in files:
        return False
    if any(len(os.fsencode(part)) > _NAME_BYTES or "\0" in part for part in path.parts):
        return False
    taken = {str(folder) for other in files for folder in PurePosixPath(other).parents}
    return str(path) not in taken and not any(str(folder) in files for folder in path.parents)
