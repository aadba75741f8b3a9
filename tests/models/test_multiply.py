"""Chapter 1: the Bass model against published figures, an independent integration and a simulation."""

import numpy as np
import pytest

from digital_factory.models.multiply import (
    Diffusion,
    ParameterError,
    following_share,
    opened,
    opened_for_own_reasons,
    openings_rate,
    peak_years,
    simulate,
    stepped,
)

THOUSAND = Diffusion(innovation=0.03, imitation=0.38, firms=1000)


def _integrated(p: float, q: float, m: float, years: float) -> tuple[float, float]:
    """Runge-Kutta of the differential equation: firms in all, and those that opened for their own reasons."""

    def slope(n: float) -> np.ndarray:
        return np.array([(p + q * n / m) * (m - n), p * (m - n)])

    state, steps = np.zeros(2), 4000
    h = years / steps
    for _ in range(steps):
        k1 = slope(state[0])
        k2 = slope(state[0] + h / 2 * k1[0])
        k3 = slope(state[0] + h / 2 * k2[0])
        k4 = slope(state[0] + h * k3[0])
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return float(state[0]), float(state[1])


def test_opened_after_five_years_is_the_figure_of_the_course() -> None:
    assert round(float(opened(THOUSAND, 5)), 1) == 331.2


def test_peak_of_the_mean_parameters_is_at_6_19_years() -> None:
    assert round(float(peak_years(THOUSAND)), 2) == 6.19


def test_peak_is_where_the_rate_is_largest() -> None:
    years = np.linspace(0, 20, 20001)
    fastest = years[np.argmax(openings_rate(THOUSAND, years))]
    assert fastest == pytest.approx(float(peak_years(THOUSAND)), abs=0.001)  # the spacing of the grid


@pytest.mark.parametrize("imitation", [0.0, 0.01, 0.03])
def test_peak_when_imitation_is_no_stronger_than_own_reasons_is_at_the_start(imitation: float) -> None:
    assert float(peak_years(Diffusion(0.03, imitation))) == 0.0


def test_spreadsheet_with_yearly_rows_gives_273_at_year_5_and_its_best_year_is_the_eighth() -> None:
    path = stepped(THOUSAND, 20)
    assert round(float(path[5])) == 273
    assert int(np.argmax(np.diff(path))) + 1 == 8


def test_spreadsheet_with_ever_shorter_steps_approaches_the_closed_form() -> None:
    exact = float(opened(THOUSAND, 5))
    errors = [exact - float(stepped(THOUSAND, 5 * n, n)[-1]) for n in (1, 12, 144)]
    assert errors[0] > errors[1] > errors[2] > 0
    assert errors[1] / errors[2] == pytest.approx(
        12, rel=0.05
    )  # a first-order method: error goes as the step


@pytest.mark.parametrize(("p", "q"), [(0.03, 0.38), (0.2, 0.05), (0.001, 1.2), (0.05, 0.0), (0.05, 1e-9)])
@pytest.mark.parametrize("years", [0.5, 5.0, 18.0])
def test_opened_and_own_reasons_equal_an_independent_integration(p: float, q: float, years: float) -> None:
    everyone, own_reasons = _integrated(p, q, 1000, years)
    diffusion = Diffusion(p, q, 1000)
    assert float(opened(diffusion, years)) == pytest.approx(everyone, rel=1e-9)
    assert float(opened_for_own_reasons(diffusion, years)) == pytest.approx(own_reasons, rel=1e-9)


def test_following_share_starts_at_zero_grows_and_ends_at_q_over_p_plus_q() -> None:
    share = following_share(THOUSAND, np.linspace(0, 100, 401))
    assert share[0] == 0
    assert np.all(np.diff(share) > -1e-12)  # it ends flat, up to rounding
    assert share[-1] == pytest.approx(0.38 / 0.41)


def test_functions_on_a_grid_equal_the_single_calls() -> None:
    p, q = np.array([0.01, 0.05])[:, None, None], np.array([0.0, 0.4, 0.9])[None, :, None]
    years = np.array([0.0, 3.0, 7.5])
    grid = opened(Diffusion(p, q, 500), years)
    assert grid.shape == (2, 3, 3)
    assert grid[1, 2, 1] == float(opened(Diffusion(0.05, 0.9, 500), 3.0))
    assert stepped(Diffusion(p[..., 0], q[..., 0], 500), 4).shape == (2, 3, 5)


def test_simulate_many_firms_follows_the_closed_form() -> None:
    firms = 100_000
    wave = simulate(Diffusion(0.03, 0.38, firms), np.random.default_rng(1))
    by_five = int((wave.opened_years <= 5).sum())
    # the count spreads around its mean by the order of sqrt(firms), about 316; the tolerance is six of them
    assert by_five == pytest.approx(float(opened(Diffusion(0.03, 0.38, firms), 5)), abs=1900)
    own_reasons = 1 - wave.followed.mean()
    assert own_reasons == pytest.approx(float(opened_for_own_reasons(Diffusion(), 1000)), abs=0.008)


def test_simulate_same_generator_state_same_wave() -> None:
    first, second = (simulate(Diffusion(firms=50), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first.opened_years, second.opened_years)
    assert np.array_equal(first.followed, second.followed)
    assert not first.followed[0]  # nobody to follow yet


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"innovation": 0.0}, "`innovation` must be above 0, got 0"),
        ({"innovation": -0.1}, "`innovation` must be above 0, got -0.1"),
        ({"imitation": -0.1}, "`imitation` must be at least 0, got -0.1"),
        ({"imitation": float("nan")}, "`imitation` must be at least 0, got nan"),
        ({"firms": 0}, "`firms` must be above 0, got 0"),
        ({"firms": "many"}, "`firms` must be above 0, got 'many'"),
    ],
)
def test_diffusion_wrong_parameter_names_itself(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ParameterError, match=named.replace("'", ".")):
        Diffusion(**wrong)


def test_diffusion_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(ParameterError, match=r"`innovation` \(2,\), `imitation` \(3,\)"):
        Diffusion([0.1, 0.2], [0.1, 0.2, 0.3])


def test_opened_negative_years_are_refused() -> None:
    with pytest.raises(ParameterError, match="`years` must be at least 0, got -1"):
        opened(THOUSAND, -1)


def test_stepped_steps_too_long_for_the_rates_are_refused() -> None:
    with pytest.raises(ParameterError, match="`steps_a_year` must be at least innovation"):
        stepped(Diffusion(0.3, 0.9, 100), 5)


def test_simulate_arrays_or_broken_firms_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ParameterError, match="single numbers"):
        simulate(Diffusion([0.1, 0.2], 0.3, 10), rng)
    with pytest.raises(ParameterError, match="`firms` must be a whole number"):
        simulate(Diffusion(0.1, 0.3, 10.5), rng)
