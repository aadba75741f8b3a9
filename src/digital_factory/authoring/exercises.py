"""Regenerates exercises/ from solutions/, with nbgrader's own converter: `make exercises`.

The converter runs on a copy of the solution in a temporary course without a gradebook, so that neither the
working folder nor a trainer's gradebook is touched, and a file is replaced only by one that is complete.
"""

import argparse
import io
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from digital_factory.authoring.assignment import ROOT, slugs

__all__ = ["SolutionError", "generate", "main", "stale"]

_SOURCE, _RELEASE = "solutions", "exercises"
_COMMAND = "make exercises"


class SolutionError(ValueError):
    """A solution notebook that nbgrader cannot turn into an exercise."""


def generate(slug: str, root: Path = ROOT) -> dict[Path, bytes]:
    """Return the learner's version of one assignment: path within exercises/ and bytes of each file.

    Raises
    ------
    SolutionError
        When nbgrader refuses the solution, for example for a BEGIN SOLUTION without its END.
    """
    with tempfile.TemporaryDirectory(prefix="exercises-") as temp:
        course = Path(temp)
        ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
        shutil.copytree(root / _SOURCE / slug, course / _SOURCE / slug, ignore=ignored)
        config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        config.CourseDirectory.root = temp
        config.CourseDirectory.assignment_id = slug
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        messages = io.StringIO()
        log = logging.Logger("exercises", logging.ERROR)
        log.addHandler(logging.StreamHandler(messages))
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=log)
        try:
            converter.start()
        except NbGraderException as error:
            raise SolutionError(f"solutions/{slug}: {_cause(messages.getvalue())}") from error
        release = course / _RELEASE
        files = sorted(path for path in release.rglob("*") if path.is_file())
        return {path.relative_to(release): path.read_bytes() for path in files}


def _cause(log: str) -> str:
    """Return the last line of the first traceback in nbgrader's log, which alone says what is wrong."""
    lines = log.splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith("Traceback")]
    return next((line for line in lines[starts[0] + 1 :] if line and line[0] != " "), log) if starts else log


def stale(slug: str, root: Path = ROOT) -> list[Path]:
    """Return the files of one assignment in exercises/ that are missing, differ, or should not be there."""
    expected = generate(slug, root)
    folder = root / _RELEASE
    present = {
        path.relative_to(folder)
        for path in (folder / slug).rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    differing = {
        path for path in expected if path in present and (folder / path).read_bytes() != expected[path]
    }
    return sorted(differing | (set(expected) ^ present))


def _write(slug: str, root: Path) -> None:
    for path, content in generate(slug, root).items():
        target = root / _RELEASE / path
        if target.exists() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        partial.write_bytes(content)
        os.replace(partial, target)
        print(f"written: {_RELEASE}/{path}")


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Regenerate the exercises, or with ``--check`` say which are stale. Returns the exit code."""
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__)
    parser.add_argument("slug", nargs="*", help="assignments; all of solutions/ when none is given")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if an exercise is stale")
    options = parser.parse_args(argv)
    assignments = slugs(root)
    unknown = sorted(set(options.slug) - set(assignments))
    if unknown:
        print(
            f"No solution notebook for {', '.join(unknown)}: expected solutions/SLUG/SLUG.ipynb, "
            f"with SLUG one of {', '.join(assignments) or '(none yet)'}.",
            file=sys.stderr,
        )
        return 2
    failed = False
    for slug in options.slug or assignments:
        try:
            if options.check:
                for path in stale(slug, root):
                    failed = True
                    print(
                        f"{_RELEASE}/{path} differs from solutions/{slug}. Run `{_COMMAND}`.", file=sys.stderr
                    )
            else:
                _write(slug, root)
        except SolutionError as error:
            failed = True
            print(error, file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
