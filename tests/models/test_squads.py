"""Squads: the figures of the chapter, closed forms, and a simulation written without the model."""

import itertools
import math

import numpy as np
import pytest

from digital_factory.models.squads import (
    SKILL_NEED,
    SKILLS,
    SYSTEMS,
    Organisation,
    ParameterError,
    chance_blocked,
    links,
    outlook,
    squad_links,
    squads_asked,
)

SIZES = (5, 6, 10, 15, 25, 30, 50)


@pytest.mark.parametrize("members", [1, 2, 3, 10, 150])
def test_links_equals_the_pairs_counted_one_by_one(members):
    assert links(members) == len(list(itertools.combinations(range(members), 2)))


def test_links_150_people_gives_11175():
    assert links(150) == 11_175


def test_squad_links_15_squads_of_10_gives_675_and_105():
    result = squad_links(150, 10)
    assert (result.within, result.between, result.total) == (675, 105, 780)


@pytest.mark.parametrize("size", SIZES)
def test_squad_links_equals_the_pairs_of_a_listed_factory(size):
    squad_of = np.arange(150) // size
    pairs = list(itertools.combinations(range(150), 2))
    within = sum(squad_of[a] == squad_of[b] for a, b in pairs)
    between = len({(squad_of[a], squad_of[b]) for a, b in pairs if squad_of[a] != squad_of[b]})
    assert squad_links(150, size) == (within, between)


def test_squad_links_array_of_sizes_keeps_its_shape():
    assert squad_links(150, [5, 10, 15]).between.shape == (3,)


@pytest.mark.parametrize("squads", range(6))
@pytest.mark.parametrize("not_ready", [0.0, 0.1, 0.5, 0.9])
def test_chance_blocked_equals_the_sum_over_all_outcomes(squads, not_ready):
    outcomes = itertools.product([True, False], repeat=squads)
    expected = sum(
        math.prod(not_ready if late else 1 - not_ready for late in outcome)
        for outcome in outcomes
        if any(outcome)
    )
    assert chance_blocked(squads, not_ready) == pytest.approx(expected, abs=1e-12)


def test_chance_blocked_grows_with_every_squad():
    assert np.all(np.diff(chance_blocked(np.arange(15), 0.05)) > 0)


def test_organisation_all_skills_no_system_depends_on_nobody():
    alone = Organisation(skills_on_board=SKILLS, system_touch=0.0)
    assert outlook(alone) == (0.0, 0.0, 0.0)
    assert squads_asked(alone)[0] == 1.0


def test_outlook_one_lender_per_need_equals_the_product_rule():
    o = Organisation(squad_size=10, skills_on_board=4, system_touch=0.3, not_ready=0.25)
    expected = 1 - (1 - 0.25 * SKILL_NEED) ** 4 * (1 - 0.25 * 0.3) ** SYSTEMS
    assert outlook(o).blocked == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("size", SIZES)
def test_squads_asked_sums_to_one_and_has_the_mean_of_the_outlook(size):
    o = Organisation(squad_size=size, skills_on_board=3)
    shares = squads_asked(o)
    assert shares.shape == (o.squads,)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares @ np.arange(shares.size) == pytest.approx(outlook(o).squads_asked, rel=1e-12)


@pytest.mark.parametrize("size", [6, 10, 25, 50])
def test_outlook_agrees_with_a_simulation_within_its_own_error(size):
    # Written from the chapter's words, not from the module: needs, lenders, readiness, the slowest answer.
    o = Organisation(squad_size=size, skills_on_board=4, system_touch=0.3, not_ready=0.3, wait_weeks=2.0)
    rng = np.random.default_rng(3)
    runs, others = 40_000, 150 // size - 1
    chance = np.array([0.0] * 4 + [SKILL_NEED] * 4 + [0.3] * SYSTEMS)
    needed = rng.random((runs, chance.size)) < chance
    lender = [i * others // chance.size for i in range(chance.size)]
    asked = np.zeros((runs, others), dtype=bool)
    for need, squad in zip(needed.T, lender, strict=True):
        asked[:, squad] |= need
    late = asked & (rng.random(asked.shape) < 0.3)
    wait = np.where(late, rng.exponential(2.0, late.shape), 0.0).max(axis=1)
    blocked = late.any(axis=1)
    result = outlook(o)
    four_errors = 4 / math.sqrt(runs)  # four standard errors: one false alarm in some 16,000 comparisons
    assert abs(asked.sum(axis=1).mean() - result.squads_asked) < four_errors * asked.sum(axis=1).std()
    assert abs(blocked.mean() - result.blocked) < four_errors * blocked.std()
    spread = wait[blocked].std() * math.sqrt(runs / blocked.sum())
    assert abs(wait[blocked].mean() - result.wait_if_blocked_weeks) < four_errors * spread
    counts = np.bincount(asked.sum(axis=1), minlength=others + 1) / runs
    np.testing.assert_allclose(counts, squads_asked(o), atol=four_errors * 0.5)


def test_outlook_mean_in_the_exponent_overstates_the_blocked_share():
    # Jensen: 1 - (1 - q)^k is concave in k, so the releases' own k give less than their mean k.
    result = outlook(Organisation())
    assert result.blocked < chance_blocked(result.squads_asked, 0.2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"squad_size": 7}, "`squad_size` must divide `people`"),
        ({"squad_size": 150}, "at least two squads"),
        ({"squad_size": 0}, "`squad_size` must be a whole number of at least 1"),
        ({"skills_on_board": 9}, "`skills_on_board` must be a whole number from 0 to 8"),
        ({"skills_on_board": 2.5}, "`skills_on_board` must be a whole number"),
        ({"system_touch": -0.1}, "`system_touch`"),
        ({"not_ready": 1.0}, "`not_ready`"),
        ({"not_ready": float("nan")}, "`not_ready`"),
        ({"wait_weeks": -1}, "`wait_weeks`"),
    ],
)
def test_organisation_value_against_its_rule_names_the_parameter(change, message):
    with pytest.raises(ParameterError, match=message):
        Organisation(**change)


def test_squad_links_sizes_that_do_not_divide_says_so():
    with pytest.raises(ParameterError, match="everywhere"):
        squad_links(150, [10, 7])
