"""The case of chapter 5: the page says what the model says, and the place of the longest sleep moves."""

import numpy as np
import pytest

from digital_factory.cases import faster
from digital_factory.models.faster import Team, run

SETTINGS = [
    ({}, Team(at_once=6, release_every_weeks=13)),
    ({"rule": "cd3", "at_once": 1, "release": 0}, Team(rule="cd3")),
    ({"pace": 3, "at_once": 12, "release": 4}, Team(at_once=12, release_every_weeks=4, pace=3)),
    (
        {"rule": "shortest-first", "at_once": 2, "pace": 1.5},
        Team("shortest-first", 2, release_every_weeks=13, pace=1.5),
    ),
]


@pytest.fixture(scope="module")
def case():
    return faster.explorer()


@pytest.mark.parametrize(("settings", "team"), SETTINGS)
def test_explorer_numbers_are_the_models(case, settings, team):
    at, journey = case.at(**settings), run(faster.backlog(), team)
    cost = [idea.delay_cost for idea in faster.IDEAS]
    assert at["total"] == pytest.approx(journey.total.mean(), abs=0.005)
    assert at["team"] == pytest.approx((journey.finished - journey.started).mean(), abs=0.005)
    assert at["cost"] == pytest.approx(np.dot(cost, journey.total), abs=0.05)
    assert at["parts"].sum() == pytest.approx(journey.total.mean(), abs=0.02)  # four roundings


@pytest.mark.parametrize(("settings", "team"), SETTINGS)
def test_gantt_rows_join_acceptance_to_customers_without_a_gap(case, settings, team):
    at, journey = case.at(**settings), run(faster.backlog(), team)
    moments = np.stack(journey[:4], axis=1)
    there = ~np.isnan(at["end"])
    np.testing.assert_allclose(at["start"][there], moments[:, :-1][there], atol=0.0501)
    np.testing.assert_allclose(at["end"][there], moments[:, 1:][there], atol=0.0501)
    lengths = np.where(there, at["end"] - at["start"], 0).sum(axis=1)
    np.testing.assert_allclose(lengths, journey.total, atol=0.2)  # an empty segment hides up to 0.05 weeks


def test_flow_layers_hold_every_accepted_idea_every_week(case):
    layers = sum(case.at(release=4)[f"layer_{i}"] for i in range(4))
    accepted = np.array([idea.accepted for idea in faster.IDEAS])
    np.testing.assert_array_equal(layers, (accepted[:, None] <= faster.WEEKS).sum(axis=0))


def test_every_setting_has_released_every_idea_within_the_year(case):
    assert (case.values["layer_3"].array[..., -1] == len(faster.IDEAS)).all()


def test_longest_sleep_is_in_each_place_at_some_setting(case):
    assert set(np.unique(case.values["where"].array)) == {0, 1, 2}


def test_order_of_work_is_worth_nothing_where_everything_is_started(case):
    cost = case.values["cost"].array  # rule, pace, at once, release
    assert np.ptp(cost[:, :, -1], axis=0).max() == pytest.approx(0, abs=1e-9)
    assert (np.ptp(cost[:, 0, 0], axis=0) > 300).all()
