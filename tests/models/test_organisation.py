"""The model of a separate organisation against a clock in small steps, known limits, and refusals."""

import numpy as np
import pytest

from digital_factory.models import organisation
from digital_factory.models.organisation import NEVER, Design, Firm

FIRM = Firm()
DESIGNS = [
    Design(autonomy=1, integration=0),
    Design(autonomy=1, integration=1, overlap_months=6),
    Design(autonomy=0.6, integration=0.25, overlap_months=12),
    Design(autonomy=0, integration=0, overlap_months=3),
]


def _by_small_steps(
    design: Design, firm: Firm, close: float, horizon: float, step: float
) -> tuple[float, float, float, float]:
    """Services, practice, earned and spent from another program, added up step by step."""
    a, e, overlap = (
        float(np.asarray(v)) for v in (design.autonomy, design.integration, design.overlap_months)
    )
    reach = 1 - a * (1 - e)
    services = practice = earned = spent = 0.0
    moved = False
    for tick in range(round(horizon / step)):
        now = (tick + 0.5) * step
        if now < close + overlap:
            pace = firm.pace * (1 + firm.gain * a * (1 - firm.slowing * e))
            share = 1 - firm.from_assets * (1 - reach)
            spent += (firm.duplication * a + firm.bridge * e) * step
            rate = firm.teaching * a * reach
            if now > close:
                spent += firm.overlap * step
                rate = firm.mixed_teaching * a
            practice += rate * (1 - practice) * step
        else:
            if not moved:
                spent += firm.moving * services
                moved = True
            pace, share = firm.pace * (1 + firm.gain * practice), 1.0
        earned += firm.yield_a_month * share * (services + pace * step / 2) * step
        services += pace * step
    return services, practice, earned, spent


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("close", [0, 15, 48, 57, NEVER])
def test_outcome_equals_a_clock_in_small_steps(design: Design, close: float) -> None:
    result = organisation.outcome(design, FIRM, close, 60)
    services, practice, earned, spent = _by_small_steps(design, FIRM, close, 60, 0.01)
    # Euler's method on a rate of at most 0.04 a month errs by less than 0.04 * step / 2 of the practice
    assert float(result.practice) == pytest.approx(practice, abs=5e-4)
    assert float(result.services) == pytest.approx(services, rel=1e-3)
    assert float(result.earned) == pytest.approx(earned, rel=2e-3)
    assert float(result.spent) == pytest.approx(spent, rel=1e-3)


def test_outcome_closed_at_once_without_overlap_is_the_parent_alone() -> None:
    alone = organisation.outcome(Design(0, 0), FIRM, NEVER, 60)
    closed = organisation.outcome(Design(1, 0.5), FIRM, 0, 60)
    assert float(closed.net) == float(alone.net) == 25 * 0.5 * 60**2 / 2
    assert float(closed.practice) == 0


def test_outcome_closed_from_the_horizon_on_is_never_closed() -> None:
    kept, late = (organisation.outcome(DESIGNS[1], FIRM, close, 60) for close in (NEVER, 60))
    assert kept == late


@pytest.mark.parametrize("integration", [0, 0.5])
def test_outcome_net_falls_by_the_moving_cost_when_all_else_is_equal(integration: float) -> None:
    dear = Firm(moving=FIRM.moving + 10)
    gap = [float(organisation.outcome(Design(1, integration), firm, 20, 60).net) for firm in (FIRM, dear)]
    moved = float(organisation.speed_apart(Design(1, integration), FIRM)) * 20
    assert gap[0] - gap[1] == pytest.approx(10 * moved, rel=1e-9)


def test_practice_of_a_parent_without_contact_stays_at_nothing() -> None:
    assert float(organisation.practice(Design(1, 0), FIRM, NEVER, 120)) == 0


def test_practice_of_a_parent_without_anything_different_stays_at_nothing() -> None:
    assert float(organisation.practice(Design(0, 1, 12), FIRM, 6, 120)) == 0


def test_practice_without_integration_is_fastest_at_half_the_autonomy() -> None:
    autonomy = np.linspace(0, 1, 101)
    rate = organisation.learning_rate(Design(autonomy, 0), FIRM)
    assert autonomy[rate.argmax()] == pytest.approx(0.5)
    assert rate.max() == pytest.approx(FIRM.teaching / 4)


def test_practice_no_longer_changes_once_it_is_closed() -> None:
    months = np.array([27, 40, 80])
    reached = organisation.practice(Design(1, 0, 6), FIRM, 21, months)
    assert np.ptp(reached) == 0
    assert reached[0] == pytest.approx(1 - np.exp(-0.04 * 6))


def test_speed_falls_on_the_day_of_closing_to_what_the_parent_has_learnt() -> None:
    design = Design(1, 0.5)
    before, after = organisation.speed(design, FIRM, 24, np.array([24, 24.001]))
    assert before == float(organisation.speed_apart(design, FIRM)) == pytest.approx(1.35)
    assert after == pytest.approx(0.5 * (1 + 2 * (1 - np.exp(-0.03 * 0.5 * 24))))


def test_contact_is_lost_by_autonomy_and_restored_by_integration() -> None:
    table = organisation.contact(Design(np.array([[0], [0.5], [1]]), np.array([0, 0.5, 1])))
    np.testing.assert_allclose(table, [[1, 1, 1], [0.5, 0.75, 1], [0, 0.5, 1]])


@pytest.mark.parametrize("horizon", [24, 60])
def test_best_month_is_the_best_of_all_and_never_included(horizon: int) -> None:
    design = Design(1, 0.25, 6)
    every = [float(organisation.outcome(design, FIRM, m, horizon).net) for m in range(horizon)]
    kept = float(organisation.outcome(design, FIRM, NEVER, horizon).net)
    month, net = organisation.best_month(design, FIRM, horizon, range(horizon))
    assert net == max([*every, kept])
    assert month == (NEVER if kept >= max(every) else int(np.argmax(every)))


def test_best_month_where_moving_is_too_dear_is_never() -> None:
    month, net = organisation.best_month(Design(1, 1), Firm(moving=2000), 60, range(60))
    assert (month, net) == (NEVER, float(organisation.outcome(Design(1, 1), FIRM, NEVER, 60).net))


def test_best_month_is_later_for_a_longer_horizon_and_earlier_with_an_overlap() -> None:
    def month(horizon: int, overlap: float) -> float:
        return organisation.best_month(Design(1, 0, overlap), FIRM, horizon, range(horizon))[0]

    assert month(24, 0) < month(48, 0) < month(84, 0)
    assert month(60, 12) < month(60, 6) < month(60, 0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Design(1.2, 0), "`autonomy` must be from 0 to 1, got 1.2"),
        (lambda: Design(0.5, -0.1), "`integration` must be from 0 to 1, got -0.1"),
        (lambda: Design(0.5, np.nan), "`integration` must be from 0 to 1, got nan"),
        (lambda: Design(0.5, 0.5, -3), "`overlap_months` must be at least 0, got -3"),
        (lambda: Design([0.1, 0.2], [0.1, 0.2, 0.3]), r"`autonomy` \(2,\), `integration` \(3,\)"),
        (lambda: Firm(pace=0), "`pace` must be above 0, got 0"),
        (lambda: Firm(from_assets=40), "`from_assets` must be from 0 to 1, got 40"),
        (lambda: Firm(moving=-1), "`moving` must be at least 0, got -1"),
        (lambda: organisation.outcome(DESIGNS[0], FIRM, -1, 60), "`close` must be at least 0, got -1"),
        (
            lambda: organisation.outcome(DESIGNS[0], FIRM, float("nan"), 60),
            "`close` must be at least 0, got nan",
        ),
        (lambda: organisation.outcome(DESIGNS[0], FIRM, 0, 0), "`horizon` must be above 0, got 0"),
    ],
)
def test_parameters_out_of_their_rule_are_named(make: object, message: str) -> None:
    with pytest.raises(organisation.ParameterError, match=message):
        make()  # type: ignore[operator]
