"""Runs the mutants of assignments, each notebook in a process of its own, several at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from digital_factory.authoring.mutation.mutants import Mutant
from digital_factory.authoring.mutation.records import FormTrial, Notebook, TaskTrials, Trial

__all__ = ["run_mutants"]

OnTask = Callable[[TaskTrials], None]


def run_mutants(notebooks: Sequence[Notebook], on_task: OnTask, *, workers: int) -> list[str]:
    """Try the mutants of notebooks.

    Parameters
    ----------
    on_task
        Called with the trials of each task as soon as they are known, one call at a time.
    workers
        How many notebooks at once.

    Returns
    -------
    list
        What kept a notebook from its end, such as a reference that does not pass its own test.
    """
    one_at_a_time = threading.Lock()

    def told(trials: TaskTrials) -> None:
        with one_at_a_time:
            on_task(trials)

    with ThreadPoolExecutor(workers) as pool:
        problems = list(pool.map(lambda notebook: _run(notebook, told), notebooks))
    return [problem for problem in problems if problem]


def _run(notebook: Notebook, on_task: OnTask) -> str:
    """Run one notebook; return what went wrong, or ""."""
    # One thread, so that the process can fork; no window for a figure. Unbuffered, a long line that a stopped
    # process goes on with would lose its end.
    fixed = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg", "PYTHONUNBUFFERED": ""}
    environment = os.environ | fixed
    with subprocess.Popen(
        [sys.executable, "-m", "digital_factory.authoring.mutation.worker"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps(asdict(notebook)))
        process.stdin.close()
        for line in process.stdout:
            told = json.loads(line)
            mutants = [Trial(Mutant(**trial.pop("mutant")), **trial) for trial in told["mutants"]]
            on_task(TaskTrials(told["task"], mutants, [FormTrial(**form) for form in told["forms"]]))
        problem = process.stderr.read().strip()
    last = problem.splitlines()[-1] if problem else f"exit code {process.returncode}"
    return f"{notebook.slug}: {last}" if process.returncode else ""
