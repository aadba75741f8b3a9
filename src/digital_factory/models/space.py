"""Agile space and time: what a faster team changes end to end, and what distance to the firm costs.

Equations `eq-space-amdahl`, `eq-space-contact` and `eq-space-far` of chapter 2. Imports NumPy and
models. The first is arithmetic (Amdahl's law [1]_, read as time to market); the other two are
**illustrative**: they give distance a price, they were fitted to no firm.

References
----------
.. [1] Amdahl, G. M. (1967). Validity of the single processor approach to achieving large scale computing
   capabilities. AFIPS Spring Joint Computer Conference, 483-485. doi:10.1145/1465482.1465560
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digital_factory.models.arrays import Floats, number_or_array
from digital_factory.models.fields import Numbers
from digital_factory.models.parameters import NOT_NEGATIVE, POSITIVE, at_least, broadcastable
from digital_factory.models.rounding import below

__all__ = ["Project", "break_even_distance", "contact", "saving", "shortest_time", "time_to_market"]


@dataclass(frozen=True, eq=False)
class Project:
    """A project: development, everything else and the firm it needs. Numbers or arrays.

    Parameters
    ----------
    development_months
        Development at the firm's usual speed [months], above 0.
    rest_months
        All before and after development: budget, compliance, integration, roll-out [months], at least 0.
    speed_up
        How many times as fast the team develops, s [1], at least 1.
    distance_m
        Distance from the team to the people of operations and IT whom it has to ask [m], at least 0.
    contact_scale_m
        Distance over which contact falls to 37% (1/e), d0 [m], above 0.
    questions
        Questions that only operations or IT can answer, each project, at least 0.
    late_answer_months
        Time lost for each of them that is not asked in time [months], at least 0.

    Raises
    ------
    ParameterError
        If a value breaks its rule or the shapes do not fit together.
    """

    development_months: Numbers = Numbers(
        POSITIVE, "Give the months of development, for example 4.", default=4.0
    )
    rest_months: Numbers = Numbers(
        NOT_NEGATIVE, "Give the months of everything else, for example 14.", default=14.0
    )
    speed_up: Numbers = Numbers(
        at_least(1), "Give 1 for the usual speed, 3 for three times as fast.", default=1.0
    )
    distance_m: Numbers = Numbers(
        NOT_NEGATIVE, "Give the distance in metres, 0 for the same room.", default=0.0
    )
    contact_scale_m: Numbers = Numbers(POSITIVE, "Give a distance in metres, for example 30.", default=30.0)
    questions: Numbers = Numbers(
        NOT_NEGATIVE, "Give the questions of a project, for example 12.", default=0.0
    )
    late_answer_months: Numbers = Numbers(
        NOT_NEGATIVE, "Give the months lost, for example 0.25.", default=0.25
    )

    def __post_init__(self) -> None:
        broadcastable(**vars(self))


def contact(project: Project) -> Floats:
    """Return the share of questions asked in time, exp(-d / d0) [1]. Equation `eq-space-contact`."""
    return number_or_array(np.exp(-project.distance_m / project.contact_scale_m))


def time_to_market(project: Project) -> Floats:
    """Return the time from idea to customers [months]. Equations `eq-space-amdahl` and `eq-space-far`.

    Examples
    --------
    >>> round(float(time_to_market(Project(speed_up=3))), 1)
    15.3
    """
    p = project
    late = p.questions * (1 - contact(p)) * p.late_answer_months
    return p.development_months / p.speed_up + p.rest_months + late


def shortest_time(project: Project) -> Floats:
    """Return the time to market if development took no time at all [months]."""
    return time_to_market(project) - project.development_months / project.speed_up


def saving(project: Project) -> Floats:
    """Return the share of the time to market saved against the usual speed in the same building [1].

    Negative if the project takes longer.

    Examples
    --------
    >>> round(float(saving(Project(speed_up=3))), 2)
    0.15
    """
    usual = project.development_months + project.rest_months
    return 1 - time_to_market(project) / usual


def break_even_distance(project: Project) -> Floats:
    """Return the distance at which late answers eat up the speed-up [m]; infinite if they never do.

    The distance of `project` is not used. Solves ``D (1 - 1/s) = Q w (1 - exp(-d / d0))`` for d.

    Examples
    --------
    >>> round(float(break_even_distance(Project(speed_up=3, questions=16))), 1)
    33.0
    """
    p = project
    gain = p.development_months * (1 - 1 / p.speed_up)
    loss = p.questions * p.late_answer_months
    reached = below(gain, loss)
    share = np.where(reached, gain, 0.0) / np.where(reached, loss, 1.0)
    return number_or_array(np.where(reached, -p.contact_scale_m * np.log1p(-share), np.inf))
