"""A course directory as nbgrader lays it out: its configuration, its folders, what was handed in.

Reads only. Knows nbgrader's conventions and none of its own.
"""

from __future__ import annotations

import glob
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from classroom import configuration, messages
from classroom.limits import Limits
from classroom.records import CourseError, HandedIn, Isolation

__all__ = ["RECEIPTS", "TIMESTAMP", "Course", "plain_name"]

TIMESTAMP = "timestamp.txt"  # when a folder's work was handed in
RECEIPTS = (TIMESTAMP, "submission_secret.txt")  # the latter names the page in nbgrader's exchange

_SETTINGS = ("nbgrader_config.py", "nbgrader_config.json")
_OPTIONS = (
    "data_folders",
    "identity",
    "final",
    "isolation",
    "run_every_test",
    "shared_cells",
    "trials",
    "workers",
)  # under `c.Classroom`, beside the limits
_NO_TIMEOUT_S = 86_400.0  # [s] where nbgrader's own time-out is switched off: a day


class Course:
    """A course directory.

    Raises
    ------
    CourseError
        When the folder is no course's, or its settings cannot be read.
    """

    def __init__(self, root: Path, db_url: str | None = None) -> None:
        self._folder = root
        self.root = root.resolve()
        if not configuration.is_course(self.root):
            raise CourseError(messages.NO_CONFIG.format(root=self.root))
        self.config = configuration.load(self.root)
        if "root" in self.config.CourseDirectory:
            self.root = Path(self.config.CourseDirectory.root).resolve()
        self.config.CourseDirectory.root = str(self.root)
        if db_url is not None:
            self.config.CourseDirectory.db_url = db_url
        self.directory = CourseDirectory(config=self.config)

    def with_gradebook(self, db_url: str) -> Course:
        """The same course with another gradebook."""
        return Course(self._folder, db_url)

    @property
    def db_url(self) -> str:
        """The gradebook's address."""
        return str(self.directory.db_url)

    @property
    def course_id(self) -> str:
        """nbgrader's name for the course."""
        return str(self.directory.course_id)

    @property
    def options(self) -> dict[str, Any]:
        """What the configuration says under `c.Classroom`."""
        return dict(self.config.get("Classroom", {}))

    def limits(self) -> Limits:
        """The caps of this course; stock nbgrader's cell timeout is taken over when ours is not set."""
        limits = {name: value for name, value in self.options.items() if name in Limits.__dataclass_fields__}
        unknown = set(self.options) - set(limits) - set(_OPTIONS)
        if unknown:
            names = ", ".join([*Limits.__dataclass_fields__, *_OPTIONS])
            raise CourseError(messages.BAD_OPTION.format(name=min(unknown), known=names))
        if "cell_s" not in limits:
            for section in ("Execute", "ExecutePreprocessor"):
                settings = self.config.get(section, {})
                value = settings.get("timeout")
                if isinstance(value, int | float) and value > 0:
                    limits["cell_s"] = float(value)
                    break
                if "timeout" in settings:  # None or -1: nbgrader then waits for ever
                    limits["cell_s"] = _NO_TIMEOUT_S
                    limits.setdefault("notebook_s", _NO_TIMEOUT_S)
                    break
        try:
            return Limits(**limits)
        except ValueError as error:
            raise CourseError(str(error)) from error

    def isolation(self) -> Isolation | None:
        """How submissions are to be shut in; None when the machine's best will do."""
        value = self.options.get("isolation")
        if value is None:
            return None
        try:
            return Isolation(value)
        except ValueError as error:
            known = ", ".join(Isolation)
            raise CourseError(messages.BAD_ISOLATION.format(value=value, known=known)) from error

    def runs_every_test(self) -> bool:
        """Whether each test is run for each submission, even where others gave it the same answers."""
        value = self.options.get("run_every_test", False)
        if not isinstance(value, bool):
            raise CourseError(messages.NO_SWITCH.format(name="run_every_test", value=value))
        return value

    def shared_cells(self, assignment: str) -> set[str]:
        """Tests that the trainer declared shared for an assignment."""
        return set(self.options.get("shared_cells", {}).get(assignment, []))

    def identity(self, assignment: str) -> str | None:
        """The variable in which an assignment asks for the learner's id; None when it asks for none."""
        named = self.options.get("identity", {})
        if not isinstance(named, dict) or not all(isinstance(each, str) for each in named.values()):
            raise CourseError(messages.BAD_IDENTITY.format(value=named))
        return named.get(assignment)

    def regions(self) -> configuration.Regions:
        """What stands around the parts of a source that students do not get."""
        return configuration.regions(self.config)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """A folder of nbgrader's layout."""
        return Path(os.path.normpath(self.directory.format_path(step, student, assignment)))

    def source(self, assignment: str) -> Path:
        """The trainer's version."""
        return self.folder(self.directory.source_directory, ".", assignment)

    def release(self, assignment: str) -> Path:
        """The students' version."""
        return self.folder(self.directory.release_directory, ".", assignment)

    def submitted(self, student: str, assignment: str) -> Path:
        """Where a student's work lies as it was handed in."""
        return self.folder(self.directory.submitted_directory, student, assignment)

    def submitted_root(self) -> Path:
        """The folder that holds what all students handed in: the part of the layout that is the same
        for all."""
        parts = self.submitted("*", "*").parts
        return Path(*parts[: next(number for number, part in enumerate(parts) if "*" in part)])

    def autograded(self, student: str, assignment: str) -> Path:
        """Where the executed notebooks go."""
        return self.folder(self.directory.autograded_directory, student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        """Where the feedback pages go."""
        return self.folder(self.directory.feedback_directory, student, assignment)

    def reports(self, assignment: str) -> Path:
        """Where the trainer's reports go."""
        return self.reports_root / assignment

    @property
    def reports_root(self) -> Path:
        """Where the reports on the whole course go."""
        return self.root / "reports"

    def hidden_paths(self) -> tuple[str, ...]:
        """What no student's code may see, wherever it lies."""
        steps = ("source", "release", "submitted", "autograded", "feedback", "solution", "source_with_tests")
        paths = [str(self.root / getattr(self.directory, f"{step}_directory")) for step in steps]
        paths += [str(self.root / name) for name in ("reports", *_SETTINGS)]
        for step in steps:  # where the layout has the assignment or the student first
            directory = getattr(self.directory, f"{step}_directory")
            paths += [str(self.folder(directory, ".", name)) for name in self.assignments()]
        if self.db_url.startswith("sqlite:///"):
            paths.append(self.db_url.removeprefix("sqlite:///"))
        return tuple(paths)

    def assignments(self) -> list[str]:
        """The assignments that have a source or a release folder."""
        names = set()
        for step in (self.directory.source_directory, self.directory.release_directory):
            pattern = self.directory.format_path(step, ".", "*")
            layout = re.compile(
                self.directory.format_path(step, ".", "(?P<assignment>[^/]+)", escape=True) + "/?$"
            )
            for path in filter(os.path.isdir, glob.glob(pattern)):
                match = layout.match(path)
                if match is not None:
                    names.add(match["assignment"])
        return sorted(names)

    def ignored(self) -> list[str]:
        """Patterns of files that belong to no assignment."""
        return list(self.directory.ignore)

    def excluded(self) -> set[str]:
        """The folders of who is no student: `c.CourseDirectory.student_id_exclude`."""
        return {name.strip() for name in str(self.directory.student_id_exclude).split(",")}

    def kept_files(self, assignment: str) -> frozenset[str]:
        """Files of the assignment of which the student's copy counts: `c.Autograde.exclude_overwriting`."""
        excluded = self.config.get("Autograde", {}).get("exclude_overwriting", {})
        return frozenset(os.path.normpath(name) for name in excluded.get(assignment, []))

    def data_folders(self) -> tuple[str, ...]:
        """Folders that all code may read, besides the assignment's own.

        Raises
        ------
        CourseError
            When one does not exist.
        """
        folders = [str(self.root / name) for name in self.options.get("data_folders", [])]
        for folder in folders:
            if not os.path.isdir(folder):
                raise CourseError(messages.NO_DATA_FOLDER.format(folder=folder))
        return tuple(os.path.realpath(folder) for folder in folders)

    def notices(self) -> list[str]:
        """What of the settings this grader does not honour."""
        return [messages.UNHONOURED.format(name=name) for name in configuration.unhonoured(self.config)]

    def handed_in(self, assignment: str) -> Iterator[HandedIn]:
        """Every submission of an assignment, in order of the students' names."""
        step = self.directory.submitted_directory
        pattern = self.directory.format_path(step, "*", assignment)
        layout = re.compile(
            self.directory.format_path(step, "(?P<student>[^/]+)", assignment, escape=True) + "$"
        )
        folders: dict[str, tuple[Path, tuple[str, ...]]] = {}
        for path in glob.glob(pattern):
            match = layout.match(path)
            if match is not None:
                folders[match["student"]] = Path(path), ()
        # A link whose target is gone is not found by glob, and still is somebody's submission.
        base = Path(self.directory.format_path(step, "*", assignment).partition("*")[0])
        for entry in os.scandir(base) if base.is_dir() else ():
            path = Path(self.directory.format_path(step, entry.name, assignment))
            if entry.name.startswith(".") or entry.name in folders:
                continue
            if os.path.lexists(path) or _is_closed(entry):
                folders[entry.name] = path, ()
            elif (near := self._spelt_otherwise(path, base)) is not None:
                folders[entry.name] = (
                    near,
                    (messages.REPAIR_FOLDER.format(found=near.name, name=assignment),),
                )
        named: dict[str, list[str]] = {}
        for student in sorted(folders.keys() - self.excluded()):
            # A gradebook holds text only: a folder's name that is none is shown with its bytes spelt out.
            shown = os.fsencode(student).decode("utf-8", "backslashreplace")
            named.setdefault(unicodedata.normalize("NFC", shown), []).append(student)
        for student, spellings in sorted(named.items()):
            folder, repairs = folders[student if student in spellings else spellings[0]]
            yield HandedIn(student, folder, repairs, (messages.FLAG_TWIN,) if len(spellings) > 1 else ())

    def _spelt_otherwise(self, path: Path, base: Path) -> Path | None:
        """The one folder where a submission should be, its name in other capitals or other accents."""
        if path.parent == base or not path.parent.is_dir() or path.parent.is_symlink():
            return None
        wanted = plain_name(path.name)
        found = [entry.path for entry in os.scandir(path.parent) if plain_name(entry.name) == wanted]
        known = set(self.assignments())
        found = [each for each in found if os.path.basename(each) not in known and os.path.isdir(each)]
        return Path(found[0]) if len(found) == 1 else None


def plain_name(name: str) -> str:
    """A name without what tells capitals from small letters, or two spellings of an accent."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_closed(entry: os.DirEntry[str]) -> bool:
    """Whether a student's folder may not be looked into: it is somebody's submission all the same."""
    return entry.is_dir(follow_symlinks=False) and not os.access(entry.path, os.X_OK)
