"""Tables of chapter 10: six factories over 36 months, with the defects of real exports. For trainers.

The mechanism is the chapter's model (`models.capstone`), one draw per firm: ideas are proposed at random, a
committee decides them at its next meeting, and what it lets through passes the build, the review (which sends
some back) and the integration, first come, first served. Seats never stay empty: people rotate through them.

Planted defects, in every firm and every factory:

- *Censoring.* A tenth to two fifths of the approved projects are not live when the log ends.
- *Two time zones.* The squads' tool writes build and integration in UTC, the firm's ticket tool writes the
  review in Paris time; `clock` says which. Read without it, projects enter the integration one or two hours
  before they leave the review.
- *Duplicate ids.* The first export (1 October 2025) and the last (1 January 2026) are stacked. A visit that
  was open at the first stands twice, once without its end; some closed visits stand twice, the same.
- *A vanity KPI.* `delivered`, from the dashboard, is true once a project has been demonstrated, at the end of
  the build. In saturated firms it is well above what is live.

Planted truths, measured by `tests/datasets/generators/test_capstone.py`:

- The bottleneck is the review at Banque Valdreuse and Forges Daubrac, the integration at Assurances Mélèze
  and Air Vélin, the build at Hôtels Ormevent. Magasins Courlis has the most room: its busiest stage, the
  integration, was used to three quarters.
- At Banque Valdreuse the log cannot settle it: build and review lie so close that a resample of the projects
  names the build three times in ten. At Air Vélin it names the bottleneck nearly nine times in ten, at the
  other firms practically always.
- Means over 36 months are below today's load: every factory began empty.
- The sponsor's value of a project has nothing to do with its speed or its fate.

`fresh` draws six other flows under the same names; any stage may be the bottleneck.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from digital_factory.datasets.generators._capstone_mechanism import (
    DAYS_A_MONTH,
    END,
    START,
    WENT_TO,
    journeys,
    rotations,
    stacked_log,
)
from digital_factory.datasets.generators._firms import OPENED
from digital_factory.datasets.schema import Field, Resource
from digital_factory.models.capstone import FIRMS, FLOWS, STAGES, Flow

__all__ = ["CODES", "END", "RESOURCES", "START", "build", "fresh"]

CODES: Final = dict(zip(FIRMS, ("VAL", "MEL", "ORM", "DAU", "COU", "VEL"), strict=True))

_APPROVED: Final = 0.7  # share of decisions [1]
_COMMITTEE_DAYS: Final = (14, 28, 42)  # [days] between meetings, one drawn per firm
_CHAPTER: Final = "10-capstone"
_MOMENT: Final = r"20[0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]"

_FIRM = Field("firm", "string", "The fictional firm.", enum=FIRMS)
_PROJECT = Field(
    "project_id", "string", "The project. It keeps its number in every table.", pattern="[A-Z]{3}-[0-9]{3}"
)


def _moment(name: str, description: str, *, required: bool = True) -> Field:
    text = f"{description} Date and time without a zone: `clock` says which clock."
    return Field(name, "string", text, pattern=_MOMENT, required=required)


RESOURCES: Final = (
    Resource(
        name="capstone_log",
        title="Capstone: event log",
        description=(
            "One row for each visit of a project to a stage, as exported. Six fictional firms, 2 January "
            "2023 to 31 December 2025. Two exports were stacked, of 1 October 2025 and of 1 January 2026: a "
            "visit can stand in both. The rows are in no order."
        ),
        chapter=_CHAPTER,
        fields=(
            _FIRM,
            Field(
                "visit_id",
                "string",
                "Number of the visit. The same number twice is the same visit, exported twice.",
                pattern="[A-Z]{3}-V[0-9]{4}",
            ),
            _PROJECT,
            Field("stage", "string", "The stage visited, in this order.", enum=STAGES),
            _moment("entered", "When the project joined the queue of the stage."),
            _moment("started", "When work began. Empty: not when exported.", required=False),
            _moment("left", "When work ended. Empty: not when exported.", required=False),
            Field(
                "outcome",
                "string",
                "How the visit ended: passed on, or returned to be changed (review only). Empty: not ended.",
                enum=("passed", "returned"),
                required=False,
            ),
            Field(
                "clock",
                "string",
                "The clock that the three moments are read from.",
                enum=("UTC", "Europe/Paris"),
            ),
            Field("exported", "date", "Day of the export from which the row comes."),
        ),
    ),
    Resource(
        name="capstone_portfolio",
        title="Capstone: portfolio",
        description="One row for each project proposed to one of the six factories, with its dashboard.",
        chapter=_CHAPTER,
        primary_key=("firm", "project_id"),
        fields=(
            _FIRM,
            _PROJECT,
            Field("proposed", "date", "Day on which the project was proposed."),
            Field(
                "value_keur_month",
                "number",
                "What the sponsor said it would earn once live.",
                "k€ a month",
                minimum=0,
            ),
            Field(
                "delivered",
                "boolean",
                "True on the steering dashboard from the day of the demonstration, when the build ends.",
            ),
        ),
    ),
    Resource(
        name="capstone_approvals",
        title="Capstone: approvals",
        description="One row for each project put before the firm's committee.",
        chapter=_CHAPTER,
        primary_key=("firm", "project_id"),
        fields=(
            _FIRM,
            _PROJECT,
            Field("decided", "date", "Day of the decision. Empty: not decided yet.", required=False),
            Field(
                "outcome",
                "string",
                "Go or stop. Empty: not decided yet.",
                enum=("go", "stop"),
                required=False,
            ),
        ),
    ),
    Resource(
        name="capstone_rotations",
        title="Capstone: rotations",
        description=(
            "One row for each stay of a person at a stage. Every seat is filled again the day it falls "
            "empty. A person works on one project at a time."
        ),
        chapter=_CHAPTER,
        primary_key=("firm", "person_id"),
        fields=(
            _FIRM,
            Field("person_id", "string", "The person, for one stay.", pattern="[A-Z]{3}-P[0-9]{3}"),
            Field("stage", "string", "Where the person works.", enum=STAGES),
            Field(
                "arrived",
                "date",
                "First day. It can lie before the log begins, not before the factory opened.",
            ),
            Field(
                "left",
                "date",
                "First day on which the person is not there any more. Empty: still there.",
                required=False,
            ),
            Field(
                "went_to",
                "string",
                "Where the person went. Empty: still there.",
                enum=WENT_TO,
                required=False,
            ),
        ),
    ),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of the six firms as the course tells them."""
    return _tables(FLOWS, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of six other factories under the same names."""
    return _tables({firm: _other(rng) for firm in FIRMS}, rng)


def _other(rng: np.random.Generator) -> Flow:
    """Return a flow whose stages are loaded at random, any of them the most."""
    rate, returned = rng.uniform(2.4, 3.6), rng.uniform(0.1, 0.4)
    people = (int(rng.integers(8, 14)), int(rng.integers(3, 6)), int(rng.integers(3, 7)))
    loads = rng.permutation([rng.uniform(1.0, 1.25), rng.uniform(0.7, 0.85), rng.uniform(0.5, 0.8)])
    visits = np.array([1.0, 1.0 / (1.0 - returned), 1.0])
    build, review, integration = (loads * np.array(people) / (rate * visits)).tolist()
    return Flow(rate, people, (build, review, integration), returned, rng.uniform(0.3, 0.8))


def _tables(flows: dict[str, Flow], rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    # A stream per firm: a change to one leaves the others' rows as they are.
    streams = zip(flows.items(), rng.spawn(len(flows)), strict=True)
    parts = [_firm(firm, flow, stream) for (firm, flow), stream in streams]
    made = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    log = made["capstone_log"]
    made["capstone_log"] = log.iloc[rng.permutation(len(log))]
    return made


def _firm(firm: str, flow: Flow, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    code, days = CODES[firm], (END - START).days
    meeting = int(rng.choice(_COMMITTEE_DAYS))
    count = int(rng.poisson(flow.arrival_rate / _APPROVED / DAYS_A_MONTH * days))
    proposed = np.sort(rng.integers(0, days, count))
    decided = (proposed // meeting + 1) * meeting
    go = rng.random(count) < _APPROVED
    is_decided = decided < days
    projects = np.array([f"{code}-{number:03d}" for number in range(1, count + 1)])
    visits = journeys(np.flatnonzero(go & is_decided), decided, flow, rng)
    demonstrated = {visit.project for visit in visits if visit.stage == 0 and visit.left < days}
    midnight = START.tz_localize(None)
    decision_days = pd.Series(midnight + pd.to_timedelta(decided, unit="D")).where(is_decided)
    return {
        "capstone_log": stacked_log(code, visits, projects, rng).assign(firm=firm),
        "capstone_portfolio": pd.DataFrame(
            {
                "firm": firm,
                "project_id": projects,
                "proposed": midnight + pd.to_timedelta(proposed, unit="D"),
                "value_keur_month": np.round(rng.lognormal(np.log(6.0), 0.6, count), 1),
                "delivered": [number in demonstrated for number in range(count)],
            }
        ),
        "capstone_approvals": pd.DataFrame(
            {
                "firm": firm,
                "project_id": projects,
                "decided": decision_days,
                "outcome": pd.Series(np.where(go, "go", "stop")).where(is_decided),
            }
        ),
        "capstone_rotations": rotations(code, flow, pd.Timestamp(OPENED[firm]), rng).assign(firm=firm),
    }
