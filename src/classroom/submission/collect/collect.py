"""Collects a class's work: reads sources, decides, compares with what is there, puts the rest in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from classroom.course import Course
from classroom.records import CourseError
from classroom.submission.collect import texts
from classroom.submission.collect.choose import Choice, Work, choose
from classroom.submission.collect.file_names import is_download
from classroom.submission.collect.notebooks import expected
from classroom.submission.collect.people import Roster
from classroom.submission.collect.place import content_of, place, time_of
from classroom.submission.collect.plugin import label_reader
from classroom.submission.collect.sources import list_files
from classroom.submission.learners import Learner

__all__ = ["Action", "Collected", "Collection", "collect", "decide", "uncollected"]

_AFTER_DUE = timedelta(minutes=1)  # what late work counts as where a platform gives no time


class Action(StrEnum):
    """What becomes of a learner's work, in the order in which it is listed."""

    NEW = "new"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # what was collected before is newer


@dataclass(frozen=True)
class Collected:
    """One learner's work."""

    learner: Learner
    action: Action
    work: Work
    time: datetime | None  # UTC; when it counts as handed in


@dataclass(frozen=True)
class Collection:
    """A class's work, decided on and not yet in place."""

    assignment: str
    rows: list[Collected]
    choice: Choice
    missing: list[Learner] = field(default_factory=list)  # enrolled, nothing from them now or before


def decide(
    course: Course,
    assignment: str,
    sources: Iterable[Path],
    learners: Iterable[Learner],
    due: datetime | None,
    matches: Mapping[str, str],
) -> Collection:
    """Read the sources and decide what to collect; changes nothing.

    Raises
    ------
    CourseError
        When a source cannot be read, or nothing of the assignment is in them.
    """
    roster = Roster(learners)
    if not roster.learners:
        raise CourseError(texts.NO_ROSTER)
    sources = list(sources)
    files, left = [], []
    for source in sources:
        _check_place(course, source)
        found, refused = list_files(source)
        files += found
        left += [f"{each.path}: {each.why}" for each in refused]
    choice = choose(files, expected(course, assignment), roster, label_reader(course.config), matches)
    choice.left[:0] = left
    if not (choice.works or choice.unmatched or choice.unsure or choice.ties):
        names = ", ".join(str(source) for source in sources)
        lines = "".join(f"\n  {line}" for line in choice.left)
        raise CourseError(texts.NOTHING_THERE.format(assignment=assignment, sources=names) + lines)
    rows = [_compare(course, assignment, roster, work, due, choice) for work in choice.works]
    _note_lateness(assignment, rows, due, choice)
    found_now = {row.learner.student for row in rows} | {
        each.student for each in course.handed_in(assignment)
    }
    missing = [learner for who, learner in sorted(roster.learners.items()) if who not in found_now]
    return Collection(assignment, rows, choice, missing)


def _check_place(course: Course, source: Path) -> None:
    own = course.submitted_root()
    given = source.resolve()
    if given == own or own.is_relative_to(given):
        raise CourseError(texts.OWN_FOLDER.format(path=source))


def _compare(
    course: Course, assignment: str, roster: Roster, work: Work, due: datetime | None, choice: Choice
) -> Collected:
    """What is to become of one learner's work, beside what is there."""
    learner, time = roster.learners[work.student], work.time
    if work.late and due is not None and (time is None or time <= due):
        time = due + _AFTER_DUE
    folder = course.submitted(work.student, assignment)
    if not folder.exists():
        return Collected(learner, Action.NEW, work, time)
    before = time_of(folder)
    if before is not None and time is not None and before > time:
        choice.notes.append(texts.OLDER.format(student=work.student, time=f"{before:%Y-%m-%d %H:%M} UTC"))
        return Collected(learner, Action.KEPT, work, before)
    lying = _lying(folder)
    if time is None and content_of(work, before, []) == lying:  # the same files: what was known of them holds
        return Collected(learner, Action.UNCHANGED, work, before)
    same = content_of(work, time, []) == lying
    return Collected(learner, Action.UNCHANGED if same else Action.REPLACED, work, time)


def _lying(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def _note_lateness(assignment: str, rows: list[Collected], due: datetime | None, choice: Choice) -> None:
    late = [row for row in rows if row.work.late]
    if not late:
        return
    form, names = late[0].work.form, ", ".join(row.learner.name for row in late)
    if due is None:
        text = texts.LATE_WITHOUT_DUE.format(form=form, names=names, assignment=assignment)
        choice.notes.append(text)
        return
    guessed = [row.learner.name for row in late if row.time == due + _AFTER_DUE]
    if guessed:
        text = texts.LATE_WITHOUT_TIME
        choice.notes.append(text.format(form=form, names=", ".join(guessed), due=f"{due:%Y-%m-%d %H:%M} UTC"))


def collect(course: Course, collection: Collection) -> list[str]:
    """Put in place what was decided; returns what of it could not be read, and why.

    Raises
    ------
    CourseError
        When it cannot be written; everything is then as before.
    """
    left: list[str] = []

    def folders() -> Iterator[tuple[str, dict[str, bytes]]]:
        for row in collection.rows:
            if row.action in (Action.NEW, Action.REPLACED):
                yield row.learner.student, content_of(row.work, row.time, left)

    place(course, collection.assignment, folders())
    return left


def without_unsure(collection: Collection) -> Collection:
    """The same, with what is not sure left out and listed."""
    open_ = [*collection.choice.unsure.values(), *collection.choice.ties]
    choice = replace(collection.choice, unsure={}, ties=[], left=[*collection.choice.left, *open_])
    return replace(collection, choice=choice)


def uncollected(course: Course) -> list[str]:
    """Names in the `submitted` folder that look like a download which nobody has collected."""
    try:
        entries = sorted(course.submitted_root().iterdir())
    except OSError:
        return []
    return [path.name for path in entries if is_download(path.name) or path.name.lower().endswith(".ipynb")]
