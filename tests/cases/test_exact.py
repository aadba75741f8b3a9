"""Every line that a case draws on computed numbers stands where exact arithmetic puts it, at every setting.

Who loses and who breaks even, which of two is better, how many whole times, on which date: a number that is
off by 1e-16 must not decide. Written from the chapters' words with fractions, or with 50 decimal digits where
an exponential is needed, and not from the models.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from digital_factory.cases import (
    capstone,
    decisions,
    faster,
    innovate,
    multiply,
    organisation,
    space,
    wall,
    years,
)
from digital_factory.explorer import Explorer
from digital_factory.models.capstone import FLOWS, STAGES, Flow, apply_policy
from digital_factory.models.organisation import NEVER, Firm

DIGITS = 50
TIE = Decimal("1e-30")  # of numbers with so many digits, two that are closer are equal


def exact(value: float | str) -> Fraction:
    """Return the number that is written, not the float nearest to it."""
    return Fraction(str(value))


def settings(case: Explorer, *names: str) -> Iterator[tuple[tuple[int, ...], tuple[float, ...]]]:
    """Yield position and values of every setting of the named controls, or of all of them."""
    chosen = [control for control in case.controls if not names or control.name in names]
    for position in itertools.product(*(range(len(control.values)) for control in chosen)):
        yield position, tuple(one.values[i] for one, i in zip(chosen, position, strict=True))


def first_largest(values: list[Decimal]) -> int:
    return next(i for i, value in enumerate(values) if max(values) - value < TIE)


# ---- chapter 1: when openings are fastest
def test_multiply_fastest_step_is_that_of_the_exact_recursion() -> None:
    case = multiply.explorer()
    for (i, j), (p, q) in settings(case, "innovation", "imitation"):
        assert (case.values["fastest"].array[i, j, 0] == 0) == (exact(q) <= exact(p))
        for k, steps in ((1, 4), (2, 1)):
            share, rates = Decimal(0), list[Decimal]()
            with localcontext(prec=DIGITS):
                for _ in range(17 * steps):
                    rates.append((Decimal(str(p)) + Decimal(str(q)) * share) * (1 - share) / steps)
                    share += rates[-1]
                assert case.values["fastest"].array[i, j, k] == (first_largest(rates) + 1) / steps


# ---- chapter 2: sooner, the same or later
def test_space_outcome_is_that_of_the_exact_saving() -> None:
    case = space.explorer()
    for position, (speed, distance, development, rest) in settings(case):
        with localcontext(prec=DIGITS):
            late = (1 - (-Decimal(distance) / 30).exp()) * space.QUESTIONS / 6
            total = Decimal(development) / Decimal(str(speed)) + Decimal(rest) + late
            saved = 1 - total / (development + rest)
        hardly = abs(round(saved, 3)) <= Decimal("0.005")  # it would be written as 0%
        outcome = 1 if abs(saved) < TIE else 3 if hardly else 0 if saved > 0 else 2
        assert case.values["outcome"].array[position] == outcome


# ---- chapter 4: what a budget pays for, who loses, what is best
@pytest.fixture(scope="module")
def bets() -> Explorer:
    return innovate.explorer()


def tree(chance: float, accuracy: float) -> tuple[Fraction, Fraction]:
    """Shares of the ideas that are good and scaled, and bad and scaled."""
    p, a = exact(chance), exact(accuracy)
    return p * a, (1 - p) * (1 - a)


@cache
def portfolios(ideas: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every possible portfolio: ideas good and scaled, ideas bad and scaled, and the ways to get them."""
    parts = [(good, bad) for good in range(ideas + 1) for bad in range(ideas - good + 1)]
    ways = [float(math.comb(ideas, good) * math.comb(ideas - good, bad)) for good, bad in parts]
    return *np.array(parts).T, np.array(ways)


def test_innovate_ideas_funded_are_the_whole_times_that_the_budget_holds_one(bets: Explorer) -> None:
    for position, (chance, accuracy, budget) in settings(bets, "chance", "accuracy", "budget"):
        cost = exact(0.15) + sum(tree(chance, accuracy)) * exact(0.85)
        assert bets.values["bets"].array[position] == budget // cost


def test_innovate_portfolio_that_breaks_even_is_no_loss(bets: Explorer) -> None:
    ties = 0
    for position, (chance, value, accuracy, _) in settings(bets):
        hit, error = (float(share) for share in tree(chance, accuracy))
        ideas = int(bets.values["bets"].array[position[0], position[2], position[3]])
        good, bad, ways = portfolios(ideas)
        gain = 100 * value * good - 85 * (good + bad) - 15 * ideas  # in whole units of 10 k EUR
        ties += bool((gain == 0).any())
        chances = ways * hit**good * error**bad * (1 - hit - error) ** (ideas - good - bad)
        assert bets.values["loss"].array[position] == pytest.approx(chances[gain < 0].sum(), abs=1e-9)
    assert ties > 100  # or this test is about nothing


def test_innovate_advice_is_that_of_exact_gains(bets: Explorer) -> None:
    for position, (chance, value, accuracy) in settings(bets, "chance", "value", "accuracy"):
        hit, error = tree(chance, accuracy)
        staged = hit * value - exact(0.15) - (hit + error) * exact(0.85)
        commit = exact(chance) * value - 1
        shown = exact(0.005)  # less would be written as 0.00
        advice = 0 if staged >= max(commit, shown) else 1 if commit >= shown else 2
        assert bets.values["best"].array[position] == advice


def test_innovate_patience_is_the_first_run_of_failures_that_is_rare_enough(bets: Explorer) -> None:
    for position, (chance, accuracy) in settings(bets, "chance", "accuracy"):
        fails = 1 - tree(chance, accuracy)[0]
        runs = next(n for n in itertools.count(1) if fails**n <= exact(0.1))
        assert bets.values["patience"].array[position] == runs


def test_innovate_line_where_testing_pays_is_drawn_if_there_is_one(bets: Explorer) -> None:
    for position, (chance, value) in settings(bets, "chance", "value"):
        p, cost = exact(chance), exact(0.85)
        least = (exact(0.15) + (1 - p) * cost) / (p * value - p * cost + (1 - p) * cost)
        assert np.isfinite(bets.values["least"].array[position]) == (exact(0.5) <= least <= 1)


# ---- chapter 5: when each idea moves on, and where ideas sleep longest
ACCEPTED, WORK, COST = zip(*([exact(n) for n in idea[1:]] for idea in faster.IDEAS), strict=True)
FIRST = {
    "first-come": lambda idea: Fraction(0),
    "value-first": lambda idea: -COST[idea],
    "shortest-first": lambda idea: WORK[idea],
    "cd3": lambda idea: -COST[idea] / WORK[idea],
}


def moments(rule: str, pace: Fraction, at_once: int) -> tuple[list[Fraction], list[Fraction]]:
    """Start and finish of every idea: the team takes the best of those accepted, and shares itself."""
    queue = sorted(range(len(WORK)), key=lambda idea: (FIRST[rule](idea), ACCEPTED[idea], idea))
    left, active, now = [work / pace for work in WORK], list[int](), Fraction(0)
    started, finished = dict[int, Fraction](), dict[int, Fraction]()
    while len(finished) < len(WORK):
        for idea in queue:
            if len(active) < at_once and idea not in started and ACCEPTED[idea] <= now:
                started[idea] = now
                active.append(idea)
        coming = [accepted for accepted in ACCEPTED if accepted > now]
        step = min(*coming, *(now + left[idea] * len(active) for idea in active), math.inf) - now
        for idea in active:
            left[idea] -= step / len(active)
        now += step
        finished |= {idea: now for idea in active if left[idea] == 0}
        active = [idea for idea in active if left[idea] > 0]
    return [started[idea] for idea in range(len(WORK))], [finished[idea] for idea in range(len(WORK))]


def test_faster_every_idea_is_in_its_exact_state_in_every_week() -> None:
    case = faster.explorer()
    layers = [case.values[f"layer_{number}"].array for number in range(4)]
    layers[:2] = [np.stack([layer] * len(case.controls[3].values), axis=3) for layer in layers[:2]]
    for (i, j, k), (rule, pace, at_once) in settings(case, "rule", "pace", "at_once"):
        started, finished = moments(str(rule), exact(pace), int(at_once))
        queued = sum(started) - sum(ACCEPTED)
        set_aside = sum(finished) - sum(started) - sum(WORK) / exact(pace)
        for m, weeks in enumerate(case.controls[3].values):
            released = [-(-done // int(weeks)) * int(weeks) if weeks else done for done in finished]
            lines = (ACCEPTED, started, finished, released)
            first_weeks = np.array([[math.ceil(moment) for moment in line] for line in lines])
            reached = (first_weeks[:, :, None] <= np.arange(53)).sum(axis=1)
            assert [layer[i, j, k, m].tolist() for layer in layers] == (
                -np.diff(reached, axis=0, append=0)
            ).tolist()
            asleep = [queued, set_aside, sum(released) - sum(finished)]
            assert case.values["where"].array[i, j, k, m] == asleep.index(max(asleep))


# ---- chapter 6: at which meeting each paper is decided
def test_decisions_every_paper_is_decided_at_its_exact_meeting() -> None:
    case = decisions.explorer()
    start, end = case.values["start"].array, case.values["end"].array
    for position, (every, back, limit) in settings(case, "every", "back", "limit"):
        for row, paper in enumerate(decisions.PAPERS):
            ready, luck = exact(paper.ready), exact(paper.luck)
            first = (ready // int(every) + 1) * int(every)  # not on the very day
            times = next(k for k in range(4) if k == 3 or min(luck * (2 + k) / 2, 1) >= exact(back))
            waits = [(ready, first), (first, first + times * int(every)) if times else None]
            segments = [(ready, ready + 2), None, None] if paper.amount < limit else [None, *waits]
            for segment, expected in enumerate(segments):
                segment_drawn = start[*position, row, segment], end[*position, row, segment]
                assert segment_drawn == expected if expected else np.isnan(segment_drawn).all()


# ---- chapter 7: ahead of what there would have been, behind it, or even
def in_use(shares: list[Fraction], stays: list[int], months: int) -> list[Fraction]:
    """Services in use at the end of each month, of ten ideas a month followed through the stages."""
    waiting, used, path = [Fraction(0)] * len(shares), Fraction(0), [Fraction(0)]
    for _ in range(months):
        leaving = [number / stay for number, stay in zip(waiting, stays, strict=True)]
        passing = [Fraction(10), *(out * share for out, share in zip(leaving, shares, strict=True))]
        waiting = [n - out + new for n, out, new in zip(waiting, leaving, passing[:-1], strict=True)]
        used += passing[-1]
        path.append(used)
    return path


def test_years_verdict_is_that_of_the_exact_numbers_as_they_are_shown() -> None:
    case = years.explorer()
    alone = [in_use([exact(share) / 50, Fraction(1, 2)], [6, 18], 60) for share in case.controls[3].values]
    for (j, k), (wall_share, wait) in settings(case, "wall", "wall_months"):
        path = in_use([Fraction(2, 5), Fraction(1, 2), exact(wall_share)], [2, 4, int(wait)], 60)
        for (i, m), (look, _) in settings(case, "look", "unaided"):
            lead = round(path[int(look)], 1) - round(alone[m][int(look)], 1)
            verdict = 0 if lead > 0 else 1 if lead < 0 else 2
            assert case.values["balance"].array[i, j, k, m] == verdict


# ---- chapter 8: below, at or above capacity
def test_wall_sentence_is_that_of_the_exact_utilisation() -> None:
    case = wall.explorer()
    full = 0
    for position, (arrivals, capacity, rework) in settings(case, "arrivals", "capacity", "rework"):
        load = exact(arrivals) / (1 - exact(rework)) / exact(capacity)
        full += load == 1
        assert case.values["sentence"].array[position] == (0 if load < 1 else 1 if load == 1 else 2)
    assert full > 10  # or this test is about nothing


# ---- chapter 9: the best closing month
def left_over(
    autonomy: Decimal, bridge: Decimal, overlap: int, close: int, horizon: int, firm: dict[str, Decimal]
) -> Decimal:
    """What is earned less what is spent if it closes in a month [k EUR]; at the horizon it never did."""
    reach = 1 - autonomy * (1 - bridge)
    apart = min(close + overlap, horizon)
    mixed, after = apart - min(close, horizon), horizon - apart
    learnt = firm["teaching"] * autonomy * reach * min(close, horizon)
    learnt += firm["mixed_teaching"] * autonomy * mixed
    pace = firm["pace"] * (1 + firm["gain"] * autonomy * (1 - firm["slowing"] * bridge))
    later = firm["pace"] * (1 + firm["gain"] * (1 - (-learnt).exp()))
    while_apart = (1 - firm["from_assets"] * (1 - reach)) * pace * apart * apart / 2
    earned = while_apart + pace * apart * after + later * after * after / 2
    running = (firm["duplication"] * autonomy + firm["bridge"] * bridge) * apart
    moving = firm["moving"] * pace * apart if after else 0
    return firm["yield_a_month"] * earned - running - firm["overlap"] * mixed - moving


def test_organisation_best_month_is_that_of_exact_amounts_over_every_month() -> None:
    case = organisation.explorer()
    firm = {name: Decimal(str(value)) for name, value in vars(Firm()).items()}
    with localcontext(prec=DIGITS):
        for position, (autonomy, bridge, overlap, horizon) in settings(case):
            dials = Decimal(str(autonomy)), Decimal(str(bridge)), int(overlap)
            closing = [int(horizon), *range(int(horizon))]  # "never" first: it wins a tie
            nets = [left_over(*dials, close, int(horizon), firm) for close in closing]
            best = first_largest(nets)
            assert case.values["month"].array[position] == (closing[best] if best else NEVER)
            assert case.values["best"].array[position] == pytest.approx(float(nets[best]) / 1000)


# ---- chapter 10: who is the bottleneck, who gives, which policy is best
def capacity(flow: Flow, lost: str = "") -> list[Fraction]:
    visits = [Fraction(1), 1 / (1 - exact(flow.return_share)), Fraction(1)]
    people = [count - (stage == lost) for stage, count in zip(STAGES, flow.people, strict=True)]
    return [c / v / exact(w) for c, v, w in zip(people, visits, flow.work_months, strict=True)]


@pytest.mark.parametrize("firm", FLOWS)
def test_capstone_moves_one_from_where_most_is_left_to_the_exact_bottleneck(firm: str) -> None:
    flow = FLOWS[firm]
    now = capacity(flow)
    tight = STAGES[now.index(min(now))]
    others = [stage for stage in STAGES if stage != tight]
    left = [capacity(flow, stage)[STAGES.index(stage)] for stage in others]
    giver = others[left.index(max(left))]
    assert flow.bottleneck == tight
    assert apply_policy(flow, "move") == flow.with_people(giver, -1).with_people(tight)


def test_capstone_no_best_policy_wins_by_rounding() -> None:
    case = capstone.explorer()
    nets = np.sort(np.moveaxis(case.values["net"].array, 1, -1), axis=-1)
    assert (nets[..., -1] - nets[..., -2]).min() > 1e-6
