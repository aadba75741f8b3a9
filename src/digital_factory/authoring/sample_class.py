"""Makes the sample class hand in its work and has it graded: `make grade`.

For each assignment the twelve learners of answers/SLUG.py get a folder
`submitted/sample-NAME`, and `classroom grade` grades these learners and no other. An assignment whose inputs
have not changed is left alone. To interrupt and run again is safe: files are written whole, and grading goes
on where it stopped.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, Assignment, slugs
from digital_factory.authoring.sample_answers import AnswersError, Learner, read_answers, submission

__all__ = ["grade", "main"]

# "Late" needs a due date. One that a trainer has set in the gradebook is kept.
_DUE = datetime(2026, 3, 27, 17, tzinfo=UTC)
_STAMP = "sample-class.txt"
# What an assignment's grades depend on, besides its own folders; and what in there they do not.
_SHARED_INPUTS = ("nbgrader_config.py", "src")
_NO_INPUTS = {"__pycache__", "cases", "explorer", "sphinx_ext"}


def grade(slug: str, root: Path = ROOT) -> bool:
    """Grade the sample class of one assignment; return whether there was anything to do.

    Raises
    ------
    AnswersError
        When answers/SLUG.py does not fit the assignment.
    subprocess.CalledProcessError
        When grading fails; `classroom` has then said why.
    """
    answers = read_answers(slug, root)
    learners = answers.sample_class
    stamp = root / "reports" / slug / _STAMP
    digest = _digest(slug, root)
    if _up_to_date(stamp, digest, slug, learners, root):
        return False
    stamp.unlink(missing_ok=True)
    assignment = Assignment.read(slug, root)
    # The digest inside makes a notebook new to `classroom` when the course around it has changed.
    notebooks = [submission(learner, assignment, answers, root, made_from=digest) for learner in learners]
    due = _prepare_gradebook(assignment, learners, root)
    for learner, notebook in zip(learners, notebooks, strict=True):
        handed_in = due + timedelta(hours=learner.late_h)
        folder = root / "submitted" / learner.student / slug
        _write(folder / f"{slug}.ipynb", notebook)
        _write(folder / "timestamp.txt", f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
    chosen = [part for learner in learners for part in ("--student", learner.student)]
    command = [sys.executable, "-m", "classroom", "grade", slug, "--course-dir", str(root), *chosen]
    subprocess.run(command, check=True, cwd=root)
    _write(stamp, digest)
    return True


def _up_to_date(stamp: Path, digest: str, slug: str, learners: tuple[Learner, ...], root: Path) -> bool:
    made = [root / "reports" / slug / "grades.csv", root / "gradebook.db"]
    made += [root / "submitted" / learner.student / slug for learner in learners]
    made += [
        root / "feedback" / learner.student / slug for learner in learners if learner.status != "crashed"
    ]
    return stamp.exists() and stamp.read_text() == digest and all(path.exists() for path in made)


def _digest(slug: str, root: Path) -> str:
    total = hashlib.sha256()
    folders = (*_SHARED_INPUTS, f"solutions/{slug}", f"exercises/{slug}", f"answers/{slug}.py")
    for folder in folders:
        path = root / folder
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            name = file.relative_to(root)
            if file.is_file() and not _NO_INPUTS & set(name.parts) and ".egg-info" not in str(name):
                total.update(f"{name}\0".encode() + file.read_bytes())
    return total.hexdigest()


def _prepare_gradebook(assignment: Assignment, learners: tuple[Learner, ...], root: Path) -> datetime:
    """Make sure that the assignment has a due date, and that its cells may change; return the due date."""
    from nbgrader.api import Gradebook, MissingEntry  # takes seconds, and often there is nothing to grade

    # nbgrader calls `alembic` by name when it makes a gradebook.
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        try:
            entry = gradebook.find_assignment(assignment.slug)
        except MissingEntry:
            entry = gradebook.add_assignment(assignment.slug)
        if entry.duedate is None:
            entry.duedate = _DUE.replace(tzinfo=None)  # nbgrader keeps UTC without saying so
            gradebook.db.commit()
        due: datetime = entry.duedate.replace(tzinfo=UTC)
        cells = {cell.name for notebook in entry.notebooks for cell in notebook.source_cells}
        if cells and cells != _recorded(assignment):
            # nbgrader refuses new cells while there are submissions; the sample class can hand in again.
            for learner in learners:
                if (assignment.slug, learner.student) in {(s.name, s.student_id) for s in entry.submissions}:
                    gradebook.remove_submission(assignment.slug, learner.student)
    return due


def _recorded(assignment: Assignment) -> set[str]:
    """Return the ids of the cells that nbgrader keeps in the gradebook: graded, solution and locked ones."""
    settings = [cell.metadata.get("nbgrader", {}) for cell in assignment.cells]
    return {
        each["grade_id"]
        for each in settings
        if each.get("grade") or each.get("solution") or each.get("locked")
    }


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(content, encoding="utf-8")
    os.replace(partial, path)


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Grade the sample class of each assignment. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make grade", description=__doc__)
    parser.add_argument("slug", nargs="*", help="assignments; all of solutions/ when none is given")
    chosen = parser.parse_args(argv).slug or slugs(root)
    unknown = sorted(set(chosen) - set(slugs(root)))
    if unknown:
        available = ", ".join(slugs(root)) or "(none yet)"
        print(
            f"No solution notebook for {', '.join(unknown)}; there is one for {available}.", file=sys.stderr
        )
        return 2
    try:
        for position, slug in enumerate(chosen, 1):
            print(f"({position}/{len(chosen)}) {slug}", flush=True)
            if not grade(slug, root):
                print("      up to date", flush=True)
    except AnswersError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{error.filename} cannot be written ({error.strerror}). Make room or change its owner.",
            file=sys.stderr,
        )
        return 1
    except subprocess.CalledProcessError as error:
        print(f"Grading {slug} has stopped, see above. Run `make grade` again to go on.", file=sys.stderr)
        return error.returncode or 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run `make grade` again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
