"""The model of chapter 7 against published tables, closed forms and independent simulations."""

import numpy as np
import pytest

from digital_factory.models.years import (
    ParameterError,
    Stages,
    decided_shares,
    difference_in_differences,
    funnel,
    kaplan_meier,
    reached,
    reached_by,
)

# Freireich et al. 1963, Blood 21, 699-716: weeks of remission of the 21 patients on 6-MP, as printed in
# Gehan 1965, Biometrika 52, 203-223: those who relapsed, and those still in remission when last seen
SIX_MP_RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
SIX_MP_STILL_IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
# NAG Library, nag_surviv_kaplanmeier (g12aac), example results: time, share, standard deviation
SIX_MP_TABLE = [
    (6, 0.857, 0.076),
    (7, 0.807, 0.087),
    (10, 0.753, 0.096),
    (13, 0.690, 0.107),
    (16, 0.627, 0.114),
    (22, 0.538, 0.128),
    (23, 0.448, 0.135),
]
# R package survival 3.8, data set aml, patients maintained: time, at risk, share, standard error
AML_WEEKS = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161]
AML_ENDED = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
AML_AT_RISK = [11, 10, 8, 7, 5, 4, 2]
AML_SHARE = [
    0.90909090909,
    0.81818181818,
    0.71590909091,
    0.61363636364,
    0.49090909091,
    0.36818181818,
    0.18409090909,
]
AML_ERROR = [
    0.086678417204,
    0.11629129983,
    0.13966497056,
    0.15263233103,
    0.16419326722,
    0.16266888583,
    0.15349274579,
]


def _six_mp():
    durations = SIX_MP_RELAPSED + SIX_MP_STILL_IN_REMISSION
    return kaplan_meier(durations, np.arange(len(durations)) < len(SIX_MP_RELAPSED))


# ---- the funnel


def test_funnel_of_a_hundred_ideas_leaves_four_in_use():
    np.testing.assert_allclose(funnel(100, [0.4, 0.5, 0.2]), [100, 40, 20, 4])


def test_decided_shares_leave_out_what_is_undecided():
    np.testing.assert_allclose(decided_shares([40, 10, 0], [60, 30, 0]), [0.4, 0.25, np.nan])


def test_reached_at_a_great_age_is_the_funnel():
    stages = Stages([0.4, 0.5, 0.2], [2, 4, 12])
    np.testing.assert_allclose(100 * reached(stages, 400)[:, -1], funnel(100, [0.4, 0.5, 0.2]), rtol=1e-9)


def test_reached_one_stage_is_geometric():
    ages = np.arange(25)
    np.testing.assert_allclose(reached(Stages([0.3], [5]), 24)[1], 0.3 * (1 - 0.8**ages))


def test_reached_by_lags_behind_the_funnel_by_the_mean_way():
    stages, rate, month = Stages([0.4, 0.5, 0.2], [2, 4, 12]), 5, 600
    in_use = reached_by(stages, rate, month)[-1, -1]
    # in the long run every idea older than its way is through, and the ways have a mean of 2 + 4 + 12 months
    assert in_use == pytest.approx(0.04 * rate * (month - 18), rel=1e-9)


def test_reached_by_agrees_with_ideas_followed_one_by_one():
    rng = np.random.default_rng(7)
    shares, stays, month, count = [0.4, 0.5, 0.2], [2, 4, 12], 36, 400_000
    came = rng.integers(1, month + 1, count)
    now, alive = came.copy(), np.ones(count, dtype=bool)
    expected = reached_by(Stages(shares, stays), 1, month)[:, -1] / month
    for stage, (share, stay) in enumerate(zip(shares, stays, strict=True), start=1):
        now += rng.geometric(1 / stay, count)
        alive &= rng.random(count) < share
        counted = (alive & (now <= month)).mean()
        error = np.sqrt(expected[stage] * (1 - expected[stage]) / count)
        assert abs(counted - expected[stage]) < 4 * error


def test_reached_by_month_zero_is_nothing():
    np.testing.assert_array_equal(reached_by(Stages([0.4], [2]), 5, 0), [[0], [0]])


# ---- Kaplan-Meier


def test_kaplan_meier_gives_the_published_table_of_the_leukaemia_trial():
    curve = _six_mp()
    np.testing.assert_allclose(
        np.column_stack([curve.time, curve.share, curve.standard_error]), SIX_MP_TABLE, atol=0.0005
    )
    assert curve.median() == 23


def test_kaplan_meier_gives_the_values_of_r_survival():
    curve = kaplan_meier(AML_WEEKS, AML_ENDED)
    np.testing.assert_array_equal(curve.at_risk, AML_AT_RISK)
    np.testing.assert_allclose(curve.share, AML_SHARE, rtol=1e-9)
    np.testing.assert_allclose(curve.standard_error, AML_ERROR, rtol=1e-9)


def test_kaplan_meier_without_censoring_is_the_share_still_waiting():
    waits = np.random.default_rng(1).integers(1, 30, 200)
    curve = kaplan_meier(waits, np.ones(200, dtype=bool))
    np.testing.assert_allclose(
        curve.at(np.arange(31)), [(waits > day).mean() for day in range(31)], atol=1e-12
    )
    assert curve.standard_error[-1] == 0


def test_kaplan_meier_at_steps_down_on_the_day_itself():
    curve = _six_mp()
    np.testing.assert_allclose(curve.at([5.9, 6, 6.9, 100]), [1, 6 / 7, 6 / 7, curve.share[-1]])


def test_kaplan_meier_curve_that_ends_above_half_has_no_median():
    assert kaplan_meier([1, 2, 3], [True, False, False]).median() == float("inf")


def test_kaplan_meier_where_nothing_has_ended_stays_at_one():
    assert kaplan_meier([3, 4], [False, False]).at(10) == 1


# ---- difference in differences


def test_difference_in_differences_of_four_means_is_the_textbook_sum():
    effect = difference_in_differences([10, 12, 5, 7], [17, 21, 9, 10], [True, True, False, False])
    assert effect.estimate == (17 + 21 - 10 - 12) / 2 - (9 + 10 - 5 - 7) / 2
    assert effect.standard_error == pytest.approx(np.sqrt(2.0 / 2 + 0.5 / 2))
    assert effect.without == 11 + 3.5


def test_difference_in_differences_covers_the_true_effect_as_often_as_its_error_says():
    rng, truth, hits, runs = np.random.default_rng(3), 3.0, 0, 2000
    exposed = np.repeat([True, False], 20)
    for _ in range(runs):
        before = rng.normal(30, 6, 40) + 5 * exposed
        after = before + 8 + truth * exposed + rng.normal(0, 2, 40)
        effect = difference_in_differences(before, after, exposed)
        hits += abs(effect.estimate - truth) < effect.standard_error
    # 0.677 for Student's t with 38 degrees of freedom; four standard errors of a share over 2,000 runs
    assert hits / runs == pytest.approx(0.677, abs=0.042)


# ---- bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: funnel(100, [0.4, 1.5]), r"`shares` must be from 0 to 1, got 1\.5\."),
        (lambda: funnel(-1, [0.4]), "`ideas` must be at least 0, got -1"),
        (lambda: Stages([0.4], [0.5]), r"`stays` must be at least 1, got 0\.5"),
        (lambda: Stages([0.4, 0.5], [2]), "Give two lists of the same length"),
        (
            lambda: reached(Stages([0.4], [2]), 1.5),
            r"`months` must be a whole number of at least 0, got 1\.5",
        ),
        (lambda: kaplan_meier([], []), "at least one wait"),
        (lambda: kaplan_meier([1, 2], [True]), "Give two lists of the same length"),
        (lambda: kaplan_meier([float("nan")], [True]), "`durations` must be at least 0, got nan"),
        (lambda: difference_in_differences([1, 2], [1], [True, False]), "Give three lists"),
        (lambda: difference_in_differences([1, 2, 3], [1, 2, 3], [True, False, False]), "at least two units"),
        (lambda: difference_in_differences([1, np.nan], [1, 2], [True, False]), "must be finite"),
    ],
)
def test_model_bad_input_names_the_parameter(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
