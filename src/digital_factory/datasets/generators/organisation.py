"""Tables of chapter 9: services that two firms left in a separate organisation, bridged, or took back.

The mechanism is the chapter's model. The factory of a bank and that of a retailer hand services over. Some
stay in a separate organisation, fast and out of reach of the parent; some in one that the parent's
executives steer with (a bridge). After nine months in use or more, a service may return to the parent, after
a few months side by side or none. The parent's teams take up the factory's way of working at the model's
rate, and those who have not answer surveys less often.

In the tables of the course a service stays separate with a chance of three in four at the bank, and of one in
four at the retailer. Another pair of firms draws these chances, the costs, and what a short overlap leaves of
the releases.

Planted truths (for trainers), all measured by the tests:

- Inside each firm, separate services are in use sooner. Over both firms together they look slower, because
  the bank, slow with all its services, keeps most of the separate ones (Simpson's paradox).
- A separate organisation pays more than twice what a bridge costs beside the services. A service month is
  dear where few services share that: in both firms of the course a separate one costs most.
- A separate service draws on about a tenth of the parent's six assets, the others on half or more. Many
  separate services draw on none, and so have no row in `asset_uses`.
- Adoption rises in teams that work with bridged services and hardly in the others. Among answers only it
  looks higher than it is, because teams that have not changed answer less.
- Services returned after a short overlap lose half of their releases, those after a long one keep them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from digital_factory.datasets.generators._organisation_mechanism import (
    ASSETS,
    FIRMS,
    ITEMS,
    LAST_DAY,
    MODELS,
    SURVEYS,
    House,
    Pair,
    draw,
)
from digital_factory.datasets.schema import Field, Resource
from digital_factory.models.organisation import Design

__all__ = ["ASSETS", "FIRMS", "LAST_DAY", "MODELS", "RESOURCES", "SURVEYS", "build", "fresh"]


def _date(name: str, description: str, *, required: bool = True) -> Field:
    last = str(LAST_DAY.date())
    return Field(name, "date", description, minimum="2023-01-01", maximum=last, required=required)


def _service(description: str, *, unique: bool = False) -> Field:
    return Field("service_id", "string", description, pattern=r"V[0-9]{3}", unique=unique)


_FIRM: Final = Field("firm", "string", "The firm.", enum=FIRMS)
_MODEL: Final = Field("model", "string", "Operating model in that month.", enum=MODELS)
_CHAPTER: Final = "09-separate-organisation"

RESOURCES: Final = (
    Resource(
        name="operated_services",
        title="Services and who runs them",
        description=(
            "One row per service that the digital factory of Banque Valdreuse (a fictional bank) or of "
            "Magasins Courlis (a fictional retailer) has handed over since April 2023, as of "
            f"{LAST_DAY.date()}."
        ),
        chapter=_CHAPTER,
        fields=(
            _service("Number of the service.", unique=True),
            _FIRM,
            Field(
                "model",
                "string",
                "Organisation that ran it first: separate, or with a bridge to the parent's executives.",
                enum=MODELS[:2],
            ),
            _date("handed_over", "Day on which the factory handed it over."),
            _date("in_use", "First day on which customers used it. Empty: not yet.", required=False),
            _date(
                "returned", "Day from which the parent alone runs it. Empty: not returned.", required=False
            ),
            Field(
                "overlap_months",
                "integer",
                "Months before `returned` in which both ran it side by side. Empty: not returned.",
                "months",
                minimum=0,
                required=False,
            ),
        ),
        primary_key=("service_id",),
    ),
    Resource(
        name="service_months",
        title="What each service did in a month",
        description="One row per service and month, from the first whole month in use to the extract.",
        chapter=_CHAPTER,
        fields=(
            _service("Number of the service."),
            _date("month", "First day of the month."),
            _FIRM,
            _MODEL,
            Field("releases", "integer", "Changes brought to customers in the month.", "releases", minimum=0),
            Field("run_keur", "number", "Cost of running this service in the month.", "k€", minimum=0),
        ),
        primary_key=("service_id", "month"),
    ),
    Resource(
        name="model_costs",
        title="What the organisations cost beside their services",
        description=(
            "One row per month, firm, operating model and item: costs that all services of that model in that"
            " firm share, and the cost of moving services to the parent in the month they return."
        ),
        chapter=_CHAPTER,
        fields=(
            _date("month", "First day of the month."),
            _FIRM,
            _MODEL,
            Field(
                "item",
                "string",
                "Platform and tools; functions of its own such as security, purchasing and personnel; "
                "coordination with the parent's executives; moving services to the parent.",
                enum=ITEMS,
            ),
            Field("keur", "number", "Cost in the month.", "k€", minimum=0),
        ),
        primary_key=("month", "firm", "model", "item"),
    ),
    Resource(
        name="asset_uses",
        title="Which of the parent's assets a service draws on",
        description=(
            f"One row per interface between a service in use and an asset of the parent on {LAST_DAY.date()}."
            " A service may reach an asset through several interfaces; one that reaches none has no row."
        ),
        chapter=_CHAPTER,
        fields=(
            Field("interface", "string", "Number of the interface.", pattern=r"N[0-9]{4}", unique=True),
            _service("Number of the service."),
            Field("asset", "string", "One of the six assets that the parent offers.", enum=ASSETS),
        ),
        primary_key=("interface",),
    ),
    Resource(
        name="practice_surveys",
        title="Which of the parent's teams work the new way",
        description="One row per team of the parent and half-yearly survey, answered or not.",
        chapter=_CHAPTER,
        fields=(
            _date("survey", "Day of the survey."),
            Field("team_id", "string", "Number of the team.", pattern=r"P[0-9]{2}"),
            _FIRM,
            Field(
                "model",
                "string",
                "Organisation of the services that this team works with.",
                enum=MODELS[:2],
            ),
            Field(
                "works_new_way",
                "boolean",
                "Whether the team releases in its own rhythm, without a project committee. Empty: no answer.",
                required=False,
            ),
        ),
        primary_key=("survey", "team_id"),
    ),
)


_OURS: Final = Pair(
    bank=House(services_a_month=2.3, separate=0.75, days=125, cost=1.5),
    retailer=House(services_a_month=2.7, separate=0.25, days=48, cost=1.0),
    sooner=0.72,
    functions=60,
    kept=0.5,
    reuse=(0.11, 0.52, 0.66),
    bridge=Design(autonomy=0.8, integration=0.7),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of Banque Valdreuse and Magasins Courlis, drawn with `rng`."""
    return draw(_OURS, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another pair of firms: other shares, costs and effects."""
    shares = rng.uniform([0.6, 0.2], [0.8, 0.4])
    if rng.random() < 0.3:
        shares = shares[::-1]  # then the slower firm bridges, and nothing is hidden
    return draw(
        Pair(
            bank=House(rng.uniform(2.0, 2.7), shares[0], rng.uniform(100, 150), rng.uniform(1.2, 1.8)),
            retailer=House(rng.uniform(2.3, 3.0), shares[1], rng.uniform(40, 60), 1.0),
            sooner=rng.uniform(0.6, 0.8),
            functions=rng.uniform(40, 80),
            kept=rng.uniform(0.35, 0.6),
            reuse=(rng.uniform(0.05, 0.18), rng.uniform(0.4, 0.6), rng.uniform(0.6, 0.75)),
            bridge=Design(autonomy=rng.uniform(0.6, 1), integration=rng.uniform(0.6, 0.9)),
        ),
        rng,
    )
