"""The case of chapter 3: the page says what the model says, and the picture shows an ordinary release."""

import numpy as np
import pytest

from digital_factory.cases import squads
from digital_factory.models.squads import Organisation, outlook, squad_links, squads_asked


@pytest.fixture(scope="module")
def case():
    return squads.explorer()


def test_explorer_offers_at_least_1000_settings(case):
    assert case.combinations >= 1000


@pytest.mark.parametrize(
    ("settings", "organisation"),
    [
        ({}, Organisation()),
        ({"size": 50, "late": 0.4}, Organisation(squad_size=50, not_ready=0.4)),
        ({"skills": 8, "touch": 0.05}, Organisation(skills_on_board=8, system_touch=0.05)),
    ],
)
def test_explorer_numbers_are_the_models(case, settings, organisation):
    at, expected = case.at(**settings), outlook(organisation)
    assert at["asked"] == pytest.approx(expected.squads_asked, abs=0.005)
    assert at["blocked"] == pytest.approx(expected.blocked, abs=0.0005)
    assert at["wait"] == pytest.approx(expected.wait_if_blocked_weeks, abs=0.005)
    counts = squad_links(150, organisation.squad_size)
    assert (at["within"], at["between"]) == (counts.within, counts.between)
    shares = squads_asked(organisation)[:8]  # "8 or more" takes the rest
    np.testing.assert_allclose((at["out"] + at["held"])[: shares.size], shares, atol=0.0011)
    assert at["held"].sum() == pytest.approx(expected.blocked, abs=0.005)  # nine roundings


def test_explorer_bars_leave_out_no_release(case):
    total = (case.values["out"].array + case.values["held"].array).sum(axis=-1)
    np.testing.assert_allclose(total, 1, atol=1e-12)


def test_picture_at_default_asks_as_many_squads_as_the_mean(case):
    asked = (~np.isnan(case.at()["lines"][:, 0])).sum()
    assert asked == pytest.approx(outlook(Organisation()).squads_asked, abs=1e-9)
    assert case.at()["line"].sum() == 1  # the caption says that one of them is not ready


def test_picture_stays_near_the_mean_at_every_setting(case):
    asked = (~np.isnan(case.values["lines"].array[..., 0])).sum(axis=-1)
    beside = np.abs(asked - case.values["asked"].array)
    assert beside[2].max() < 1  # squads of 10, where each lends or owns one thing
    assert beside.max() < 2


@pytest.mark.parametrize("settings", [{}, {"size": 5}, {"size": 50}, {"skills": 3, "touch": 0.6}])
def test_picture_lines_join_the_home_squad_to_squads_marked_as_asked(case, settings):
    at = case.at(**settings)
    lines = at["lines"][~np.isnan(at["lines"][:, 0])].astype(int)
    assert (at["person"][lines[:, 0]] == squads.STATES.index("Makes the release")).all()
    # 0: ready, 1: not ready, for the squad asked and for the line that ends there
    np.testing.assert_array_equal(at["person"][lines[:, 1]], at["line"][: len(lines)])
    size = int(settings.get("size", 10))
    states = at["person"].reshape(-1, size)
    assert (states == states[:, :1]).all()
    assert np.isin(states[:, 0], (0, 1)).sum() == len(lines)
