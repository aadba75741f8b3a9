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
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from digital_factory.authoring.mutation.forms import FORMS, ORDERED, reshape
from digital_factory.authoring.mutation.mutants import PROBED, Mutant, mutants_of
from digital_factory.authoring.mutation.probes import Probes
from digital_factory.authoring.mutation.records import Cell, FormTrial, Notebook, TaskTrials, Trial, Verdict

__all__ = ["BrokenReferenceError", "trials"]

_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_BROKEN = "broken"  # told by a fork that cannot give a verdict
_ORDER = "order="  # a check of the order that a task asks for
_LEAST_CPU_S = 2  # [s] of processor time for a trial
_CPU_TIMES = 5  # as many times what the reference needs
_MEMORY_BYTES = 4 * 2**30
_SAMPLED_TASKS = 2  # of a notebook: each task's test costs a second or so before its first trial


class BrokenReferenceError(RuntimeError):
    """A reference answer that does not pass its own test."""


def trials(notebook: Notebook) -> Iterator[TaskTrials]:
    """Yield the trials of each chosen task; run it in the notebook's folder.

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
        forms: list[str] = []
        chosen: list[Mutant] = []
        if cell.task in tried:
            ordered = _ORDER in tests[cell.task]
            forms = [name for name in FORMS if not (ordered and name in ORDERED)]
            chosen = found
        if notebook.sample is not None:
            chosen = chance.sample(chosen, min(notebook.sample // len(tried), len(chosen)))
        bench = _Bench(cell, _parts_of(tests[cell.task]), before, namespace)
        known = {mutant: bench.mutant(mutant) for mutant in chosen}
        trials = [known.get(mutant, Trial(mutant, "not tried")) for mutant in found]
        yield TaskTrials(cell.task, trials, [bench.form(name) for name in forms])
        bench.clear()


def _parts_of(test: str) -> tuple[str, str]:
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


class _Bench:
    """Where the mutants and forms of one answer are tried, each in a fork.

    Parameters
    ----------
    parts
        The visible and the hidden part of its test.
    before
        The namespace before the cell, for the forks to start from.
    namespace
        The notebook's own, in which the reference has run.
    """

    def __init__(
        self,
        cell: Cell,
        parts: tuple[str, str],
        before: Mapping[str, object],
        namespace: dict[str, object],
    ) -> None:
        self._cell, self._parts = cell, parts
        self._before, self._namespace, self._kept = before, namespace, dict(namespace)
        self._cpu_s = 0

    def mutant(self, mutant: Mutant) -> Trial:
        """Try a mutant."""

        def prepare() -> Callable[[], bool]:
            probes = Probes()
            self._namespace.update(probes.names)
            _execute(mutant.source, mutant.task, self._namespace)
            return lambda: mutant.kind not in PROBED or probes.differed

        return Trial(mutant, *self._forked(prepare))

    def form(self, name: str) -> FormTrial:
        """Try the reference with its results in another form."""

        def prepare() -> Callable[[], bool]:
            _execute(self._cell.source, self._cell.task, self._namespace)
            return reshape(self._namespace, self._before, self._cell.task, FORMS[name])

        return FormTrial(name, *self._forked(prepare))

    def clear(self) -> None:
        """Leave the namespace as the reference left it."""
        self._fill(self._kept)

    def _fill(self, names: Mapping[str, object]) -> None:
        self._namespace.clear()
        self._namespace.update(names)

    def _warm_up(self) -> None:
        """Run the reference's test: the factories that it draws stay in memory for the forks."""
        start = time.process_time()
        for part in self._parts:
            problem = self._test(part)
            if problem is not None:
                raise BrokenReferenceError(
                    f"{self._cell.task}: the reference does not pass its own test, which says: {problem}"
                )
        self._cpu_s = max(_LEAST_CPU_S, math.ceil(_CPU_TIMES * (time.process_time() - start)))
        self._fill(self._before)
        gc.freeze()

    def _test(self, part: str) -> str | None:
        return _execute(part, f"{self._cell.task}, test", self._namespace)

    def _forked(self, prepare: Callable[[], Callable[[], bool]]) -> tuple[Verdict, str]:
        """Run the test in a fork, after `prepare`, which gives a way to ask whether anything is different."""
        if not self._cpu_s:
            self._warm_up()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                resource.setrlimit(resource.RLIMIT_CPU, (self._cpu_s, self._cpu_s))
                with contextlib.suppress(ValueError, OSError):  # macOS has no such limit
                    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
                for verdict, message in self._told(prepare):
                    os.write(writing, json.dumps([verdict, message]).encode() + b"\n")
            except BaseException as error:
                os.write(writing, json.dumps([_BROKEN, repr(error)]).encode() + b"\n")
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            told = stream.read().splitlines()
        os.waitpid(child, 0)
        verdict, message = json.loads(told[-1]) if told else ("visible", None)
        if verdict == _BROKEN:
            raise RuntimeError(f"A trial of {self._cell.task} ended before its verdict: {message}")
        ended = f"It was ended: more than {self._cpu_s} s of processor time, or too much memory."
        return verdict, ended if message is None else message

    def _told(self, prepare: Callable[[], Callable[[], bool]]) -> Iterator[tuple[Verdict, str | None]]:
        """Yield verdicts, the last of which holds; without a message where the fork may yet be ended."""
        makes_a_difference = prepare()
        verdicts: tuple[Verdict, Verdict] = ("visible", "hidden")
        for verdict, part in zip(verdicts, self._parts, strict=True):
            yield verdict, None
            problem = self._test(part)
            if problem is not None:
                yield verdict, problem
                return
        yield "survived" if makes_a_difference() else "same", ""


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
    except (Exception, SystemExit) as error:
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
