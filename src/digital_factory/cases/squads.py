"""Case study of chapter 3: 150 people cut into squads, and the release of one of them.

Owns the grid of settings, the picture of one release and every word a reader sees. The numbers come from
`models.squads`; how they travel and are drawn is the explorer's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from digital_factory.explorer import (
    Bars,
    Control,
    Explorer,
    Network,
    Observations,
    Readout,
    Series,
    Values,
    evaluate_on_grid,
    place_groups,
)
from digital_factory.models.arrays import Floats
from digital_factory.models.squads import (
    SKILLS,
    Organisation,
    chance_blocked,
    links,
    outlook,
    squad_links,
    squads_asked,
)

__all__ = ["PEOPLE", "controls", "explorer", "panels", "values"]

PEOPLE: Final = 150
_MOST_ASKED: Final = 11  # the settings leave at most 5 skills to borrow, and 6 systems

# ---- the release that the picture shows. Its luck is the same at every setting, so that what changes in the
# picture is what the reader changed. An ordinary release: `tests/cases/test_squads.py` checks it.
_NEEDS_SKILL: Final = np.array([1, 1, 0, 1, 0, 1, 0, 1], dtype=bool)  # 5 of 8, the model's 60%
_LUCK_SYSTEM: Final = np.array([0.75, 0.08, 0.58, 0.42, 0.92, 0.25])  # touched if below the control's share
_LUCK_SQUAD: Final = np.array(  # not ready if below the control's share; one number per skill and system
    [0.66, 0.82, 0.51, 0.96, 0.28, 0.59, 0.90, 0.18, 0.73, 0.35, 0.13, 0.44, 0.99, 0.03]
)

# Where each of the chapter's three things to look for leads: the settings to stop at.
OBSERVATIONS: Final[Observations] = (
    ({"skills": 3}, {"skills": 8}),
    ({"late": 0.1},),
    ({"size": 5}, {"size": 50}),
)

# ---- every word a reader sees
TITLE: Final = "150 people in squads: on how many of them does one release depend?"
CAPTION: Final = (
    "Illustrative. Every dot is a person, every ring a squad. One release of the top squad asks three "
    "others; one of the three is not ready."
)
SIZE, SIZE_UNIT = "Squad size", "people"
SKILLS_HELD, SKILLS_WORDS = "Skills a squad has on board", f"{{}} of {SKILLS} skills"
TOUCH, TOUCH_WORDS = "Each system touched by", "{:.0%} of releases"
LATE: Final = "Squads not ready when asked"
READOUT: Final = (
    "In squads of {size}, with {skills} on board, each shared system touched by {touch} and {late} of squads "
    "not ready when asked, a release depends on **{asked:.1f} other squads** on average. "
    "**{blocked:.0%} of releases** are blocked by at least one of them, for {wait:.1f} weeks on average. "
    "There are {within:,.0f} links inside the squads and {between:,.0f} between them."
)
NETWORK: Final = "One release and the squads it asks"
NETWORK_DESCRIPTION: Final = (
    "Every dot is a person, every ring of dots a squad. Lines run from the squad at the top, which makes "
    "the release, to the squads that lend it a skill or own a system it touches. A broken line ends at a "
    "squad that is not ready. One ordinary release, the same at every setting."
)
# In this order the two kinds of line have the colours of the squads they end at.
_READY, _NOT_READY, _HOME, _NOT_ASKED = range(4)
_ASKED: Final = (_READY, _NOT_READY)
STATES: Final = ("Asked, ready", "Asked, not ready", "Makes the release", "Not asked")
LINKS: Final = ("Asks, and gets it", "Asks, and waits")
SPREAD: Final = "All releases, by how many squads they ask"
SPREAD_DESCRIPTION: Final = (
    "Share of releases that ask no other squad, one, two and so on. Each bar is in two parts: releases that "
    "go out on the day and releases blocked by at least one squad. The blocked part grows from bar to bar."
)
NUMBERS: Final = ("none", "1 squad", *(f"{number} squads" for number in range(2, 8)), "8 or more")
OUT, BLOCKED, RELEASES = "Go out on the day", "Blocked", "Share of releases"
TALK: Final = "Links to keep alive"
TALK_DESCRIPTION: Final = (
    "Three counts: links if all 150 people talked to each other, links between people of the same squad, and "
    "links between squads with one link for each pair. The first never changes."
)
WHO, COUNT = ("Everybody with everybody", "Inside squads", "Between squads"), "Links"


def explorer() -> Explorer:
    """Return the case study."""
    chosen = controls()
    return Explorer(
        name="squads",
        title=TITLE,
        controls=chosen,
        values=values(*chosen),
        panels=panels(),
        readout=Readout((READOUT,)),
        caption=CAPTION,
        observations=OBSERVATIONS,
    )


def controls() -> tuple[Control, ...]:
    """Return what the reader sets."""
    sizes, skills = (5, 6, 10, 15, 25, 30, 50), (3, 4, 5, 6, 7, 8)
    touched, not_ready = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6), (0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
    in_words = [SKILLS_WORDS.format(held) for held in skills]
    return (
        Control(name="size", label=SIZE, values=sizes, default=10, unit=SIZE_UNIT),
        Control(name="skills", label=SKILLS_HELD, values=skills, default=5, words=in_words),
        Control(name="touch", label=TOUCH, values=touched, default=0.2, fmt=TOUCH_WORDS),
        Control(name="late", label=LATE, values=not_ready, default=0.2, fmt="{:.0%}"),
    )


def values(size: Control, skills: Control, touch: Control, late: Control) -> dict[str, Values]:
    """Return what the model says at every setting."""
    chosen, dims = (size, skills, touch, late), ("size", "skills", "touch", "late")
    sizes = [int(people) for people in size.values]

    def over_grid(one: Callable[[Organisation], npt.ArrayLike], decimals: int) -> Values:
        array = evaluate_on_grid(lambda *setting: one(Organisation(PEOPLE, *setting)), *chosen)
        return Values(array, dims, decimals=decimals)

    counts = squad_links(PEOPLE, sizes)
    return {
        "asked": over_grid(lambda o: outlook(o).squads_asked, 2),
        "blocked": over_grid(lambda o: outlook(o).blocked, 3),
        "wait": over_grid(lambda o: outlook(o).wait_if_blocked_weeks, 2),
        "out": over_grid(lambda o: _by_number(o, 1 - _blocked_at(o)), 3),
        "held": over_grid(lambda o: _by_number(o, _blocked_at(o)), 3),
        "within": Values(counts.within, dims[:1], decimals=0),
        "between": Values(counts.between, dims[:1], decimals=0),
        "talk": Values(
            np.stack([np.full(len(sizes), links(PEOPLE)), counts.within, counts.between], axis=-1),
            dims[:1],
            decimals=0,
        ),
        "places": Values([_places(n) for n in sizes], dims[:1], decimals=3),
        "lines": over_grid(_lines, 0),
        "person": over_grid(lambda o: np.repeat(_states(o), o.squad_size), 0),
        "line": over_grid(_line_kinds, 0),
    }


# ---- all releases
def _by_number(organisation: Organisation, part: Floats) -> Floats:
    """Share of all releases that ask as many squads as each of `NUMBERS` says, times their `part`."""
    shares = squads_asked(organisation) * part
    counts = np.zeros(len(NUMBERS))
    np.add.at(counts, np.minimum(np.arange(shares.size), len(NUMBERS) - 1), shares)
    return counts


def _blocked_at(organisation: Organisation) -> Floats:
    return chance_blocked(np.arange(organisation.squads), organisation.not_ready)


# ---- the release in the picture
def _places(size: int) -> Floats:
    """The people of each squad on a ring, the rings drawn in a little so that they stay apart."""
    rings = place_groups([size] * (PEOPLE // size)).reshape(-1, size, 2)
    middles = rings.mean(axis=1, keepdims=True)
    drawn_in: Floats = middles + 0.8 * (rings - middles)
    return drawn_in.reshape(-1, 2)


def _lines(organisation: Organisation) -> Floats:
    """From the first squad to those it asks, between the people nearest to the middle; NaN: no such line."""
    lines = np.full((_MOST_ASKED, 2), np.nan)
    asked = np.flatnonzero(np.isin(_states(organisation), _ASKED))
    contact = organisation.squad_size // 2
    lines[: asked.size, 0] = contact
    lines[: asked.size, 1] = asked * organisation.squad_size + contact
    return lines


def _states(organisation: Organisation) -> npt.NDArray[np.int64]:
    """Which of `STATES` each squad is in; the first makes the release."""
    needs = np.concatenate([_NEEDS_SKILL, organisation.system_touch > _LUCK_SYSTEM])
    needs[: organisation.skills_on_board] = False
    hosts = organisation.hosts
    states = np.full(organisation.squads, _NOT_ASKED)
    states[0] = _HOME
    for host in np.unique(hosts[needs]):
        luck = _LUCK_SQUAD[np.flatnonzero(hosts == host)[0]]
        states[1 + host] = _NOT_READY if luck < organisation.not_ready else _READY
    return states


def _line_kinds(organisation: Organisation) -> npt.NDArray[np.int64]:
    """Which of `LINKS` each of `_lines` is."""
    states = _states(organisation)
    kinds = np.zeros(_MOST_ASKED, dtype=np.int64)
    asked = states[np.isin(states, _ASKED)]
    kinds[: asked.size] = asked == _NOT_READY
    return kinds


def panels() -> tuple[Network, Bars, Bars]:
    """Return the charts."""
    return (
        Network(
            title=NETWORK,
            description=NETWORK_DESCRIPTION,
            places="places",
            states=STATES,
            state="person",
            links="lines",
            link_kinds=LINKS,
            link_kind="line",
            palette=(1, 2, 3, 6),  # grey for the squads that have no part in it
        ),
        Bars(
            title=SPREAD,
            description=SPREAD_DESCRIPTION,
            categories=NUMBERS,
            series=(Series(label=OUT, values="out"), Series(label=BLOCKED, values="held")),
            value_label=RELEASES,
            stacked=True,
            horizontal=True,
            fmt=".0%",
        ),
        Bars(
            title=TALK,
            description=TALK_DESCRIPTION,
            wide=True,
            categories=WHO,
            series=(Series(label=COUNT, values="talk"),),
            value_label=COUNT,
            horizontal=True,
            fmt=",.0f",
        ),
    )
