"""Tables of chapter 3: the squads of Assurances Mélèze, their skills, their releases and whom they wait for.

The mechanism is the chapter's model. A release is a handful of tickets. A ticket that touches a shared
system is done by the squad that owns it; a ticket that needs a skill which the squad lacks is done by the
squad that lends the skill. A squad that is asked for a release is ready or not; if not, all it owes that
release waits the same number of days, and the release waits for the slowest.

Planted truths (for trainers), all measured by the tests:

- Few tickets wait, many releases do: the share of releases blocked is at least three times that of tickets.
- Squads formed by renaming a department lack more skills than squads put together from several departments,
  so their releases depend on more squads. With as many squads to ask, both kinds are blocked as often.
- The squad that blocks most releases is the one asked most; the squad least often ready is asked seldom.
- Of the tickets given to another squad, a third to two thirds are given for a missing skill, the others
  because they touch a shared system. With every skill on board the second kind would remain.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from digital_factory.datasets.schema import Field, Resource

__all__ = ["RESOURCES", "SKILLS", "SYSTEMS", "build"]

SYSTEMS: Final = {  # the squads that own a shared system, and which
    "Core policies": "policies",
    "Claims engine": "claims",
    "Payments": "payments",
    "Identity": "identity",
    "Customer file": "customer file",
    "Data platform": "data warehouse",
}
_PRODUCTS: Final = (
    "Photo claim",
    "Quote online",
    "Renewals",
    "Broker portal",
    "Member app",
    "Young drivers",
    "Home cover",
    "Health card",
    "Growth",
)
SKILLS: Final = {  # share of tickets that need it, shared systems left out [1]
    "software": 0.30,
    "design": 0.17,
    "data": 0.14,
    "product": 0.12,
    "marketing": 0.09,
    "security": 0.08,
    "legal": 0.06,
    "actuarial": 0.04,
}
_FIXED_LENDERS: Final = {"data": "Data platform", "security": "Identity"}
_SKILLS_HELD: Final = {"mixed": (6, 7), "renamed": (3, 4)}  # software included
_PEOPLE: Final = 150
_FIRST_DAY: Final = np.datetime64("2025-01-06")  # a Monday
_WEEKS_BETWEEN_RELEASES: Final = 4
_RELEASES_PER_SQUAD: Final = 20
_TICKETS_PER_RELEASE: Final = (4, 8)
_TOUCHES_SYSTEM: Final = 0.17  # share of tickets that touch a shared system [1]
_HUB: Final = 0.55  # share of these that touch the one system that most releases need [1]
_NOT_READY: Final = (0.14, 0.24)  # of most squads [1]
_NOT_READY_BUSIEST: Final = 0.26
_NOT_READY_WORST: Final = 0.55
_MEAN_WAIT_DAYS: Final = 12.0
_OWN_SLIP: Final = 0.25  # share of releases late through their own squad's work [1]
_MEAN_OWN_SLIP_DAYS: Final = 4.0

_SQUAD: Final = (*SYSTEMS, *_PRODUCTS)
_STORY: Final = "of the digital factory of Assurances Mélèze (a fictional insurer)"

RESOURCES: Final = (
    Resource(
        name="squads",
        title="Squads",
        description=f"One row per squad {_STORY}: 150 people in 15 squads.",
        chapter="03-squads",
        fields=(
            Field("squad", "string", "Name of the squad.", enum=_SQUAD, unique=True),
            Field(
                "formed",
                "string",
                "How the squad came about: put together from several departments (mixed), or a department "
                "that took the name (renamed).",
                enum=("mixed", "renamed"),
            ),
            Field("people", "integer", "People in the squad.", "people", minimum=8),
            Field(
                "owns",
                "string",
                "Shared system that only this squad changes. Empty: it owns none.",
                enum=tuple(SYSTEMS.values()),
                required=False,
            ),
        ),
        primary_key=("squad",),
    ),
    Resource(
        name="squad_skills",
        title="Skills in the squads",
        description=f"One row per squad {_STORY} and skill that somebody in it has. No row: nobody has it.",
        chapter="03-squads",
        fields=(
            Field("squad", "string", "Name of the squad.", enum=_SQUAD),
            Field("skill", "string", "Skill.", enum=tuple(SKILLS)),
            Field("people", "integer", "People of the squad whose main skill it is.", "people", minimum=1),
        ),
        primary_key=("squad", "skill"),
    ),
    Resource(
        name="releases",
        title="Releases of the squads",
        description=f"One row per release of a squad {_STORY}, planned from January 2025 to July 2026.",
        chapter="03-squads",
        fields=(
            Field("release_id", "string", "Number of the release.", pattern=r"R[0-9]{3}", unique=True),
            Field("squad", "string", "Squad that makes the release.", enum=_SQUAD),
            Field("planned", "date", "Day for which the release was planned.", minimum=str(_FIRST_DAY)),
            Field("released", "date", "Day on which it went out.", minimum=str(_FIRST_DAY)),
        ),
        primary_key=("release_id",),
    ),
    Resource(
        name="tickets",
        title="Tickets of the releases",
        description=(
            f"One row per ticket, that is, piece of work, of a release of a squad {_STORY}. A ticket that "
            "the squad cannot do itself is given to another squad: the owner of the shared system it "
            "touches, or a squad that lends the skill."
        ),
        chapter="03-squads",
        fields=(
            Field("ticket_id", "string", "Number of the ticket.", pattern=r"T[0-9]{4}", unique=True),
            Field("release_id", "string", "Release to which it belongs.", pattern=r"R[0-9]{3}"),
            Field("squad", "string", "Squad that makes the release.", enum=_SQUAD),
            Field("skill", "string", "Skill that the ticket needs.", enum=tuple(SKILLS)),
            Field(
                "system",
                "string",
                "Shared system that the ticket changes. Empty: none.",
                enum=tuple(SYSTEMS.values()),
                required=False,
            ),
            Field(
                "asked_squad",
                "string",
                "Other squad that was asked to do the ticket. Empty: the squad did it itself.",
                enum=_SQUAD,
                required=False,
            ),
            Field(
                "waited_days",
                "number",
                "Days for which the release waited for the squad that was asked; 0 if it was ready. "
                "Several tickets of a release given to one squad wait together, so they show the same "
                "number. Empty: no other squad was asked.",
                "days",
                minimum=0,
                required=False,
            ),
        ),
        primary_key=("ticket_id",),
    ),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the four tables, drawn with `rng`."""
    squads = _squads(rng)
    lenders = _lenders(squads, rng)
    skills = _squad_skills(squads, lenders, rng)
    releases = _planned(squads, rng)
    tickets = _tickets(releases, skills, lenders, rng)
    waits = _waits(tickets, rng)
    tickets = tickets.merge(waits, on=["release_id", "asked_squad"], how="left", validate="many_to_one")
    return {
        "squads": squads,
        "squad_skills": skills,
        "releases": _released(releases, tickets, rng),
        "tickets": tickets,
    }


def _squads(rng: np.random.Generator) -> pd.DataFrame:
    names = [*SYSTEMS, *_PRODUCTS]
    renamed = [*rng.choice(list(SYSTEMS), 4, replace=False), *rng.choice(_PRODUCTS, 3, replace=False)]
    people = 8 + rng.multinomial(_PEOPLE - 8 * len(names), np.full(len(names), 1 / len(names)))
    squads = pd.DataFrame({"squad": names, "people": people})
    squads["formed"] = np.where(squads["squad"].isin(renamed), "renamed", "mixed")
    squads["owns"] = squads["squad"].map(SYSTEMS)
    return squads[["squad", "formed", "people", "owns"]]


def _lenders(squads: pd.DataFrame, rng: np.random.Generator) -> dict[str, str]:
    free = squads.loc[squads["formed"].eq("mixed") & squads["owns"].isna(), "squad"].to_numpy()
    lent = [skill for skill in SKILLS if skill != "software" and skill not in _FIXED_LENDERS]
    return _FIXED_LENDERS | dict(zip(lent, rng.choice(free, len(lent), replace=False), strict=True))


def _squad_skills(squads: pd.DataFrame, lenders: dict[str, str], rng: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[str, str, int]] = []
    rest = list(SKILLS)[1:]
    for squad, formed, people in zip(squads["squad"], squads["formed"], squads["people"], strict=True):
        lent = [skill for skill, lender in lenders.items() if lender == squad]
        others = [skill for skill in rest if skill not in lent]
        count = int(rng.choice(_SKILLS_HELD[formed])) - 1
        # The commoner a skill, the sooner a squad has it.
        chances = np.array([SKILLS[skill] for skill in others])
        extra = rng.choice(others, max(count - len(lent), 0), replace=False, p=chances / chances.sum())
        held = [skill for skill in SKILLS if skill == "software" or skill in lent or skill in extra]
        shares = np.array([SKILLS[skill] for skill in held])
        numbers = 1 + rng.multinomial(people - len(held), shares / shares.sum())
        rows += [(squad, skill, int(number)) for skill, number in zip(held, numbers, strict=True)]
    return pd.DataFrame(rows, columns=["squad", "skill", "people"])


def _planned(squads: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    names = np.repeat(squads["squad"].to_numpy(), _RELEASES_PER_SQUAD)
    week = np.tile(np.arange(_RELEASES_PER_SQUAD) * _WEEKS_BETWEEN_RELEASES, len(squads))
    week = week + rng.integers(0, _WEEKS_BETWEEN_RELEASES, week.size)
    planned = _FIRST_DAY + 7 * week + rng.integers(1, 5, week.size)  # Tuesday to Friday
    releases = pd.DataFrame({"squad": names, "planned": planned.astype("datetime64[s]")})
    releases = releases.sort_values(["planned", "squad"], ignore_index=True)
    releases.insert(0, "release_id", [f"R{number:03d}" for number in range(1, len(releases) + 1)])
    return releases


def _tickets(
    releases: pd.DataFrame, skills: pd.DataFrame, lenders: dict[str, str], rng: np.random.Generator
) -> pd.DataFrame:
    least, most = _TICKETS_PER_RELEASE
    counts = rng.integers(least, most + 1, len(releases))
    tickets = releases.loc[releases.index.repeat(counts), ["release_id", "squad"]].reset_index(drop=True)
    tickets.insert(0, "ticket_id", [f"T{number:04d}" for number in range(1, len(tickets) + 1)])
    touches = rng.random(len(tickets)) < _TOUCHES_SYSTEM
    hub = np.full(len(SYSTEMS), (1 - _HUB) / (len(SYSTEMS) - 1))
    hub[rng.integers(len(SYSTEMS))] = _HUB
    system = rng.choice(list(SYSTEMS.values()), len(tickets), p=hub)
    skill = rng.choice(list(SKILLS), len(tickets), p=list(SKILLS.values()))
    tickets["skill"] = np.where(touches, "software", skill)
    tickets["system"] = pd.Series(system).where(touches, None)
    held = pd.MultiIndex.from_frame(skills[["squad", "skill"]])
    lacking = ~pd.MultiIndex.from_frame(tickets[["squad", "skill"]]).isin(held)
    lender = tickets["skill"].map(lenders).where(lacking, None)
    owner = tickets["system"].map({system: squad for squad, system in SYSTEMS.items()})
    asked = owner.where(touches, lender)
    tickets["asked_squad"] = asked.where(asked.ne(tickets["squad"]), None)
    return tickets


def _waits(tickets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    requests = tickets[["release_id", "asked_squad"]].dropna().drop_duplicates(ignore_index=True)
    load = requests["asked_squad"].value_counts().sort_index()
    chance = rng.uniform(*_NOT_READY, len(load))
    chance[load.argmax()] = _NOT_READY_BUSIEST
    chance[rng.choice(np.argsort(load.to_numpy(), kind="stable")[:4])] = _NOT_READY_WORST
    late = rng.random(len(requests)) < requests["asked_squad"].map(pd.Series(chance, load.index))
    days = 1 + np.floor(rng.exponential(_MEAN_WAIT_DAYS, len(requests))).astype(int)
    return requests.assign(waited_days=np.where(late, days, 0))


def _released(releases: pd.DataFrame, tickets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    slowest = tickets.groupby("release_id")["waited_days"].max().reindex(releases["release_id"])
    slips = rng.random(len(releases)) < _OWN_SLIP
    slip_days = np.where(slips, 1 + np.floor(rng.exponential(_MEAN_OWN_SLIP_DAYS, len(releases))), 0)
    days = slip_days + slowest.fillna(0).to_numpy()
    return releases.assign(released=releases["planned"] + pd.to_timedelta(days, unit="D"))
