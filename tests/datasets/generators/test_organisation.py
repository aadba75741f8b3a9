"""The planted truths of chapter 9's tables, measured over pairs of firms drawn with other seeds."""

import pandas as pd
import pytest

from digital_factory.datasets import generators
from digital_factory.datasets.generate import SEED
from digital_factory.datasets.generators import organisation

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def ours() -> Tables:
    return generators.build(organisation, SEED)


@pytest.fixture(scope="module")
def pairs(ours: Tables) -> list[Tables]:
    return [ours, *(generators.build(organisation, seed, fresh=True) for seed in range(12))]


def _in_use(pair: Tables) -> pd.DataFrame:
    services = pair["operated_services"]
    there = services[services["in_use"].notna()]
    return there.assign(
        days=(there["in_use"] - there["handed_over"]).dt.days,
        now=there["model"].where(there["returned"].isna(), "returned"),
    )


def _cost(pair: Tables, by: list[str]) -> pd.Series:
    months = pair["service_months"].groupby(by)
    return (months["run_keur"].sum() + pair["model_costs"].groupby(by)["keur"].sum()) / months.size()


def _releases(pair: Tables) -> pd.DataFrame:
    """Mean releases in the six months before and from the return on, by overlap; whole windows only."""
    months = pair["service_months"].merge(
        pair["operated_services"][["service_id", "returned", "overlap_months"]].dropna(), on="service_id"
    )
    position = (months["month"].dt.year - months["returned"].dt.year) * 12
    position += months["month"].dt.month - months["returned"].dt.month
    near = months[position.between(-6, 5)].assign(after=position >= 0)
    near = near[near.groupby("service_id")["month"].transform("size") == 12]
    return near.groupby([near["overlap_months"] < 3, "after"])["releases"].mean().unstack()


def test_build_moments_of_every_service_follow_each_other(pairs: list[Tables]) -> None:
    for pair in pairs:
        services = pair["operated_services"]
        there = services["in_use"].notna()
        assert (services["in_use"] > services["handed_over"])[there].all()
        back = services[services["returned"].notna()]
        assert back["in_use"].notna().all()
        begun = back["returned"] - pd.to_timedelta(back["overlap_months"].astype(float) * 31, unit="D")
        assert (begun > back["in_use"]).all()  # nothing overlaps before it is in use
        assert back["overlap_months"].notna().all()
        assert services[services["returned"].isna()]["overlap_months"].isna().all()


def test_build_months_of_a_service_have_no_gap_and_change_model_at_the_return(ours: Tables) -> None:
    months = ours["service_months"].merge(
        ours["operated_services"].drop(columns="firm"), on="service_id", suffixes=("", "_first")
    )
    back = months["month"] >= months["returned"]
    assert (months["model"] == months["model_first"].where(~back, "returned")).all()
    counted = months.groupby("service_id")["month"].agg(["size", "min", "max"])
    span = (counted["max"].dt.year - counted["min"].dt.year) * 12
    span += counted["max"].dt.month - counted["min"].dt.month + 1
    assert (span == counted["size"]).all()
    assert (counted["max"] == "2025-12-01").all()


def test_build_separate_is_sooner_inside_each_firm(pairs: list[Tables]) -> None:
    for pair in pairs:
        there = _in_use(pair)
        means = there.groupby(["firm", "model"])["days"].mean().unstack()
        assert (means["separate"] < means["bridge"]).all()


def test_build_separate_looks_slower_over_both_firms_of_the_course(ours: Tables) -> None:
    means = _in_use(ours).groupby("model")["days"].mean()
    assert means["separate"] > means["bridge"] + 10


def test_build_both_signs_of_the_pooled_gap_occur_elsewhere(pairs: list[Tables]) -> None:
    means = [_in_use(pair).groupby("model")["days"].mean() for pair in pairs]
    signs = {bool(mean["separate"] > mean["bridge"]) for mean in means}
    assert signs == {True, False}


def test_build_shared_costs_of_separation_are_more_than_twice_those_of_a_bridge(pairs: list[Tables]) -> None:
    for pair in pairs:
        shared = pair["model_costs"].groupby(["firm", "model"])["keur"].sum().unstack()
        assert (shared["separate"] > 2 * shared["bridge"]).all()


def test_build_a_separate_service_month_costs_most_in_both_firms_of_the_course(ours: Tables) -> None:
    cost = _cost(ours, ["firm", "model"]).unstack()
    assert (cost.idxmax(axis=1) == "separate").all()


def test_build_costs_begin_before_the_first_service_is_in_use(pairs: list[Tables]) -> None:
    for pair in pairs:
        first = pair["service_months"]["month"].min()
        assert (pair["model_costs"]["month"] < first).sum() >= 4


def test_build_separate_services_draw_on_few_assets_and_many_on_none(pairs: list[Tables]) -> None:
    for pair in pairs:
        there = _in_use(pair)
        drawn = pair["asset_uses"].groupby("service_id")["asset"].nunique()
        share = there["service_id"].map(drawn).fillna(0) / len(organisation.ASSETS)
        means = share.groupby(there["now"]).mean()
        assert means["separate"] < 0.25 < 0.35 < means["bridge"] < means["returned"]
        assert (share[there["now"] == "separate"] == 0).mean() > 0.15
        repeated = pair["asset_uses"].duplicated(["service_id", "asset"]).mean()
        assert repeated > 0.15


def _new_way(pair: Tables, survey: str) -> pd.DataFrame:
    surveys = pair["practice_surveys"]
    asked = surveys[surveys["survey"] == survey]
    return asked.assign(answered=asked["works_new_way"].notna(), yes=asked["works_new_way"].astype(float))


def test_build_adoption_rises_beside_a_bridge_and_hardly_elsewhere(pairs: list[Tables]) -> None:
    for pair in pairs:
        early, last = (
            _new_way(pair, day).groupby("model")["yes"].mean() for day in ("2023-06-30", "2025-12-31")
        )
        assert last["bridge"] - early["bridge"] > 0.2
        assert last["bridge"] > last["separate"] + 0.1


def test_build_teams_that_never_said_yes_answer_less(pairs: list[Tables]) -> None:
    for pair in pairs:
        surveys = pair["practice_surveys"]
        teams = surveys.assign(yes=surveys["works_new_way"].astype(float)).groupby("team_id")["yes"]
        answered, ever = teams.count() / teams.size(), teams.max() == 1
        assert answered[~ever].mean() < answered[ever].mean() - 0.05


def test_build_a_short_overlap_loses_releases_and_a_long_one_keeps_them(pairs: list[Tables]) -> None:
    for pair in pairs:
        means = _releases(pair)
        kept = means[True] / means[False]
        assert kept[True] < 0.75 < 0.8 < kept[False]


def test_build_same_seed_gives_the_same_tables(ours: Tables) -> None:
    for name, table in generators.build(organisation, SEED).items():
        pd.testing.assert_frame_equal(table, ours[name])
