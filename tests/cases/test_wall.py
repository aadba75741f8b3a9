"""The case of chapter 8 says what the model says, at the settings the chapter speaks of and over the grid."""

import math

import numpy as np
import pytest

from digital_factory.cases import wall
from digital_factory.cases.wall import BUILD_MONTHS, FIX_MONTHS, HORIZON_MONTHS
from digital_factory.models.wall import HandOver, backlog_path


@pytest.fixture(scope="module")
def case():
    return wall.explorer()


def test_explorer_offers_at_least_1000_settings(case):
    assert case.combinations >= 1000


@pytest.mark.parametrize(("arrivals", "months"), [(1.0, 1), (1.5, 2), (1.8, 5), (1.9, 10)])
def test_time_at_capacity_two_is_that_of_the_textbook(case, arrivals, months):
    assert case.at(arrivals=arrivals)["lead"] == months


def test_default_is_the_prediction_of_the_chapter(case):
    assert "A service takes 5.0 months from hand-over to operation, 4.5 of them waiting." in case.sentence()
    assert "A service takes 2.5 months" in case.sentence(capacity=2.2)


@pytest.mark.parametrize("variability", [0, 0.5, 1, 1.5, 2])
@pytest.mark.parametrize("rework", [0, 0.05, 0.2, 0.3])
@pytest.mark.parametrize(("arrivals", "capacity"), [(1.0, 1.6), (1.2, 2.0), (2.1, 3.2)])
def test_time_over_the_grid_is_kingmans_with_the_demand_of_returns(
    case, arrivals, capacity, variability, rework
):
    at = case.at(arrivals=arrivals, capacity=capacity, variability=variability, rework=rework)
    visits = 1 / (1 - rework)
    rho = arrivals * visits / capacity
    wait = visits * variability**2 * rho / (1 - rho) / capacity
    assert at["rho"] == pytest.approx(rho, abs=0.00005)
    assert at["wait"] == at["waiting"][0] == pytest.approx(wait, abs=0.00501)
    assert at["lead"] == pytest.approx(wait + visits / capacity + (visits - 1) * FIX_MONTHS, abs=0.00501)


def test_bar_at_every_steady_setting_adds_up_to_building_and_time(case):
    parts = [case.values[name].array for name in ("built", "waiting")]
    review = case.values["review"].array[None, :, None, None]
    again = case.values["again"].array[None, :, None, :]
    total = parts[0] + parts[1] + review + again
    np.testing.assert_allclose(total[..., 0], BUILD_MONTHS + case.values["lead"].array, rtol=1e-12)


def test_point_lies_on_the_curve(case):
    for arrivals in (1.2, 1.8, 1.9):
        at = case.at(arrivals=arrivals)
        on_curve = np.interp(at["rho"], at["utilisation"], at["curve"])
        assert at["lead"] == pytest.approx(on_curve, rel=0.02)  # straight pieces between the points


def test_sentence_at_saturation_gives_no_time(case):
    sentence = case.sentence(arrivals=1.8, rework=0.1)
    assert "no slack at all: there is no steady state, and no mean time" in sentence
    assert "takes" not in sentence


def test_sentence_above_saturation_gives_growth_and_backlog_of_the_model(case):
    sentence = case.sentence(arrivals=2.5, rework=0.2)
    hand_over = HandOver(arrival_rate=2.5, service_rate=2.0, return_share=0.2, fix_months=FIX_MONTHS)
    end = float(backlog_path(hand_over, HORIZON_MONTHS))
    assert "156% of what can be done: there is no steady state. The backlog grows by 0.90" in sentence
    assert f"after 36 months it stands at {math.floor(end + 0.5)}." in sentence


def test_no_time_exactly_where_the_demand_reaches_the_capacity(case):
    arrivals, capacity, _, rework = (np.array(control.values) for control in case.controls)
    # Compared as whole numbers of a hundredth of a service, where equality is exact.
    demand = np.rint(arrivals * 1000)[:, None, None]
    possible = np.rint(capacity[:, None] * (1 - rework) * 1000)[None]
    picked = case.values["sentence"].array
    np.testing.assert_array_equal(picked, np.sign(demand - possible) + 1)
    assert np.isinf(
        case.values["lead"].array[picked.nonzero()[0], picked.nonzero()[1], :, picked.nonzero()[2]]
    ).all()
    assert np.isfinite(case.values["lead"].array.transpose(0, 1, 3, 2)[picked == 0]).all()
