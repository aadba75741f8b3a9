"""The case of chapter 4: the page says what the model says, and each of the three answers comes up."""

import numpy as np
import pytest

from digital_factory.cases import innovate
from digital_factory.models.innovate import Bet, bets_funded, commit_value, fates, staged_value, successes

SETTINGS = [
    ({}, Bet(), 6),
    ({"chance": 0.05, "value": 6, "accuracy": 1.0, "budget": 15}, Bet(0.05, 6, accuracy=1.0), 15),
    ({"chance": 0.4, "value": 1, "accuracy": 0.5, "budget": 2}, Bet(0.4, 1, accuracy=0.5), 2),
]


@pytest.fixture(scope="module")
def case():
    return innovate.explorer()


@pytest.mark.parametrize(("settings", "bet", "budget"), SETTINGS)
def test_explorer_numbers_are_the_models(case, settings, bet, budget):
    at, bets = case.at(**settings), bets_funded(bet, budget)
    assert at["bets"] == bets
    assert at["staged"] == pytest.approx(staged_value(bet), abs=0.001)
    assert at["commit"] == pytest.approx(commit_value(bet), abs=0.001)
    np.testing.assert_allclose(at["ends"], 100 * fates(bet), atol=0.05)
    assert at["loss"] == pytest.approx(successes(bet, int(bets))[0].sum(), abs=0.001)


def test_bars_of_successes_hold_every_portfolio(case):
    luck = case.values["loses"].array + case.values["gains"].array
    np.testing.assert_allclose(luck.sum(axis=-1), 1, atol=0.006)  # nine roundings to three decimals


def test_readout_says_test_scale_or_stop_by_what_gains_most(case):
    assert "Test first." in case.sentence()
    assert "Scale at once" in case.sentence(chance=0.4, value=6, accuracy=0.5)
    assert "Fund nothing" in case.sentence(chance=0.05, value=1)


def test_break_even_line_stands_where_the_curve_crosses_zero(case):
    for settings in ({}, {"chance": 0.1, "value": 6}):
        at = case.at(**settings)
        assert np.interp(at["least"], at["x"], at["curve"]) == pytest.approx(0, abs=0.002)
