"""Tries every test before a class is graded: does this grader give the verdicts that stock nbgrader gives?

The reference solution, the untouched release and a few wrong versions of the reference are run three ways:
with the tests apart from the student's code, with the tests in the student's process, and as stock runs
them. Each test gets the first of these ways that agrees with stock on all of them. That is decided from the
trainer's notebooks alone, before any submission is looked at.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from classroom.assignment.divide import SKIPPED
from classroom.assignment.names import names_of
from classroom.assignment.plan import AssignmentPlan, NotebookPlan
from classroom.grading import texts
from classroom.grading.causes import cause_of
from classroom.grading.grade_submission import Scratch, marks, run_notebook
from classroom.grading.outcome import Outcome
from classroom.grading.processes import Engine
from classroom.grading.run_cells import run_apart, run_as_stock
from classroom.grading.second_look import Run
from classroom.grading.versions import WRONG_CELL_S, Version, versions_of
from classroom.limits import Limits
from classroom.records import CellRole, Role, Trial
from classroom.sandbox.base import SandboxError
from classroom.submission.rebuild import RebuiltNotebook

__all__ = ["Calibration", "calibrate"]

_AT_ONCE = 2  # versions that are run at the same time
_MANY_CALLS = 200  # of the student's functions by one set-up cell: each call carries its arguments over
_SLOWER = 20  # times as long as stock's slowest cell a test may take apart from the student's code

Outcomes = Mapping[int, Outcome]
Scores = dict[str, float]  # by grade_id


@dataclass(frozen=True)
class Calibration:
    """What the trial showed."""

    plan: AssignmentPlan  # with each test's way
    trial: Trial
    engine: Engine  # what it was run with, still warm; the caller closes it

    @property
    def shared(self) -> tuple[str, ...]:
        """Tests that give stock's verdicts only in the student's process."""
        return self.trial.shared

    @property
    def broken(self) -> tuple[str, ...]:
        """Tests that the reference does not pass at all."""
        return tuple(self.trial.broken)


def calibrate(plan: AssignmentPlan) -> Calibration:
    """Find each test's way, and the tests that have none.

    Raises
    ------
    SandboxError
        When nothing can be run at all.
    """
    try:
        warm = _try(plan)
    except SandboxError:  # the reference itself may not bear to be run in a process that others fork from
        return _try(replace(plan, warm_up=False))
    if warm.trial == Trial(warm_up=True, opaque=warm.trial.opaque, alone=warm.trial.alone):
        return warm
    # Tests may not bear to follow a warm-up in the same process: see whether they do better without.
    cold = _try(replace(plan, warm_up=False))
    if replace(cold.trial, warm_up=True) == warm.trial:
        cold.engine.close()
        return warm
    warm.engine.close()
    return cold


def _try(plan: AssignmentPlan) -> Calibration:
    engine = Engine(plan)
    trial, notebooks = Trial(warm_up=plan.warm_up), []
    try:
        for notebook in plan.notebooks:
            found = _Trials(plan, notebook, engine)
            notebooks.append(found.settle())
            trial = replace(
                trial,
                shared=tuple(sorted({*trial.shared, *found.shared})),
                broken={**trial.broken, **found.broken},
                unsure={**trial.unsure, **found.unsure},
                spared={**trial.spared, **found.spared},
                left=(*trial.left, *found.left),
                opaque=tuple(sorted({*trial.opaque, *found.opaque})),
                alone=tuple(sorted({*trial.alone, *found.alone})),
            )
    except BaseException:
        engine.close()
        raise
    return Calibration(replace(plan, notebooks=tuple(notebooks)), trial, engine)


class _Trials:
    """The trials of one notebook."""

    def __init__(self, plan: AssignmentPlan, notebook: NotebookPlan, engine: Engine) -> None:
        self._plan = plan
        self._notebook = notebook
        self._engine = engine
        self._declared = {cell.grade_id or "" for cell in notebook.cells if cell.shared}
        self._tests = {
            cell.grade_id: place
            for place, cell in enumerate(notebook.cells)
            if cell.role == CellRole.TEST and cell.grade_id and cell.points is not None
        }
        self._versions = versions_of(notebook, plan.limits)
        self.shared: set[str] = set()
        self.broken: dict[str, str] = {}
        self.unsure: dict[str, str] = {}
        self.left: tuple[str, ...] = ()
        self.opaque: set[str] = set()
        self.alone: set[str] = set()
        self._leaving = len(notebook.cells)  # place of the first test that leaves something to others
        self.spared: dict[str, tuple[int, ...]] = {}
        self._apart: Outcomes = {}  # the reference's, with the tests in their ways

    def settle(self) -> NotebookPlan:
        """Try ways until each test has one; the notebook with those ways."""
        if not self._tests:
            return self._notebook
        for version, outcomes in zip(
            self._versions, self._run_all(self._notebook, run_as_stock), strict=True
        ):
            version.outcomes = outcomes
            version.stock = self._scores(self._notebook, outcomes)
        notebook, differing = self._notebook, self._differing(self._notebook)
        if differing and notebook != notebook.together():  # these tests may not bear to stand alone
            left = self._differing(notebook.together())
            if len(left) < len(differing):
                self._notebook = notebook = notebook.together()
                differing = left
        self.left = tuple(
            cell.cell["id"]
            for place, cell in enumerate(notebook.cells)
            if cell.leaves and place in self._apart and self._apart[place].calls > _MANY_CALLS
        )
        if self.left:
            self._notebook = notebook = notebook.leave(self.left)
            differing = self._differing(notebook)
        for widen in (set, self._with_providers, lambda _: set(self._tests)):
            chosen = self._declared | self.shared | widen(set(differing))
            if not differing or chosen == self._declared | self.shared:
                continue
            tried = self._notebook.share(chosen)
            left = self._differing(tried)
            if len(left) < len(differing):
                notebook, differing, self.shared = tried, left, chosen - self._declared
        return self._noted(notebook, differing)

    def _with_providers(self, labels: set[str]) -> set[str]:
        """With the earlier tests that define what these read: a shared test does not see the checker's."""
        places = {self._tests[label] for label in labels}
        read = {
            name for place in places for name in names_of(self._notebook.cells[place].cell["source"]).read
        }
        providers = {
            label
            for label, place in self._tests.items()
            if place < max(places, default=0)
            and names_of(self._notebook.cells[place].cell["source"]).bound & read
        }
        return labels | providers

    def _noted(self, notebook: NotebookPlan, differing: Mapping[str, str]) -> NotebookPlan:
        """Note what has no way, and what the reference itself does not pass."""
        self.unsure = {label: self._with_cause(label, why) for label, why in differing.items()}
        reference = self._versions[0]
        if reference.name == texts.TRIAL_REFERENCE:
            for label, place in self._tests.items():
                cell = self._notebook.cells[place]
                unsolved = names_of(cell.cell["source"]).read & self._unsolved()
                if reference.stock[label] < (cell.points or 0.0) and not unsolved:
                    self.broken[label] = self._cause(label, reference.outcomes)
        for label, place in self._tests.items():
            if SKIPPED in self._notebook.cells[place].cell["metadata"].get("tags", ()):
                self.unsure[label] = texts.TRIAL_SKIPPED.format(tag=SKIPPED)
        self.unsure = {label: why for label, why in self.unsure.items() if label not in self.broken}
        doubts = {
            **{label: texts.TRIAL_BROKEN.format(why=why) for label, why in self.broken.items()},
            **self.unsure,
        }
        places = self._tests.items()
        self.alone = {
            label for label, place in places if notebook.cells[place].alone and place < self._leaving
        }
        found = Trial(spared=self.spared, opaque=tuple(self.opaque), alone=tuple(self.alone))
        return notebook.settled(found, doubts)

    def _patience(self, version: Version) -> Limits:
        """The limits of a version with its tests apart, where each call of the student's code costs more.

        A test that takes much longer so would cost the time of every student, and marks of the slower ones.
        """
        slowest = max((outcome.seconds for outcome in version.outcomes.values()), default=math.inf)
        at_most = max(WRONG_CELL_S, _SLOWER * slowest)
        return replace(version.limits, cell_s=min(version.limits.cell_s, at_most))

    def _unsolved(self) -> set[str]:
        """Names of open cells that students are to fill, of which no solution is known."""
        cells = [cell for cell in self._notebook.cells if cell.role == CellRole.SETUP and cell.in_tests]
        return {name for cell in cells for name in cell.bound}

    def _run(self, notebook: NotebookPlan, version: Version, run: Run) -> dict[int, Outcome]:
        rebuilt = RebuiltNotebook(notebook, version.answers, (), ())
        scratch = Scratch((self._engine.files,), self._engine.files_mb, (self._engine.kept,))
        limits = version.limits if run is run_as_stock else self._patience(version)
        plan = replace(self._plan, limits=limits)
        watched = run is not run_as_stock and version is self._versions[0]
        return run_notebook(plan, rebuilt, self._engine, scratch, run, watched)[0]

    def _run_all(self, notebook: NotebookPlan, run: Run) -> list[dict[int, Outcome]]:
        # In this thread: the warm parents live no longer than the thread that starts them.
        self._engine.sandbox.wait([Role.LEARNER] if run is run_as_stock else list(Role))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda version: self._run(notebook, version, run), self._versions))

    def _scores(self, notebook: NotebookPlan, outcomes: Mapping[int, Outcome]) -> Scores:
        rebuilt = RebuiltNotebook(notebook, self._versions[0].answers, (), ())
        found = marks(rebuilt, dict(outcomes), [])
        return {label: found[label].score or 0.0 for label in self._tests}

    def _differing(self, notebook: NotebookPlan) -> dict[str, str]:
        """The tests that do not give stock's verdict on some version, and what they give."""
        found: dict[str, str] = {}
        patient = functools.partial(run_apart, trials_s=math.inf)
        for version, outcomes in zip(self._versions, self._run_all(notebook, patient), strict=True):
            if version.name == texts.TRIAL_REFERENCE:
                self._spare(outcomes)
                self._apart = outcomes
                at = self._tests.items()
                self.opaque |= {label for label, place in at if place in outcomes and outcomes[place].opaque}
            leaving = [place for place, outcome in outcomes.items() if outcome.traces]
            self._leaving = min([self._leaving, *leaving])
            self._clear_spared(outcomes)
            ours = self._scores(notebook, outcomes)
            for label, score in ours.items():
                place, stock = self._tests[label], version.stock[label]
                ended = place in version.outcomes and version.outcomes[place].ended
                if score != stock and not ended and label not in found:
                    text = texts.TRIAL_DIFFERS
                    found[label] = text.format(version=version.name, stock=stock, ours=score)
        return found

    def _spare(self, outcomes: Outcomes) -> None:
        """Where the reference passes a wrong version of a shared test, that version is none."""
        for label, place in self._tests.items():
            passing = outcomes[place].passing if place in outcomes else []
            if passing and 0 not in passing:
                self.spared[label] = tuple(passing)

    def _clear_spared(self, outcomes: Outcomes) -> None:
        """Suspect no version of the answers for passing what the reference passes as well."""
        for label, place in self._tests.items():
            passing = outcomes[place].passing if place in outcomes else []
            if passing and set(passing) <= set(self.spared.get(label, ())):
                outcomes[place].suspicions = []

    def _with_cause(self, label: str, why: str) -> str:
        cause = self._cause(label, self._apart)
        return f"{why} {texts.TRIAL_CAUSE.format(why=cause)}" if cause else why

    def _cause(self, label: str, outcomes: Outcomes) -> str:
        """The first error of a run up to a test."""
        names = [notebook.name for notebook in self._plan.notebooks]
        return cause_of(self._notebook, self._tests[label], outcomes, names)
