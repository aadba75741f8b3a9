"""Chapter 5: which numbers of the text come from which code."""

import itertools

import pandas as pd
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.cases import faster as case
from digital_factory.explorer.formats import format_number
from digital_factory.models import faster
from digital_factory.models.faster import Backlog

PLAN = Backlog(accepted=[0] * 4, delay_cost=[20, 3, 15, 2], work=[8, 3, 1, 6])
STEPS = ["proposed", "selected", "started", "committed", "deployed", "opened"]

items = datasets.load("items")
opened = items[items["opened"].notna()]
wish = items.set_index("item_id").loc["I247"]
study = case.explorer()


def days(start: str, end: str) -> int:
    """Days of the wish of the first paragraph between two steps."""
    return int((wish[end] - wish[start]).days)


def mean_days(start: str, end: str, team: str | None = None) -> float:
    """Mean calendar days of delivered items between two steps."""
    chosen = opened if team is None else opened[opened["team"] == team]
    return float((chosen[end] - chosen[start]).dt.days.mean())


def worked() -> float:
    """Mean calendar days of work on a delivered item: five worked days fill a week."""
    return float(opened["worked_days"].mean() * 7 / 5)


def median_by_year() -> tuple[int, int]:
    """Customers' clock, first year and the least of the others [days]."""
    clock = (opened["opened"] - opened["proposed"]).dt.days.groupby(opened["opened"].dt.year).median()
    return int(clock.iloc[0]), int(clock.iloc[1:].min())


def engineers() -> str:
    clock = (opened["deployed"] - opened["committed"]).dt.days.groupby(opened["opened"].dt.year).median()
    return {(1.0, 1.0, 1.0): "One day, every year"}[tuple(clock)]


def idea(letters: str) -> float:
    return faster.cost_in_order(PLAN, ["ABCD".index(letter) for letter in letters.split()])


def row(rule: faster.Rule) -> tuple[str, float]:
    chosen = faster.order(PLAN, rule)
    return " ".join("ABCD"[i] for i in chosen), faster.cost_in_order(PLAN, chosen)


def cheapest() -> str:
    every = [faster.cost_in_order(PLAN, each) for each in itertools.permutations(range(4))]
    none_cheaper = min(every) == faster.cost_in_order(PLAN, faster.order(PLAN, "cd3"))
    return f"Of all {len(every)} orders of these four, none is cheaper" if none_cheaper else "?"


def said(name: str, fmt: str = ".1f", **settings: float | str) -> str:
    """A number of the case study as its readout writes it."""
    return format_number(float(study.at(**settings)[name]), fmt)


def part(position: int, **settings: float | str) -> str:
    return format_number(float(study.at(**settings)["parts"][position]), ".1f")


def costs_when_all_are_started() -> str:
    (cost,) = {said("cost", ",.0f", rule=rule, at_once=12) for rule in faster.RULES}
    return cost


def rule_matters_at_speed() -> str:
    costs = {said("cost", rule=rule, pace=3) for rule in faster.RULES}
    return "The rule no longer matters" if len(costs) == 1 else "The rule still matters"


def twelve_times_as_fast() -> float:
    team = faster.Team(at_once=6, release_every_weeks=13, pace=12)
    return float(faster.run(case.backlog(), team).total.mean())


def in_development() -> str:
    span = pd.date_range("2025-01-01", "2025-12-31")
    inside = pd.Series(
        [((items["started"] <= day) & ~(items["committed"] <= day)).sum() for day in span]
    ).mean()
    weeks = inside / (items["committed"].between(span[0], span[-1]).sum() / (len(span) / 7))
    return {9: "Nine"}[round(weeks)]


def months(doors: pd.Series) -> float:
    span = pd.date_range("2025-01-01", "2025-12-31")
    inside = pd.Series([((items["proposed"] <= day) & ~(doors <= day)).sum() for day in span]).mean()
    return float(inside / (doors.between(span[0], span[-1]).sum() / 12))


CD3 = {"rule": "cd3", "at_once": 1}

FIGURES = [
    ("**{:.0f} weeks.**", lambda: float(said("total", at_once=1))),
    ("On Friday {:%-d %B %Y} the manager", lambda: wish["proposed"]),
    ("at {:.0f} k€ a week.", lambda: wish["delay_cost_keur_week"]),
    ("{} days of work", lambda: {3.5: "Three and a half"}[wish["worked_days"]]),
    ("On {:%-d %B} the team makes its last commit", lambda: wish["committed"]),
    ("*lead time, {} days*", lambda: days("committed", "deployed")),
    ("on Monday {:%-d %B %Y}", lambda: wish["opened"]),
    (
        "has taken {} days and cost some {:.0f} k€",
        lambda: (
            days("proposed", "opened"),
            round(days("proposed", "opened") / 7 * wish["delay_cost_keur_week"], -1),
        ),
    ),
    ("For {} of those days", lambda: days("deployed", "opened")),
    ("deployed {:.0f} times as often", lambda: 4 * 365 // ((12 + 2) / 2)),
    ("was {:.0f} times lower", lambda: ((46 + 60) / 2) / ((0 + 15) / 2)),
    ("four deployments a day for the elite, {:,} a year, and {:.0f} a year", lambda: (4 * 365, (12 + 2) / 2)),
    ("an idea takes {:.0f} months", lambda: faster.time_in_process(24, 3)),
    ("$36/3={:.0f}$", lambda: faster.time_in_process(36, 3)),
    ("first come, first served | {} | {:.0f} k€", lambda: row("first-come")),
    ("shortest first | {} | {:.0f} k€", lambda: row("shortest-first")),
    ("most valuable first | {} | {:.0f} k€", lambda: row("value-first")),
    ("CD3 | {} | {:.0f} k€", lambda: row("cd3")),
    ("{}", cheapest),
    (
        "reaches customers {} weeks after it is accepted. For {} of those",
        lambda: (said("total", ".0f"), said("team", ".0f")),
    ),
    (
        "in its hands for {} weeks instead of {}",
        lambda: (said("team", ".0f", at_once=1), said("team", ".0f")),
    ),
    ("The team's clock falls from {} weeks to {}", lambda: (said("team"), said("team", at_once=1))),
    ("The customers' clock stays at {} weeks", lambda: {said("total"), said("total", at_once=1)}.pop()),
    ("from {} weeks *set aside* to {} weeks *not started*", lambda: (part(1), part(0, at_once=1))),
    ("falls from {} k€ to {} k€", lambda: (said("cost", ",.0f"), said("cost", ",.0f", at_once=1))),
    (
        "the order is worth {:.0f} k€",
        lambda: float(study.at(at_once=1)["cost"]) - float(study.at(**CD3)["cost"]),
    ),
    (
        "{} k€ for the oldest first, {} k€ for the highest CD3",
        lambda: (said("cost", ",.0f", at_once=1), said("cost", ",.0f", **CD3)),
    ),
    (
        "({} weeks against {}) and costs more ({} k€)",
        lambda: (
            said("total", rule="shortest-first", at_once=1),
            said("total", **CD3),
            said("cost", ",.0f", rule="shortest-first", at_once=1),
        ),
    ),
    ("all four rules cost the same, {} k€", costs_when_all_are_started),
    ("{} weeks become {}, because", lambda: (said("total"), said("total", pace=3))),
    ("{} of the {} weeks on the shelf", lambda: (part(3, pace=3), said("total", pace=3))),
    ("{}, and more speed", rule_matters_at_speed),
    ("a team 12 times as fast needs {:.1f} weeks too", twelve_times_as_fast),
    ("Releasing at once leaves {} weeks", lambda: said("total", pace=3, release=0)),
    (
        "{} weeks and {} k€, against {} weeks and {} k€",
        lambda: (
            said("total", release=0, **CD3),
            said("cost", ",.0f", release=0, **CD3),
            said("total", pace=3),
            said("cost", ",.0f", pace=3),
        ),
    ),
    ("{}: by DORA's lead time", engineers),
    ("it went from {} days to over {}", median_by_year),
    ("{} years, for a way", lambda: {2: "Two"}[round(months(items["opened"]) / 12)]),
    ("a way that takes {} months", lambda: {5: "five"}[round(mean_days("proposed", "opened") / 30.4)]),
    ("{:.1f} months is the mean", lambda: months(items["opened"].fillna(items["abandoned"]))),
    ("{} weeks in the team's hands", in_development),
    ("that take {} working days", lambda: {8: "eight"}[round(opened["worked_days"].mean())]),
    ("${}\\times6+5\\times7={}$", lambda: (12, 12 * 6 + 5 * 7)),
    ("$5\\times1+12\\times7={}$ k€, {} k€ less", lambda: (5 + 84, 107 - 89)),
    ("takes {:.0f} days on average", lambda: mean_days("proposed", "opened")),
    ("set aside for {:.0f} of them", lambda: mean_days("started", "committed") - worked()),
    (
        "switched off, for {:.0f} days, and for {:.1f} if",
        lambda: (mean_days("deployed", "opened"), mean_days("deployed", "opened", "stores")),
    ),
    (
        "{:.1f} days for the committee and {:.0f} for a team",
        lambda: (mean_days("proposed", "selected"), mean_days("selected", "started")),
    ),
    ("People work on it for {:.0f} days", worked),
    ("it takes {:.1f}.", lambda: mean_days("committed", "deployed")),
    ("the {} that were dropped", lambda: int(items["abandoned"].notna().sum())),
]

_REFERENCE = Solved("05-go-faster").names
_SITE = items[items["team"] == "site"]
_CLOCKS = _REFERENCE["four_clocks"](_SITE)
_PARTS = _REFERENCE["days_by_part"](_SITE)
_QUEUE = _REFERENCE["queue"]

RUBRIC = [
    ('longest sleep, "{}"', lambda: _REFERENCE["longest_sleep"](_SITE)),
    ("about {:.0f} of {:.0f} days", lambda: (_PARTS["before start"], _PARTS.sum())),
    ('"set aside" ({:.0f} days)', lambda: _PARTS["set aside"]),
    (
        "Those of all teams ({:.0f} days, {:.0f} of them set aside)",
        lambda: (_of_all().sum(), _of_all()["set aside"]),
    ),
    (
        "Engineers' clock {:.0f} day, customers' clock {:.1f} days",
        lambda: (_CLOCKS["engineers"], _CLOCKS["customers"]),
    ),
    (
        "{:.1f} M€ against {:.1f} M€",
        lambda: tuple(
            _REFERENCE["delay_cost"](each) / 1000 for each in (_QUEUE, _REFERENCE["by_cd3"](_QUEUE))
        ),
    ),
    ("for the {} items of the list", lambda: len(_QUEUE)),
    ("Its customers wait {:.1f} days (median)", lambda: _CLOCKS["customers"]),
    ("an item takes {:.0f} days; people work on it for {:.0f}", lambda: (_PARTS.sum(), _PARTS["worked on"])),
    ("starts it, {:.0f} days, and then", lambda: _PARTS["before start"]),
    ("for {:.0f} days set aside, because {} items", lambda: (_PARTS["set aside"], _in_2025()[0])),
    (
        "The committee, {:.0f} days, and the shelf, {:.0f} days",
        lambda: (_PARTS["before selection"], _PARTS["before opening"]),
    ),
    ("than the team finishes, {1:.2f} items a week in 2025", lambda: _in_2025()),
    ("for the {} items in line", lambda: len(_QUEUE)),
    (
        "delay then costs {1:.1f} M€ in place of {0:.1f}",
        lambda: tuple(
            _REFERENCE["delay_cost"](each) / 1000 for each in (_QUEUE, _REFERENCE["by_cd3"](_QUEUE))
        ),
    ),
]


def _of_all() -> pd.Series:
    """Mean days in each part, over the items of all teams."""
    return _REFERENCE["days_by_part"](items)


def _in_2025() -> tuple[str, float]:
    """Items of the site team in development in 2025, in a word, and those finished in a week."""
    law = _REFERENCE["little"](_SITE, "2025-01-01", "2025-12-31")
    return words.number(law["in_progress"]), law["per_week"]


def _shares() -> tuple[float, float]:
    """Share of the ideas that are dropped, and of a delivered item's days on which somebody works."""
    return float(items["abandoned"].notna().mean()), float(_of_all()["worked on"] / _of_all().sum())


def _inside_the_team() -> str:
    """Return "longest" if the longest sleep is the one between start and commit."""
    return {"set aside": "longest"}[_REFERENCE["longest_sleep"](items)]


TRAINER = [
    (
        "its items wait {} before anybody starts them, {:.0f} of {:.0f} days, and then for {:.0f} set aside",
        lambda: (
            {"before start": "longest"}[_REFERENCE["longest_sleep"](_SITE)],
            _PARTS["before start"],
            _PARTS.sum(),
            _PARTS["set aside"],
        ),
    ),
    (
        "of its list from {:.1f} M€ to {:.1f}",
        lambda: tuple(
            _REFERENCE["delay_cost"](each) / 1000 for each in (_QUEUE, _REFERENCE["by_cd3"](_QUEUE))
        ),
    ),
    ("less than {} of its time", lambda: words.nearly(_shares()[1], 10)),
    ("the {} sleep is inside the team", _inside_the_team),
    ("{} is dropped", lambda: words.in_all(_shares()[0], 5).replace("one", "One idea")),
    ("make Little's law say {:.0f} months", lambda: months(items["opened"])),
]
GIVEN = [
    ("A few very long ones carry it", "a question to put to the median"),
    ("which saves most?", "a question"),
    ("on the longest sleep", "what is marked"),
]
