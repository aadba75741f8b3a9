"""What came of a task's mutants, held against the list of those that are right answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digital_factory.authoring.mutation.equivalents import Equivalent
from digital_factory.authoring.mutation.records import FormTrial, TaskTrials, Trial

__all__ = ["Result", "judged"]


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
    refused
        Other forms of the right result that lose the marks.
    """

    task: str
    trials: Sequence[Trial]
    equivalent: Sequence[Trial]
    stale: Sequence[str]
    refused: Sequence[FormTrial]

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
        return bool(self.survivors or self.stale or self.refused)


def judged(tried: TaskTrials, listed: Sequence[Equivalent]) -> Result:
    """Hold the trials of one task against the entries that list its equivalent mutants."""
    trials = tried.mutants
    equivalent: list[Trial] = []
    stale = []
    for entry in listed:
        of_it = [trial for trial in trials if entry.is_of(trial.mutant)]
        if not of_it:
            stale.append(f"{entry.becomes}: there is no such mutant (any more).")
        elif any(trial.verdict in ("visible", "hidden", "same") for trial in of_it):
            stale.append(f"{entry.becomes}: it does not survive, so it need not be listed.")
        equivalent += [trial for trial in of_it if trial.verdict == "survived"]
    refused = [form for form in tried.forms if form.verdict in ("visible", "hidden")]
    return Result(tried.task, trials, equivalent, stale, refused)
