"""Two firms, their services and their teams, month by month: the mechanism behind the tables of chapter 9.

Owns no dictionary. Services stay separate or are bridged; from nine months in use on, one may return to the
parent; the parent's teams take the new way up at the rate of the chapter's model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.models.organisation import NEVER, Design, Firm, practice

__all__ = ["ASSETS", "FIRMS", "ITEMS", "LAST_DAY", "MODELS", "SURVEYS", "House", "Pair", "draw"]

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
_SEPARATE: Final = Design(autonomy=1, integration=0.05)  # what a separate organisation is like


@dataclass(frozen=True)
class House:
    """One firm: how it splits and moves its services, and what it pays."""

    services_a_month: float
    separate: float  # share of its services that stay separate [1]
    days: float  # median from hand-over to use where it is bridged [days]
    cost: float  # level of its costs, 1 for the retailer [1]


@dataclass(frozen=True)
class Pair:
    """The two firms, and what is alike in both."""

    bank: House
    retailer: House
    sooner: float  # days of a separate service over those of a bridged one [1]
    functions: float  # what a separate organisation runs a second time [k EUR a month]
    kept: float  # share of the releases that is left after a short overlap [1]
    reuse: tuple[float, float, float]  # chance that a service draws on an asset, by model [1]
    bridge: Design  # what the bridged organisation is like, for the model of the chapter


def draw(pair: Pair, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of a pair of firms, drawn with `rng`."""
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


def _services(firm: str, house: House, pair: Pair, rng: np.random.Generator) -> pd.DataFrame:
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
    services: pd.DataFrame, houses: dict[str, House], pair: Pair, rng: np.random.Generator
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
    services: pd.DataFrame, houses: dict[str, House], pair: Pair, rng: np.random.Generator
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
        of_firm = services[services["firm"] == firm]
        returned = of_firm["returned"].dropna()
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


def _uses(services: pd.DataFrame, pair: Pair, rng: np.random.Generator) -> pd.DataFrame:
    used = services[services["in_use"].notna()]
    now = used["model"].where(used["returned"].isna(), "returned")
    chance = now.map(dict(zip(MODELS, pair.reuse, strict=True))).to_numpy(dtype=np.float64)
    draws = rng.random((len(used), len(ASSETS))) < chance[:, None]
    interfaces = draws * (1 + rng.binomial(2, 0.2, draws.shape))  # one interface, seldom two or three
    which = np.repeat(np.arange(draws.size), interfaces.ravel())
    uses = pd.DataFrame(
        {
            "service_id": used["service_id"].to_numpy()[which // len(ASSETS)],
            "asset": np.array(ASSETS)[which % len(ASSETS)],
        }
    )
    uses.insert(0, "interface", [f"N{number:04d}" for number in range(1, len(uses) + 1)])
    return uses


def _surveys(houses: dict[str, House], pair: Pair, rng: np.random.Generator) -> pd.DataFrame:
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
