"""The planted truths of chapter 4's tables, measured over factories drawn with other seeds."""

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets.generators import innovate
from digital_factory.datasets.generators.innovate import BAR, KNOWN_AFTER_DAYS, LAST_DAY, SPONSORS

SETTLED_BY = pd.Timestamp(LAST_DAY) - pd.Timedelta(days=KNOWN_AFTER_DAYS)


@pytest.fixture(scope="module")
def factories() -> list[dict[str, pd.DataFrame]]:
    course = innovate.build(np.random.default_rng(0))
    return [course, *(innovate.fresh(np.random.default_rng(seed)) for seed in range(20))]


def _ahead(experiments: pd.DataFrame) -> pd.DataFrame:
    """Standard errors by which the variant is ahead: a row per test, a column per week, all weeks so far."""
    rows = {}
    for name, test in experiments.groupby("bet_id"):
        sums = test.pivot(index="week", columns="arm", values=["visitors", "bookings"]).cumsum()
        n, k = sums["visitors"].to_numpy(float), sums["bookings"].to_numpy(float)
        pooled = k.sum(axis=1) / n.sum(axis=1)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / n).sum(axis=1))
        rows[name] = (k[:, 1] / n[:, 1] - k[:, 0] / n[:, 0]) / spread
    return pd.DataFrame(rows).T


@pytest.fixture(scope="module")
def ahead(factories: list[dict[str, pd.DataFrame]]) -> list[pd.DataFrame]:
    return [_ahead(tables["experiments"]) for tables in factories]


def test_build_experiments_cover_the_bets_and_no_other_idea(factories: list[dict[str, pd.DataFrame]]) -> None:
    for tables in factories:
        tests = tables["experiments"]
        assert set(tests.loc[tests["kind"] == "A/B", "bet_id"]) == set(tables["bets"]["bet_id"])
        assert (tests.loc[tests["kind"] == "A/A", "bet_id"].str[0] == "A").all()
        assert (tests.groupby("bet_id").size() == 2 * tests["week"].max()).all()


def test_build_bets_hold_what_their_decision_allows(factories: list[dict[str, pd.DataFrame]]) -> None:
    for tables in factories:
        bets = tables["bets"]
        scaled = bets["decision"] == "scale"
        assert bets["decided"].notna().equals(bets["decision"].notna())
        assert bets["after_keur"].notna().equals(bets["decision"].notna())
        assert bets["scale_keur"].notna().equals(scaled)
        assert bets["value_keur"].notna().equals(scaled & (bets["decided"] <= SETTLED_BY))
        assert (bets["started"] < bets["tested"]).all()
        assert not (bets["decided"] < bets["tested"]).any()


def test_build_same_page_twice_passes_about_once_in_six_and_more_at_any_look(
    ahead: list[pd.DataFrame],
) -> None:
    same = [table[table.index.str.startswith("A")] for table in ahead]
    at_end = np.mean([(table.iloc[:, -1] >= BAR).mean() for table in same])
    at_any = np.mean([(table >= BAR).any(axis=1).mean() for table in same])
    assert at_end == pytest.approx(0.159, abs=0.04)  # a normal variable above 1; 21 x 60 tests
    assert 1.8 < at_any / at_end < 2.8


def test_build_stopping_takes_longer_than_scaling(factories: list[dict[str, pd.DataFrame]]) -> None:
    for tables in factories:
        bets = tables["bets"]
        days = (bets["decided"] - bets["tested"]).dt.days.groupby(bets["decision"]).median()
        assert days["stop"] > 1.5 * days["scale"]


def test_build_one_sponsor_overrules_tests_and_its_bets_pay_less(
    factories: list[dict[str, pd.DataFrame]], ahead: list[pd.DataFrame]
) -> None:
    paid = {True: [], False: []}
    for tables, table in zip(factories, ahead, strict=True):
        bets = tables["bets"].dropna(subset=["decision"])
        go = bets["bet_id"].map(table.iloc[:, -1] >= BAR).astype(bool)
        against = bets[~go & (bets["decision"] == "scale")]
        assert against["sponsor"].nunique() == 1
        assert set(against["sponsor"]) < set(SPONSORS)
        known = bets[bets["value_keur"].notna()]
        success = known["value_keur"] > known[["mvp_keur", "after_keur", "scale_keur"]].sum(axis=1)
        for side in paid:
            paid[side].extend(success[go.loc[known.index] == side])
    assert np.mean(paid[False]) < 0.35 * np.mean(paid[True])


def test_build_what_is_settled_today_holds_too_many_stopped_bets(
    factories: list[dict[str, pd.DataFrame]],
) -> None:
    for tables in factories:
        bets = tables["bets"]
        settled = (bets["decision"] == "stop") | bets["value_keur"].notna()
        old = bets["decided"] <= SETTLED_BY
        stopped = bets["decision"] == "stop"
        assert stopped[settled].mean() > stopped[old].mean()


def test_fresh_factories_differ_in_length_of_test_and_strong_sponsor(
    factories: list[dict[str, pd.DataFrame]],
) -> None:
    assert len({tables["experiments"]["week"].max() for tables in factories}) > 2
    assert len({len(tables["bets"]) for tables in factories}) > 5
