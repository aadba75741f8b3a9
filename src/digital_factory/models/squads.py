"""Squads: how many people and squads have to talk, and how often a release waits for another squad.

Equations `squads-links`, `squads-blocked`, `squads-general` and `squads-wait` of chapter 3. Imports NumPy
only. The count of links is arithmetic; the rest is this course's own model and **illustrative**: it explains
a shape, it forecasts no firm.

References
----------
.. [1] Brooks, F. P. (1975). The Mythical Man-Month. Addison-Wesley: the count n(n-1)/2.
.. [2] Conway, M. E. (1968). How do committees invent? Datamation 14(4), 28-31: systems are cut as their
   makers talk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digital_factory.models.arrays import Floats, Ints, number_or_array
from digital_factory.models.fields import Count, Number
from digital_factory.models.parameters import (
    NOT_NEGATIVE,
    SHARE_BELOW_ONE,
    ParameterError,
    broadcastable,
    whole,
)

__all__ = [
    "SKILLS",
    "SKILL_NEED",
    "SYSTEMS",
    "Links",
    "Organisation",
    "Outlook",
    "chance_blocked",
    "links",
    "outlook",
    "squad_links",
    "squads_asked",
]

SKILLS = 8  # [skills] a release may need; an assumption of the chapter
SYSTEMS = 6  # [systems] shared by all squads, each owned by one of them; an assumption of the chapter
SKILL_NEED = 0.6  # [1] chance that a release needs a given skill; an assumption of the chapter


class Links(NamedTuple):
    """Links of a factory that is cut into squads [links]: between people of a squad, and between squads."""

    within: Floats
    between: Floats

    @property
    def total(self) -> Floats:
        """All links [links]."""
        return self.within + self.between


class Outlook(NamedTuple):
    """What a release can expect: squads asked [squads], chance of a block [1], wait when blocked [weeks]."""

    squads_asked: float
    blocked: float
    wait_if_blocked_weeks: float


# ---- arithmetic
def links(members: npt.ArrayLike) -> Floats:
    """Return the links between `members` who all talk, n (n - 1) / 2 [1]_. Equation `squads-links`.

    Examples
    --------
    >>> float(links(150))
    11175.0
    """
    n = whole(1).check("members", members, "Give the people, or the squads, that talk to each other.")
    return number_or_array(n * (n - 1) / 2)


def squad_links(people: npt.ArrayLike, squad_size: npt.ArrayLike) -> Links:
    """Return the links when everybody talks within a squad, and each pair of squads through one link.

    Parameters
    ----------
    people
        People in the factory, a multiple of `squad_size`.
    squad_size
        People in a squad.

    Raises
    ------
    ParameterError
        If the people do not make whole squads.

    Examples
    --------
    >>> within, between = squad_links(150, 10)
    >>> float(within), float(between)
    (675.0, 105.0)
    """
    n = whole(1).check("people", people, "Give the people of the factory, for example 150.")
    size = whole(1).check("squad_size", squad_size, "Give the people of one squad, for example 10.")
    broadcastable(people=n, squad_size=size)
    squads = n / size
    if np.any(squads != np.floor(squads)):
        raise ParameterError(
            f"`squad_size` must divide `people` into whole squads, got {size[()]:g} for {n[()]:g} people. "
            "Choose another size or round the number of people."
            if squads.ndim == 0
            else "`squad_size` must divide `people` into whole squads everywhere. Leave out the others."
        )
    return Links(number_or_array(squads * links(size)), links(squads))


def chance_blocked(squads_asked: npt.ArrayLike, not_ready: npt.ArrayLike) -> Floats:
    """Return the chance that one or more of k squads is not ready, 1 - (1 - q)^k. Equation `squads-blocked`.

    Parameters
    ----------
    squads_asked
        Other squads on which a release depends, k [squads].
    not_ready
        Chance q that a squad that is asked is not ready on the day [1], from 0 up to, but not including, 1.

    Notes
    -----
    The squads are taken to be ready or not independently of each other.

    Examples
    --------
    >>> chance_blocked([0, 1, 3, 7], 0.2).round(3)
    array([0.   , 0.2  , 0.488, 0.79 ])
    """
    k = NOT_NEGATIVE.check("squads_asked", squads_asked, "Give the number of other squads, for example 3.")
    q = SHARE_BELOW_ONE.check(
        "not_ready", not_ready, "Give the chance as a share, for example 0.2 for one day in five."
    )
    broadcastable(squads_asked=k, not_ready=q)
    return number_or_array(1.0 - (1.0 - q) ** k)


# ---- a whole factory, seen from one of its squads
@dataclass(frozen=True)
class Organisation:
    """A factory cut into equal squads: the home squad makes the release, the others lend and own.

    Each of the `SKILLS` is lent by one other squad, each of the `SYSTEMS` owned by one; with fewer squads
    than skills and systems, one squad has several.

    Parameters
    ----------
    people
        People in the factory.
    squad_size
        People in a squad; divides `people` into at least two squads.
    skills_on_board
        Skills, of `SKILLS`, that the home squad has itself.
    system_touch
        Chance that a release touches a given shared system [1].
    not_ready
        Chance that a squad that is asked is not ready on the day [1].
    wait_weeks
        Mean wait for one squad that is not ready [weeks]; the waits are exponential and run side by side.

    Raises
    ------
    ParameterError
        If a value breaks its rule.
    """

    people: Count = Count("Give the people of the factory, for example 150.", default=150, least=1)
    squad_size: Count = Count("Give the people of one squad, for example 10.", default=10, least=1)
    skills_on_board: Count = Count(
        "Give the skills that a squad has itself, for example 5.", default=5, least=0, most=SKILLS
    )
    system_touch: Number = Number(
        SHARE_BELOW_ONE, "Give the chance as a share, for example 0.2.", default=0.2
    )
    not_ready: Number = Number(SHARE_BELOW_ONE, "Give the chance as a share, for example 0.2.", default=0.2)
    wait_weeks: Number = Number(NOT_NEGATIVE, "Give the mean wait in weeks, for example 2.", default=2.0)

    def __post_init__(self) -> None:
        squad_links(self.people, self.squad_size)  # refuses squads that are not whole
        if self.squads < 2:
            raise ParameterError(
                f"`squad_size` must leave at least two squads, got {self.squad_size} for {self.people} "
                "people. Choose a smaller size."
            )

    @property
    def squads(self) -> int:
        """Squads in the factory [squads]."""
        return self.people // self.squad_size

    @property
    def hosts(self) -> Ints:
        """Which other squad, from 0, has each skill, then each system; shape ``(SKILLS + SYSTEMS,)``."""
        count = SKILLS + SYSTEMS
        return np.arange(count, dtype=np.int64) * (self.squads - 1) // count

    @property
    def dependency(self) -> Floats:
        """Chance d that a release depends on each other squad [1], ``(squads - 1,)``: `squads-general`."""
        asked = np.full(SKILLS + SYSTEMS, self.system_touch)
        asked[:SKILLS] = SKILL_NEED
        asked[: self.skills_on_board] = 0.0
        spared = np.ones(self.squads - 1)
        np.multiply.at(spared, self.hosts, 1.0 - asked)
        return 1.0 - spared


def squads_asked(organisation: Organisation) -> Floats:
    """Return the share of releases that depend on 0, 1, 2, ... other squads [1]; shape ``(squads,)``.

    Examples
    --------
    >>> bool(squads_asked(Organisation(skills_on_board=8, system_touch=0.0))[0] == 1.0)
    True
    """
    return _how_many(organisation.dependency)


def outlook(organisation: Organisation) -> Outlook:
    """Return what a release of the home squad can expect. Equations `squads-general` and `squads-wait`.

    Notes
    -----
    The slowest of b independent exponential waits with mean w takes w (1 + 1/2 + ... + 1/b) on average.

    Examples
    --------
    >>> expected = outlook(Organisation())
    >>> round(expected.squads_asked, 9), round(expected.blocked, 3)
    (3.0, 0.467)
    """
    depends = organisation.dependency
    late = _how_many(organisation.not_ready * depends)
    harmonic = np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, late.size))])
    blocked = 1.0 - float(late[0])
    wait = float(organisation.wait_weeks) * float(late @ harmonic) / blocked if blocked > 0 else 0.0
    return Outlook(float(depends.sum()), blocked, wait)


def _how_many(chances: Floats) -> Floats:
    """Distribution of how many independent events happen, each with its own chance (Poisson binomial)."""
    shares = np.ones(1)
    for chance in chances:
        shares = np.convolve(shares, [1.0 - chance, chance])
    return shares
