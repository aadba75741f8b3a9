"""The figures that the exercise and its model answer state are those of the two firms' tables."""

import pytest
from solved import Solved

SOLVED = Solved("09-separate-organisation")
BANK, SHOPS = "Banque Valdreuse", "Magasins Courlis"


@pytest.fixture
def firms() -> dict[str, object]:
    """The names that the solution makes."""
    return SOLVED.names


def test_model_answer_states_the_figures_of_the_tasks(firms):
    services, months = firms["services"], firms["months"]
    gap = firms["days_gap"](services)
    around = firms["around_return"](months, services)
    cost = firms["cost_a_month"](months, firms["costs"])
    adopted = firms["adoption"](firms["surveys"], "2025-12-31")
    short, long = around.loc["short"], around.loc["long"]
    bank, shops, beside = cost.loc[BANK], cost.loc[SHOPS], adopted.loc["separate"]
    for stated in (
        f"it is {-gap['within']:.0f} days faster, pooled {gap['pooled']:.0f} days slower",
        f"from {short['before']:.1f} to {short['after']:.1f} a month, with three or more from "
        f"{long['before']:.1f} to {long['after']:.1f}",
        f"between {100 * beside['low']:.0f} and {beside['high']:.0%} beside",
        f"costs {bank['separate']:.0f} k€ against {bank['bridge']:.0f} bridged; "
        f"at the shops {shops['separate']:.0f} against {shops['bridge']:.0f}",
        f"that {adopted.loc['bridge', 'answered']:.0%} of the teams beside the bridge work the new way",
    ):
        assert stated in SOLVED.prose


def test_model_answer_says_tenth_and_half_where_they_hold(firms):
    drawn = firms["reuse"](firms["services"], firms["uses"])
    assert (
        "a separate service draws on a tenth of our assets, one with a bridge on more than half"
        in SOLVED.prose
    )
    assert drawn["separate"] == pytest.approx(0.1, abs=0.02)
    assert 0.5 < drawn["bridge"] < 0.6


def test_controllers_number_is_the_running_alone(firms):
    months = firms["months"]
    separate = months[(months["firm"] == BANK) & (months["model"] == "separate")]
    assert f"a separate service costs {separate['run_keur'].mean():.0f} k€ a month to run" in SOLVED.prose


def test_fifteen_services_of_the_shops_began_separate(firms):
    services = firms["services"]
    began = services[(services["firm"] == SHOPS) & (services["model"] == "separate")]
    assert f"{began['in_use'].notna().sum()} services have carried a whole platform" in SOLVED.prose
