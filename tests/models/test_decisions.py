"""The models of chapter 6 against the figures of the text, other programs and laws that hold exactly."""

import numpy as np
import pytest

from digital_factory.models import decisions
from digital_factory.models.decisions import Amounts, Committee, Rotation


def _waits(every: float, back: float, count: int, seed: int) -> np.ndarray:
    """Waits from another program: a paper, a calendar and a coin."""
    rng = np.random.default_rng(seed)
    waits = []
    for ready in rng.uniform(0, every, count):
        meeting = every
        while rng.random() < back:
            meeting += every
        waits.append(meeting - ready)
    return np.array(waits)


@pytest.mark.parametrize("every", [1, 7, 30, 91.25])
def test_mean_wait_nothing_sent_back_is_half_the_interval(every):
    assert decisions.mean_wait(Committee(every)) == pytest.approx(every / 2)


def test_mean_wait_three_in_ten_sent_back_is_27_9_days():
    assert decisions.mean_wait(Committee(30, 0.3)) == pytest.approx(15 + 30 * 0.3 / 0.7)
    assert f"{decisions.mean_wait(Committee(30, 0.3)):.1f}" == "27.9"


@pytest.mark.parametrize(("every", "back"), [(30, 0.3), (14, 0.5), (60, 0.1)])
def test_mean_wait_equals_another_program(every, back):
    waits = _waits(every, back, 20_000, seed=1)
    error = waits.std() / np.sqrt(waits.size)
    assert abs(decisions.mean_wait(Committee(every, back)) - waits.mean()) < 4 * error


@pytest.mark.parametrize(("every", "back"), [(30, 0.0), (30, 0.3), (14, 0.5)])
def test_within_equals_another_program(every, back):
    waits = _waits(every, back, 20_000, seed=2)
    for days in (3, 14, 30, 45, 100):
        # 4 standard errors of a share
        assert decisions.within(Committee(every, back), days) == pytest.approx(
            (waits <= days).mean(), abs=0.015
        )


def test_within_integrates_to_the_mean_wait():
    committee = Committee(30, 0.3)
    days = np.linspace(0, 1500, 150_001)
    waiting = 1 - decisions.within(committee, days)
    assert np.trapezoid(waiting, days) == pytest.approx(float(decisions.mean_wait(committee)), abs=1e-3)


def test_sit_without_a_limit_waits_as_the_formula_says():
    rng = np.random.default_rng(3)
    ready, luck = rng.uniform(0, 30_000, 4_000), rng.random((4_000, 60))
    sittings = decisions.sit(ready, luck, Committee(30, 0.3))
    taken = sittings.result == decisions.DECIDED
    waits = sittings.day[taken] - ready[sittings.decision[taken]]
    assert waits.size == 4_000
    assert waits.mean() == pytest.approx(27.857, abs=4 * waits.std() / np.sqrt(4_000))


def test_sit_full_agenda_takes_the_heaviest_and_brings_the_rest_back():
    sittings = decisions.sit([0, 1, 2], np.ones((3, 1)), Committee(7), weight=[1, 9, 5], agenda=2)
    entries = list(
        zip(sittings.decision.tolist(), sittings.day.tolist(), sittings.result.tolist(), strict=True)
    )
    assert entries == [
        (1, 7, decisions.DECIDED),
        (2, 7, decisions.DECIDED),
        (0, 7, decisions.NOT_REACHED),
        (0, 14, decisions.DECIDED),
    ]


def test_sit_decision_ready_on_the_day_of_a_meeting_goes_to_the_next():
    assert decisions.sit([7.0], np.ones((1, 1)), Committee(7)).day.tolist() == [14]


def test_sit_sends_back_by_luck_and_stops_at_the_last_day():
    sittings = decisions.sit([0.0], [[0.1, 0.1, 0.9]], Committee(10, 0.3), until=20)
    assert sittings.day.tolist() == [10, 20]
    assert sittings.result.tolist() == [decisions.SENT_BACK] * 2


def test_amounts_shares_equal_a_drawn_portfolio():
    drawn = np.random.default_rng(4).lognormal(np.log(20), 1.5, 400_000)
    for limit in (10, 50, 250):
        assert Amounts(20, 1.5).decisions_below(limit) == pytest.approx((drawn < limit).mean(), abs=0.004)
        money = drawn[drawn < limit].sum() / drawn.sum()
        assert Amounts(20, 1.5).money_below(limit) == pytest.approx(money, abs=0.02)


def test_amounts_limit_of_zero_delegates_nothing():
    assert Amounts(20, 1.5).decisions_below(0) == Amounts(20, 1.5).money_below(0) == 0


def test_alumni_after_five_years_are_250_or_1000():
    assert decisions.alumni(Rotation(100, [24, 6]), 60).tolist() == [250, 1000]


def test_cohort_alumni_after_five_years_are_200():
    assert decisions.cohort_alumni(Rotation(100, 24), [23, 24, 47, 48, 60]).tolist() == [
        0,
        100,
        100,
        200,
        200,
    ]


def test_practising_equals_small_steps():
    rotation, now, step = Rotation(100, 9), 0.0, 0.01
    for _ in range(6_000):
        now += step * (100 / 9 * 81 / (81 + 36) - now / 18)
    assert decisions.practising(rotation, 60, half_months=6, fade_months=18) == pytest.approx(now, rel=1e-3)


def test_practising_is_most_where_the_stay_is_the_half_learning_time():
    stays = np.arange(1, 37)
    people = decisions.practising(Rotation(100, stays), 60, half_months=6, fade_months=18)
    assert stays[people.argmax()] == 6


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Committee(0), "every_days"),
        (lambda: Committee(30, 1), "sent_back"),
        (lambda: Committee(float("nan")), "every_days"),
        (lambda: decisions.within(Committee(30), -1), "days"),
        (lambda: decisions.sit([1.0], [[0.5], [0.5]], Committee(30)), "luck"),
        (lambda: decisions.sit([1.0], [[0.5]], Committee(30), agenda=0), "agenda"),
        (lambda: Amounts(0, 1), "median"),
        (lambda: Amounts(1, 1).money_below(-1), "limit"),
        (lambda: Rotation(100, 0), "stay_months"),
        (lambda: Rotation(-1, 6), "seats"),
        (lambda: decisions.alumni(Rotation(100, 6), -1), "months"),
        (lambda: decisions.practising(Rotation(100, 6), 60, half_months=6, fade_months=0), "fade_months"),
    ],
)
def test_model_wrong_value_is_named(make, name):
    with pytest.raises(decisions.ParameterError, match=f"`{name}`"):
        make()
