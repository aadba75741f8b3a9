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

from digital_factory.authoring.assignment import TEST_SUFFIX, Assignment, grade_id, without_markers
from digital_factory.authoring.mutation.mutants import PROBED, Mutant, mutants_of
from digital_factory.authoring.mutation.probes import Probes

__all__ = ["BrokenReferenceError", "Trial", "parts_of", "trials"]

Verdict = Literal["visible", "hidden", "same", "survived", "not tried"]
_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_LEAST_CPU_S = 2  # [s] of processor time for a trial
_CPU_TIMES = 5  # as many times what the reference needs
_MEMORY_BYTES = 4 * 2**30
_SAMPLED_TASKS = 3  # of a notebook: each task's test costs a second or so before its first trial


class BrokenReferenceError(RuntimeError):
    """A reference answer that does not pass its own test."""


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


def trials(
    assignment: Assignment, tasks: Sequence[str], *, sample: int | None = None, seed: int = 0
) -> Iterator[list[Trial]]:
    """Try the mutants of each task, in the order of the notebook; run it in the notebook's folder.

    Parameters
    ----------
    tasks
        Tasks whose mutants are wanted.
    sample
        How many mutants of the notebook are tried; all when None.
    seed
        Which sample.

    Raises
    ------
    BrokenReferenceError
        If a reference answer does not pass its own test: then nothing can be said of its mutants.
    """
    chance = random.Random(f"{assignment.slug} {seed}")
    tried = list(tasks)
    if sample is not None:
        tried = chance.sample(tried, min(_SAMPLED_TASKS, len(tried)))
    namespace: dict[str, object] = {"__name__": "__main__", "display": lambda *shown: None}
    for cell in assignment.cells:
        name = grade_id(cell)
        if cell.cell_type != "code" or name.endswith(TEST_SUFFIX):
            continue
        before = dict(namespace)
        _execute(without_markers(cell.source), name, namespace)
        if name not in tasks:
            continue
        found = mutants_of(name, cell.source, _siblings(before))
        chosen = found if name in tried else []
        if sample is not None:
            chosen = chance.sample(chosen, min(sample // len(tried), len(chosen)))
        outcomes = {trial.mutant: trial for trial in _tried(assignment, name, chosen, before, namespace)}
        yield [outcomes.get(mutant, Trial(mutant, "not tried")) for mutant in found]


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
    assignment: Assignment,
    task: str,
    chosen: Sequence[Mutant],
    before: Mapping[str, object],
    namespace: dict[str, object],
) -> Iterator[Trial]:
    if not chosen:
        return
    parts = parts_of(assignment.graded[task + TEST_SUFFIX].source)
    kept = dict(namespace)
    start = time.process_time()
    for part in parts:  # the fresh factories that it draws stay in memory for the forks
        problem = _execute(part, f"{task}{TEST_SUFFIX}", namespace)
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
    _execute(without_markers(mutant.source), mutant.task, namespace)
    names: tuple[Verdict, Verdict] = ("visible", "hidden")
    for verdict, part in zip(names, parts, strict=True):
        tell(verdict, running=True)
        problem = _execute(part, f"{mutant.task}{TEST_SUFFIX}", namespace)
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
