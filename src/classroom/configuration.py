"""nbgrader's settings, read where nbgrader reads them, and those that this grader does not honour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePath

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from classroom import messages
from classroom.records import CourseError

__all__ = ["Region", "Regions", "is_course", "is_ignored", "load", "regions", "unhonoured"]

_LOADERS = {"nbgrader_config.py": PyFileConfigLoader, "nbgrader_config.json": JSONFileConfigLoader}
_FOLDERS = ("source", "release", "submitted", "gradebook.db")  # what a course without settings has
# Sections of nbgrader and nbconvert that steer its own way to run and to show notebooks, and what of them
# is honoured all the same.
_STEERING: dict[str, frozenset[str]] = {
    "Autograde": frozenset(["exclude_overwriting"]),
    "AutogradeApp": frozenset(),
    "ClearOutput": frozenset(),
    "DeduplicateIds": frozenset(),
    "Execute": frozenset(["timeout"]),
    "ExecutePreprocessor": frozenset(["timeout"]),
    "GenerateFeedback": frozenset(),
    "GetGrades": frozenset(),
    "HTMLExporter": frozenset(),
    "IgnorePattern": frozenset(),
    "LimitOutput": frozenset(),
    "NotebookClient": frozenset(),
    "OverwriteCells": frozenset(),
    "OverwriteKernelspec": frozenset(),
    "SaveAutoGrades": frozenset(),
    "SaveCells": frozenset(),
}
# Settings whose one value says what this grader does anyway.
_AS_HERE = {"c.ExecutePreprocessor.interrupt_on_timeout": True, "c.Execute.interrupt_on_timeout": True}


def is_course(root: Path) -> bool:
    """Whether a folder is a course's: by its settings, or by what lies in it."""
    return any((root / name).exists() for name in (*_LOADERS, *_FOLDERS))


def load(root: Path) -> Config:
    """The settings of a course: of the machine, of its user, of the folder; the last word wins, which
    is that of JSON where a folder has both.

    Raises
    ------
    CourseError
        When a file of settings cannot be read.
    """
    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(root)]:
        for name, loader in _LOADERS.items():
            try:
                config.merge(loader(name, path=folder).load_config())
            except ConfigFileNotFound:
                continue
            except Exception as error:
                where = Path(folder, name)
                raise CourseError(messages.BAD_CONFIG.format(where=where, error=error)) from error
    return config


def unhonoured(config: Config) -> Iterator[str]:
    """The settings that nbgrader would obey and this grader does not."""
    for section, honoured in _STEERING.items():
        for name, value in sorted(config.get(section, {}).items()):
            full_name = f"c.{section}.{name}"
            if name not in honoured and _AS_HERE.get(full_name) != value:
                yield full_name
    if config.get("CourseDirectory", {}).get("student_id", "*") != "*":
        yield "c.CourseDirectory.student_id"


@dataclass(frozen=True)
class Region:
    """Lines of a source that students do not get."""

    name: str
    begin: str  # what stands in the line before them
    end: str  # and in the line after them


@dataclass(frozen=True)
class Regions:
    """What nbgrader takes out of a source, marked off in the words of the course."""

    solution: Region
    hidden_tests: Region
    mark_scheme: Region

    @property
    def marks(self) -> tuple[str, ...]:
        """What no line of a release may hold."""
        return tuple(mark for _, *marks in astuple(self) for mark in marks)


def regions(config: Config) -> Regions:
    """The regions of a course's sources: nbgrader's, unless the course has words of its own."""

    def region(name: str, section: str, setting: str) -> Region:
        settings = config.get(section, {})  # nbgrader spells it so: delimeter
        begin, end = f"begin_{setting}_delimeter", f"end_{setting}_delimeter"
        return Region(name, str(settings.get(begin, f"BEGIN {name}")), str(settings.get(end, f"END {name}")))

    return Regions(
        region("SOLUTION", "ClearSolutions", "solution"),
        region("HIDDEN TESTS", "ClearHiddenTests", "test"),
        region("MARK SCHEME", "ClearMarkScheme", "mark_scheme"),
    )


def is_ignored(inner: PurePath, patterns: Iterable[str]) -> bool:
    """Whether a file belongs to no assignment: `c.CourseDirectory.ignore`, for it or a folder that it is in.

    `include` and `max_file_size` are for nbgrader's exchange, and leave nothing out where it grades.

    Parameters
    ----------
    inner : its path below the assignment's folder
    patterns : of names, as the shell has them
    """
    return any(fnmatch(part, pattern) for part in inner.parts for pattern in patterns)
