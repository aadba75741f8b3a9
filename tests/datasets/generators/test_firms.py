"""A firm is the same in every table: it opens its factory on one day, and nothing happens in it before."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pytest

from digital_factory import datasets
from digital_factory.datasets import generators
from digital_factory.datasets.generators._firms import OPENED

# Tables of one firm, which have no column that names it.
FIRM_OF = {
    "bets": "Hôtels Ormevent",
    "handovers": "Banque Valdreuse",
    "items": "Magasins Courlis",
    "projects": "Air Vélin",
    "releases": "Assurances Mélèze",
    "rotations": "Forges Daubrac",
}
# Dates that may lie before a factory: who else has one, the parent's committee, the years to compare with.
NOT_OF_A_FACTORY = {"registry", "decisions", "presentations", "line_months", "factories"}
RESOURCES = {resource.name: resource for module in generators.modules() for resource in module.RESOURCES}
DATED = sorted(
    name
    for name, resource in RESOURCES.items()
    if name not in NOT_OF_A_FACTORY and any(field.type in {"date", "datetime"} for field in resource.fields)
)


@cache
def table(name: str, fresh: int | None) -> pd.DataFrame:
    """The table as the course ships it, or another factory's."""
    return datasets.load(name) if fresh is None else datasets.fresh(name, seed=fresh)


def firms(name: str, fresh: int | None) -> pd.Series:
    """Return the firm of each row."""
    rows = table(name, fresh)
    if "firm" in rows:
        return rows["firm"]
    if "idea_id" in rows:
        return rows["idea_id"].map(table("ideas", fresh).set_index("idea_id")["firm"])
    if "service_id" in rows and "month" in rows:
        return rows["service_id"].map(table("operated_services", fresh).set_index("service_id")["firm"])
    if "project_id" in rows and name.startswith("capstone"):
        return rows["project_id"].map(table("capstone_portfolio", fresh).set_index("project_id")["firm"])
    return pd.Series(FIRM_OF[name], index=rows.index)


@pytest.mark.parametrize("fresh", [None, 1])
def test_named_firm_opens_on_one_day_in_every_table(fresh: int | None) -> None:
    registry = table("registry", fresh).set_index("firm")["open_date"]
    factories = table("factories", fresh).set_index("firm")["opened"]
    expected = {firm: pd.Timestamp(day) for firm, day in OPENED.items()}
    assert registry[list(OPENED)].to_dict() == expected
    assert factories.to_dict() == expected


@pytest.mark.parametrize("fresh", [None, 1])
@pytest.mark.parametrize("name", DATED)
def test_nothing_happens_in_a_factory_before_it_opens(name: str, fresh: int | None) -> None:
    rows = table(name, fresh)
    opened = pd.to_datetime(firms(name, fresh).map(OPENED))
    assert opened.notna().all()
    for column in rows.select_dtypes(["datetime", "datetimetz"]):
        day = rows[column].dt.tz_localize(None) + pd.Timedelta(hours=12)  # the local day of a moment in UTC
        early = rows[day < opened]
        assert early.empty, f"{name}.{column} has {len(early)} rows before the opening:\n{early.head(3)}"


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_description_that_dates_an_opening_names_the_firms_day(name: str) -> None:
    resource = RESOURCES[name]
    texts = [resource.description, *(field.description for field in resource.fields)]
    words = " ".join(texts)
    said = re.findall(r"open(?:ing|ed|s)(?: had| of the factory)? on (\d{4}-\d\d-\d\d)", words)
    in_words = re.findall(r"(\d+ \w+ \d{4}), when the factory opened", words)
    said += [str(pd.Timestamp(day).date()) for day in in_words]
    assert set(said) <= {OPENED[firm] for firm in OPENED if firm in words}
