"""The registry of firms: what its rows promise, and the truths its module's docstring promises."""

import pandas as pd
import pytest

from digital_factory.datasets import generators
from digital_factory.datasets.generate import SEED
from digital_factory.datasets.generators import multiply as module
from digital_factory.datasets.generators._firms import OPENED

SEEDS = (SEED, 1, 2, 3, 4)  # the registry that is shipped, and others such as hidden tests use
MANY_SEEDS = range(100, 130)


def _registry(seed: int) -> pd.DataFrame:
    return generators.build(module, seed)["registry"]


@pytest.fixture(scope="module", params=SEEDS)
def registry(request):
    return _registry(request.param)


@pytest.fixture(scope="module")
def many():
    """Thirty registries in one, for truths about shares: one registry holds too few factories to tell."""
    return pd.concat([_registry(seed) for seed in MANY_SEEDS], ignore_index=True)


def _opened(registry: pd.DataFrame) -> pd.DataFrame:
    return registry[registry["open_date"].notna()]


def _three_years_on(registry: pd.DataFrame) -> pd.DataFrame:
    """Factories opened at least three years before the extract; `closed` tells if within three years."""
    opened = _opened(registry)
    opened = opened.assign(anniversary=opened["open_date"] + pd.DateOffset(years=3))
    old = opened[opened["anniversary"] <= module.REGISTRY_DAY]
    return old.assign(closed=old["close_date"] <= old["anniversary"])


def test_registry_of_another_seed_differs_in_every_count():
    one, other = _registry(SEED), _registry(1)
    assert len(one) != len(other)
    assert _opened(one)["close_date"].isna().sum() != _opened(other)["close_date"].isna().sum()


def test_registry_dates_are_in_order_and_none_is_later_than_the_extract(registry):
    closed = registry[registry["close_date"].notna()]
    assert (closed["close_date"] > closed["open_date"]).all()
    assert registry[["open_date", "close_date"]].max().max() <= module.REGISTRY_DAY
    assert registry["open_date"].dropna().dt.is_month_start.all()


def test_registry_firm_without_a_factory_has_nothing_else(registry):
    never = registry[registry["open_date"].isna()]
    assert len(never) > 0
    assert never[["close_date", "headcount", "reports_to", "business_case"]].isna().all(axis=None)
    assert _opened(registry)[["headcount", "reports_to", "business_case"]].notna().all(axis=None)


def test_registry_named_firms_are_open_since_their_own_month(registry):
    firms = registry.set_index("firm")
    for name, sector in module.SECTORS.items():
        row = firms.loc[sector.named_firm]
        assert (row["sector"], row["open_date"]) == (name, pd.Timestamp(OPENED[sector.named_firm]))
        assert pd.isna(row["close_date"])


def test_truth_openings_peak_and_fall_and_survivors_hardly_do(registry):
    opened = _opened(registry)
    by_year = opened["open_date"].dt.year.value_counts().sort_index()
    survivors = opened["open_date"][opened["close_date"].isna()].dt.year.value_counts().sort_index()
    assert by_year.idxmax() in range(2016, 2023)
    last_full_year = 2024
    assert by_year[last_full_year] < 0.75 * by_year.max()
    assert survivors[last_full_year] / survivors.max() > by_year[last_full_year] / by_year.max() + 0.2


def test_truth_business_cases_are_commoner_among_survivors(registry):
    opened = _opened(registry).assign(case=lambda firms: firms["business_case"].eq("yes"))
    assert 0.3 < opened["case"].mean() < 0.42
    assert opened["case"][opened["close_date"].isna()].mean() > opened["case"].mean() + 0.08


def test_truth_a_third_or_more_close_within_three_years(registry):
    old = _three_years_on(registry)
    assert 0.3 < old["closed"].mean() < 0.42
    opened = _opened(registry)
    within = opened["close_date"] <= opened["open_date"] + pd.DateOffset(years=3)
    assert within.mean() < old["closed"].mean() - 0.01
    assert within[opened["close_date"].notna()].mean() > 1.5 * old["closed"].mean()


def test_truth_factories_with_a_business_case_close_less(registry):
    closed = _three_years_on(registry).groupby("business_case")["closed"].mean()
    assert closed["no"] > closed["yes"] + 0.12


def test_truth_early_openings_have_a_business_case_more_often_than_late_ones(registry):
    opened = _opened(registry).assign(case=lambda firms: firms["business_case"].eq("yes"))
    early = opened["case"][opened["open_date"] < "2017"].mean()
    assert early > 1.4 * opened["case"][opened["open_date"] >= "2021"].mean()


def test_truth_courlis_opened_when_most_of_its_sector_had(registry):
    courlis = registry.set_index("firm").loc["Magasins Courlis"]
    others = registry[registry["sector"].eq("retailer") & registry["firm"].ne("Magasins Courlis")]
    assert (others["open_date"] < courlis["open_date"]).mean() > 0.6


def test_truth_headcount_and_reporting_line_have_nothing_to_do_with_closing(many):
    old = _three_years_on(many)  # some 10,000 factories: a share is known to half a point
    assert old.groupby("reports_to")["closed"].mean().agg(lambda shares: shares.max() - shares.min()) < 0.04
    large = old["headcount"] > old["headcount"].median()
    assert old["closed"][large].mean() == pytest.approx(old["closed"][~large].mean(), abs=0.03)
