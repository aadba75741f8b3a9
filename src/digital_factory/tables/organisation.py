"""Tables of chapter 9: services that two firms left in a separate organisation, bridged, or took back.

The mechanism is the chapter's model. The factory of a bank and that of a retailer hand services over. Some
stay in a separate organisation, fast and out of reach of the parent; some in one that the parent's
executives steer with (a bridge). After nine months in use or more, a service may return to the parent, after
a few months side by side or none. The parent's teams take up the factory's way of working at the model's
rate, and those who have not answer surveys less often.

In the tables of the course the bank keeps three services in four separate, the retailer one in four.
Another pair of firms draws these shares, the costs, and what a short overlap leaves of the releases.

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

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.models.organisation import NEVER, Design, Firm, practice
from digital_factory.tables.schema import Field, Resource

__all__ = ["ASSETS", "FIRMS", "LAST_DAY", "MODELS", "RESOURCES", "SURVEYS", "build", "fresh"]

FIRMS: Final = ("Banque Valdreuse", "Magasins Courlis")
MODELS: Final = ("separate", "bridge", "returned")
ASSETS: Final = ("customer file", "identity", "loyalty", "payments", "premises", "stock")
ITEMS: Final = ("platform", "own functions", "coordination", "moving")
_FIRST_MONTH: Final = pd.Period("2023-04", "M")  # three months after the factories opened
LAST_DAY: Final = pd.Timestamp("2025-12-31")  # the day of the extract
_LAST_MONTH: Final = LAST_DAY.to_period("M")
SURVEYS: Final = tuple(pd.date_range("2023-06-30", LAST_DAY, freq="6ME"))
_TEAMS: Final = (56, 40)  # of the bank, of the retailer
_SHORT_OVERLAP: Final = 3  # [months] below it the parent's teams have not learnt to release
_MONTHS_BEFORE_RETURN: Final = 9
_ALREADY: Final = 0.08  # share of teams that worked the new way before [1]
_ANSWER: Final = (0.62, 0.92)  # chance that a team answers: works the old way, the new way [1]


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


@dataclass(frozen=True)
class _House:
    """One firm: how it splits and moves its services, and what it pays."""

    services_a_month: float
    separate: float  # share of its services that stay separate [1]
    days: float  # median from hand-over to use where it is bridged [days]
    cost: float  # level of its costs, 1 for the retailer [1]


@dataclass(frozen=True)
class _Pair:
    """The two firms, and what is alike in both."""

    bank: _House
    retailer: _House
    sooner: float  # days of a separate service over those of a bridged one [1]
    functions: float  # what a separate organisation runs a second time [k EUR a month]
    kept: float  # share of the releases that is left after a short overlap [1]
    reuse: tuple[float, float, float]  # chance that a service draws on an asset, by model [1]
    bridge: Design  # what the bridged organisation is like, for the model of the chapter


_SEPARATE: Final = Design(autonomy=1, integration=0.05)
_OURS: Final = _Pair(
    bank=_House(services_a_month=2.3, separate=0.75, days=125, cost=1.5),
    retailer=_House(services_a_month=2.7, separate=0.25, days=48, cost=1.0),
    sooner=0.72,
    functions=60,
    kept=0.5,
    reuse=(0.11, 0.52, 0.66),
    bridge=Design(autonomy=0.8, integration=0.7),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of Banque Valdreuse and Magasins Courlis, drawn with `rng`."""
    return _tables(_OURS, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another pair of firms: other shares, costs and effects."""
    shares = rng.uniform([0.6, 0.2], [0.8, 0.4])
    if rng.random() < 0.3:
        shares = shares[::-1]  # then the slower firm bridges, and nothing is hidden
    return _tables(
        _Pair(
            bank=_House(rng.uniform(2.0, 2.7), shares[0], rng.uniform(100, 150), rng.uniform(1.2, 1.8)),
            retailer=_House(rng.uniform(2.3, 3.0), shares[1], rng.uniform(40, 60), 1.0),
            sooner=rng.uniform(0.6, 0.8),
            functions=rng.uniform(40, 80),
            kept=rng.uniform(0.35, 0.6),
            reuse=(rng.uniform(0.05, 0.18), rng.uniform(0.4, 0.6), rng.uniform(0.6, 0.75)),
            bridge=Design(autonomy=rng.uniform(0.6, 1), integration=rng.uniform(0.6, 0.9)),
        ),
        rng,
    )


def _tables(pair: _Pair, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    houses = dict(zip(FIRMS, (pair.bank, pair.retailer), strict=True))
    services = pd.concat([_services(firm, houses[firm], pair, rng) for firm in FIRMS], ignore_index=True)
    services = services.sort_values(["handed_over", "firm"], kind="stable", ignore_index=True)
    services.insert(0, "service_id", [f"V{number:03d}" for number in range(1, len(services) + 1)])
    months = _months(services, houses, pair, rng)
    return {
        "operated_services": services,
        "service_months": months,
        "model_costs": _costs(services, houses, pair, rng),
        "asset_uses": _uses(services, pair, rng),
        "practice_surveys": _surveys(houses, pair, rng),
    }


def _services(firm: str, house: _House, pair: _Pair, rng: np.random.Generator) -> pd.DataFrame:
    start = _FIRST_MONTH.to_timestamp()
    span = (LAST_DAY - start).days + 1
    count = int(rng.poisson(house.services_a_month * span / 30.4))
    handed_over = start + pd.to_timedelta(np.sort(rng.integers(0, span, count)), unit="D")
    separate = rng.random(count) < house.separate
    median = house.days * np.where(separate, pair.sooner, 1.0)
    days = np.clip(np.rint(rng.lognormal(np.log(median), 0.3)), 5, 400)
    in_use = pd.DatetimeIndex(handed_over + pd.to_timedelta(days, unit="D"))
    wait = _MONTHS_BEFORE_RETURN + rng.geometric(np.where(separate, 0.09, 0.04))
    returned = pd.DatetimeIndex((in_use.to_period("M") + wait).to_timestamp())
    is_back = returned <= LAST_DAY
    overlap = rng.choice([0, 1, 2, 3, 4, 6, 8], count, p=[0.2, 0.15, 0.15, 0.1, 0.15, 0.15, 0.1])
    return pd.DataFrame(
        {
            "firm": firm,
            "model": np.where(separate, "separate", "bridge"),
            "handed_over": handed_over,
            "in_use": in_use.where(in_use <= LAST_DAY),
            "returned": returned.where(is_back),
            "overlap_months": pd.Series(overlap, dtype="Int64").where(is_back),
        }
    )


def _months(
    services: pd.DataFrame, houses: dict[str, _House], pair: _Pair, rng: np.random.Generator
) -> pd.DataFrame:
    parts = []
    for service in services[services["in_use"].notna()].to_dict("records"):
        first = service["in_use"].to_period("M") + 1
        months = pd.period_range(first, _LAST_MONTH, freq="M").to_timestamp()
        if not len(months):
            continue
        back = np.asarray(months >= service["returned"])  # False where it has not returned
        rate = rng.lognormal(np.log(2.4 if service["model"] == "separate" else 2.1), 0.25)
        short = bool(back.any()) and service["overlap_months"] < _SHORT_OVERLAP
        pace = np.where(back, rate * (pair.kept if short else 0.95), rate)
        level = houses[service["firm"]].cost * rng.lognormal(np.log(7), 0.4)
        run = level * np.where(back, 0.85, 1.0) * rng.lognormal(0, 0.08, len(months))
        parts.append(
            pd.DataFrame(
                {
                    "service_id": service["service_id"],
                    "month": months,
                    "firm": service["firm"],
                    "model": np.where(back, "returned", service["model"]),
                    "releases": rng.poisson(pace),
                    "run_keur": run.round(1),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _costs(
    services: pd.DataFrame, houses: dict[str, _House], pair: _Pair, rng: np.random.Generator
) -> pd.DataFrame:
    """Return shared costs from the first hand-over on, services in use or not, and those of moving."""
    monthly = {
        ("separate", "platform"): 70.0,
        ("separate", "own functions"): pair.functions,
        ("bridge", "platform"): 22.0,
        ("bridge", "coordination"): 20.0,
        ("returned", "platform"): 18.0,
    }
    rows = []
    for firm in FIRMS:
        own = services[services["firm"] == firm]
        returned = own["returned"].dropna()
        for month in pd.period_range(_FIRST_MONTH, _LAST_MONTH, freq="M").to_timestamp():
            for (model, item), keur in monthly.items():
                if model == "returned" and not (returned <= month).any():
                    continue
                cost = keur * houses[firm].cost * rng.lognormal(0, 0.05)
                rows.append((month, firm, model, item, round(cost, 1)))
            moved = int((returned == month).sum())
            if moved:
                cost = 30 * houses[firm].cost * moved * rng.lognormal(0, 0.1)
                rows.append((month, firm, "returned", "moving", round(cost, 1)))
    return pd.DataFrame(rows, columns=["month", "firm", "model", "item", "keur"])


def _uses(services: pd.DataFrame, pair: _Pair, rng: np.random.Generator) -> pd.DataFrame:
    there = services[services["in_use"].notna()]
    now = there["model"].where(there["returned"].isna(), "returned")
    chance = now.map(dict(zip(MODELS, pair.reuse, strict=True))).to_numpy(dtype=np.float64)
    draws = rng.random((len(there), len(ASSETS))) < chance[:, None]
    interfaces = draws * (1 + rng.binomial(2, 0.2, draws.shape))  # one interface, seldom two or three
    which = np.repeat(np.arange(draws.size), interfaces.ravel())
    uses = pd.DataFrame(
        {
            "service_id": there["service_id"].to_numpy()[which // len(ASSETS)],
            "asset": np.array(ASSETS)[which % len(ASSETS)],
        }
    )
    uses.insert(0, "interface", [f"N{number:04d}" for number in range(1, len(uses) + 1)])
    return uses


def _surveys(houses: dict[str, _House], pair: _Pair, rng: np.random.Generator) -> pd.DataFrame:
    firm = np.repeat(FIRMS, _TEAMS)
    separate = rng.random(len(firm)) < np.repeat([houses[name].separate for name in FIRMS], _TEAMS)
    luck = rng.random(len(firm))
    before = rng.random(len(firm)) < _ALREADY
    parts = []
    for survey in SURVEYS:
        month = (survey.to_period("M") - _FIRST_MONTH).n + 1
        reached = np.where(separate, *(_practice(design, month) for design in (_SEPARATE, pair.bridge)))
        new = before | (luck < reached)
        answers = rng.random(len(firm)) < np.where(new, _ANSWER[1], _ANSWER[0])
        parts.append(
            pd.DataFrame(
                {
                    "survey": survey,
                    "team_id": [f"P{number:02d}" for number in range(1, len(firm) + 1)],
                    "firm": firm,
                    "model": np.where(separate, "separate", "bridge"),
                    "works_new_way": pd.Series(new, dtype="boolean").where(answers),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _practice(design: Design, month: int) -> npt.NDArray[np.float64]:
    return practice(design, Firm(), NEVER, month)
