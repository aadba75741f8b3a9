"""Numbers in the text of chapter 1, and the code that computes them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.cases import multiply as case
from digital_factory.datasets.generators.multiply import SECTORS
from digital_factory.models.multiply import Diffusion, following_share, opened, peak_years, stepped

_THOUSAND = Diffusion(firms=1000)
_EXTRACT = pd.Timestamp("2025-12-15")


def _registry() -> pd.DataFrame:
    return datasets.load("registry")


def _factories() -> pd.DataFrame:
    return _registry().dropna(subset="open_date")


def _courlis() -> pd.Series:
    return _registry().set_index("firm").loc["Magasins Courlis"]


def _on_the_bus() -> tuple[int, int]:
    factories, day = _factories(), pd.Timestamp("2022-09-15")
    begun = factories["open_date"] <= day
    return int(begun.sum()), int((begun & ~(factories["close_date"] < day)).sum())


def _openings(year: int, *, in_directory: bool = False) -> int:
    factories = _factories()
    if in_directory:
        factories = factories[factories["close_date"].isna()]
    return int((factories["open_date"].dt.year == year).sum())


def _peak(*, in_directory: bool = False) -> int:
    return max(range(2012, 2026), key=lambda year: _openings(year, in_directory=in_directory))


def _closed_within_three(business_case: str | None = None) -> float:
    factories = _factories()
    if business_case is not None:
        factories = factories[factories["business_case"] == business_case]
    anniversary = factories["open_date"] + pd.DateOffset(years=3)
    return float((factories["close_date"] <= anniversary)[anniversary <= _EXTRACT].mean())


def _gone_before_courlis() -> tuple[int, int]:
    others = _registry().query("sector == 'retailer' and firm != 'Magasins Courlis'")
    return int((others["open_date"] < _courlis()["open_date"]).sum()), len(others)


def _lives() -> tuple[int, int, int, float]:
    factories = _factories()
    closed = factories["close_date"].notna()
    years = (factories["close_date"] - factories["open_date"]).dt.days / 365.25
    return len(factories), int((~closed).sum()), int(closed.sum()), float(years.mean())


def _open_and_over_three() -> tuple[int, int]:
    still_open = _factories().query("close_date.isna()")
    return len(still_open), int((still_open["open_date"] + pd.DateOffset(years=3) <= _EXTRACT).sum())


def _share_with_case(first: int, last: int) -> float:
    factories = _factories()
    cohort = factories[factories["open_date"].dt.year.between(first, last)]
    return float((cohort["business_case"] == "yes").mean())


def _follow(**settings: float | str) -> float:
    return float(case.explorer().at(**settings)["follow_of_hundred"])


def _firms(**settings: float | str) -> float:
    return float(case.explorer().at(**settings)["your_firms"])


def _best_row() -> str:
    path = stepped(_THOUSAND, 20)
    row = max(range(1, 21), key=lambda k: path[k] - path[k - 1])
    return {7: "seventh", 8: "eighth", 9: "ninth"}[row]


def _in_words(share: float) -> str:
    """The two shares of business cases, in the words of the text where they are true."""
    return "half wrote" if 0.45 < share < 0.55 else "a quarter" if 0.25 < share < 0.3 else f"{share:.0%}"


FIGURES: list[tuple[str, Callable[[], object]]] = [
    ("**{:.0f} firms.**", lambda: 100 * following_share(_THOUSAND, 5)),
    ("association's registry, {} large firms had opened one. Only {} of them", _on_the_bus),
    ("will open in {:%B}, with {} people", lambda: (_courlis()["open_date"], _courlis()["headcount"])),
    ("the same {} people if nobody else", lambda: _courlis()["headcount"]),
    ("With $m = 1{{,}}000$, {:.1f} firms have opened after five years", lambda: opened(_THOUSAND, 5)),
    ("the peak comes after {:.1f} years", lambda: peak_years(_THOUSAND)),
    ("That gives {:.0f} firms after five years", lambda: stepped(_THOUSAND, 5)[-1]),
    ("and the best year is the {}.", _best_row),
    (
        "In year 1, {:.0f} of 100 do; in year 5, {:.0f}; in year 10, {:.0f}.",
        lambda: tuple(_follow(asked=year) for year in (1, 5, 10)),
    ),
    ("Still {:.0f} of 100, against {:.0f}.", lambda: (_follow(innovation=0.12), _follow())),
    ("five years {:.0f} have opened, not {:.0f}.", lambda: (_firms(innovation=0.12), _firms())),
    (
        "{:.0f} firms become {:.0f}, then {:.0f}",
        lambda: (_firms(), _firms(reckoning="quarter"), _firms(reckoning="year")),
    ),
    ("moves from {:.1f} years to the eighth year", lambda: peak_years(_THOUSAND)),
    (
        "{} in 2018, {} in 2022, {} in 2024",
        lambda: tuple(_openings(year, in_directory=True) for year in (2018, 2022, 2024)),
    ),
    ("The peak was {}, with {} openings.", lambda: (_peak(), _openings(_peak()))),
    (
        "In 2024 there were {}, half as many, where the directory shows {}, near its record of {}.",
        lambda: (
            _openings(2024),
            _openings(2024, in_directory=True),
            _openings(_peak(in_directory=True), in_directory=True),
        ),
    ),
    ("wave of {} looks like a record in {}", lambda: (_peak(), _peak(in_directory=True))),
    (
        "where the fashion began in {:%B %Y}, and set",
        lambda: pd.Timestamp(SECTORS["retailer"].starts),
    ),
    ("Of the early ones {} down what for", lambda: _in_words(_share_with_case(2012, 2016))),
    ("little more than {}.", lambda: _in_words(_share_with_case(2021, 2025))),
    (
        "In year 10 of the model {:.0f} of 100 firms",
        lambda: 100 * following_share(_THOUSAND, 10),
    ),
    ("gives {:.0f} firms after five years; the closed form", lambda: stepped(_THOUSAND, 5)[-1]),
    ("closed form gives {:.0f}. What brings", lambda: opened(_THOUSAND, 5)),
    ("With four rows a year it reaches {:.0f}.", lambda: stepped(_THOUSAND, 20, 4)[-1]),
    ("Of {} factories ever opened, {} are open and {} have closed, after {:.1f} years", _lives),
    ("Of the {} others, {} are over three years old", _open_and_over_three),
    ("{} of the {} other retailers had gone before", _gone_before_courlis),
    ("old enough to tell, {:.0%} closed within three years", _closed_within_three),
    ("{:.0%} of those that had begun with a business case", lambda: _closed_within_three("yes")),
    ("business case, {:.0%} of the rest", lambda: _closed_within_three("no")),
    ("In the model, {:.0f} of 100 firms that open in year 5", lambda: 100 * following_share(_THOUSAND, 5)),
    (
        "imitation late, {:.0f} firms in place of {:.0f}",
        lambda: (stepped(_THOUSAND, 5)[-1], opened(_THOUSAND, 5)),
    ),
]

_REFERENCE = Solved("01-why-they-multiply").names


def _old_enough(business_case: str | None = None) -> tuple[int, int]:
    """How many closed within three years of those old enough to tell, and how many these are."""
    factories = _factories()
    if business_case is not None:
        factories = factories[factories["business_case"] == business_case]
    old = int((factories["open_date"] + pd.DateOffset(years=3) <= _EXTRACT).sum())
    return round(_REFERENCE["closed_within"](factories, 3, _EXTRACT) * old), old


def _retailers() -> pd.DataFrame:
    return _registry().query("sector == 'retailer'")


def _retailers_old_enough() -> tuple[int, int, float]:
    """How many of the retailers' factories closed within three years, of how many, and the share."""
    share = float(_REFERENCE["closed_within"](_retailers(), 3, _EXTRACT))
    old = int((_retailers()["open_date"] + pd.DateOffset(years=3) <= _EXTRACT).sum())
    return round(share * old), old, share


RUBRIC: list[tuple[str, Callable[[], object]]] = [
    ("old enough to tell, {} of {} ({:.0%}) closed", _retailers_old_enough),
    ("not all {} and", lambda: int(_retailers()["open_date"].notna().sum())),
    ("old enough to tell, {2:.0%} closed within three years; ours", _retailers_old_enough),
    ("as did only {:.0%} of theirs", lambda: _REFERENCE["case_share"](_retailers())),
    ("{} of the {} other retailers", _gone_before_courlis),
    (
        "retailers ({:.0%}) had opened before",
        lambda: _REFERENCE["gone_before"](_registry(), "Magasins Courlis"),
    ),
    ("{} of {} factories", _old_enough),
    ("and not all {}. Without", lambda: len(_factories())),
    ("({} of {}); of those that did not", lambda: _old_enough("yes")),
    ("{:.0%} closed within three years (32", lambda: _closed_within_three("yes")),
    ("{:.0%} ({} of {})", lambda: (_closed_within_three("no"), *_old_enough("no"))),
    ("lists {1} of {0} factories", _lives),
    (
        "Among them {:.0%} began with a business case",
        lambda: _REFERENCE["case_directory"],
    ),
    ("among all {:.0%}:", lambda: _REFERENCE["case_ever"]),
    ("peaked in {} ({} openings)", lambda: (_peak(), _openings(_peak()))),
    ("the {1} that are left of {0}", _lives),
]
TRAINER: list[tuple[str, Callable[[], object]]] = [
    (
        "{:.0f} firms after five years against {:.0f}",
        lambda: (stepped(_THOUSAND, 5)[-1], opened(_THOUSAND, 5)),
    ),
    ("that {} peers had opened before", lambda: words.most(np.divide(*_gone_before_courlis()))),
    ("that {2:.0%} of the retailers' factories old enough had closed", _retailers_old_enough),
    ("A wave that peaks around {}", _peak),
    (
        "with a business case close about {} as often",
        lambda: words.share(_closed_within_three("yes") / _closed_within_three("no"), 2),
    ),
]
