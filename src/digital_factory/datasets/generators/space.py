"""Tables of chapter 2: the projects of Air Vélin, in and outside its digital factory, and who talks to whom.

The mechanism is the chapter's model. A project is approved, waits for a team, is developed, and passes
compliance, integration and roll-out. The factory, in its own building, develops faster; what comes before
and after is the firm's own and takes as long for everybody. A project asks operations and IT for answers:
contact falls with distance, and each question that was not asked in time adds days to the integration.

Planted truths (for trainers), all measured by `tests/datasets/generators/test_space.py`:

- Development in the factory takes about a third of the time of the departments, for projects of one size;
  from approval to customers the gain is about a tenth.
- The factory takes smaller projects. Part of its lead is their size: within one size the gain is smaller.
- Face-to-face contact with operations and IT falls with distance, to about a third over 30 metres; messages
  rise a little with distance and do not make up for it.
- Projects with more late questions spend longer in integration.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd

from digital_factory.datasets.schema import Field, Resource

__all__ = ["RESOURCES", "build", "fresh"]

FIRST_DAY: Final = dt.date(2022, 1, 3)
LAST_DAY: Final = dt.date(2025, 12, 31)

_SIZES: Final = {"small": 0.7, "medium": 1.0, "large": 1.5}  # development time against a medium project [1]
_PLACES: Final = ("factory", "department")
_PARTNERS: Final = ("operations", "IT")
_SIZE_SHARES: Final = {"factory": (0.55, 0.35, 0.10), "department": (0.20, 0.45, 0.35)}
_PROJECTS: Final = 260
_WEEKS_OBSERVED: Final = 8  # of contact records in each project, from the start of development
_CONTACT_SCALE_M: Final = 30.0
_CONTACTS_A_WEEK: Final = 9.0  # face to face with one partner at no distance
_DAY_FIELDS: Final = (
    ("approved", "Day on which the idea was approved."),
    ("dev_started", "Day on which development began."),
    ("dev_ended", "Day on which development ended and the project was handed to compliance."),
    ("compliance_ended", "Day on which compliance was done."),
    ("integration_ended", "Day on which integration with the firm's systems was done."),
    ("in_service", "Day on which customers could use it."),
)


def _day(name: str, description: str) -> Field:
    open_end = " Empty if that had not happened by 31 December 2025."
    return Field(
        name,
        "date",
        description if name == "approved" else description + open_end,
        minimum=FIRST_DAY.isoformat(),
        maximum=LAST_DAY.isoformat(),
        required=name == "approved",
    )


RESOURCES = (
    Resource(
        name="projects",
        title="Projects",
        description=(
            "One row for each digital project that Air Vélin approved from January 2022 to December 2025, in "
            "the digital factory or in a department."
        ),
        chapter="02-agile-space",
        primary_key=("project_id",),
        fields=(
            Field("project_id", "string", "The project.", pattern="AVL-[0-9]{3}", unique=True),
            Field("place", "string", "Who develops it, and where they sit.", enum=_PLACES),
            Field("size", "string", "Size, as the portfolio office put it at approval.", enum=tuple(_SIZES)),
            *(_day(name, description) for name, description in _DAY_FIELDS),
            Field(
                "late_questions",
                "integer",
                "Questions to operations or IT that came up during integration and not before; empty if "
                "integration had not ended by 31 December 2025.",
                unit="questions",
                minimum=0,
                required=False,
            ),
        ),
    ),
    Resource(
        name="contacts",
        title="Contacts",
        description=(
            "One row for each project, partner and week, over the first "
            f"{_WEEKS_OBSERVED} weeks of development: how often the team met the people of operations and of "
            "IT, or wrote to them. Air Vélin."
        ),
        chapter="02-agile-space",
        primary_key=("project_id", "partner", "week"),
        fields=(
            Field("project_id", "string", "The project, as in `projects`.", pattern="AVL-[0-9]{3}"),
            Field("partner", "string", "With whom.", enum=_PARTNERS),
            Field("week", "integer", "Week of development.", minimum=1, maximum=_WEEKS_OBSERVED),
            Field(
                "distance_m",
                "integer",
                "Walking distance from the team to the partner; the factory is in another building.",
                unit="m",
                minimum=0,
            ),
            Field("face_to_face", "integer", "Conversations in person.", unit="conversations", minimum=0),
            Field("messages", "integer", "Calls, mails and chats.", unit="messages", minimum=0),
        ),
    ),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables as shipped."""
    return _tables(rng, speed_up=3.0, factory_share=0.45, factory_m=150.0)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another airline: another speed-up, another share of projects, another distance."""
    return _tables(
        rng,
        speed_up=float(rng.uniform(1.6, 4.0)),
        factory_share=float(rng.uniform(0.3, 0.6)),
        factory_m=float(rng.uniform(60.0, 300.0)),
    )


def _tables(
    rng: np.random.Generator, speed_up: float, factory_share: float, factory_m: float
) -> dict[str, pd.DataFrame]:
    projects, contacts = [], []
    days = (LAST_DAY - FIRST_DAY).days
    for number, approved in enumerate(np.sort(rng.integers(0, days, _PROJECTS)), start=1):
        place = "factory" if rng.random() < factory_share else "department"
        size = str(rng.choice(list(_SIZES), p=_SIZE_SHARES[place]))
        name = f"AVL-{number:03d}"
        distances = {partner: _distance(rng, place, factory_m) for partner in _PARTNERS}
        late = sum(_late_questions(rng, metres) for metres in distances.values())
        speed = speed_up if place == "factory" else 1.0
        steps = (
            _days(rng, 60.0),  # waiting for a budget and a team
            _days(rng, 120.0 * _SIZES[size] / speed),
            _days(rng, 90.0),
            _days(rng, 110.0) + 5 * late,
            _days(rng, 80.0),
        )
        moments = np.cumsum([int(approved), *steps])
        dates = [_date(int(moment)) if moment <= days else None for moment in moments]
        row: dict[str, object] = {"project_id": name, "place": place, "size": size}
        row |= dict(zip((field for field, _ in _DAY_FIELDS), dates, strict=True))
        projects.append(row | {"late_questions": late if dates[4] else None})
        for partner, metres in distances.items():
            contacts += _weeks(rng, name, partner, metres, (days - int(moments[1])) // 7)
    return {
        "projects": pd.DataFrame(projects).astype({"late_questions": "Int64"}),
        "contacts": pd.DataFrame(contacts),
    }


def _weeks(
    rng: np.random.Generator, name: str, partner: str, metres: int, weeks_left: int
) -> list[dict[str, object]]:
    near = float(np.exp(-metres / _CONTACT_SCALE_M))
    return [
        {
            "project_id": name,
            "partner": partner,
            "week": week,
            "distance_m": metres,
            "face_to_face": int(rng.poisson(_CONTACTS_A_WEEK * near)),
            "messages": int(rng.poisson(14.0 + 2.0 * (1 - near))),
        }
        for week in range(1, min(_WEEKS_OBSERVED, weeks_left) + 1)
    ]


def _distance(rng: np.random.Generator, place: str, factory_m: float) -> int:
    """Walking distance to a partner [m]: the same corridor to another floor, or another building."""
    return round(float(factory_m * rng.uniform(0.7, 1.3) if place == "factory" else rng.gamma(2.0, 14.0)))


def _late_questions(rng: np.random.Generator, metres: int) -> int:
    return int(rng.binomial(8, 0.7 * (1 - np.exp(-metres / _CONTACT_SCALE_M)) + 0.05))


def _days(rng: np.random.Generator, mean: float) -> int:
    """Draw a duration with a coefficient of variation of 0.35 [days], at least 1."""
    shape = 1 / 0.35**2
    return max(1, round(float(rng.gamma(shape, mean / shape))))


def _date(day: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=day)
