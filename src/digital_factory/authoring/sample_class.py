"""Makes the sample class hand in its work and has it graded: `make grade`.

The sample class is nobody's class: it lives in a course directory of its own, `_build/sample-class/`, with a
copy of the assignment, a gradebook, reports and feedback. The folders of the real class are neither read nor
written. For each assignment the twelve learners of answers/SLUG.py get a folder `submitted/sample-NAME`
there, and `classroom grade` grades them. An assignment whose inputs have not changed is left alone. To
interrupt and run again is safe: files are written whole, and grading goes on where it stopped.
"""

import argparse
import csv
import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, Assignment, slugs
from digital_factory.authoring.sample_answers import (
    AnswersError,
    Learner,
    answers_path,
    read_answers,
    submission,
)

__all__ = ["DUE", "course_folder", "grade", "hand_in", "lay_out", "main"]

# The class has a learner whose code never ends: nobody has to wait for the limit of a real class.
_CONFIG = """
# ---- the sample class: made by `make grade`, which writes this file again
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = {db_url!r}
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
c.Classroom.cell_s = {cell_s}
c.Classroom.trials = {trials!r}
c.Classroom.identity = {{}}  # the made-up learners write the id of the reference solution
"""
_CELL_S = 5  # [s] of processor time or asleep
_AT_ONCE = 5  # classes: one in three waits for a cell that sleeps for ever, while the others use the cores
DUE = datetime(2026, 3, 27, 17, tzinfo=UTC)
_STAMP = "sample-class.txt"
# What an assignment's grades depend on, besides its own folders; and what in there they do not.
_SHARED_INPUTS = ("nbgrader_config.py", "src")
_LEFT_OUT = (
    "      The sample class is left out: this machine offers no way to shut learners' code in.\n"
    "      `classroom doctor` says what was tried. The book needs none of it. To grade, use Linux, on a\n"
    "      virtual machine too."
)
_NO_INPUTS = {"__pycache__", "cases", "explorer", "sphinx_ext"}


class _NoIsolationError(Exception):
    """This machine cannot shut learners' code in."""


def course_folder(root: Path = ROOT) -> Path:
    """Return the sample class's own course directory."""
    return root / "_build" / "sample-class"


def hand_in(slug: str, root: Path = ROOT) -> str | None:
    """Let the sample class of one assignment hand in; return the digest of all that its marks depend on.

    Returns None when the class is graded and nothing has changed since.

    Raises
    ------
    AnswersError
        When answers/SLUG.py does not fit the assignment.
    """
    answers = read_answers(slug, root)
    learners = answers.sample_class
    course = course_folder(root)
    digest = _digest(slug, root)
    if _up_to_date(_stamp(slug, course), digest, slug, learners, course):
        return None
    if not _can_shut_in(root):
        raise _NoIsolationError
    _stamp(slug, course).unlink(missing_ok=True)
    assignment = Assignment.read(slug, root)
    # The digest inside makes a notebook new to `classroom` when the course around it has changed.
    notebooks = [submission(learner, assignment, answers, root, made_from=digest) for learner in learners]
    lay_out(slug, root, course)
    _prepare_gradebook(assignment, learners, course)
    for learner, notebook in zip(learners, notebooks, strict=True):
        handed_in = DUE + timedelta(hours=learner.late_h)
        folder = course / "submitted" / learner.student / slug
        _write(folder / f"{slug}.ipynb", notebook)
        _write(folder / "timestamp.txt", f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
    return digest


def grade(slug: str, digest: str, root: Path = ROOT, *, beside_others: bool = False) -> None:
    """Grade what the sample class of one assignment handed in.

    Alone, `classroom` prints its progress as it goes; beside others it is silent.

    Raises
    ------
    subprocess.CalledProcessError
        When grading fails; `classroom` has then said why: to the terminal, or beside others in `stdout`.
    """
    course = course_folder(root)
    command = [sys.executable, "-m", "classroom", "grade", slug, "--course-dir", str(course)]
    if beside_others:
        command += ["--workers", "1"]
    out, err = (subprocess.PIPE, subprocess.STDOUT) if beside_others else (None, None)
    subprocess.run(command, check=True, cwd=root, text=True, stdout=out, stderr=err)
    _write(_stamp(slug, course), digest)


def _stamp(slug: str, course: Path) -> Path:
    return course / "reports" / slug / _STAMP


def lay_out(slug: str, root: Path, course: Path) -> None:
    """Copy the assignment and the settings into the sample class's course directory."""
    for step in ("solutions", "exercises"):
        target = course / step / slug
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(root / step / slug, target, ignore=shutil.ignore_patterns(".*"))
    settings = (root / "nbgrader_config.py").read_text(encoding="utf-8")
    additions = _CONFIG.format(
        root=str(course),
        db_url=f"sqlite:///{course / 'gradebook.db'}",
        cell_s=_CELL_S,
        trials=str(root.resolve() / "answers" / "trials"),
    )
    _write(course / "nbgrader_config.py", settings + additions)


def _up_to_date(stamp: Path, digest: str, slug: str, learners: tuple[Learner, ...], course: Path) -> bool:
    made = [course / "reports" / slug / "grades.csv", course / "gradebook.db"]
    made += [course / "submitted" / learner.student / slug for learner in learners]
    made += [
        course / "feedback" / learner.student / slug for learner in learners if learner.status != "crashed"
    ]
    return stamp.exists() and stamp.read_text() == digest and all(path.exists() for path in made)


def _digest(slug: str, root: Path) -> str:
    total = hashlib.sha256()
    inputs = (*_SHARED_INPUTS, f"solutions/{slug}", f"exercises/{slug}", f"answers/{slug}.py")
    for each in inputs:
        path = root / each
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            name = file.relative_to(root)
            if file.is_file() and not _NO_INPUTS & set(name.parts) and ".egg-info" not in str(name):
                total.update(f"{name}\0".encode() + file.read_bytes())
    return total.hexdigest()


def _prepare_gradebook(assignment: Assignment, learners: tuple[Learner, ...], course: Path) -> None:
    """Make sure that the assignment has a due date (else nobody is late), and that its cells may change."""
    # They take seconds, and often there is nothing to grade.
    from nbgrader.api import Base, Gradebook, MissingEntry
    from sqlalchemy import create_engine

    url = f"sqlite:///{course / 'gradebook.db'}"
    engine = create_engine(url)
    Base.metadata.create_all(engine)  # nbgrader starts alembic for a new one; `classroom` notes the version
    engine.dispose()
    with Gradebook(url) as gradebook:
        try:
            entry = gradebook.find_assignment(assignment.slug)
        except MissingEntry:
            entry = gradebook.add_assignment(assignment.slug)
        entry.duedate = DUE.replace(tzinfo=None)  # nbgrader keeps UTC without saying so
        gradebook.db.commit()
        cells = {cell.name for notebook in entry.notebooks for cell in notebook.source_cells}
        if cells and cells != _recorded(assignment):
            # nbgrader refuses new cells while there are submissions; the sample class can hand in again.
            for learner in learners:
                if (assignment.slug, learner.student) in {(s.name, s.student_id) for s in entry.submissions}:
                    gradebook.remove_submission(assignment.slug, learner.student)


@functools.cache
def _can_shut_in(root: Path) -> bool:
    """Whether learners' code can be graded on this machine at all."""
    command = [sys.executable, "-m", "classroom", "doctor"]
    # It ends with 1 for the machine; a fault of the real class's course, with 2, is none of the sample's.
    return subprocess.run(command, capture_output=True, check=False, cwd=root).returncode != 1


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


def _in_short(slug: str, root: Path) -> str:
    """How many learners ended how, as "10 graded, 1 timeout"."""
    with (course_folder(root) / "reports" / slug / "grades.csv").open(encoding="utf-8", newline="") as file:
        ended = Counter(row["status"] for row in csv.DictReader(file))
    return ", ".join(f"{count} {status}" for status, count in ended.most_common())


def _grade_all(chosen: list[str], root: Path) -> None:
    """Grade the classes that have something new; where they are many, side by side, a line for each."""
    new = {}
    for slug in chosen:
        digest = hand_in(slug, root)
        if digest is None:
            print(f"      {slug}: up to date", flush=True)
        else:
            new[slug] = digest
    if len(new) < _AT_ONCE:
        for slug, digest in new.items():
            grade(slug, digest, root)
        return
    # The last has the most to compute: it begins, so that the end does not wait for it alone.
    order = [*list(new)[-1:], *list(new)[:-1]]
    with ThreadPoolExecutor(_AT_ONCE) as classes:
        runs = {classes.submit(grade, slug, new[slug], root, beside_others=True): slug for slug in order}
        try:
            for number, run in enumerate(as_completed(runs), 1):
                run.result()
                print(f"      {runs[run]}: {_in_short(runs[run], root)} ({number}/{len(new)})", flush=True)
        except BaseException:
            classes.shutdown(cancel_futures=True)  # what was not begun waits for the next run
            raise


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Grade the sample class of each assignment. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make grade", description=__doc__)
    parser.add_argument("slug", nargs="*", help="assignments; by default all that have a sample class")
    available = [slug for slug in slugs(root) if answers_path(slug, root).is_file()]
    chosen = parser.parse_args(argv).slug or available
    unknown = sorted(set(chosen) - set(available))
    if unknown:
        names = ", ".join(available) or "(none yet)"
        print(f"No sample class for {', '.join(unknown)}; there is one for {names}.", file=sys.stderr)
        return 2
    try:
        _grade_all(chosen, root)
    except _NoIsolationError:
        print(_LEFT_OUT)
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
        print(error.stdout or "", end="", file=sys.stderr)
        print("Grading has stopped, see above. Run `make grade` again to go on.", file=sys.stderr)
        return error.returncode or 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run `make grade` again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
