"""A tie is a tie: what is equal but for rounding counts as equal, in every model that compares such numbers.

Expected values are exact fractions of the numbers as they are written.
"""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from digital_factory.models import (
    decisions,
    faster,
    innovate,
    organisation,
    rotation,
    rounding,
    space,
    survival,
    wall,
)
from digital_factory.models.decisions import Committee
from digital_factory.models.flow import Flow
from digital_factory.models.innovate import Bet

TENTHS = [round(0.1 * n, 1) for n in range(1, 40)]


def exact(value: float) -> Fraction:
    """Return the number that is written, not the float nearest to it."""
    return Fraction(str(value))


# ---- the comparisons themselves
def test_below_and_at_most_of_computed_sums_are_those_of_fractions():
    for left, right in itertools.product(TENTHS, repeat=2):
        for other in (round(left + right + step, 1) for step in (-0.1, 0, 0.1)):
            assert rounding.below(left + right, other) == (exact(left) + exact(right) < exact(other))
            assert rounding.at_most(left + right, other) == (exact(left) + exact(right) <= exact(other))


def test_comparisons_of_what_has_no_size_say_no():
    assert not rounding.below([np.nan, 1, np.inf], [1, np.nan, np.inf]).any()
    assert rounding.at_most([np.nan, np.inf, 1], [1, np.inf, np.inf]).tolist() == [False, True, True]
    assert rounding.below(1, np.inf)


@pytest.mark.parametrize("divisor", TENTHS)
def test_floor_ceil_and_next_date_of_computed_quotients_are_those_of_fractions(divisor):
    for number in TENTHS:
        times = exact(number) / exact(divisor)
        assert rounding.floor(number / divisor) == times // 1
        assert rounding.ceil(number / divisor) == -(-times // 1)
        assert rounding.next_date(number, divisor) == pytest.approx(float(-(-times // 1) * exact(divisor)))


def test_first_largest_and_smallest_take_the_first_of_equals_and_no_gap():
    values = [[np.nan, 0.3, 0.1 + 0.2, 0.1], [0.1 + 0.2, 0.3, np.nan, 0.4]]
    assert rounding.first_largest(values).tolist() == [1, 3]
    assert rounding.first_smallest(values).tolist() == [3, 0]
    assert rounding.first_largest(np.transpose(values), axis=0).tolist() == [1, 3]


def test_merged_makes_equals_equal_and_leaves_the_rest():
    assert rounding.merged([0.3, 0.1 + 0.2, 0.30001, 0.0, -0.3]).tolist() == [0.3, 0.3, 0.30001, 0.0, -0.3]


# ---- chapter 2
def test_break_even_distance_where_late_answers_can_just_eat_the_gain_is_infinite():
    for speed, questions, weeks in itertools.product((2, 3, 5, 10), range(1, 40), (0.1, 0.25, 0.3)):
        loss = questions * exact(weeks)
        gain = loss / (1 - Fraction(1, speed))  # months of development whose speed-up is worth exactly that
        project = space.Project(
            float(gain), speed_up=speed, questions=questions, late_answer_months=weeks, contact_scale_m=30
        )
        assert np.isinf(space.break_even_distance(project))


# ---- chapter 4
def test_bets_funded_and_patience_are_those_of_fractions():
    for chance, accuracy in itertools.product((0.1, 0.2, 0.25, 0.5), (0.5, 0.6, 0.8, 1.0)):
        bet = Bet(chance=chance, accuracy=accuracy)
        p, a = exact(chance), exact(accuracy)
        cost = exact(0.15) + (p * a + (1 - p) * (1 - a)) * exact(0.85)
        for ideas in (1, 3, 7, 14, 29, 70):
            assert innovate.bets_funded(bet, float(ideas * cost)) == ideas
        for runs in (1, 2, 3, 5, 8):
            assert innovate.patience(bet, float((1 - p * a) ** runs)) == runs


def test_simulate_portfolio_that_breaks_even_gains_exactly_nothing():
    bet = Bet(chance=0.2, value=3.0)  # 6 successes, 9 failures scaled and 35 tests: 18 M EUR on both sides
    gains = innovate.simulate(bet, 35, np.random.default_rng(0), 20_000)
    cents = np.round(gains * 100)
    assert (cents == 0).any()
    assert ((gains < 0) == (cents < 0)).all()


# ---- chapter 5
def test_order_takes_ideas_of_equal_cost_of_delay_per_week_as_they_were_accepted():
    pairs = [(round(c * w, 2), w) for c, w in itertools.product((0.7, 1.1, 3.0), (0.1, 0.3, 0.6, 0.7, 1.9))]
    accepted = np.random.default_rng(1).permutation(len(pairs))
    backlog = faster.Backlog(accepted, [w for _, w in pairs], [c for c, _ in pairs])
    rank = [(-exact(c) / exact(w), week) for (c, w), week in zip(pairs, accepted, strict=True)]
    assert faster.order(backlog, "cd3").tolist() == sorted(range(len(pairs)), key=lambda i: rank[i])


def test_run_idea_that_comes_as_another_ends_is_among_those_to_choose_from():
    # The team is free again at 0.7 + 0.1, as the third idea comes: worth more than the second, it is next.
    backlog = faster.Backlog(accepted=[0, 0, 0.8, 0], work=[0.7, 5, 1, 0.1], delay_cost=[9, 1, 5, 8])
    journey = faster.run(backlog, faster.Team(rule="value-first"))
    assert journey.started.argsort().tolist() == [0, 3, 2, 1]
    assert (journey.queued >= 0).all()


def test_cumulative_flow_counts_what_ends_in_a_week_by_that_week():
    assert faster.cumulative_flow([[0.1 + 0.2, 0.7 + 0.1]], [0.3, 0.8]).tolist() == [[1, 2]]


# ---- chapter 6
@pytest.mark.parametrize("every", [0.1, 0.3, 0.7, 1.1])
def test_sit_decision_ready_on_the_day_of_a_meeting_goes_to_the_next(every):
    days = [float(exact(every) * n) for n in range(1, 12)]
    sat = decisions.sit(days, np.ones((len(days), 1)), Committee(every), until=days[-1])
    assert sat.day == pytest.approx(days[1:])  # and the last day is still a meeting
    assert sat.decision.tolist() == list(range(10))


def test_cohort_alumni_count_whole_stays_as_fractions_do():
    for stay, months in itertools.product(TENTHS, TENTHS):
        whole = exact(months) // exact(stay)
        assert rotation.cohort_alumni(rotation.Rotation(100, stay), months) == 100 * whole


# ---- chapter 7
@pytest.mark.parametrize("seed", range(40))
def test_kaplan_meier_median_is_where_the_exact_share_falls_to_a_half(seed):
    rng = np.random.default_rng(seed)
    count = 4 + 2 * seed
    weeks, ended = rng.integers(1, 12, count), rng.random(count) < (1 if seed % 2 else 0.8)
    share, median = Fraction(1), float("inf")
    for week in sorted(set(weeks[ended].tolist())):
        share *= 1 - Fraction(int((ended & (weeks == week)).sum()), int((weeks >= week).sum()))
        if share <= Fraction(1, 2):
            median = week
            break
    assert survival.kaplan_meier(weeks, ended).median() == median


def test_kaplan_meier_median_of_an_even_number_of_waits_is_the_lower_middle_one():
    for count in range(2, 400, 2):
        assert survival.kaplan_meier(range(count), np.ones(count)).median() == count / 2 - 1


def test_kaplan_meier_durations_that_are_equal_but_for_rounding_are_one():
    curve = survival.kaplan_meier([0.3, 0.1 + 0.2, 1], [True, False, True])
    assert curve.at_risk.tolist() == [3, 1]
    assert curve.at(0.7 - 0.4) == pytest.approx(2 / 3)


# ---- chapter 8
def test_hand_over_service_done_on_a_release_date_catches_it():
    clockwork = wall.HandOver(10, 20, cv_arrival=0, cv_service=0, release_interval_months=0.05)
    run = wall.simulate(clockwork, 200, np.random.default_rng(0))
    exactly = [float(Fraction(n, 10) + Fraction(1, 20)) for n in range(1, 201)]
    assert run.left[0] == pytest.approx(exactly)
    assert run.releasing.max() < 1e-9
    inside = wall.in_progress(run, [n / 10 for n in range(1, 201)])
    assert inside.tolist() == [1] * 200  # one comes on every date, and the one before has gone


def test_mean_wait_at_full_capacity_is_infinite_however_it_is_written():
    for capacity, back in itertools.product(TENTHS, (0.1, 0.2, 0.3)):
        arrivals = float(exact(capacity) * (1 - exact(back)))
        assert np.isinf(wall.mean_wait(wall.HandOver(arrivals, capacity, return_share=back)))


# ---- chapter 9
def test_outcome_overlap_that_ends_at_the_horizon_moves_nothing():
    firm = organisation.Firm()
    for tenths in range(1, 600, 7):
        close, overlap = tenths / 10, float(Fraction(600 - tenths, 10))
        spent = organisation.outcome(organisation.Design(1, 0, overlap), firm, close, 60).spent
        assert spent == pytest.approx(250 * 60 + 150 * overlap)


@pytest.mark.parametrize("autonomy", [0.1, 0.3, 0.7, 1.0])
def test_best_month_where_every_month_leaves_the_same_is_never(autonomy):
    alike = organisation.Firm(gain=0, from_assets=0, duplication=0, bridge=0, overlap=0, moving=0, pace=0.7)
    design = organisation.Design(autonomy, 0.3, 0.1)
    for horizon in (7.7, 24, 60):
        months = np.arange(0, horizon, 0.7)
        assert organisation.best_month(design, alike, horizon, months)[0] == organisation.NEVER


# ---- chapter 10
def test_bottleneck_of_equals_is_the_first_stage():
    for people, months in itertools.product(range(1, 10), TENTHS):
        work = [float(exact(months) * n) for n in (3, 1, 2)]
        flow = Flow(1.0, (3 * people, people, 2 * people), (work[0], work[1], work[2]))
        assert flow.bottleneck == "build"
