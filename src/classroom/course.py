"""A course directory as nbgrader lays it out: its configuration, its folders, what was handed in.

Reads only. Knows nbgrader's conventions and none of its own.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from classroom import messages
from classroom.limits import Limits
from classroom.records import CourseError, HandedIn, Isolation

__all__ = ["Course"]

_CONFIG = "nbgrader_config.py"
_OPTIONS = (
    "identity",
    "final",
    "isolation",
    "shared_cells",
    "workers",
)  # under `c.Classroom`, beside the limits


class Course:
    """A course directory.

    Raises
    ------
    CourseError
        When the folder does not exist or has no usable `nbgrader_config.py`.
    """

    def __init__(self, root: Path, db_url: str | None = None) -> None:
        self.root = root.resolve()
        if not (self.root / _CONFIG).is_file():
            raise CourseError(messages.NO_CONFIG.format(root=self.root))
        self.config = self._load()
        self.config.CourseDirectory.root = str(self.root)
        if db_url is not None:
            self.config.CourseDirectory.db_url = db_url
        self.directory = CourseDirectory(config=self.config)

    def _load(self) -> Config:
        config = Config()
        for folder in [*reversed(jupyter_config_path()), str(self.root)]:
            try:
                config.merge(PyFileConfigLoader(_CONFIG, path=folder).load_config())
            except ConfigFileNotFound:
                continue
            except Exception as error:
                where = Path(folder, _CONFIG)
                raise CourseError(messages.BAD_CONFIG.format(where=where, error=error)) from error
        if "root" in config.CourseDirectory:
            self.root = Path(config.CourseDirectory.root).resolve()
        return config

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
                value = self.config.get(section, {}).get("timeout")
                if isinstance(value, int | float) and value > 0:
                    limits["cell_s"] = float(value)
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

    def shared_cells(self, assignment: str) -> set[str]:
        """Tests that the trainer declared shared for an assignment."""
        return set(self.options.get("shared_cells", {}).get(assignment, []))

    def identity(self, assignment: str) -> str | None:
        """The variable in which an assignment asks for the learner's id; None when it asks for none."""
        named = self.options.get("identity", {})
        if not isinstance(named, dict) or not all(isinstance(each, str) for each in named.values()):
            raise CourseError(messages.BAD_IDENTITY.format(value=named))
        return named.get(assignment)

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
        """The folder that holds what all students handed in: the part of the layout that is the same "
        "for all."""
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
        paths += [str(self.root / "reports"), str(self.root / _CONFIG)]
        if self.db_url.startswith("sqlite:///"):
            paths.append(self.db_url.removeprefix("sqlite:///"))
        return tuple(paths)

    def assignments(self) -> list[str]:
        """The assignments that have a source or a release folder."""
        names = set()
        for step in (self.directory.source_directory, self.directory.release_directory):
            base = Path(self.directory.format_path(step, ".", "*"))
            names |= {Path(path).name for path in glob.glob(str(base)) if os.path.isdir(path)}
        return sorted(names)

    def handed_in(self, assignment: str) -> Iterator[HandedIn]:
        """Every submission of an assignment, in order of the students' names."""
        step = self.directory.submitted_directory
        pattern = self.directory.format_path(step, "*", assignment)
        layout = re.compile(
            self.directory.format_path(step, "(?P<student>[^/]+)", assignment, escape=True) + "$"
        )
        folders = {}
        for path in glob.glob(pattern):
            match = layout.match(path)
            if match is not None:
                folders[match["student"]] = Path(path)
        # A link whose target is gone is not found by glob, and still is somebody's submission.
        base = Path(self.directory.format_path(step, "*", assignment).partition("*")[0])
        if base.is_dir():
            for entry in os.scandir(base):
                path = Path(self.directory.format_path(step, entry.name, assignment))
                if not entry.name.startswith(".") and (os.path.lexists(path) or _is_closed(entry)):
                    folders[entry.name] = path
        for student in sorted(folders):
            # A gradebook holds text only: a folder's name that is none is shown with its bytes spelt out.
            yield HandedIn(os.fsencode(student).decode("utf-8", "backslashreplace"), folders[student])


def _is_closed(entry: os.DirEntry[str]) -> bool:
    """Whether a student's folder may not be looked into: it is somebody's submission all the same."""
    return entry.is_dir(follow_symlinks=False) and not os.access(entry.path, os.X_OK)
