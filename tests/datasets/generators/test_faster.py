"""The planted truths of chapter 5's table, measured over factories drawn with other seeds."""

import itertools

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets.generators import faster
from digital_factory.models.faster import Backlog, cost_in_order, order

STEPS = ["proposed", "selected", "started", "committed", "deployed", "opened"]


@pytest.fixture(scope="module")
def factories() -> list[pd.DataFrame]:
    course = faster.build(np.random.default_rng(0))["items"]
    return [course, *(faster.fresh(np.random.default_rng(seed))["items"] for seed in range(20))]


def _opened(items: pd.DataFrame) -> pd.DataFrame:
    return items[items["opened"].notna()]


def _days(items: pd.DataFrame, start: str, end: str) -> pd.Series:
    return (items[end] - items[start]).dt.days


def _sleeps(items: pd.DataFrame) -> pd.Series:
    """Mean calendar days in each step that are not work; five worked days fill a week."""
    opened = _opened(items)
    steps = itertools.pairwise(STEPS)
    means = pd.Series({end: _days(opened, start, end).mean() for start, end in steps})
    means["committed"] -= opened["worked_days"].mean() * 7 / 5
    return means


def test_build_steps_of_every_item_follow_each_other(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        moments = items[STEPS]
        assert (moments.notna().astype(int).diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)  # none is skipped
        assert not (moments.diff(axis=1).iloc[:, 1:] < pd.Timedelta(0)).any(axis=None)


def test_build_dropped_items_were_never_selected(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        dropped = items[items["abandoned"].notna()]
        assert dropped["selected"].isna().all()
        assert (dropped["abandoned"] > dropped["proposed"]).all()


def test_build_worked_days_stand_where_the_work_is_finished(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        assert items["worked_days"].notna().equals(items["committed"].notna())


def test_build_no_item_is_opened_in_the_peak_season(factories: list[pd.DataFrame]) -> None:
    opened = pd.concat(items["opened"].dropna() for items in factories)
    month_day = opened.dt.month * 100 + opened.dt.day
    assert month_day.between(116, 1114).all()


def test_build_clocks_of_engineers_teams_and_customers_are_far_apart(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        opened = _opened(items)
        engineer = _days(opened, "committed", "deployed").median()
        team, customers = (
            _days(opened, "started", "deployed").median(),
            _days(opened, "proposed", "opened").median(),
        )
        assert 0 < engineer <= 3
        assert customers > 30 * engineer
        assert customers > 2 * team


def test_build_work_fills_less_than_a_sixth_of_the_wait(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        opened = _opened(items)
        assert opened["worked_days"].sum() * 7 / 5 < _days(opened, "proposed", "opened").sum() / 6


def test_build_longest_sleep_is_elsewhere_in_other_factories(factories: list[pd.DataFrame]) -> None:
    places = {_sleeps(items).idxmax() for items in factories}
    assert places == {"selected", "started", "committed", "opened"}


def test_build_many_ideas_are_dropped(factories: list[pd.DataFrame]) -> None:
    early = [items[items["proposed"] < "2025-01-01"] for items in factories]
    assert np.mean([items["abandoned"].notna().mean() for items in early]) > 0.2


def test_build_one_team_waits_longer_for_its_openings(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        opened = _opened(items)
        waits = _days(opened, "deployed", "opened").groupby(opened["team"]).mean().sort_values()
        assert waits.iloc[-1] > 1.3 * waits.iloc[-2]


def test_build_cd3_is_cheaper_than_the_order_of_selection(factories: list[pd.DataFrame]) -> None:
    for items in factories:
        waiting = items[items["selected"].notna() & items["started"].isna()].sort_values(
            "selected", kind="stable"
        )
        assert len(waiting) >= 6
        backlog = Backlog(
            accepted=np.zeros(len(waiting)),
            work=waiting["estimate_days"] / 5,
            delay_cost=waiting["delay_cost_keur_week"],
        )
        first_come = cost_in_order(backlog, range(len(waiting)))
        assert cost_in_order(backlog, order(backlog, "cd3")) < 0.85 * first_come


def test_build_same_seed_gives_the_same_table(factories: list[pd.DataFrame]) -> None:
    pd.testing.assert_frame_equal(faster.build(np.random.default_rng(0))["items"], factories[0])
    pd.testing.assert_frame_equal(faster.fresh(np.random.default_rng(3))["items"], factories[4])
