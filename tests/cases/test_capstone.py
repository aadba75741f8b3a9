"""The case of chapter 10: the page says what the model says, and the answer to the question moves."""

import numpy as np
import pytest

from digital_factory.cases import capstone
from digital_factory.models.capstone import FIRMS, FLOWS, POLICIES, apply_policy, net_value, simulate


@pytest.fixture(scope="module")
def case():
    return capstone.explorer()


@pytest.mark.parametrize(
    ("firm", "policy", "value", "horizon"),
    [
        ("Banque Valdreuse", "continue", 6, 24),
        ("Air Vélin", "move", 12, 36),
        ("Hôtels Ormevent", "close", 4, 12),
    ],
)
def test_explorer_numbers_are_the_models(case, firm, policy, value, horizon):
    flow = apply_policy(FLOWS[firm], policy)
    future = simulate(flow, capstone.MONTHS, np.random.default_rng(2026), 120)
    at = case.at(firm=firm, policy=policy, value=value, horizon=horizon)
    assert at["live"] == pytest.approx(future.live[:, horizon].mean(), abs=0.006)
    assert at["net"] == pytest.approx(net_value(future, flow, value)[:, horizon].mean() / 1000, abs=0.006)
    assert at["load"] == pytest.approx(flow.utilisation, abs=0.0006)


def test_best_policy_is_the_highest_line_at_the_horizon(case):
    for firm in FIRMS:
        at = case.at(firm=firm, policy="continue", value=8, horizon=36)
        leads = [0.0, *(at[f"lead_{number}"][36] for number in range(1, len(POLICIES)))]
        assert leads[int(at["best"])] == pytest.approx(max(leads), abs=0.006)
        assert at["best_net"] - at["net"] == pytest.approx(max(leads), abs=0.02)  # three roundings


def test_answer_moves_with_firm_value_and_horizon(case):
    def best(**settings):
        return capstone.POLICY_WORDS[int(case.at(**settings)["best"])]

    assert best(firm="Banque Valdreuse", value=6, horizon=24) == "close"
    assert best(firm="Banque Valdreuse", value=6, horizon=36) == "move one"
    assert best(firm="Forges Daubrac", value=6, horizon=36) == "halve returns"
    assert best(firm="Magasins Courlis", value=4, horizon=36) == "close"
