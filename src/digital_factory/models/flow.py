"""The factory of chapter 10 at one moment: what comes in, who works on it, and what stands at each stage.

Owns the parameters of the three queues, the six firms as they stand when their logs end, and the draw of a
firm from a learner's id. Imports NumPy and models.

Units: months, projects, people. The three stages are always in the order of `STAGES`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from digital_factory.models.arrays import Floats
from digital_factory.models.fields import Field, Number
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE_BELOW_ONE,
    ParameterError,
    one_of,
    whole,
)
from digital_factory.models.rounding import first_smallest

__all__ = ["FIRMS", "FLOWS", "STAGES", "Flow", "draw_firm"]

STAGES: Final = ("build", "review", "integration")
Months = tuple[float, float, float]
Counts = tuple[int, int, int]


class _CountAtEach(Field[Counts, Counts]):
    """One whole number of at least `least` for each stage."""

    def __init__(self, next_step: str, *, least: int, default: Counts | None = None) -> None:
        super().__init__(default)
        self._condition, self._next_step = whole(least), next_step

    def check(self, value: Counts) -> Counts:
        numbers = _each(self.name, self._condition.check(self.name, value, self._next_step))
        return int(numbers[0]), int(numbers[1]), int(numbers[2])


class _MonthsAtEach(Field[Months, Months]):
    """One duration above 0 for each stage."""

    def __init__(self, next_step: str) -> None:
        super().__init__(None)
        self._next_step = next_step

    def check(self, value: Months) -> Months:
        return _each(self.name, POSITIVE.check(self.name, value, self._next_step))


def _each(name: str, numbers: Floats) -> Months:
    """Return the numbers of the stages, or refuse more or fewer."""
    if numbers.shape != (len(STAGES),):
        raise ParameterError(
            f"`{name}` must hold one number per stage ({', '.join(STAGES)}), got {numbers.tolist()!r}. "
            "Give three numbers."
        )
    build, review, integration = (float(number) for number in numbers)
    return build, review, integration


@dataclass(frozen=True)
class Flow:
    """A factory and what follows it, at one moment.

    Parameters
    ----------
    arrival_rate
        Projects approved, lambda [projects a month], at least 0; 0 once the factory takes in nothing.
    people
        People at each stage, each on one project at a time, c; whole numbers of at least 1.
    work_months
        Mean work on one visit to each stage, w [months], above 0.
    return_share
        Share p of reviews that send the project back, from 0 up to, but not including, 1.
    fix_months
        Time away per return [months]; the project then joins the end of the review queue.
    backlog
        Projects already at each stage at month 0, waiting or in work. All of them start anew.

    Raises
    ------
    ParameterError
        If a value breaks its rule or a stage is missing.

    Examples
    --------
    >>> Flow(3.0, (12, 4, 4), (3.0, 0.6, 1.2), return_share=0.25).utilisation.round(2).tolist()
    [0.75, 0.6, 0.9]
    """

    arrival_rate: Number = Number(NOT_NEGATIVE, "Give the projects approved in a month, or 0.")
    people: _CountAtEach = _CountAtEach(
        "Give the people who work on one project each, for example (12, 3, 5).", least=1
    )
    work_months: _MonthsAtEach = _MonthsAtEach("Give the months of work at each stage.")
    return_share: Number = Number(SHARE_BELOW_ONE, "Give the share of reviews that send back.", default=0.0)
    fix_months: Number = Number(NOT_NEGATIVE, "Give the months away per return.", default=0.5)
    backlog: _CountAtEach = _CountAtEach("Give the projects at each stage today.", default=(0, 0, 0), least=0)

    @property
    def visits(self) -> Floats:
        """Mean visits of a project to each stage; 1 / (1 - p) to the review."""
        return np.array([1.0, 1.0 / (1.0 - self.return_share), 1.0])

    @property
    def utilisation(self) -> Floats:
        """Work asked for over work that can be done, per stage [1]. Equation `eq-capstone-utilisation`."""
        return self.arrival_rate / self.capacity

    @property
    def capacity(self) -> Floats:
        """Projects that each stage can let out when it is never idle [projects a month]."""
        capacity: Floats = np.asarray(self.people) / (self.visits * np.asarray(self.work_months))
        return capacity

    @property
    def bottleneck(self) -> str:
        """The stage with the least capacity, of equals the first."""
        return STAGES[int(first_smallest(self.capacity))]

    def with_people(self, stage: str, more: int = 1) -> Flow:
        """Return the same factory with `more` people at a stage (fewer if negative).

        Examples
        --------
        >>> Flow(3.0, (12, 4, 4), (3.0, 0.6, 1.2)).with_people("review").people
        (12, 5, 4)
        """
        one_of("stage", stage, STAGES)
        build, review, integration = (
            count + (more if name == stage else 0) for name, count in zip(STAGES, self.people, strict=True)
        )
        return replace(self, people=(build, review, integration))


# The six fictional firms on 1 January 2026, when their logs end; the backlogs are those of the logs.
FLOWS: Final = {
    "Banque Valdreuse": Flow(3.5, (14, 3, 6), (3.0, 0.6, 1.2), 0.30, 0.7, (8, 31, 4)),
    "Assurances Mélèze": Flow(3.0, (12, 3, 4), (3.0, 0.55, 1.5), 0.10, 0.5, (8, 1, 18)),
    "Hôtels Ormevent": Flow(3.2, (8, 3, 5), (2.8, 0.5, 1.0), 0.15, 0.4, (29, 1, 2)),
    "Forges Daubrac": Flow(2.6, (10, 3, 6), (3.1, 0.7, 1.5), 0.45, 0.8, (5, 4, 3)),
    "Magasins Courlis": Flow(3.6, (14, 4, 7), (2.2, 0.5, 1.2), 0.10, 0.4, (8, 1, 5)),
    "Air Vélin": Flow(2.8, (9, 3, 3), (2.6, 0.5, 1.3), 0.20, 0.5, (7, 4, 15)),
}
FIRMS: Final = tuple(FLOWS)


def draw_firm(learner_id: str) -> str:
    """Return the firm that a learner's id draws: always the same for the same id.

    The id without outer spaces and in lower case is hashed (SHA-256); the hash, read as a whole number, is
    divided by 6, and the remainder is the place in `FIRMS`.

    Raises
    ------
    ParameterError
        If the id is no text or is empty.

    Examples
    --------
    >>> draw_firm("ada") == draw_firm(" Ada ")
    True
    """
    if not isinstance(learner_id, str) or not learner_id.strip():
        raise ParameterError(
            f"`learner_id` must be a text, got {learner_id!r}. Give the id you enrolled with."
        )
    digest = hashlib.sha256(learner_id.strip().lower().encode()).digest()
    return FIRMS[int.from_bytes(digest) % len(FIRMS)]
