"""Tries the mutants of one notebook in a process of its own and tells of each task in a line of JSON.

`python -m digital_factory.authoring.mutation.worker SLUG TASK...`, run by `run_mutants`. A process of its
own, with one thread: only then can it fork safely.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, Assignment
from digital_factory.authoring.mutation.trial import BrokenReferenceError, trials

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Try the mutants of one notebook. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("task", nargs="+")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    assignment = Assignment.read(options.slug, options.root)
    os.chdir(options.root / "solutions" / options.slug)
    try:
        for tried in trials(assignment, options.task, sample=options.sample, seed=options.seed):
            print(json.dumps([asdict(trial) for trial in tried]), flush=True)
    except BrokenReferenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
