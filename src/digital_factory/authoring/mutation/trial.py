"""The trial of mutants: a notebook's reference runs once, then a fork of this process tries each mutant.

A trial ends at the first check that fails. A mutant's own errors and warnings do not stop it: what a learner
would see of them, the test has to see too. A fork has a limit of its own on processor time and memory, so
that a mutant without an end is a mutant that failed.

These are the course's own answers, so nothing here is shut in; learners' code never comes here.
"""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import json
import math
import os
import random
import resource
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digital_factory.authoring.mutation.mutants import PROBED, Mutant, mutants_of
from digital_factory.authoring.mutation.probes import Probes

__all__ = ["BrokenReferenceError", "Cell", "Notebook", "Trial", "parts_of", "trials"]

Verdict = Literal["visible", "hidden", "same", "survived", "not tried"]
_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_LEAST_CPU_S = 2  # [s] of processor time for a trial
_CPU_TIMES = 5  # as many times what the reference needs
_MEMORY_BYTES = 4 * 2**30
_SAMPLED_TASKS = 3  # of a notebook: each task's test costs a second or so before its first trial


class BrokenReferenceError(RuntimeError):
    """A reference answer that does not pass its own test."""


@dataclass(frozen=True)
class Cell:
    """A code cell of a solution notebook, nbgrader's markers in it.

    Parameters
    ----------
    task
        The task that it answers or tests; empty for a cell that is given.
    """

    source: str
    task: str
    is_test: bool


@dataclass(frozen=True)
class Notebook:
    """A solution notebook, and which of its mutants are wanted.

    Parameters
    ----------
    folder
        Where it lies and is run.
    tasks
        Tasks whose mutants are made.
    sample
        How many mutants of the notebook are tried; all when None.
    seed
        Which sample.
    """

    slug: str
    folder: str
    cells: Sequence[Cell]
    tasks: Sequence[str]
    sample: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Trial:
    """What came of a mutant.

    Parameters
    ----------
    verdict
        Which part of its test it failed first, ``visible`` or ``hidden``; ``same`` if its slip made no
        difference to any data; ``survived`` if it passed; ``not tried`` if the sample left it out.
    message
        What the test said.
    """

    mutant: Mutant
    verdict: Verdict
    message: str = ""


def trials(notebook: Notebook) -> Iterator[tuple[str, list[Trial]]]:
    """Yield each chosen task with the trials of its mutants; run it in the notebook's folder.

    Raises
    ------
    BrokenReferenceError
        If a reference answer does not pass its own test: then nothing can be said of its mutants.
    """
    chance = random.Random(f"{notebook.slug} {notebook.seed}")
    tried = list(notebook.tasks)
    if notebook.sample is not None:
        tried = chance.sample(tried, min(_SAMPLED_TASKS, len(tried)))
    tests = {cell.task: cell.source for cell in notebook.cells if cell.is_test}
    namespace: dict[str, object] = {"__name__": "__main__", "display": lambda *shown: None}
    for cell in notebook.cells:
        if cell.is_test:
            continue
        before = dict(namespace)
        _execute(cell.source, cell.task, namespace)
        if cell.task not in notebook.tasks:
            continue
        found = mutants_of(cell.task, cell.source, _siblings(before))
        chosen = found if cell.task in tried else []
        if notebook.sample is not None:
            chosen = chance.sample(chosen, min(notebook.sample // len(tried), len(chosen)))
        known = {trial.mutant: trial for trial in _tried(chosen, tests[cell.task], before, namespace)}
        yield cell.task, [known.get(mutant, Trial(mutant, "not tried")) for mutant in found]


def parts_of(test: str) -> tuple[str, str]:
    """Return the visible and the hidden lines of a test cell."""
    visible: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in test.split("\n"):
        if line.strip() in (_BEGIN, _END):
            inside = line.strip() == _BEGIN
        else:
            (hidden if inside else visible).append(line)
    return "\n".join(visible), "\n".join(hidden)


def _tried(
    chosen: Sequence[Mutant], test: str, before: Mapping[str, object], namespace: dict[str, object]
) -> Iterator[Trial]:
    if not chosen:
        return
    task = chosen[0].task
    parts = parts_of(test)
    kept = dict(namespace)
    start = time.process_time()
    for part in parts:  # the fresh factories that it draws stay in memory for the forks
        problem = _execute(part, f"{task}, test", namespace)
        if problem is not None:
            raise BrokenReferenceError(
                f"{task}: the reference does not pass its own test, which says: {problem}"
            )
    cpu_s = max(_LEAST_CPU_S, math.ceil(_CPU_TIMES * (time.process_time() - start)))
    namespace.clear()
    namespace.update(before)
    gc.freeze()
    for mutant in chosen:
        yield _forked(mutant, parts, namespace, cpu_s)
    namespace.clear()
    namespace.update(kept)


def _forked(mutant: Mutant, parts: tuple[str, str], namespace: dict[str, object], cpu_s: int) -> Trial:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
            _try(mutant, parts, namespace, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read().splitlines()
    os.waitpid(child, 0)
    last: dict[str, Any] = json.loads(told[-1]) if told else {"verdict": "visible", "running": True}
    ended = f"It was ended: more than {cpu_s} s of processor time, or too much memory."
    return Trial(mutant, last["verdict"], ended if last.get("running") else last.get("message", ""))


def _try(mutant: Mutant, parts: tuple[str, str], namespace: dict[str, object], writing: int) -> None:
    def tell(verdict: Verdict, **more: object) -> None:
        os.write(writing, json.dumps({"verdict": verdict, **more}).encode() + b"\n")

    probes = Probes()
    namespace.update(probes.names)
    _execute(mutant.source, mutant.task, namespace)
    names: tuple[Verdict, Verdict] = ("visible", "hidden")
    for verdict, part in zip(names, parts, strict=True):
        tell(verdict, running=True)
        problem = _execute(part, f"{mutant.task}, test", namespace)
        if problem is not None:
            tell(verdict, message=problem)
            return
    tell("same" if mutant.kind in PROBED and not probes.differed else "survived")


def _execute(code: str, label: str, namespace: dict[str, object]) -> str | None:
    """Run one cell; return what went wrong, or None."""
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            exec(compile(code, label, "exec"), namespace)
    except Exception as error:
        return str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
    return None


def _siblings(namespace: Mapping[str, object]) -> dict[str, list[str]]:
    """For each column of the tables at hand, the columns beside it that hold the same kind of values."""
    found: dict[str, list[str]] = {}
    for table in namespace.values():
        if not isinstance(table, pd.DataFrame):
            continue
        kinds: dict[str, list[str]] = {}
        for column, dtype in table.dtypes.items():
            kinds.setdefault(dtype.kind, []).append(str(column))
        for alike in kinds.values():
            for one, other in itertools.pairwise(alike):
                for column, sibling in ((one, other), (other, one)):
                    if sibling not in found.setdefault(column, []):
                        found[column].append(sibling)
    return found
