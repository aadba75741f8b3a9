"""The defects and truths planted in the tables of chapter 10, in the shipped tables and in fresh ones."""

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets import generators
from digital_factory.datasets.generate import SEED
from digital_factory.datasets.generators import capstone
from digital_factory.models.capstone import FIRMS, FLOWS, STAGES

MOMENTS = ["entered", "started", "left"]


@pytest.fixture(scope="module")
def shipped() -> dict[str, pd.DataFrame]:
    return generators.build(capstone, SEED)


@pytest.fixture(scope="module")
def factories(shipped) -> list[dict[str, pd.DataFrame]]:
    return [shipped, *(generators.build(capstone, seed, fresh=True) for seed in range(6))]


def cleaned(made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    log = made["capstone_log"].sort_values("exported").drop_duplicates("visit_id", keep="last").copy()
    for name in MOMENTS:
        clocks = zip(log[name], log["clock"], strict=True)
        log[name] = [pd.Timestamp(at).tz_localize(clock).tz_convert("UTC") for at, clock in clocks]
        log[name] = pd.to_datetime(log[name], utc=True)
    return log


def utilisation(made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    log, rotations = cleaned(made), made["capstone_rotations"]
    work = (log["left"].fillna(capstone.END) - log["started"]) / pd.Timedelta(days=1)
    start, end = capstone.START.tz_localize(None), capstone.END.tz_localize(None)
    there = rotations["left"].fillna(end) - rotations["arrived"].clip(lower=start)
    present = there.dt.days.groupby([rotations["firm"], rotations["stage"]]).sum()
    return (work.groupby([log["firm"], log["stage"]]).sum() / present).unstack()


def test_build_seats_are_filled_on_every_day(factories):
    days = (capstone.END - capstone.START).days
    start, end = capstone.START.tz_localize(None), capstone.END.tz_localize(None)
    for made in factories:
        stays = made["capstone_rotations"]
        length = (stays["left"].fillna(end) - stays["arrived"].clip(lower=start)).dt.days
        seats = length.groupby([stays["firm"], stays["stage"]]).sum() / days
        assert (seats % 1 == 0).all()
        assert (stays["arrived"] < start).any()
        assert stays["left"].isna().any()


def test_build_censored_projects_stand_in_every_firm(factories):
    for made in factories:
        log = cleaned(made)
        assert set(log.loc[log["left"].isna(), "firm"]) == set(FIRMS)


def test_build_shipped_firms_keep_between_a_tenth_and_two_fifths_open(shipped):
    log, decided = cleaned(shipped), shipped["capstone_approvals"]
    live = log[(log["stage"] == "integration") & log["left"].notna()].groupby("firm").size()
    share = 1 - live / decided[decided["outcome"] == "go"].groupby("firm").size()
    assert share.between(0.1, 0.4).all(), share


def test_build_clocks_read_as_one_put_integration_before_the_end_of_the_review(factories):
    for made in factories:
        log = made["capstone_log"].assign(
            entered=lambda t: pd.to_datetime(t["entered"]), left=lambda t: pd.to_datetime(t["left"])
        )
        for table, early in ((log, True), (cleaned(made), False)):
            ends = table[(table["stage"] == "review") & (table["outcome"] == "passed")]
            ends = ends.groupby("project_id")["left"].max()
            begins = table[table["stage"] == "integration"].groupby("project_id")["entered"].min()
            gap = (begins - ends).dropna()
            assert (gap < pd.Timedelta(0)).all() == early
            assert gap.nunique() == (2 if early else 1)  # summer and winter time


def test_build_visits_exported_twice_are_open_at_first_or_the_same(factories):
    for made in factories:
        log = made["capstone_log"]
        twice = log[log.duplicated("visit_id", keep=False)].sort_values("exported")
        first = twice.drop_duplicates("visit_id", keep="first").set_index("visit_id")
        last = twice.drop_duplicates("visit_id", keep="last").set_index("visit_id").loc[first.index]
        assert set(log["exported"].astype(str)) == {"2025-10-01", "2026-01-01"}
        assert (twice.groupby("visit_id").size() == 2).all()
        closed = first["left"].notna()
        assert closed.any()
        assert (first["left"].isna() & last["left"].notna()).any()
        assert first.loc[closed, MOMENTS].equals(last.loc[closed, MOMENTS])


def test_build_dashboard_delivers_what_was_demonstrated(factories):
    for made in factories:
        log, portfolio = cleaned(made), made["capstone_portfolio"]
        shown = log[(log["stage"] == "build") & log["left"].notna()]
        assert set(shown["project_id"]) == set(portfolio.loc[portfolio["delivered"], "project_id"])
        live = log[(log["stage"] == "integration") & log["left"].notna()].groupby("firm").size()
        assert (portfolio.groupby("firm")["delivered"].sum() > live).all()


def test_build_steps_follow_each_other_and_lie_in_the_window(factories):
    for made in factories:
        log = cleaned(made)
        assert not (log[MOMENTS].diff(axis=1).iloc[:, 1:] < pd.Timedelta(0)).any(axis=None)
        assert log["entered"].between(capstone.START, capstone.END).all()
        decided = made["capstone_approvals"].set_index("project_id")
        begins = log[log["stage"] == "build"].set_index("project_id")["entered"].dt.tz_localize(None)
        assert (begins.dt.normalize() == decided.loc[begins.index, "decided"]).all()


def test_build_shipped_bottleneck_is_that_of_the_flow(shipped):
    used = utilisation(shipped)
    for firm, flow in FLOWS.items():
        assert used.loc[firm].idxmax() == flow.bottleneck, used.loc[firm]


def test_build_shipped_bottleneck_is_doubtful_at_the_bank_only(shipped):
    log, point = cleaned(shipped), utilisation(shipped)
    days = (log["left"].fillna(capstone.END) - log["started"]) / pd.Timedelta(days=1)
    share = {}
    for firm, flow in FLOWS.items():
        own = log["firm"] == firm
        worked = days[own].groupby([log["project_id"], log["stage"]]).sum().unstack(fill_value=0)
        people = worked.sum() / point.loc[firm, worked.columns]
        chosen = np.random.default_rng(1).integers(0, len(worked), (2000, len(worked)))
        drawn = worked.to_numpy()[chosen].sum(axis=1) / people.to_numpy()
        share[firm] = (drawn.argmax(axis=1) == list(worked.columns).index(flow.bottleneck)).mean()
    assert 0.6 < share.pop("Banque Valdreuse") < 0.8
    assert 0.8 < share.pop("Air Vélin") < 0.95
    assert min(share.values()) > 0.98


def test_build_shipped_backlog_is_that_of_the_flow(shipped):
    log = cleaned(shipped)
    waiting = log[log["left"].isna()].groupby(["firm", "stage"]).size().unstack(fill_value=0)
    for firm, flow in FLOWS.items():
        assert tuple(waiting.loc[firm, list(STAGES)]) == flow.backlog


def test_fresh_bottleneck_may_be_any_stage(factories):
    found = {stage for made in factories[1:] for stage in utilisation(made).idxmax(axis=1)}
    assert found == set(STAGES)


def test_build_value_of_a_project_says_nothing_of_its_fate(factories):
    gaps = []
    for made in factories:
        portfolio = made["capstone_portfolio"]
        means = portfolio.groupby("delivered")["value_keur_month"].mean()
        gaps.append(means[True] - means[False])
    assert abs(np.mean(gaps)) < 0.4  # about three standard errors of 7 x 900 projects
