"""The model of chapter 10 against closed forms, conservation and its own limits."""

import dataclasses

import numpy as np
import pytest

from digital_factory.models import capstone
from digital_factory.models.capstone import FIRMS, FLOWS, POLICIES, STAGES, Flow, ParameterError
from digital_factory.models.queues import erlang_c

ROOMY = Flow(2.0, (60, 60, 60), (1.0, 1.0, 1.0))


def rng(seed: int = 5) -> np.random.Generator:
    return np.random.default_rng(seed)


# ---- the draw
def test_draw_firm_is_the_same_for_the_same_id_however_it_is_typed():
    assert capstone.draw_firm("lea.martin") == capstone.draw_firm("  Lea.Martin ")


def test_draw_firm_gives_every_firm_about_as_often():
    drawn = [capstone.draw_firm(f"learner-{number}") for number in range(6000)]
    counts = [drawn.count(firm) for firm in FIRMS]
    assert sum(counts) == 6000
    # Six standard deviations of a binomial count with p = 1/6.
    assert max(abs(count - 1000) for count in counts) < 6 * np.sqrt(6000 * 5 / 36)


@pytest.mark.parametrize("wrong", ["", "  ", None, 7])
def test_draw_firm_of_no_text_says_what_to_give(wrong):
    with pytest.raises(ParameterError, match="`learner_id` must be a text"):
        capstone.draw_firm(wrong)


# ---- the parameters
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("arrival_rate", -1),
        ("people", (0, 3, 3)),
        ("people", (3, 3)),
        ("people", (3, 2.5, 3)),
        ("work_months", (1.0, float("nan"), 1.0)),
        ("return_share", 1.0),
        ("fix_months", -0.1),
        ("backlog", (0, -1, 0)),
    ],
)
def test_flow_with_a_wrong_value_names_it(name, value):
    with pytest.raises(ParameterError, match=f"`{name}` must"):
        dataclasses.replace(ROOMY, **{name: value})


def test_utilisation_counts_every_visit_to_the_review():
    flow = Flow(3.0, (12, 4, 6), (3.0, 0.6, 1.2), return_share=0.25)
    assert flow.utilisation == pytest.approx([3 * 3 / 12, 3 / 0.75 * 0.6 / 4, 3 * 1.2 / 6])
    assert flow.utilisation == pytest.approx(flow.arrival_rate / flow.capacity)


def test_unknown_stage_and_policy_are_refused():
    with pytest.raises(ParameterError, match="`stage` must be one of build"):
        ROOMY.with_people("sales")
    with pytest.raises(ParameterError, match="`policy` must be one of continue"):
        capstone.apply_policy(ROOMY, "pray")


# ---- the policies
@pytest.mark.parametrize("firm", FIRMS)
def test_move_keeps_the_payroll_and_hire_adds_one(firm):
    flow = FLOWS[firm]
    assert sum(capstone.apply_policy(flow, "move").people) == sum(flow.people)
    assert sum(capstone.apply_policy(flow, "hire").people) == sum(flow.people) + 1


@pytest.mark.parametrize("firm", FIRMS)
def test_close_lets_out_what_is_in_review_and_integration_and_no_more(firm):
    closed = capstone.apply_policy(FLOWS[firm], "close")
    future = capstone.simulate(closed, 60, rng(), 20)
    assert (future.live[:, -1] == sum(FLOWS[firm].backlog[1:])).all()


def test_policies_each_have_an_effect_somewhere():
    flow = FLOWS["Forges Daubrac"]
    changed = {policy: capstone.apply_policy(flow, policy) for policy in POLICIES}
    assert changed["continue"] == flow
    assert len({repr(each) for each in changed.values()}) == len(POLICIES)


# ---- the simulation
def test_simulate_with_room_for_all_delays_arrivals_by_the_work():
    # Nobody waits: M/G/inf, so the mean is lambda * E[(t - work)+]; the work is 3 months on average.
    future = capstone.simulate(ROOMY, 36, rng(), 400)
    mean, error = future.live[:, -1].mean(), future.live[:, -1].std() / np.sqrt(400)
    assert mean == pytest.approx(2.0 * (36 - 3), abs=4 * error)


def test_simulate_saturated_stage_lets_out_its_capacity():
    flow = Flow(6.0, (60, 60, 4), (1.0, 0.2, 1.0), backlog=(0, 0, 200))
    live = capstone.simulate(flow, 24, rng(), 300).live[:, -1]
    # A renewal process of 4 busy servers: 4 a month, with the variance 24 * 4 * cv**2 and a start-up term
    # of (cv**2 - 1) / 2 a server.
    expected = 24 * 4 + 4 * (0.7**2 - 1) / 2
    assert live.mean() == pytest.approx(expected, abs=4 * live.std() / np.sqrt(300))


def test_simulate_one_stage_loses_to_the_queue_what_erlang_says():
    # Only the review is tight; by Little's law what is missing from the live is what waits.
    flow = Flow(2.4, (80, 3, 80), (0.01, 1.0, 0.01))
    future = capstone.simulate(flow, 120, rng(), 600)
    wait_exponential = erlang_c(2.4, 3.0) / (3 - 2.4)
    wait = float(wait_exponential) * (1 + 0.7**2) / 2  # Allen-Cunneen, good to some 10% at this load
    missing = 2.4 * 120 - future.live[:, -1].mean()
    assert missing / 2.4 == pytest.approx(1.02 + wait, rel=0.15)


def test_simulate_never_loses_a_live_project():
    future = capstone.simulate(FLOWS["Air Vélin"], 36, rng(), 30)
    assert (np.diff(future.live, axis=1) >= 0).all()
    assert (future.live[:, 0] == 0).all()
    np.testing.assert_array_less(np.diff(future.live_months, axis=1)[:, 1:], future.live[:, 2:] + 1e-9)


def test_simulate_same_seed_gives_policies_the_same_luck():
    flow = FLOWS["Magasins Courlis"]
    more = flow.with_people("review")
    pairs = [capstone.simulate(each, 24, rng(), 100).live[:, -1] for each in (flow, more)]
    apart = capstone.simulate(more, 24, rng(6), 100).live[:, -1]
    assert (pairs[1] - pairs[0]).std() < 0.4 * (apart - pairs[0]).std()


def test_live_of_more_people_is_never_less():
    for firm in FIRMS:
        today = capstone.live(FLOWS[firm], 24, rng(3))
        for stage in STAGES:
            assert capstone.live(FLOWS[firm].with_people(stage), 24, rng(3)) >= today - 0.05


def test_simulate_nothing_to_do_gives_nothing():
    idle = dataclasses.replace(ROOMY, arrival_rate=0.0)
    future = capstone.simulate(idle, 6, rng(), 3)
    assert not future.live.any()
    assert (capstone.net_value(future, idle, 5.0) == 0).all()


# ---- the money
def test_net_value_is_earnings_less_payroll():
    flow = FLOWS["Banque Valdreuse"]
    future = capstone.simulate(flow, 12, rng(), 10)
    earned = capstone.net_value(future, flow, [0.0, 4.0])
    assert earned.shape == (2, 10, 13)
    np.testing.assert_allclose(earned[0, :, -1], -23 * 12.0 * 12)
    np.testing.assert_allclose(earned[1] - earned[0], 4.0 * future.live_months)


def test_net_value_of_a_closed_factory_pays_until_its_last_project_is_live():
    closed = capstone.apply_policy(FLOWS["Forges Daubrac"], "close")
    future = capstone.simulate(closed, 48, rng(), 10)
    cost = -capstone.net_value(future, closed, 0.0)
    months = (future.live < sum(closed.backlog)).sum(axis=1)
    np.testing.assert_allclose(cost[:, -1], 9 * 12.0 * months)
