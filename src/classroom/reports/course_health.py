"""Looks a course directory over: what would trouble the next run, and what has been forgotten."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from classroom.course import Course
from classroom.gradebook.scores import people
from classroom.gradebook.store import Store, open_store
from classroom.reports.final_marks import read_rule
from classroom.reports.texts import HEALTH
from classroom.reports.words import counted
from classroom.submission.collect.file_names import is_download

__all__ = ["Check", "examine_course"]

_GIT_S = 20  # [s]
_LEFTOVERS = (".collect-*", ".removed-*", ".old-*", ".*.partial")
_LISTED = 5  # names in one line


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    good: bool
    finding: str  # what was found, and where it is not good, what to do


def examine_course(course: Course) -> list[Check]:
    """Everything that can be said without running anything; changes nothing, and makes no gradebook.

    Raises
    ------
    CourseError
        When the configuration has a setting that cannot be, or the gradebook cannot be read.
    """
    checks = [_configuration(course), _sources(course), *_submitted(course), _leftovers(course)]
    if _has_gradebook(course):
        with open_store(course) as store:
            checks += [_roster(course, store), *_solutions(course, store)]
    else:
        checks.append(Check(HEALTH.ROSTER, False, HEALTH.NO_GRADEBOOK))
    return [*checks, *_ignored(course)]


def _has_gradebook(course: Course) -> bool:
    url = course.db_url
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file()


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _configuration(course: Course) -> Check:
    course.limits()
    course.isolation()
    read_rule(course.options.get("final"), course.assignments())
    return Check(HEALTH.CONFIGURATION, True, HEALTH.CONFIGURATION_READ.format(course=course.course_id or "-"))


def _sources(course: Course) -> Check:
    names = course.assignments()
    if not names:
        return Check(HEALTH.ASSIGNMENTS, False, HEALTH.NO_ASSIGNMENTS)
    without = [name for name in names if not any(course.source(name).glob("*.ipynb"))]
    if without:
        return Check(HEALTH.ASSIGNMENTS, False, HEALTH.WITHOUT_SOURCE.format(names=_names(without)))
    return Check(HEALTH.ASSIGNMENTS, True, HEALTH.ALL_SOURCES.format(count=counted(len(names), "assignment")))


def _submitted(course: Course) -> Iterator[Check]:
    root = course.submitted_root()
    entries = sorted(root.iterdir()) if root.is_dir() else []
    found = [path.name for path in entries if is_download(path.name) or path.suffix.lower() == ".ipynb"]
    good = not found
    finding = HEALTH.COLLECTED if good else HEALTH.UNCOLLECTED.format(names=_names(found))
    yield Check(HEALTH.DOWNLOADS, good, finding)


def _leftovers(course: Course) -> Check:
    places = (course.root, course.submitted_root(), course.reports_root, course.root / "autograded")
    found = sorted(
        {str(path.relative_to(course.root)) for place in places if place.is_dir() for path in _partial(place)}
    )
    good = not found
    return Check(HEALTH.LEFTOVERS, good, HEALTH.TIDY if good else HEALTH.LEFT.format(names=_names(found)))


def _partial(place: Path) -> Iterator[Path]:
    for pattern in _LEFTOVERS:
        yield from place.glob(pattern)
        if place.name in ("reports", "autograded"):
            yield from place.glob(f"*/{pattern}")


def _roster(course: Course, store: Store) -> Check:
    known = people(store.gradebook)
    strangers = sorted(
        {entry.student for name in course.assignments() for entry in course.handed_in(name)} - set(known)
    )
    if strangers:
        return Check(HEALTH.ROSTER, False, HEALTH.STRANGERS.format(names=_names(strangers)))
    if not known:
        return Check(HEALTH.ROSTER, False, HEALTH.EMPTY_ROSTER)
    nameless = [who for who, person in known.items() if not (person.first_name or person.last_name)]
    if nameless:
        return Check(HEALTH.ROSTER, False, HEALTH.NAMELESS.format(names=_names(nameless)))
    return Check(HEALTH.ROSTER, True, HEALTH.ENROLLED.format(count=counted(len(known), "learner")))


def _solutions(course: Course, store: Store) -> Iterator[Check]:
    broken, untried = [], []
    for name in course.assignments():
        note = store.note(name)
        if note is None:
            untried.append(name)
        elif note.trial.broken:
            broken.append(f"{name} ({', '.join(note.trial.broken)})")
    if broken:
        yield Check(HEALTH.SOLUTIONS, False, HEALTH.BROKEN.format(names=_names(broken)))
    if untried:
        yield Check(HEALTH.SOLUTIONS, True, HEALTH.UNTRIED.format(names=_names(untried)))
    if not broken and not untried:
        yield Check(HEALTH.SOLUTIONS, True, HEALTH.ALL_PASS)


def _ignored(course: Course) -> Iterator[Check]:
    """Where the course is a git repository: whether what is of learners stays out of it."""
    if shutil.which("git") is None:
        return
    own = ("submitted", "autograded", "feedback")
    names = [getattr(course.directory, f"{step}_directory") for step in own] + ["reports", "gradebook.db"]
    names = [name for name in names if not Path(name).is_absolute()]
    paths = [name if name.endswith(".db") else f"{name}/x" for name in names]
    command = ["git", "-C", str(course.root), "check-ignore", "--no-index", *paths]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_GIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.returncode > 1:  # no repository
        return
    ignored = set(done.stdout.splitlines())
    open_to_git = [name for name, path in zip(names, paths, strict=True) if path not in ignored]
    good = not open_to_git
    yield Check(
        HEALTH.GIT, good, HEALTH.IGNORED if good else HEALTH.NOT_IGNORED.format(names=_names(open_to_git))
    )
