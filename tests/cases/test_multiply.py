"""The case of chapter 1: the page says what the model says."""

import numpy as np
import pytest

from digital_factory.cases import multiply
from digital_factory.models.multiply import Diffusion, following_share, opened, openings_rate, stepped


@pytest.fixture(scope="module")
def case():
    return multiply.explorer()


def test_explorer_offers_at_least_1000_settings_in_a_small_payload(case):
    assert case.combinations >= 1000
    assert len(case.payload.data) < 200_000


@pytest.mark.parametrize(
    ("settings", "diffusion", "year"),
    [
        ({}, Diffusion(firms=1000), 5),
        ({"asked": 12, "imitation": 0.6}, Diffusion(0.03, 0.6, 1000), 12),
        ({"asked": 1, "innovation": 0.12, "imitation": 0}, Diffusion(0.12, 0, 1000), 1),
    ],
)
def test_explorer_numbers_are_the_models(case, settings, diffusion, year):
    at = case.at(**settings)
    assert at["your_firms"] == pytest.approx(opened(diffusion, year), abs=0.51)
    assert at["follow_of_hundred"] == pytest.approx(100 * following_share(diffusion, year), abs=0.51)
    rates = openings_rate(diffusion, at["year"])
    np.testing.assert_allclose(at["own_reasons"] + at["following"], rates, atol=0.11)


@pytest.mark.parametrize(("reckoning", "steps"), [("quarter", 4), ("year", 1)])
def test_explorer_steps_are_the_recursion(case, reckoning, steps):
    path = stepped(Diffusion(firms=1000), 10 * steps, steps)
    at = case.at(reckoning=reckoning)
    assert at["your_firms"] == pytest.approx(path[5 * steps], abs=0.51)
    whole_years = at["reckoned"][::4][:11]
    np.testing.assert_allclose(whole_years, path[::steps], atol=0.51)


def test_explorer_reckoned_at_every_moment_draws_one_curve_only(case):
    at = case.at()
    np.testing.assert_array_equal(at["reckoned"], np.full_like(at["exact"], np.nan))


def test_sentence_gives_the_figures_of_the_course(case):
    assert "331 of 1,000 firms" in case.sentence()
    assert case.sentence().endswith("fastest after 6.2 years.")
    assert "273 of 1,000 firms" in case.sentence(reckoning="year")
    assert case.sentence(reckoning="year").endswith("is year 8.")


def test_sentence_without_imitation_nobody_follows_and_openings_are_fastest_at_the_start(case):
    sentence = case.sentence(imitation=0)
    assert "0 following others" in sentence
    assert sentence.endswith("fastest at the start.")
