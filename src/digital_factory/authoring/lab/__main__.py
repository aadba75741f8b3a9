"""Builds the browser lab into `_build/html/lab/`: ``make lab``, and as part of ``make course``."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, slugs
from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.answers import model_answers
from digital_factory.authoring.lab.application import build_application
from digital_factory.authoring.lab.cache import bring, cache_folder
from digital_factory.authoring.lab.course import documents
from digital_factory.authoring.lab.environment import LOCK, Environment, ensure
from digital_factory.authoring.lab.pieces import read_pieces
from digital_factory.authoring.lab.runtime import build_runtime
from digital_factory.authoring.lab.site import Made, assemble, first_files, link_tree

__all__ = ["build", "main"]

STATUS = "status.json"  # what the button of a page reads
_CODE = Path(__file__).parent
_STAND_INS = ("micropip/__init__", "piplite/__init__", "piplite/piplite", "piplite/cli")
_KERNEL_INPUTS = (
    "lab/pieces.toml",
    LOCK,
    "lab/compile.mjs",
    "lab/warm_up.py",
    *(f"lab/stand_ins/{name}.py" for name in _STAND_INS),
)
_APPLICATION_INPUTS = (LOCK, "lab/settings_validator.js")
_KERNEL_CODE = ("runtime.py", "wheels.py")
_APPLICATION_CODE = ("application.py", "compress.py")


def build(root: Path, *, answers: bool = False) -> Path:
    """Build the lab of the course in `root`; return its folder, `root/_build/html/lab`.

    With `answers` a learner can read the model answer of a task that has been passed or tried three times.

    What does not depend on the course is kept in the user's cache, so that the next build, and the next
    clone, take seconds.

    Raises
    ------
    LabError
        If something cannot be had or built; the message says what and why.
    """
    environment = ensure(root)
    cache = cache_folder()
    kernel = cache / f"kernel-{_key(root, _KERNEL_INPUTS, _KERNEL_CODE)}"
    application = cache / f"application-{_key(root, _APPLICATION_INPUTS, _APPLICATION_CODE)}"
    if not kernel.is_dir():
        _build_kernel(root, cache, kernel, environment)
    if not application.is_dir():
        _tell("JupyterLite")
        build_application(environment, root / "lab", application)
    _tell("the course's notebooks")
    lab = root / "_build" / "lab"
    of_tasks = {slug: model_answers(slug, root) for slug in slugs(root)} if answers else {}
    assemble(root, Made(application, kernel), documents(root), of_tasks, environment, lab)
    return _publish(root, lab)


def _build_kernel(root: Path, cache: Path, kernel: Path, environment: Environment) -> None:
    files = bring(read_pieces(root / "lab" / "pieces.toml"), cache, environment, _tell)
    _tell("the packages, made small: half a minute the first time")
    build_runtime(files, environment, root / "lab", kernel)


def _publish(root: Path, lab: Path) -> Path:
    """Put the lab beside the pages of the built book."""
    target = root / "_build" / "html" / "lab"
    shutil.rmtree(target, ignore_errors=True)
    link_tree(lab, target)
    status = {"ready": True, "first": first_files(target)}
    (target / STATUS).write_text(json.dumps(status), encoding="utf-8")
    return target


def _say_missing(root: Path, why: str) -> None:
    """Leave the reason where the pages' buttons look for it."""
    target = root / "_build" / "html" / "lab"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / STATUS).write_text(json.dumps({"ready": False, "why": why}), encoding="utf-8")


def _key(root: Path, inputs: Sequence[str], code: Sequence[str]) -> str:
    """Name for what is made of these files."""
    digest = hashlib.sha256()
    for path in [*(root / name for name in inputs), *(_CODE / name for name in code)]:
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _tell(line: str) -> None:
    print(f"      {line}", flush=True)


def main(argv: list[str] | None = None) -> int:
    """Build the lab; with ``--optional`` a lab that cannot be built is one line and no failure."""
    parser = argparse.ArgumentParser(prog="make lab", description=__doc__)
    parser.add_argument("--optional", action="store_true", help="end well without a lab")
    parser.add_argument("--answers", action="store_true", help="let learners read model answers")
    options = parser.parse_args(argv)
    try:
        build(ROOT, answers=options.answers)
    except LabError as error:
        _say_missing(ROOT, str(error))
        again = "" if "make lab" in str(error) else " `make lab` tries again."
        print(f"The browser lab is missing: {error}.{again}".replace("..", "."), file=sys.stderr)
        return 0 if options.optional else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
