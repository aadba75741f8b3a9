"""The flow model of chapter 5 against the figures of the text, brute force and laws that hold exactly."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from digital_factory.models import faster
from digital_factory.models.faster import Backlog, Team

# (k EUR a week, weeks) of the chapter: A, B, C, D
PLAN = Backlog(accepted=[0, 0, 0, 0], delay_cost=[20, 3, 15, 2], work=[8, 3, 1, 6])


def _drawn(seed: int, count: int = 12) -> Backlog:
    rng = np.random.default_rng(seed)
    return Backlog(
        accepted=np.sort(rng.uniform(0, 20, count)),
        work=rng.uniform(0.5, 6, count),
        delay_cost=rng.uniform(1, 20, count),
    )


def _by_small_steps(backlog: Backlog, team: Team, step: float) -> npt.NDArray[np.float64]:
    """Finish times from another program: the clock advances in small steps, and nothing is solved for."""
    accepted, left = np.asarray(backlog.accepted), np.asarray(backlog.work) / team.pace
    rank = {
        "first-come": accepted,
        "value-first": -np.asarray(backlog.delay_cost),
        "shortest-first": np.asarray(backlog.work),
        "cd3": -np.asarray(backlog.delay_cost) / np.asarray(backlog.work),
    }[team.rule]
    finished = np.full(left.shape, np.nan)
    active: set[int] = set()
    for tick in itertools.count():
        now = tick * step
        ready = [
            i for i in range(len(left)) if accepted[i] <= now and np.isnan(finished[i]) and i not in active
        ]
        for idea in sorted(ready, key=lambda i: (rank[i], accepted[i]))[: team.at_once - len(active)]:
            active.add(idea)
        for idea in list(active):
            left[idea] -= step / len(active)
        for idea in [i for i in active if left[i] <= 0]:
            active.remove(idea)
            finished[idea] = now + step
        if not np.isnan(finished).any():
            return finished
    raise AssertionError


# ---- figures of the chapter
def test_time_in_process_24_items_at_3_a_month_is_8_months() -> None:
    assert faster.time_in_process(24, 3) == 8


@pytest.mark.parametrize(
    ("rule", "cost"), [("first-come", 409), ("value-first", 367), ("shortest-first", 407), ("cd3", 267)]
)
def test_cost_in_order_figures_of_the_chapter(rule: faster.Rule, cost: float) -> None:
    assert faster.cost_in_order(PLAN, faster.order(PLAN, rule)) == cost


def test_cost_in_order_cd3_is_the_cheapest_of_all_24_orders() -> None:
    every = [faster.cost_in_order(PLAN, each) for each in itertools.permutations(range(4))]
    assert len(every) == 24
    assert min(every) == faster.cost_in_order(PLAN, faster.order(PLAN, "cd3")) == 267


@pytest.mark.parametrize("seed", range(5))
def test_cost_in_order_cd3_is_the_cheapest_of_all_orders_of_six_drawn_ideas(seed: int) -> None:
    backlog = _drawn(seed, 6)
    every = min(faster.cost_in_order(backlog, each) for each in itertools.permutations(range(6)))
    assert faster.cost_in_order(backlog, faster.order(backlog, "cd3")) == pytest.approx(every, rel=1e-12)


# ---- the run
@pytest.mark.parametrize("rule", faster.RULES)
def test_run_one_at_a_time_from_week_0_costs_what_the_order_costs(rule: faster.Rule) -> None:
    journey = faster.run(PLAN, Team(rule=rule))
    cost = float(np.asarray(PLAN.delay_cost) @ journey.total)
    assert cost == faster.cost_in_order(PLAN, faster.order(PLAN, rule))


@pytest.mark.parametrize("rule", faster.RULES)
@pytest.mark.parametrize("at_once", [1, 3, 20])
def test_run_finish_times_equal_those_of_a_clock_in_small_steps(rule: faster.Rule, at_once: int) -> None:
    backlog, team = _drawn(7), Team(rule=rule, at_once=at_once, pace=1.5)
    # each of the 12 completions may be late by one step, and lateness adds up
    assert faster.run(backlog, team).finished == pytest.approx(_by_small_steps(backlog, team, 1e-3), abs=2e-2)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_run_never_has_more_in_progress_than_the_limit(seed: int, at_once: int) -> None:
    journey = faster.run(_drawn(seed), Team(at_once=at_once))
    middle = np.sort(np.concatenate([journey.started, journey.finished]))
    middle = (middle[1:] + middle[:-1]) / 2
    active = ((journey.started <= middle[:, None]) & (middle[:, None] < journey.finished)).sum(axis=1)
    assert active.max() <= at_once


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_run_work_is_conserved_so_the_last_idea_ends_at_the_same_moment(at_once: int) -> None:
    backlog = Backlog(accepted=np.zeros(9), work=np.arange(1.0, 10.0), delay_cost=np.ones(9))
    assert faster.run(backlog, Team(at_once=at_once)).finished.max() == pytest.approx(45, abs=1e-9)


def test_run_more_at_once_never_makes_equal_ideas_earlier() -> None:
    backlog = Backlog(accepted=np.zeros(8), work=np.full(8, 2.0), delay_cost=np.ones(8))
    means = [faster.run(backlog, Team(at_once=k)).finished.mean() for k in (1, 2, 4, 8)]
    assert means == pytest.approx([9, 10, 12, 16])  # 2 (n + k) / 2 for n ideas of 2 weeks in groups of k


def test_run_parts_of_the_journey_add_up() -> None:
    journey = faster.run(_drawn(3), Team(rule="cd3", at_once=4, release_every_weeks=6))
    parts = journey.queued + journey.set_aside + journey.worked + journey.shelved
    assert parts == pytest.approx(journey.total, abs=1e-9)
    assert (np.stack([journey.queued, journey.set_aside, journey.shelved]) >= 0).all()


def test_run_releases_fall_on_release_dates_and_none_is_missed() -> None:
    journey = faster.run(_drawn(4), Team(at_once=2, release_every_weeks=4))
    assert np.mod(journey.released, 4) == pytest.approx(np.zeros(12), abs=1e-9)
    assert (journey.shelved < 4).all()


def test_run_idea_finished_on_a_release_date_catches_it() -> None:
    backlog = Backlog(accepted=[0, 0], work=[0.1 + 0.2, 3.7], delay_cost=[1, 1])  # 0.30000000000000004 + 3.7
    assert faster.run(backlog, Team(release_every_weeks=4)).released.tolist() == [4, 4]


def test_run_pace_scales_the_work_and_not_the_release_dates() -> None:
    fast = faster.run(PLAN, Team(pace=2, release_every_weeks=13))
    assert fast.worked.sum() == 9
    assert set(fast.released) == {13}


# ---- Little's law and the cumulative flow
@pytest.mark.parametrize("at_once", [1, 3, 8])
def test_mean_in_process_obeys_little_on_a_run_from_empty_to_empty(at_once: int) -> None:
    journey = faster.run(_drawn(11, 40), Team(rule="cd3", at_once=at_once, release_every_weeks=2))
    end = float(journey.released.max())
    inside = faster.mean_in_process(journey.accepted, journey.released, 0, end)
    assert faster.time_in_process(inside, 40 / end) == pytest.approx(journey.total.mean(), rel=1e-12)


def test_cumulative_flow_area_between_the_lines_is_the_time_spent() -> None:
    journey = faster.run(_drawn(2), Team(at_once=3, release_every_weeks=5))
    end, step = float(journey.released.max()), 1e-3
    middles = np.arange(0, end, step) + step / 2
    came, went = faster.cumulative_flow([journey.accepted, journey.released], middles)
    assert (came - went).sum() * step == pytest.approx(
        journey.total.sum(), abs=24 * step
    )  # a step per moment


def test_cumulative_flow_lines_never_cross_nor_fall() -> None:
    journey = faster.run(_drawn(5), Team(at_once=3, release_every_weeks=5))
    lines = faster.cumulative_flow(journey[:4], np.arange(80))
    assert (np.diff(lines, axis=0) <= 0).all()
    assert (np.diff(lines, axis=1) >= 0).all()
    assert lines[:, -1].tolist() == [12, 12, 12, 12]


# ---- what is refused, and how
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Backlog(accepted=[0], work=[0], delay_cost=[1]), "`work` must be above 0, got 0"),
        (lambda: Backlog(accepted=[-1], work=[1], delay_cost=[1]), "`accepted` must be at least 0, got -1"),
        (
            lambda: Backlog(accepted=[0], work=[1], delay_cost=[np.nan]),
            "`delay_cost` must be at least 0, got nan",
        ),
        (lambda: Backlog(accepted=[0, 0], work=[1], delay_cost=[1]), r"`accepted` \(2,\), `work` \(1,\)"),
        (lambda: Backlog(accepted=[], work=[], delay_cost=[]), "at least one idea"),
        (lambda: Team(at_once=0), "`at_once` must be a whole number of at least 1, got 0"),
        (lambda: Team(pace=0), "`pace` must be above 0, got 0"),
        (lambda: Team(release_every_weeks=-1), "`release_every_weeks` must be at least 0, got -1"),
        (lambda: Team(rule="loudest"), "`rule` must be one of first-come, .*, got 'loudest'"),  # type: ignore[arg-type]
        (lambda: faster.time_in_process(24, 0), "`throughput` must be above 0, got 0"),
        (lambda: faster.cost_in_order(PLAN, [0, 1, 2]), "each of 0 to 3 once"),
        (lambda: faster.mean_in_process([0], [1], 5, 5), "`end` must be above `start`"),
    ],
)
def test_parameters_out_of_their_rule_are_named(make: object, message: str) -> None:
    with pytest.raises(faster.ParameterError, match=message):
        make()  # type: ignore[operator]
