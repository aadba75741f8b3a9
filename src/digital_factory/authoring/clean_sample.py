"""Takes the sample class out of a gradebook that still has it: `make clean-sample`.

Until November 2026 the sample class was graded in the course's own folders. Its learners are those that
answers/*.py name, and nobody else; the due date that came with it is taken away too. Without `--yes` this
only shows what would go.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, slugs
from digital_factory.authoring.sample_answers import answers_path, read_answers
from digital_factory.authoring.sample_class import DUE

__all__ = ["main", "sample_names"]


def sample_names(root: Path = ROOT) -> list[str]:
    """Return the ids of the shipped sample classes' learners."""
    slugs_with_class = [slug for slug in slugs(root) if answers_path(slug, root).is_file()]
    return sorted(
        {learner.student for slug in slugs_with_class for learner in read_answers(slug, root).sample_class}
    )


def _due_by_sample(gradebook: Path) -> list[str]:
    """Assignments whose due date is the sample class's, to the second."""
    query = "SELECT name, duedate FROM assignment WHERE duedate IS NOT NULL"
    with closing(sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True)) as db:
        due = DUE.strftime("%Y-%m-%d %H:%M:%S")
        return [name for name, date in db.execute(query) if str(date).startswith(due)]


def _classroom(*arguments: str, root: Path) -> int:
    command = [sys.executable, "-m", "classroom", *arguments, "--course-dir", str(root)]
    return subprocess.run(command, check=False, cwd=root).returncode


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Show, or remove, what the sample class has left in the real gradebook. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make clean-sample", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="do it")
    options = parser.parse_args(argv)
    gradebook = root / "gradebook.db"
    if not gradebook.is_file():
        print(f"There is no gradebook in {root}, so no sample class is in it.")
        return 0
    names = sample_names(root)
    try:
        present, due = _present(gradebook, root, names), _due_by_sample(gradebook)
    except sqlite3.Error as error:
        print(f"{gradebook} cannot be read ({error}). Close what uses it, and run again.", file=sys.stderr)
        return 2
    if not present and not due:
        print("No learner of the sample class is in the gradebook.")
        return 0
    if present:
        code = _classroom("remove", *present, *(["--yes"] if options.yes else []), root=root)
        if code:
            return code
    for name in due:
        if not options.yes:
            print(f"This would take the sample class's due date from {name}.")
        elif code := _classroom("due", name, "none", root=root):
            return code
    if not options.yes:
        print("To do it: make clean-sample ARGS=--yes")
    return 0


def _present(gradebook: Path, root: Path, names: list[str]) -> list[str]:
    """The sample class's learners who are in the gradebook or have a folder."""
    with closing(sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True)) as db:
        enrolled = {row[0] for row in db.execute("SELECT id FROM student")}
    folders = {
        name
        for name in names
        for step in ("submitted", "autograded", "feedback")
        if os.path.lexists(root / step / name)
    }
    return [name for name in names if name in enrolled | folders]


if __name__ == "__main__":
    sys.exit(main())
