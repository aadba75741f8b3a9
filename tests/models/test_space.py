"""Chapter 2's model against its published figures and against itself."""

import numpy as np
import pytest

from digital_factory.models.parameters import ParameterError
from digital_factory.models.space import (
    Project,
    break_even_distance,
    contact,
    saving,
    shortest_time,
    time_to_market,
)


def test_time_to_market_three_times_as_fast_is_15_months_of_18() -> None:
    assert time_to_market(Project(speed_up=3)) == pytest.approx(14 + 4 / 3)
    assert round(float(saving(Project(speed_up=3))), 2) == 0.15


def test_saving_of_infinite_speed_is_22_percent() -> None:
    assert saving(Project(speed_up=1e12)) == pytest.approx(4 / 18)
    assert shortest_time(Project(speed_up=3)) == pytest.approx(14)


def test_contact_falls_to_a_third_over_its_scale() -> None:
    shares = contact(Project(distance_m=[0, 30, 60], contact_scale_m=30))
    assert shares == pytest.approx([1.0, 0.367879, 0.135335], abs=1e-6)


@pytest.mark.parametrize("questions", [12.0, 16.0, 40.0])
def test_break_even_distance_brings_the_saving_to_zero(questions: float) -> None:
    distance = float(break_even_distance(Project(speed_up=3, questions=questions)))
    assert saving(Project(speed_up=3, questions=questions, distance_m=distance)) == pytest.approx(
        0, abs=1e-12
    )


def test_break_even_distance_is_infinite_when_the_gain_is_larger_than_any_loss() -> None:
    assert np.isinf(break_even_distance(Project(speed_up=3, questions=[0.0, 1.0]))).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"speed_up": 0.5}, "`speed_up` must be at least 1, got 0.5"),
        ({"development_months": 0}, "`development_months` must be above 0, got 0"),
        ({"distance_m": float("nan")}, "`distance_m` must be at least 0, got nan"),
    ],
)
def test_project_with_a_wrong_parameter_names_it(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        Project(**arguments)
