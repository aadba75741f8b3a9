"""The table of chapter 1: a registry of large firms, and the digital factory each opened and closed, if any.

The mechanism is the chapter's model. In each of six sectors the fashion starts at its own moment and spreads
from firm to firm (`models.multiply.simulate`): a firm opens for its own reasons or follows others of its
sector. Firms that have their own reasons mostly write a business case first, and their factories last; firms
that follow mostly do not, and many of theirs close.

Planted truths (for trainers), measured by the tests:

- Openings rise, peak between 2017 and 2022, and fall. Seen through the factories still open, they hardly
  fall: the directory of survivors hides the peak.
- About 36% of the factories ever opened began with a business case, and some 10 points more of those still
  open.
- Of the factories opened at least three years ago, about 35% closed within three years. With those too young
  to tell in the denominator the share is lower; among the closed ones it is nearly twice as high.
- Early openings have a business case twice as often as late ones: who opens late has mostly followed.
- Magasins Courlis opened when most of its sector already had.
- Headcount and reporting line are drawn by lot. They have nothing to do with closing.
- The six named firms of the course have a factory that is still open, opened in the same month in every
  registry.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.datasets.generators._firms import OPENED
from digital_factory.datasets.schema import Field, Resource
from digital_factory.models.multiply import Diffusion, simulate

__all__ = ["REGISTRY_DAY", "RESOURCES", "SECTORS", "build"]

REGISTRY_DAY: Final = pd.Timestamp("2025-12-15")  # what happened later is not in the registry


class Sector(NamedTuple):
    """When the fashion reaches a sector, its firm in the course, and the code of its other firms.

    The named firm opens on the same day in every registry: other chapters tell what came of it.
    """

    starts: str  # first month
    named_firm: str
    code: str


SECTORS: Final = {
    "bank": Sector("2012-01", "Banque Valdreuse", "Bank"),
    "insurer": Sector("2012-07", "Assurances Mélèze", "Insurer"),
    "retailer": Sector("2013-01", "Magasins Courlis", "Retailer"),
    "hotel group": Sector("2013-07", "Hôtels Ormevent", "Hotel group"),
    "industrial group": Sector("2014-01", "Forges Daubrac", "Industrial group"),
    "airline": Sector("2015-07", "Air Vélin", "Airline"),  # "et dernièrement compagnies aériennes"
}
_FIRMS_IN_A_SECTOR: Final = (60, 100)  # least and most; another draw in every factory of data
_CLOSING_RATE: Final = {"own": 0.03, "followed": 0.25}  # [1/year]
_LEAST_LIFE_YEARS: Final = 0.5
_BUSINESS_CASE: Final = {"own": 0.90, "followed": 0.20}  # share that wrote one before opening [1]
_MEDIAN_HEADCOUNT: Final = 30
_HEADCOUNT_SPREAD: Final = 0.45  # standard deviation of its logarithm
_REPORTS_TO: Final = {
    "chief executive": 0.25,
    "chief digital officer": 0.35,
    "chief information officer": 0.20,
    "a business line": 0.20,
}
_CLOSING_DAY: Final = 20  # of the month; factories open on the 1st

RESOURCES: Final = (
    Resource(
        name="registry",
        title="A registry of digital factories",
        description=(
            "One row per firm: the large firms of six sectors that a fictional professional association "
            "follows, with the digital factory that each has opened, if any. A firm opens one at most. "
            f"Extract of {REGISTRY_DAY:%Y-%m-%d}; what happened later is not in the table."
        ),
        chapter="01-why-they-multiply",
        fields=(
            Field(
                "firm",
                "string",
                "The firm. The six firms of this course by name, the others by sector and number.",
                unique=True,
            ),
            Field("sector", "string", "Sector of the firm.", enum=tuple(SECTORS)),
            Field(
                "open_date",
                "date",
                "Day on which its digital factory opened. Empty: the firm has never had one.",
                minimum="2012-01-01",
                maximum=f"{REGISTRY_DAY:%Y-%m-%d}",
                required=False,
            ),
            Field(
                "close_date",
                "date",
                "Last day on which it was open. Empty: it is still open, or the firm has never had one.",
                minimum="2012-01-01",
                maximum=f"{REGISTRY_DAY:%Y-%m-%d}",
                required=False,
            ),
            Field(
                "headcount",
                "integer",
                "People in the factory when it opened. Empty: the firm has never had one.",
                "people",
                minimum=1,
                required=False,
            ),
            Field(
                "reports_to",
                "string",
                "To whom the head of the factory reported when it opened. Empty: the firm has never had one.",
                enum=tuple(_REPORTS_TO),
                required=False,
            ),
            Field(
                "business_case",
                "string",
                "Whether the firm wrote a business case before opening. Empty: the firm has never had one.",
                enum=("yes", "no"),
                required=False,
            ),
        ),
        primary_key=("firm",),
    ),
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the registry, drawn with `rng`."""
    firms = [_sector(name, sector, rng) for name, sector in SECTORS.items()]
    return {"registry": pd.concat(firms, ignore_index=True)}


def _sector(name: str, sector: Sector, rng: np.random.Generator) -> pd.DataFrame:
    count = int(rng.integers(_FIRMS_IN_A_SECTOR[0], _FIRMS_IN_A_SECTOR[1] + 1))
    wave = simulate(Diffusion(firms=count), rng)
    why = np.where(wave.followed, "followed", "own")
    opened = _months_after(sector.starts, wave.opened_years)
    life = _LEAST_LIFE_YEARS + rng.exponential(1.0 / pd.Series(why).map(_CLOSING_RATE).to_numpy())
    closed = _months_after(sector.starts, wave.opened_years + life) + pd.Timedelta(days=_CLOSING_DAY - 1)
    headcount = np.rint(_MEDIAN_HEADCOUNT * np.exp(_HEADCOUNT_SPREAD * rng.standard_normal(count)))
    case = rng.random(count) < pd.Series(why).map(_BUSINESS_CASE).to_numpy()
    firms = pd.DataFrame(
        {
            "sector": name,
            "open_date": opened,
            "close_date": closed.where(closed <= REGISTRY_DAY),
            "headcount": pd.array(headcount, dtype="Int64"),
            "reports_to": rng.choice(list(_REPORTS_TO), count, p=list(_REPORTS_TO.values())),
            "business_case": np.where(case, "yes", "no"),
        }
    )
    never = firms["open_date"] > REGISTRY_DAY
    firms.loc[never, ["open_date", "close_date", "headcount", "reports_to", "business_case"]] = None
    opened_on = pd.Timestamp(OPENED[sector.named_firm])
    named = _nearest_survivor(firms, opened_on)
    firms.loc[named, "open_date"] = opened_on
    numbers = rng.permutation(np.arange(1, count + 1))
    firms.insert(0, "firm", [f"{sector.code} {number:03d}" for number in numbers])
    firms.loc[named, "firm"] = sector.named_firm
    return firms.sort_values(
        "firm", ignore_index=True
    )  # not in the order of opening, which the simulation gives


def _nearest_survivor(firms: pd.DataFrame, when: pd.Timestamp) -> int:
    """Return the row, among the factories still open, of the one that opened nearest to `when`."""
    away = (firms["open_date"] - when).abs().where(firms["close_date"].isna())
    return int(np.nanargmin(away.dt.days.to_numpy()))


def _months_after(start: str, years: npt.NDArray[np.float64]) -> pd.Series:
    """Return the first day of the month that lies `years` after the first day of month `start`."""
    months = np.datetime64(start, "M") + np.floor(12 * years).astype(int)
    return pd.Series(months.astype("datetime64[s]"))
