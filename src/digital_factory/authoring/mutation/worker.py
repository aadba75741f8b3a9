"""Tries the mutants of one notebook in a process of its own: a `Notebook` in, a line a task out, as JSON.

`run_mutants` starts it. A process of its own has one thread: only then can it fork safely.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

from digital_factory.authoring.mutation.trial import BrokenReferenceError, Cell, Notebook, trials

__all__ = ["main"]


def main() -> int:
    """Try the mutants of the notebook on standard input. Returns the exit code."""
    told = json.load(sys.stdin)
    notebook = Notebook(**told | {"cells": [Cell(**cell) for cell in told["cells"]]})
    os.chdir(notebook.folder)
    try:
        for task, tried in trials(notebook):
            print(json.dumps({"task": task, "trials": [asdict(trial) for trial in tried]}), flush=True)
    except BrokenReferenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
