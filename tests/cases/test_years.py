"""The case of chapter 7: the page says what the model says, and its answer changes sign."""

import numpy as np
import pytest

from digital_factory.cases import years
from digital_factory.models.years import reached_by

SETTINGS = [(36, 0.2, 12, 2), (12, 0.05, 24, 5), (60, 0.3, 6, 0), (48, 0.1, 18, 3)]


@pytest.fixture(scope="module")
def case():
    return years.explorer()


@pytest.mark.parametrize(("look", "wall", "wall_months", "unaided"), SETTINGS)
def test_explorer_numbers_are_the_models(case, look, wall, wall_months, unaided):
    at = case.at(look=look, wall=wall, wall_months=wall_months, unaided=unaided)
    seen = reached_by(years.factory(wall, wall_months), years.IDEAS_A_MONTH, look)[:, -1]
    alone = reached_by(years.lines(unaided), years.IDEAS_A_MONTH, look)[-1, -1]
    assert at["in_use"] == pytest.approx(seen[-1], abs=0.0501)
    assert at["without"] == pytest.approx(alone, abs=0.0501)
    assert at["lead"] == pytest.approx(at["in_use"] - at["without"], abs=1e-9)
    np.testing.assert_allclose(at["reached"], 100 * seen / seen[0], atol=0.0501)
    np.testing.assert_allclose(at["bars"], [seen[-1], alone, at["lead"]], atol=0.0501)
    assert at["with"][look] == pytest.approx(seen[-1], abs=0.005)


def test_lines_bring_their_own_into_use_in_the_end():
    shares = np.asarray(years.lines(3).shares)
    assert 100 * shares.prod() == pytest.approx(3)


def test_readout_says_ahead_behind_and_even(case):
    assert "owing to the factory" in case.sentence()
    assert "behind what there would have been" in case.sentence(unaided=5, look=60)
    assert "made no difference" in case.sentence(wall=0.05, unaided=1, look=12)


def test_counted_share_stays_below_the_final_one_at_every_setting(case):
    values = case.values
    final = values["final"].array[None, :, None]
    assert (values["counted"].array < final).all()


def test_curves_stay_within_the_drawn_axis(case):
    assert case.values["with"].array.max() < 30
    assert case.values["alone"].array.max() < 30
