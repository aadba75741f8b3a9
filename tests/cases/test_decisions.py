"""The case of chapter 6: the page says what the model says, and both answers to the manager move."""

import numpy as np
import pytest

from digital_factory.cases import decisions as case_module
from digital_factory.models.decisions import Committee, Rotation, alumni, mean_wait, practising

SETTINGS = [
    {},
    {"every": 7, "back": 0},
    {"every": 60, "back": 0.5, "limit": 50},
    {"limit": 250, "stay": 6},
]


@pytest.fixture(scope="module")
def case():
    return case_module.explorer()


@pytest.mark.parametrize("settings", SETTINGS)
def test_explorer_numbers_are_the_models(case, settings):
    chosen = {"every": 30, "back": 0.3, "limit": 0, "stay": 24} | settings
    at = case.at(**settings)
    up = float(mean_wait(Committee(chosen["every"], chosen["back"])))
    below = float(case_module.AMOUNTS.decisions_below(chosen["limit"]))
    assert at["up_wait"] == pytest.approx(up, abs=0.005)
    assert at["wait"] == pytest.approx(below * 1 + (1 - below) * up, abs=0.005)
    assert at["seen"] == pytest.approx(1 - below, abs=0.0005)
    rotation = Rotation(case_module.SEATS, chosen["stay"])
    assert at["alumni"] == pytest.approx(alumni(rotation, 60), abs=0.5)
    still = practising(rotation, 60, half_months=case_module.HALF_MONTHS, fade_months=case_module.FADE_MONTHS)
    assert at["practising"] == pytest.approx(still, abs=0.5)


@pytest.mark.parametrize("settings", SETTINGS)
def test_bars_add_up_to_every_decision(case, settings):
    at = case.at(**settings)
    assert at["team"].sum() + at["committee"].sum() == pytest.approx(1, abs=0.005)  # roundings


def test_gantt_papers_end_at_meetings_or_within_the_team(case):
    for settings in SETTINGS:
        at, every = case.at(**settings), ({"every": 30} | settings)["every"]
        ends = at["end"][:, 1:]
        assert (ends[~np.isnan(ends)] % every == 0).all()
        in_team = ~np.isnan(at["end"][:, 0])
        small = [paper.amount < ({"limit": 0} | settings)["limit"] for paper in case_module.PAPERS]
        assert in_team.tolist() == small
        assert np.isnan(at["end"][in_team, 1:]).all()


def test_gantt_default_picture_is_an_ordinary_one(case):
    at = case.at()
    waits = np.nanmax(at["end"], axis=1) - np.nanmin(at["start"], axis=1)
    assert waits.mean() == pytest.approx(float(at["up_wait"]), rel=0.15)
    assert np.nanmax(case.values["end"].array) <= 240


def test_limit_takes_most_decisions_and_little_money_off_the_agenda(case):
    at = case.at(limit=50)
    assert at["seen"] < 0.3
    assert at["money"] > 0.8


def test_stay_most_alumni_and_most_practice_are_at_different_stays(case):
    been, still = case.values["alumni"].array, case.values["practising"].array
    assert been.argmax() == 0
    assert 0 < still.argmax() < still.size - 1
