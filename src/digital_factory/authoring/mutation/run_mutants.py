"""Runs the mutants of assignments, one process a notebook, and judges what came of them.

Owns the processes, and what a run comes to: which mutants survived, which entries of the lists are stale.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digital_factory.authoring.mutation.equivalents import Equivalent
from digital_factory.authoring.mutation.mutants import Mutant
from digital_factory.authoring.mutation.trial import Trial

__all__ = ["Result", "RunError", "judged", "run_mutants"]


class RunError(RuntimeError):
    """A run that could not be made, for example as a reference does not pass its own test."""


@dataclass(frozen=True)
class Result:
    """What came of the mutants of one task.

    Parameters
    ----------
    trials
        Those tried, in the order of the answer's lines, and those left out of the sample.
    equivalent
        Survivors that are listed as right answers.
    stale
        Entries of the list that speak of no survivor of this task, each with what is wrong with it.
    """

    task: str
    trials: Sequence[Trial]
    equivalent: Sequence[Trial]
    stale: Sequence[str]

    def having(self, verdict: str) -> list[Trial]:
        """Return the trials with this verdict."""
        return [trial for trial in self.trials if trial.verdict == verdict]

    @property
    def survivors(self) -> list[Trial]:
        """Wrong answers that get the marks."""
        return [trial for trial in self.having("survived") if trial not in self.equivalent]

    @property
    def gaps(self) -> list[Trial]:
        """Wrong answers that pass what the learner sees and fail what the learner does not."""
        return self.having("hidden")

    @property
    def failed(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.survivors or self.stale)


def judged(task: str, trials: Sequence[Trial], listed: Sequence[Equivalent]) -> Result:
    """Hold the trials of one task against the list of equivalent mutants."""
    equivalent: list[Trial] = []
    stale = []
    for entry in listed:
        of_it = [trial for trial in trials if entry.is_of(trial.mutant)]
        if not of_it:
            stale.append(f"{entry.becomes}: {task} has no such mutant (any more).")
        elif any(trial.verdict in ("visible", "hidden", "same") for trial in of_it):
            stale.append(f"{entry.becomes}: it does not survive, so it need not be listed.")
        equivalent += [trial for trial in of_it if trial.verdict == "survived"]
    return Result(task, trials, equivalent, stale)


def run_mutants(
    chosen: Mapping[str, Sequence[str]],
    listed: Callable[[str], Iterable[Equivalent]],
    root: Path,
    *,
    workers: int,
    sample: int | None = None,
    seed: int = 0,
) -> Iterator[Result]:
    """Try the mutants of tasks, and yield each task's result when it is known.

    Parameters
    ----------
    chosen
        Assignment to its tasks, in the notebook's order.
    listed
        Gives the equivalent mutants of an assignment.
    workers
        How many notebooks at once.
    sample, seed
        How many mutants of each notebook are tried, all when None; and which.

    Raises
    ------
    RunError
        If a reference does not pass its own test, or a process ends for another reason.
    """
    extra = ["--root", str(root), "--seed", str(seed)]
    if sample is not None:
        extra += ["--sample", str(sample)]
    waiting = queue.SimpleQueue[str]()
    for slug in sorted(chosen, reverse=True):  # the last chapters' take longest
        waiting.put(slug)
    told: queue.SimpleQueue[Result | RunError | None] = queue.SimpleQueue()
    running: set[subprocess.Popen[str]] = set()
    threads = [
        threading.Thread(target=_serve, args=(waiting, told, running, chosen, listed, extra), daemon=True)
        for _ in range(min(workers, len(chosen)))
    ]
    for thread in threads:
        thread.start()
    try:
        left = len(threads)
        while left:
            item = told.get()
            if isinstance(item, RunError):
                raise item
            left -= item is None
            if item is not None:
                yield item
    finally:
        while not waiting.empty():
            waiting.get()
        for process in list(running):
            process.kill()
        for thread in threads:
            thread.join()


def _serve(
    waiting: queue.SimpleQueue[str],
    told: queue.SimpleQueue[Result | RunError | None],
    running: set[subprocess.Popen[str]],
    chosen: Mapping[str, Sequence[str]],
    listed: Callable[[str], Iterable[Equivalent]],
    extra: Sequence[str],
) -> None:
    """Run notebooks until none waits; tell each task's result, or the first error, then None."""
    try:
        while True:
            slug = waiting.get_nowait()
            entries = list(listed(slug))
            for task, trials in zip(chosen[slug], _run(slug, chosen[slug], extra, running), strict=True):
                told.put(judged(task, trials, [entry for entry in entries if entry.task == task]))
    except queue.Empty:
        told.put(None)
    except Exception as error:
        told.put(error if isinstance(error, RunError) else RunError(str(error)))


def _run(
    slug: str, tasks: Sequence[str], extra: Sequence[str], running: set[subprocess.Popen[str]]
) -> Iterator[list[Trial]]:
    # One thread, so that the process can fork; and no window for a figure.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    command = [sys.executable, "-m", "digital_factory.authoring.mutation.worker", slug, *tasks, *extra]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        running.add(process)
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            yield [Trial(Mutant(**trial.pop("mutant")), **trial) for trial in json.loads(line)]
        problem = process.stderr.read().strip()
    running.discard(process)
    if process.returncode:
        last = problem.splitlines()[-1] if problem else f"exit code {process.returncode}"
        raise RunError(f"{slug}: {last}")
