"""What trying an assignment's tests showed, in a file that travels with the course.

The folder is `c.Classroom.trials`, with a file an assignment. A file counts for the assignment, the grader,
the Python and the packages that it was made with, and for limits no tighter than its own; else the tests are
tried.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.limits import Limits
from classroom.records import Trial

__all__ = ["keep_trial", "kept_trial", "trial_path"]


def trial_path(course: Course, name: str) -> Path | None:
    """Where the trial of an assignment is kept; None where the course keeps none."""
    folder = course.options.get("trials")
    return course.root / str(folder) / f"{name}.json" if folder else None


def kept_trial(course: Course, plan: AssignmentPlan, version: str, source: str) -> Trial | None:
    """The trial that the course ships, if it counts for `plan`.

    Parameters
    ----------
    version : of the grader, `prepare.VERSION`
    source : digest of the source notebooks, `prepare.source_digest`
    """
    path = trial_path(course, plan.name)
    if path is None:
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        fits = kept["made_with"] == _made_with(plan, version, source)
        return _trial(kept["trial"]) if fits and _allows(plan.limits, kept["limits"]) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # no file, or one that somebody has changed: the tests are tried


def keep_trial(path: Path, plan: AssignmentPlan, version: str, source: str, trial: Trial) -> None:
    """Write the trial of `plan` into the file that the course ships; the rest is as in `kept_trial`.

    Raises
    ------
    CourseError
        When it cannot be written.
    """
    kept = {
        "made_with": _made_with(plan, version, source),
        "limits": plan.limits.to_dict(),
        "trial": asdict(trial),
    }
    write_file(path, json.dumps(kept, indent=1, sort_keys=True) + "\n")


def _made_with(plan: AssignmentPlan, version: str, source: str) -> dict[str, Any]:
    return {
        "assignment": replace(plan, limits=Limits()).digest,
        "source": source,
        "grader": version,
        "python": ".".join(map(str, sys.version_info[:2])),
        "packages": dict(_versions({*plan.modules, "IPython"})),
    }


def _versions(modules: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The versions of those modules that are called like what they were installed as."""
    for module in sorted(modules):
        try:
            yield module, metadata.version(module)
        except metadata.PackageNotFoundError:
            continue


def _allows(limits: Limits, tried: Mapping[str, Any]) -> bool:
    """Whether `limits` leave at least as much as those that the tests were tried with."""
    given = limits.to_dict()
    return given.keys() == tried.keys() and all(given[name] >= tried[name] for name in given)


def _trial(kept: dict[str, Any]) -> Trial:
    return Trial(
        shared=tuple(kept["shared"]),
        broken=dict(kept["broken"]),
        unsure=dict(kept["unsure"]),
        spared={cell: tuple(numbers) for cell, numbers in kept["spared"].items()},
        left=tuple(kept["left"]),
        opaque=tuple(kept["opaque"]),
        alone=tuple(kept["alone"]),
        warm_up=bool(kept["warm_up"]),
    )
