"""The case of chapter 9: the page says what the model says, and the answer to "when" moves."""

import numpy as np
import pytest

from digital_factory.cases import organisation as case_module
from digital_factory.models.organisation import NEVER, Design, Firm, best_month, outcome

SETTINGS = [
    ({}, Design(1, 0), 60),
    ({"integration": 0.5, "overlap": 6}, Design(1, 0.5, 6), 60),
    ({"autonomy": 0.6, "integration": 1, "overlap": 12, "horizon": 84}, Design(0.6, 1, 12), 84),
    ({"autonomy": 0.4, "integration": 0.25, "overlap": 12, "horizon": 24}, Design(0.4, 0.25, 12), 24),
]


@pytest.fixture(scope="module")
def case():
    return case_module.explorer()


@pytest.mark.parametrize(("settings", "design", "horizon"), SETTINGS)
def test_explorer_best_month_is_the_models(case, settings, design, horizon):
    at = case.at(**settings)
    months = case_module.MONTHS[horizon > case_module.MONTHS]
    month, net = best_month(design, Firm(), horizon, months)
    assert float(at["month"]) == month
    assert bool(at["answer"] % 2) == (month == NEVER)
    assert float(at["best"]) == pytest.approx(net / 1000, abs=0.051)
    there = outcome(design, Firm(), month, horizon)
    assert float(at["services"]) == pytest.approx(float(there.services), abs=0.051)
    assert float(at["practice"]) == pytest.approx(float(there.practice), abs=0.00051)


@pytest.mark.parametrize(("settings", "design", "horizon"), SETTINGS)
def test_explorer_curve_ends_at_the_horizon_and_holds_the_best(case, settings, design, horizon):
    at = case.at(**settings)
    drawn = ~np.isnan(at["net"])
    assert drawn.tolist() == (horizon > case_module.MONTHS).tolist()
    assert max(np.nanmax(at["net"]), at["kept"]) == pytest.approx(float(at["best"]), abs=1e-9)
    for month, net in zip(case_module.MONTHS[drawn], at["net"][drawn], strict=True):
        expected = float(outcome(design, Firm(), month, horizon).net) / 1000
        assert net == pytest.approx(expected, abs=0.051)


def test_best_month_and_whether_there_is_one_change_with_the_settings(case):
    months = np.unique(case.values["month"].array)
    assert len(months) > 8
    assert np.isinf(months).any()


def test_extremes_are_the_same_at_every_integration_and_overlap(case):
    here = case.at(integration=1, overlap=12, horizon=60)
    kept = outcome(Design(1, 1, 12), Firm(), NEVER, 60)
    assert here["extreme_services"][1] == pytest.approx(float(kept.services), abs=0.051)
    assert here["extreme_practice"].tolist() == [0, pytest.approx(float(kept.practice), abs=0.00051)]


def test_money_axis_of_a_horizon_holds_every_curve_of_it(case):
    values = case.values
    net = np.moveaxis(values["net"].array, 3, 0).reshape(len(values["floor"].array), -1)
    kept = np.moveaxis(values["kept"].array, 3, 0).reshape(len(net), -1)
    assert (np.nanmin(net, axis=1) >= values["floor"].array - 0.051).all()
    assert (np.nanmax(np.hstack([net, kept]), axis=1) <= values["ceiling"].array + 0.051).all()


def test_readout_does_not_praise_what_leaves_less_than_never_opening(case):
    at = case.at(horizon=24, overlap=12, integration=1)
    assert at["alone"] > max(at["best"], at["kept"])
    assert "never opening would have left most" in case.sentence(horizon=24, overlap=12, integration=1)
    assert "never opening would" not in case.sentence()
