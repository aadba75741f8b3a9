"""Numbers in the text of chapter 4, and the code that computes them."""

from collections.abc import Callable

import pandas as pd
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.datasets.generators.innovate import _ORMEVENT as _SETTINGS
from digital_factory.models.innovate import (
    Bet,
    bets_funded,
    break_even_accuracy,
    chance_of_a_success,
    commit_value,
    patience,
    posterior,
    staged_cost,
    staged_value,
    successes,
)


def _bets() -> pd.DataFrame:
    bets = datasets.load("bets")
    return bets.assign(days=(bets["decided"] - bets["tested"]).dt.days)


def _line() -> tuple[float, float]:
    """Gain of a tested idea as a straight line in the accuracy: its height at 0, and its slope [M EUR]."""
    coin, perfect = (staged_value(Bet(accuracy=accuracy)) for accuracy in (0.5, 1.0))
    slope = 2 * (perfect - coin)
    return float(perfect - slope), float(slope)


def _tested(bet: str) -> pd.Timestamp:
    return _bets().set_index("bet_id").loc[bet, "tested"]


def _b036(weeks: int) -> tuple[int, int]:
    """Bookings of the variant and of the control up to a week."""
    tests = datasets.load("experiments")
    one = tests[(tests["bet_id"] == "B036") & (tests["week"] <= weeks)]
    sums = one.groupby("arm")["bookings"].sum()
    return sums["variant"], sums["control"]


def _overruled() -> pd.Series:
    """Gain from scaling, by bet, where it is known and the variant ended behind the control."""
    tests = datasets.load("experiments")
    sums = tests.groupby(["bet_id", "arm"])[["visitors", "bookings"]].sum()
    rate = (sums["bookings"] / sums["visitors"]).unstack("arm")
    bets = datasets.load("bets").set_index("bet_id")
    gain = (bets["value_keur"] - bets["scale_keur"])[rate.index.intersection(bets.index)].dropna()
    return gain[(rate["variant"] < rate["control"]).loc[gain.index]]


def _loss(budget: float, **change: float) -> float:
    bet = Bet(**change)
    return float(successes(bet, int(bets_funded(bet, budget)))[0].sum())


def _days(decision: str) -> float:
    bets = _bets()
    return bets.loc[bets["decision"] == decision, "days"].median()


def _funded(budget: float, **change: float) -> float:
    return float(bets_funded(Bet(**change), budget))


FIGURES: list[tuple[str, Callable[[], object]]] = [
    ("**{:.0%}.**", lambda: break_even_accuracy(Bet())),
    ("To be exact, $a^{{*}}={:.4f}$", lambda: break_even_accuracy(Bet())),
    ("new way to book, and {:.0f} of them have booked", lambda: _b036(2)[0]),
    ("with the old page, it is {:.0f}. A third more", lambda: _b036(2)[1]),
    ("the count stands at {:.0f} bookings against {:.0f}", lambda: _b036(6)),
    (
        "fails {} times in ten",
        lambda: {6: "six"}[round(10 * (_bets()["decision"] == "stop").sum() / len(_bets()))],
    ),
    ("On {:%-d %B} the count stands at", lambda: _tested("B036")),
    ("this is ${:.2f} + {:.2f}\\,a$", _line),
    ("One success brings {:.2f} M€ after scaling", lambda: Bet().value - Bet().scale_cost),
    ("a loss of {:.2f} M€ an idea: four failures", lambda: -commit_value(Bet())),
    (
        "A coin, $a=0.5$, loses {:.3f} M€ an idea, a perfect test gains {:.2f}.",
        lambda: (-staged_value(Bet(accuracy=0.5)), staged_value(Bet(accuracy=1.0))),
    ),
    ("here $a^{{*}}={:.4f}$", lambda: break_even_accuracy(Bet())),
    (
        "At 90% an idea gains {:.2f} M€ in place of {:.2f}, and 6 M€ pay for {:.0f} ideas in place of {:.0f}",
        lambda: (
            staged_value(Bet(accuracy=0.9)),
            staged_value(Bet()),
            _funded(6, accuracy=0.9),
            _funded(6),
        ),
    ),
    (
        "the gain is −{:.2f} and the budget pays for {:.0f}",
        lambda: (-staged_value(Bet(accuracy=0.7)), _funded(6, accuracy=0.7)),
    ),
    ("{:.0%} of such portfolios lose", lambda: _loss(6)),
    ("chance of at least one success is {:.0%}", lambda: chance_of_a_success(Bet(), 14)),
    ("{:.0f} products alone cost {:.1f} M€", lambda: (_funded(6), 0.15 * _funded(6))),
    ("With 15 M€ and {:.0f} ideas the chance of a loss is still {:.0%}", lambda: (_funded(15), _loss(15))),
    ("6 M€ at 90% lose in {:.0%} of cases", lambda: _loss(6, accuracy=0.9)),
    (
        "scaling everything gains {:.2f} M€ an idea, testing at 70% only {:.2f}",
        lambda: (commit_value(Bet(0.4, 6)), staged_value(Bet(0.4, 6, accuracy=0.7))),
    ),
    ("not even a perfect test helps: it loses {:.2f} M€", lambda: -staged_value(Bet(0.05, accuracy=1.0))),
    (
        "{} ideas were scaled although they sold less",
        lambda: {9: "Nine"}[len(_overruled())],
    ),
    ("scaling them lost {:.1f} M€. The executive", lambda: -_overruled().sum() / 1000),
    ("{:.0f} in 100 are stopped", lambda: 100 - 100 * Bet().go_share),
    ("- {:.0%}.\n  > **Right.** Of 100 ideas, 16 good", lambda: posterior(Bet())),
    ("idea costs {:.2f} M€, so 6 M€ fund {:.0f}.", lambda: (staged_cost(Bet()), _funded(6))),
    ("chance of a loss, {:.0%}, and say aloud", lambda: _loss(6)),
    (
        "takes {:.0f} days after the end of a test (median), a decision to stop {:.0f}.",
        lambda: (_days("scale"), _days("stop")),
    ),
    (
        "stopped bets cost {:.1f} M€ while they waited",
        lambda: _bets().loc[lambda bets: bets["decision"] == "stop", "after_keur"].sum() / 1000,
    ),
    ("test right in 80% of cases, {:.0f} ideas without", lambda: patience(Bet())),
    ("scaling everything loses {:.2f} M€ an idea.", lambda: -commit_value(Bet())),
    ("from an accuracy of {:.0%} in our example", lambda: break_even_accuracy(Bet())),
]

_REFERENCE = Solved("04-innovate").names
_VERDICTS = _REFERENCE["verdicts"](_REFERENCE["experiments"])
_ALARMS = _REFERENCE["false_alarms"](_REFERENCE["experiments"])
_TABLE = _REFERENCE["bets"]
_RECENT = _TABLE[_TABLE["tested"] >= "2022-01-01"]
_SCALED = _REFERENCE["scaling_gain"](_RECENT, _VERDICTS)
_AGAINST = _REFERENCE["followed"](_RECENT, _VERDICTS).loc["stop", "scale"]
_SLOW = _REFERENCE["after_the_test"](_RECENT).loc["stop"]


def _gain(alarm: str) -> float:
    """Gain of an idea in the chapter's model, with a test as accurate as the A/A tests say [k EUR]."""
    return _REFERENCE["staged_gain"](0.2, 3000, 150, 850, 1 - _ALARMS[alarm])


def _a_bet() -> tuple[float, float, float]:
    """Gain a bet since 2022, over how many bets, and over all years [k EUR, bets, k EUR]."""
    recent, all_years = (_REFERENCE["portfolio"](table, _REFERENCE["EXTRACT"]) for table in (_RECENT, _TABLE))
    return recent["gain_per_bet_keur"], recent["bets"], all_years["gain_per_bet_keur"]


def _paid(verdict: str) -> int:
    return round(_SCALED.loc[verdict, "bets"] * _SCALED.loc[verdict, "paid"])


RUBRIC: list[tuple[str, Callable[[], object]]] = [
    ("of {} A/A tests", lambda: _REFERENCE["experiments"].query("kind == 'A/A'")["bet_id"].nunique()),
    ("{:.0%} say go, against {:.0%} if one looks", lambda: (_ALARMS["at the end"], _ALARMS["at some week"])),
    (
        "With an accuracy of {:.0%} an idea gains {:.1f} k€",
        lambda: (1 - _ALARMS["at the end"], _gain("at the end")),
    ),
    (
        "with {:.1%} it would lose {:.1f} k€",
        lambda: (1 - _ALARMS["at some week"], -_gain("at some week")),
    ),
    ("of the bets tested since 2022, {} were scaled against it", lambda: _AGAINST),
    (
        "Of the {:.0f} whose value is known {} paid",
        lambda: (_SCALED.loc["stop", "bets"], {1: "one"}[_paid("stop")]),
    ),
    ("scaling them lost {:.1f} M€", lambda: -_SCALED.loc["stop", "gain_keur"] / 1000),
    (
        "the {:.0f} scaled with the test gained {:.1f} M€",
        lambda: (_SCALED.loc["go", "bets"], _SCALED.loc["go", "gain_keur"] / 1000),
    ),
    ("gained {:.0f} k€ a bet, over {:.0f} bets; over all years it was {:.0f} k€", _a_bet),
    ("not {:.0f} days ({:.1f} M€ spent", lambda: (_SLOW["median_days"], _SLOW["spent_keur"] / 1000)),
]


def _ideas_for(budget_meur: float) -> float:
    return float(bets_funded(Bet(), budget_meur))


def _one_idea(chance: float) -> str:
    return words.in_all(chance, 5).replace("one", "One idea")


def _settled() -> pd.Series:
    """Days from the end of a test to the decision, by what was decided."""
    decided = _TABLE.dropna(subset="decided")
    return (decided["decided"] - decided["tested"]).dt.days.groupby(decided["decision"]).median()


def _stopped() -> float:
    return float((_TABLE["decision"].dropna() == "stop").mean())


def _scaled_all_the_same() -> float:
    """Share of the executive committee's bets with a test that says stop which are scaled all the same."""
    own = _TABLE.dropna(subset="decision").query("sponsor == 'executive committee'").set_index("bet_id")
    failed = own[_VERDICTS.reindex(own.index) == "stop"]
    return float((failed["decision"] == "scale").mean())


def _best_sponsor() -> str:
    """Return "most" if the executive committee's bets of the worked example gained most a bet."""
    bets = datasets.load("bets").query("decided <= '2024-01-01'")
    gain = bets["value_keur"].fillna(0) - bets[["mvp_keur", "after_keur", "scale_keur"]].sum(axis=1)
    return {"executive committee": "most"}[gain.groupby(bets["sponsor"]).mean().idxmax()]


TRAINER: list[tuple[str, Callable[[], object]]] = [
    ("bad ideas are {} as many", lambda: words.times((1 - _SETTINGS.chance) / _SETTINGS.chance)),
    ('"{} were stopped"', lambda: words.in_all(_stopped(), 10)),
    ("From 2.25 to 2.65 in a hundred is {:.0%} more bookings", lambda: 2.65 / 2.25 - 1),
    ("committee's ideas gained {} per bet in the worked", _best_sponsor),
    ("(about {:.0f}; 12 to 16", lambda: _ideas_for(6)),
    ("fund {:.0f} ideas, tests read at the end", lambda: _ideas_for(6)),
    ("after {:.0f} failures in a row", lambda: float(patience(Bet()))),
    (
        "{} is good in the shipped data; a good one brings {:.0f} M€ on average",
        lambda: (_one_idea(_SETTINGS.chance), _SETTINGS.value_keur / 1000),
    ),
    (
        "right about {} in six at the end",
        lambda: words.times(6 * (1 - _ALARMS["at the end"])),
    ),
    (
        "say go to {} as many pages without any change",
        lambda: words.times(_ALARMS["at some week"] / _ALARMS["at the end"]),
    ),
    (
        "Stopping takes {} as long as scaling",
        lambda: {True: "several times"}[_settled()["stop"] > 3 * _settled()["scale"]],
    ),
    ("has more than {} of its failed bets scaled", lambda: words.over(_scaled_all_the_same(), 2)),
    ("The answer is {:.1f}.", lambda: 100 * break_even_accuracy(Bet())),
    ("There, {:.0%} of the A/A tests say go", lambda: _ALARMS["at the end"]),
    ("at some week, {:.0%}", lambda: _ALARMS["at some week"]),
    ("Since 2022 {} bets were scaled against their test", lambda: {11: "eleven"}[_AGAINST]),
    (
        "of the {:.0f} whose value is known {} paid",
        lambda: (_SCALED.loc["stop", "bets"], {1: "one"}[_paid("stop")]),
    ),
    ("scaling them lost {:.1f} M€", lambda: -_SCALED.loc["stop", "gain_keur"] / 1000),
    ("has gained {:.0f} k€ a bet, over {:.0f} bets; over all years it is {:.0f} k€", _a_bet),
    ("and not {:.0f} days", lambda: _SLOW["median_days"]),
]
GIVEN = [
    ("Expect 51 to 60", "expected of learners"),
    ("From 2.25 to 2.65 in a hundred", "two rates to compare"),
    ("would have done in week 1", "the first look"),
    ("the one that waits longest", "a question"),
    ("the four ends for 100 ideas", "the number to count by"),
    ("12 to 16 with measured costs", "what marks accept"),
    ("over the bets tested since the beginning of 2022", "the years that the task chooses"),
]
