"""Tries the mutants of one notebook in a process of its own: a `Notebook` in, a line a task out, as JSON.

`run_mutants` starts it. A process of its own has one thread: only then can it fork safely.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

from digital_factory.authoring.mutation.records import Cell, Notebook
from digital_factory.authoring.mutation.trial import BrokenReferenceError, trials

__all__ = ["main"]


def main() -> int:
    """Try the mutants of the notebook on standard input. Returns the exit code."""
    told = json.load(sys.stdin)
    notebook = Notebook(**told | {"cells": [Cell(**cell) for cell in told["cells"]]})
    os.chdir(notebook.folder)
    try:
        for tried in trials(notebook):
            print(json.dumps(asdict(tried)), flush=True)
    except BrokenReferenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
