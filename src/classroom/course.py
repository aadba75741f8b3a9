"""A course directory as nbgrader sees it: its configuration, its folders, its gradebook.

Owns the errors about the directory itself. Grades nothing.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

__all__ = ["Course", "CourseError"]

_CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """Something about the course directory stops all grading; the message names it and the next step."""


@dataclass(frozen=True)
class Course:
    """An nbgrader course directory that can be read and written."""

    root: Path
    config: Config

    @classmethod
    def open(cls, root: Path) -> "Course":
        """Open a course directory.

        Raises
        ------
        CourseError
            When nbgrader_config.py is missing or does not run, or the directory cannot be written.
        """
        root = root.resolve()
        if not (root / _CONFIG).is_file():
            raise CourseError(
                f"No {_CONFIG} in {root}. Run this in a course directory, or name one with --course-dir."
            )
        try:
            config: Config = PyFileConfigLoader(_CONFIG, path=str(root)).load_config()
        except Exception as error:
            raise CourseError(
                f"{root / _CONFIG} stops with {type(error).__name__}: {error}. Mend it."
            ) from error
        config.CourseDirectory.root = str(root)
        try:
            with tempfile.TemporaryFile(dir=root):
                pass
        except OSError as error:
            raise CourseError(
                f"The course directory {root} cannot be written ({error.strerror}). "
                "Gradebook, reports and feedback go there: copy the course to a place where you may write."
            ) from error
        # nbgrader calls `alembic` by name when it makes a gradebook.
        os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
        return cls(root, config)

    def directory(self, assignment: str, student: str = "*") -> CourseDirectory:
        """Return nbgrader's object for one assignment and a glob of learners."""
        return CourseDirectory(config=self.config, assignment_id=assignment, student_id=student)

    def path(self, step: str, assignment: str, student: str = ".") -> Path:
        """Return the folder of a step: source, release, submitted, autograded or feedback."""
        directory = self.directory(assignment)
        name = getattr(directory, f"{step}_directory")
        return Path(directory.format_path(name, student, assignment)).resolve()

    def report(self, assignment: str) -> Path:
        """Return the folder of an assignment's reports, which is made if it is not there."""
        folder = self.root / "reports" / assignment
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(f"{folder} cannot be made ({error.strerror}). Make room for it.") from error
        return folder

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open the gradebook."""
        directory = self.directory("")
        with Gradebook(directory.db_url, directory.course_id) as gradebook:
            yield gradebook

    def assignments(self) -> list[str]:
        """Return the assignments that have a source notebook."""
        return sorted({path.parent.name for path in self.path("source", "x").parent.glob("*/*.ipynb")})

    def learners(self, assignment: str) -> list[str]:
        """Return everybody who is enrolled in the gradebook or has a folder for this assignment."""
        with self.gradebook() as gradebook:
            enrolled = {student.id for student in gradebook.students}
        # The learner's folder is found by asking where a learner called X would submit.
        parts = self.path("submitted", assignment, "X").parts
        above = Path(*parts[: parts.index("X")])
        below = parts[parts.index("X") + 1 :]
        submitting = {path.name for path in above.glob("*") if path.joinpath(*below).exists()}
        return sorted(enrolled | submitting)
