"""Chapter 4's model against the figures of the decision tree and a simulation of it."""

import itertools

import numpy as np
import pytest

from digital_factory.models.innovate import (
    Bet,
    bets_funded,
    break_even_accuracy,
    chance_of_a_success,
    commit_value,
    fates,
    patience,
    posterior,
    simulate,
    staged_cost,
    staged_value,
    successes,
)
from digital_factory.models.parameters import ParameterError


def test_commit_value_of_the_default_bet_is_minus_400_thousand() -> None:
    assert commit_value(Bet()) == pytest.approx(-0.40)


@pytest.mark.parametrize("accuracy", [0.5, 0.6, 0.7477, 0.9, 1.0])
def test_staged_value_is_the_published_line_in_the_accuracy(accuracy: float) -> None:
    assert staged_value(Bet(accuracy=accuracy)) == pytest.approx(-0.83 + 1.11 * accuracy)


def test_break_even_accuracy_makes_the_staged_value_zero() -> None:
    assert break_even_accuracy(Bet()) == pytest.approx(0.83 / 1.11)
    assert staged_value(Bet(accuracy=0.83 / 1.11)) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(("chance", "accuracy"), list(itertools.product([0.05, 0.3], [0.6, 0.95])))
def test_staged_figures_equal_a_sum_over_the_four_leaves_of_the_tree(chance: float, accuracy: float) -> None:
    bet = Bet(chance=chance, accuracy=accuracy)
    leaves = [
        (chance * accuracy, 3.0 - 0.85 - 0.15, 1.0),
        (chance * (1 - accuracy), -0.15, 0.15),
        ((1 - chance) * (1 - accuracy), -0.85 - 0.15, 1.0),
        ((1 - chance) * accuracy, -0.15, 0.15),
    ]
    assert staged_value(bet) == pytest.approx(sum(share * gain for share, gain, _ in leaves))
    assert staged_cost(bet) == pytest.approx(sum(share * cost for share, _, cost in leaves))
    assert posterior(bet) == pytest.approx(leaves[0][0] / (leaves[0][0] + leaves[2][0]))


def test_simulate_mean_lies_within_four_standard_errors_of_the_tree() -> None:
    bet = Bet(accuracy=0.85)
    gains = simulate(bet, bets=10, rng=np.random.default_rng(1), portfolios=20_000)
    assert abs(gains.mean() - 10 * staged_value(bet)) < 4 * gains.std() / np.sqrt(len(gains))


def test_bets_funded_and_chance_of_success_follow_from_the_cost_of_an_idea() -> None:
    bet = Bet(accuracy=1.0)  # 0.15 + 0.2 * 0.85 = 0.32 an idea
    assert bets_funded(bet, 3.2) == 10
    assert chance_of_a_success(bet, 10) == pytest.approx(1 - 0.8**10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"chance": -0.1}, "`chance` must be above 0 and at most 1, got -0.1"),
        ({"chance": 1.2}, "`chance` must be above 0 and at most 1, got 1.2"),
        ({"accuracy": 0.4}, "`accuracy` must be from 0.5 to 1, got 0.4"),
        ({"value": float("nan")}, "`value` must be above 0, got nan"),
        ({"scale_cost": "much"}, "`scale_cost` must be above 0, got 'much'"),
    ],
)
def test_bet_with_a_wrong_parameter_names_it(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        Bet(**arguments)


def test_simulate_of_arrays_says_to_give_one_bet() -> None:
    with pytest.raises(ParameterError, match="Take one bet at a time"):
        simulate(Bet(chance=[0.1, 0.2]), 10, np.random.default_rng(0))


def test_patience_is_the_first_run_of_failures_rarer_than_the_doubt() -> None:
    for chance, accuracy, doubt in itertools.product([0.05, 0.2, 0.5], [0.6, 1.0], [0.05, 0.1]):
        bet = Bet(chance=chance, accuracy=accuracy)
        runs = int(patience(bet, doubt))
        assert 1 - chance_of_a_success(bet, runs) <= doubt < 1 - chance_of_a_success(bet, runs - 1)


def test_patience_where_every_idea_succeeds_is_one_failure() -> None:
    assert patience(Bet(chance=1.0, accuracy=1.0)) == 1


def test_fates_add_up_and_agree_with_what_the_test_recommends() -> None:
    bet = Bet(chance=np.array([[0.1], [0.4]]), accuracy=np.array([0.5, 0.8, 1.0]))
    shares = fates(bet)
    np.testing.assert_allclose(shares.sum(axis=-1), 1)
    np.testing.assert_allclose(shares[..., 0] + shares[..., 1], bet.go_share)


def test_successes_agree_with_simulated_portfolios() -> None:
    bet = Bet(accuracy=0.85)
    chances = successes(bet, 14)
    gains = simulate(bet, bets=14, rng=np.random.default_rng(2), portfolios=40_000)
    assert chances.sum() == pytest.approx(1)
    assert chances.sum(axis=0) @ np.arange(15) == pytest.approx(14 * 0.2 * 0.85)
    error = np.sqrt(chances[0].sum() * chances[1].sum() / 40_000)
    assert abs((gains < 0).mean() - chances[0].sum()) < 4 * error


def test_successes_of_no_bet_names_the_count() -> None:
    with pytest.raises(ParameterError, match="`bets` must be a whole number of at least 1, got 0"):
        successes(Bet(), 0)


def test_break_even_accuracy_where_a_better_test_gains_nothing_is_infinite() -> None:
    # Every idea is good and worth less than its scaling: to recognise more of them loses more.
    assert np.isinf(break_even_accuracy(Bet(chance=[1.0, 0.9], value=0.5))).all()
