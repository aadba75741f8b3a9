"""Tables of chapter 6: the committee of Forges Daubrac, and the people who went through its digital factory.

The mechanism is the chapter's model. Decisions become ready at random. A committee meets every few weeks,
takes the largest amounts first, examines as many as its agenda holds, sends some back and does not reach the
rest (`models.decisions.sit`). From one day on, some divisions run a pilot: what is below a limit and can be
undone is decided in the team within days. Six months later somebody looks whether a decision had to be
corrected.

People from the divisions take a seat in the factory for a while: for long stays at first, from one day on for
short ones. They go back with some of its five practices; what they keep depends on how many former members
of the factory are in their team.

In the factory of the course the committee meets every 28 days and its agenda is nearly full. Another factory
draws these, the divisions of the pilot, its limit, and the lengths of the stays.

Planted truths (for trainers), all measured by the tests:

- Committee decisions wait clearly longer than half the interval. The formula with papers sent back explains a
  part of it; the rest is the agenda, which is too short and leaves small decisions for the next meeting.
- Decisions below 10 k EUR wait longest. Decisions below 50 k EUR that can be undone are half of the agenda or
  more, and less than a quarter of the money.
- Whether a decision had to be corrected depends on its amount and on whether it can be undone, not on who
  took it. Team decisions look better only because the team takes other decisions.
- Long stays bring more practices home. What is kept after six months depends on company in the team, not on
  the stay; who stayed long came back early, to a team where nobody else had been.
- Some who came back were not asked after six months: it was too early, or they had gone, after a long stay
  more often than after a short one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from digital_factory.datasets.generators._decisions_mechanism import (
    DIVISIONS,
    FIRST_DAY,
    LAST_DAY,
    PRACTICES,
    RESULTS,
    SEATS_FROM,
    Factory,
    draw,
)
from digital_factory.datasets.generators._firms import OPENED
from digital_factory.datasets.schema import Field, Resource

__all__ = ["DIVISIONS", "LAST_DAY", "RESOURCES", "RESULTS", "build", "fresh"]


def _day(name: str, description: str, first: np.datetime64, *, required: bool = False) -> Field:
    return Field(name, "date", description, minimum=str(first), maximum=str(LAST_DAY), required=required)


RESOURCES: Final = (
    Resource(
        name="decisions",
        title="Decisions of the digital programme",
        description=(
            "One row per decision that the digital factory of Forges Daubrac (a fictional industrial group) "
            f"asked for, from {FIRST_DAY} to the extract on {LAST_DAY}."
        ),
        chapter="06-culture-and-decisions",
        fields=(
            Field("decision_id", "string", "Number of the decision.", pattern=r"D[0-9]{3}", unique=True),
            Field("division", "string", "Division of the group that it concerns.", enum=DIVISIONS),
            Field(
                "amount_keur", "number", "Money that the decision commits.", "k€", minimum=0.5, maximum=20_000
            ),
            Field(
                "reversible",
                "boolean",
                "True: it can be undone within a month at little cost, as its file says.",
            ),
            _day("ready", "Day on which its file was complete.", FIRST_DAY, required=True),
            Field("forum", "string", "Who decides it.", enum=("committee", "team")),
            _day(
                "decided", "Day of the decision. Empty: still pending on the day of the extract.", FIRST_DAY
            ),
            Field(
                "corrected",
                "boolean",
                "True: within six months of the decision it had to be changed or undone. Empty: six months "
                "have not passed.",
                required=False,
            ),
        ),
        primary_key=("decision_id",),
    ),
    Resource(
        name="presentations",
        title="Agendas of the committee",
        description=(
            "One row for every decision on the agenda of every meeting of the committee of Forges Daubrac. "
            "Decisions taken in a team have no row."
        ),
        chapter="06-culture-and-decisions",
        fields=(
            Field("decision_id", "string", "Number of the decision.", pattern=r"D[0-9]{3}"),
            _day("meeting", "Day of the meeting.", FIRST_DAY, required=True),
            Field(
                "result",
                "string",
                "What the meeting did: it decided, sent the file back to the next one, or did not reach it.",
                enum=tuple(RESULTS.values()),
            ),
        ),
        primary_key=("decision_id", "meeting"),
    ),
    Resource(
        name="rotations",
        title="People who went through the factory",
        description=(
            "One row per person from a division who took a seat in the digital factory of Forges Daubrac, "
            f"from {SEATS_FROM}, when the factory began to take people of the divisions, to the extract on "
            f"{LAST_DAY}. The factory itself had opened on {OPENED['Forges Daubrac']}."
        ),
        chapter="06-culture-and-decisions",
        fields=(
            Field("person_id", "string", "Number of the person.", pattern=r"P[0-9]{3}", unique=True),
            Field("division", "string", "Division the person came from and went back to.", enum=DIVISIONS),
            _day("arrived", "First day in the factory.", SEATS_FROM, required=True),
            _day("returned", "First day back in the division. Empty: still in the factory.", SEATS_FROM),
            _day("left_firm", "Day on which the person left the group. Empty: still there.", SEATS_FROM),
            Field(
                "team_alumni",
                "integer",
                "Others in the team on the day of return who had been in the factory. Empty: not returned.",
                "people",
                minimum=0,
                required=False,
            ),
            Field(
                "practices_at_return",
                "integer",
                "How many of the factory's five practices the person worked by in the first month back, as "
                "the team's manager saw it. Empty: not returned.",
                "practices",
                minimum=0,
                maximum=PRACTICES,
                required=False,
            ),
            Field(
                "practices_after_six_months",
                "integer",
                "How many of those were still in use six months after the return. Empty: not asked, because "
                "six months have not passed or the person has left.",
                "practices",
                minimum=0,
                maximum=PRACTICES,
                required=False,
            ),
        ),
        primary_key=("person_id",),
    ),
)


_DAUBRAC: Final = Factory(
    meeting_every=28,
    sent_back=0.3,
    load=1.04,
    pilot_from=453,  # 2 April 2024
    pilot_divisions=("rails", "tools"),
    pilot_limit=50,
    seats=40,
    long_stay=20,
    short_stay=7,
    short_from=880,
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of Forges Daubrac, drawn with `rng`."""
    return draw(_DAUBRAC, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another firm: another calendar, another pilot, other stays."""
    other = Factory(
        meeting_every=int(rng.choice([14, 21, 28, 35, 42])),
        sent_back=rng.uniform(0.15, 0.45),
        load=rng.uniform(1.0, 1.08),
        pilot_from=int(rng.integers(300, 600)),
        pilot_divisions=tuple(sorted(rng.choice(DIVISIONS, 2, replace=False))),
        pilot_limit=float(rng.choice([30, 50, 80])),
        seats=int(rng.integers(30, 51)),
        long_stay=rng.uniform(15, 24),
        short_stay=rng.uniform(5, 9),
        short_from=int(rng.integers(700, 1000)),
    )
    return draw(other, rng)
