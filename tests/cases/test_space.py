"""The case of chapter 2: the page says what the model says."""

import numpy as np
import pytest

from digital_factory.cases import space
from digital_factory.models.space import Project, break_even_distance, saving, shortest_time, time_to_market


@pytest.fixture(scope="module")
def case():
    return space.explorer()


def _project(speed=3.0, distance=0.0, development=4.0, rest=14.0):
    return Project(development, rest, speed, distance, 30, space.QUESTIONS, space.LATE_ANSWER_MONTHS)


def test_explorer_offers_at_least_1000_settings(case):
    assert case.combinations >= 1000


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"speed": 10, "distance": 30},
        {"speed": 1, "distance": 150, "development": 2, "rest": 18},
        {"speed": 1.5, "development": 12, "rest": 4},
    ],
)
def test_explorer_numbers_are_the_models(case, settings):
    at, project = case.at(**settings), _project(**settings)
    assert at["total"] == pytest.approx(time_to_market(project), abs=0.001)
    assert at["floor"] == pytest.approx(shortest_time(project), abs=0.006)
    assert at["saved"] == pytest.approx(saving(project), abs=0.0006)
    bars = at["building"] + at["others"] + at["waiting"]
    usual = _project(**{**settings, "speed": 1, "distance": 0})
    expected = [time_to_market(usual), time_to_market(project), shortest_time(project)]
    assert bars == pytest.approx(np.array(expected, dtype=float), abs=0.011)  # two roundings


@pytest.mark.parametrize("settings", [{}, {"distance": 60}, {"speed": 10, "distance": 20, "rest": 4}])
def test_curve_passes_through_the_marker(case, settings):
    at = case.at(**settings)
    assert np.interp(at["at_speed"], at["speeds"], at["curve"]) == pytest.approx(at["total"], abs=0.006)
    assert np.interp(at["at_distance"], at["metres"], at["contact"]) == pytest.approx(at["asked"], abs=0.006)


def test_line_of_the_lost_gain_stands_where_the_saving_is_zero(case):
    metres = float(case.at(speed=1.5)["gone"])
    assert metres == pytest.approx(float(break_even_distance(_project(speed=1.5))))
    assert saving(_project(speed=1.5, distance=metres)) == pytest.approx(0, abs=1e-6)  # stored rounded


@pytest.mark.parametrize("settings", [{"speed": 1}, {"speed": 3}])
def test_line_of_the_lost_gain_is_left_out_without_a_gain_or_without_an_end(case, settings):
    assert np.isnan(case.at(**settings)["gone"])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "15.3 months, 15% sooner than"),
        ({"speed": 1}, "18.0 months, exactly as"),
        ({"speed": 1.5, "distance": 150}, "18.7 months, 4% later than"),
        ({"speed": 1.5, "distance": 30}, "17.9 months, hardly sooner or later than"),  # 0.4% sooner
    ],
)
def test_readout_says_sooner_the_same_or_later(case, settings, words):
    assert words in case.sentence(**settings)
