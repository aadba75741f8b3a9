"""Chapter 7: which numbers of the text come from which code."""

import numpy as np
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.cases import years as case
from digital_factory.datasets.generators import years as tables
from digital_factory.explorer.formats import format_number
from digital_factory.models import years

STAGES = ["proposed", "prototype", "demonstrated", "in use"]
SHARES = (0.4, 0.5, 0.2)

study = case.explorer()
factories = datasets.load("factories")
events = datasets.load("idea_events").drop_duplicates(["idea_id", "event"])
wide = events.pivot(index="idea_id", columns="event", values="moment").reset_index()
wide = wide.merge(datasets.load("ideas")).merge(factories)
wall = wide[wide["demonstrated"].notna()]
decision = wall["in use"].fillna(wall["dropped"])
days = (decision.fillna(wall["extract"]) - wall["demonstrated"]).dt.days
months = datasets.load("line_months").merge(factories[["firm", "opened"]])
age = (months["month"].dt.year - months["opened"].dt.year) * 12
age = age + months["month"].dt.month - months["opened"].dt.month

# Freireich et al. 1963: weeks of remission on 6-MP, those who relapsed, then those still in remission
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def said(name: str, fmt: str = ".1f", **settings: float) -> str:
    """A number of the case study as its readout writes it."""
    return format_number(float(study.at(**settings)[name]), fmt)


def by_line() -> tuple:
    """Online requests per 100 of each line: before, in the third year, and whether it had the factory."""
    sums = [months[period].groupby("line")[["online", "requests"]].sum() for period in (age < 0, age >= 24)]
    before, after = (100 * part["online"] / part["requests"] for part in sums)
    return before, after, months.groupby("line")["with_factory"].first()


def effect() -> years.Effect:
    return years.difference_in_differences(*by_line())


def level(when: int, with_factory: bool) -> float:
    """Mean over the lines, before (0) or in the third year (1)."""
    lines = by_line()
    return float(lines[when][lines[2] == with_factory].mean())


def interval() -> tuple[float, float]:
    found = effect()
    return found.estimate - 2 * found.standard_error, found.estimate + 2 * found.standard_error


def counted() -> float:
    return 100 * wide["in use"].notna().mean()


def expected() -> float:
    stage = wide[STAGES].notna().sum(axis=1)
    dropped = stage[wide["dropped"].notna()].value_counts().reindex([1, 2, 3]).to_numpy()
    passed = [(stage > position).sum() for position in (1, 2, 3)]
    return float(100 * years.decided_shares(passed, dropped).prod())


def velin() -> tuple[int, int, str]:
    own = wall["firm"] == "Air Vélin"
    undecided = int((own & decision.isna()).sum())
    assert not (own & wall["in use"].notna()).any()
    return int(own.sum()), undecided, f"none of {own.sum() - undecided}"


def weeks_too_kind() -> str:
    curve = years.kaplan_meier(days, decision.notna())
    gaps = [(curve.median() - median) / 7 for median in (days[decision.notna()].median(), days.median())]
    return {(6, 7): "six"}[(round(gaps[0]), round(gaps[1]))]


def trial() -> tuple[int, int, float]:
    lasted = RELAPSED + IN_REMISSION
    curve = years.kaplan_meier(lasted, [True] * len(RELAPSED) + [False] * len(IN_REMISSION))
    return len(IN_REMISSION), len(lasted), curve.median()


def chance() -> tuple[int, str, str]:
    shown, undecided, _ = velin()
    one = (1 - SHARES[-1]) ** (shown - undecided)
    six = 1 - (1 - one) ** 6
    return (
        shown - undecided,
        {1: "one time in a hundred"}[round(100 * one)],
        {5: "one time in twenty"}[round(100 * six)],
    )


def head_start() -> float:
    """Services that six months less of waiting are worth, for ever."""
    return 6 * case.IDEAS_A_MONTH * years.funnel(1, SHARES)[-1]


FIGURES = [
    ("**{} of 100.**", lambda: said("counted", look=36)),
    ("the first three years of each, {:,} ideas", lambda: len(wide)),
    ("services in use: {}. Air Vélin has none", lambda: int(wide["in use"].notna().sum())),
    (
        "now settle {:.0f} of 100 customer requests online. Before, it was {:.0f}",
        lambda: (level(1, True), level(0, True)),
    ),
    (
        "there are {:.0f} prototypes, {:.0f} demonstrations and {:.0f} services in use",
        lambda: tuple(years.funnel(100, SHARES)[1:]),
    ),
    ("In the end {:.0f} of 100 come into use", lambda: years.funnel(100, SHARES)[-1]),
    (
        "{} of the {} on a drug were still in remission when the trial was evaluated; "
        "their curve says that half relapse within {:.0f} weeks",
        trial,
    ),
    (
        "After 12 months it counts {} of 100 ideas, after 36 months {}, after 60 months {}",
        lambda: tuple(said("counted", look=look) for look in (12, 36, 60)),
    ),
    ("in the end it is {} on every one", lambda: said("final")),
    ("At 2 in use, {} of the {} services", lambda: (said("without"), said("in_use"))),
    ("and {} are owing to it. At 4", lambda: said("lead")),
    (
        "{} services are left, after 60 months {}",
        lambda: (said("lead", unaided=4), said("lead", unaided=4, look=60)),
    ),
    (
        "At 5 the factory is {} services behind after 36 months and {} behind after 60",
        lambda: (said("lag", unaided=5), said("lag", unaided=5, look=60)),
    ),
    ("The board's {} services were the same", lambda: said("in_use", unaided=5)),
    (
        "After 36 months: {} services in use with half as many more that pass, {} with half the wait, "
        "{} with neither",
        lambda: (said("in_use", wall=0.3), said("in_use", wall_months=6), said("in_use")),
    ),
    (
        "After 60: {}, {} and {}",
        lambda: (
            said("in_use", wall=0.3, look=60),
            said("in_use", wall_months=6, look=60),
            said("in_use", look=60),
        ),
    ),
    ("which is worth {:.1f} services and no more", head_start),
    ("of {} that were demonstrated some are still undecided", lambda: len(wall)),
    ("The first leaves out the {} that wait", lambda: int(decision.isna().sum())),
    ("Both medians are too short, by some {} weeks", weeks_too_kind),
    ("Lines with a factory went from {:.0f} to {:.0f}", lambda: (level(0, True), level(1, True))),
    ("the others from {:.0f} to {:.0f}", lambda: (level(0, False), level(1, False))),
    (
        "gained {:.1f} points. The lines without gained {:.1f}",
        lambda: (effect().change_exposed, effect().change_others),
    ),
    ("some {:.0%} of the triumph", lambda: effect().change_others / effect().change_exposed),
    (
        "and {:.1f} points are the factories', with a standard error of {:.1f}: "
        "somewhere between {:.1f} and {:.1f}",
        lambda: (effect().estimate, effect().standard_error, *interval()),
    ),
    ("stand at about {:.1f}, not {:.1f}", lambda: (effect().without, level(1, True))),
    (
        "{} services in use are {:.1f} of 100 ideas; but {} services wait",
        lambda: (int(wide["in use"].notna().sum()), counted(), int(decision.isna().sum())),
    ),
    ("it will be {:.1f} of 100 in the end", expected),
    (
        "a median of {} months and not under {}",
        lambda: (
            {9: "nine"}[round(years.kaplan_meier(days, decision.notna()).median() / 30.4)],
            {8: "eight"}[round(days[decision.notna()].median() / 30.4)],
        ),
    ),
    (
        "Of its {} demonstrations {} are undecided and {} decided, and {} came into use",
        lambda: (*velin()[:2], velin()[0] - velin()[1], velin()[2].replace("none of", "none of the")),
    ),
    ("sees {} refusals in a row {}; that at least one factory of six does happens {}", chance),
    (
        "they wait {} months on average for a prototype, {} more for a demonstration",
        lambda: case._EARLY_STAYS,
    ),
]

solved = Solved("07-first-years").names


def medians() -> tuple[float, float]:
    """Days: over the decided, and by Kaplan-Meier."""
    return days[decision.notna()].median(), years.kaplan_meier(days, decision.notna()).median()


# The model answer is for one firm, Forges Daubrac: what it says is not computed here yet.

_REFERENCE = Solved("07-first-years").names
_OWN = _REFERENCE["history"].query("firm == 'Forges Daubrac'")
_OWN_LINES = _REFERENCE["line_months"].query("firm == 'Forges Daubrac'")
_EFFECT = _REFERENCE["effect"](_OWN_LINES, factories)


def _in_use() -> tuple[float, float]:
    """Of 100 ideas of Forges Daubrac, how many are in use, and how many are to be expected."""
    row = _REFERENCE["funnel"](_OWN).loc["in use"]
    return row["counted"], row["expected"]


def _median_waits() -> tuple[float, float]:
    """Median wait of its decided services, and by Kaplan and Meier [days]."""
    own = _REFERENCE["waits"](_OWN)
    return own.loc[own["ended"], "days"].median(), _REFERENCE["median_wait"](own)


def _in_months() -> tuple[str, str]:
    """The two medians in whole months, the longer first, in words."""
    decided, all_of_them = (words.number(days / 30.4) for days in _median_waits())
    return all_of_them, decided


def _undecided() -> tuple[int, int]:
    own = _REFERENCE["waits"](_OWN)
    return int((~own["ended"]).sum()), len(own)


def _gains() -> tuple[float, float]:
    return _EFFECT["with"], _EFFECT["without"]


def _limits() -> tuple[float, float]:
    """Two standard errors below and above the effect."""
    return tuple(_EFFECT["effect"] + side * 2 * _EFFECT["standard_error"] for side in (-1, 1))


def _would_have_come() -> str:
    return f"more than {words.over(_EFFECT['without'] / _EFFECT['with'], 4)}"


def _owing() -> tuple[float, float]:
    return _EFFECT["effect"], 100 * _EFFECT["without"] / _EFFECT["with"]


def _six_to_seven() -> str:
    counted, expected = _in_use()
    return {(4, 6): "not four but six to seven"}[(round(counted), int(expected))]


RUBRIC = [
    ("{:.1f} of 100 ideas are counted, {:.1f} are to be expected", _in_use),
    ("decided is {:.0f} days, by Kaplan-Meier {:.0f}, ten", _median_waits),
    ("{} months and not {}", _in_months),
    (
        "of all six firms ({:.1f}, {:.1f}, {:.0f} days)",
        lambda: (counted(), expected(), years.kaplan_meier(days, decision.notna()).median()),
    ),
    ("gained {:.1f} points, the others {:.1f}:", _gains),
    ("so {:.1f} points are owing to the factory and {:.0f}% of", _owing),
    ("Standard error {:.1f}", lambda: _EFFECT["standard_error"]),
    ("about {:.1f} to {:.1f} points", _limits),
    ("from {} lines", lambda: words.number(_OWN_LINES["line"].nunique())),
    ("Of 100 of our ideas {} will come into use", _six_to_seven),
    ("{:.1f} are there", lambda: _in_use()[0]),
    ("{} of the {} services shown are still undecided", _undecided),
    ("({1:.0f} days), not nine", _median_waits),
    ("settle {:.1f} points more", lambda: _EFFECT["with"]),
    ("Those without gained {:.1f}.", lambda: _EFFECT["without"]),
    ("{} of the gain; ", _would_have_come),
    (
        "{:.1f} points are its own, give or take {:.1f} (",
        lambda: (_EFFECT["effect"], 2 * _EFFECT["standard_error"]),
    ),
]
TRAINER = [
    ("{:.0f} services of 100 ideas and {:+.0f} points", lambda: (counted(), effect().change_exposed)),
    ("The join has {} rows", lambda: int((datasets.load("idea_events")["event"] == "demonstrated").sum())),
    ('"We gained {:.0f} points."', lambda: effect().change_exposed),
    ("{:,} rows, so the error is tiny", lambda: len(months)),
    ("for the {:.1f} points to be wrong", lambda: effect().estimate),
    ("{} decided services passed", lambda: velin()[2]),
    ("the data give {:.1f},", lambda: effect().estimate),
    ("without the factory ({1:.1f} of the {0:.1f} points)", _gains),
    ("a standard error of {:.1f}", lambda: _EFFECT["standard_error"]),
    ("{} of the gain would have come anyway", lambda: _would_have_come().capitalize()),
    (
        "{:.1f} points are the factory's, between {:.1f} and {:.1f}",
        lambda: (_EFFECT["effect"], *_limits()),
    ),
]


def _in_the_end() -> tuple[float, ...]:
    return tuple(100 * float(np.prod(tables._COURSE.shares[:step])) for step in (1, 2, 3))


def _again() -> float:
    """Share of the demonstrated services that were demonstrated more than once."""
    events = datasets.load("idea_events")
    return float((events[events["event"] == "demonstrated"].groupby("idea_id").size() > 1).mean())


def _off() -> float:
    """How far the estimate lies from what the program put in [standard errors]."""
    return abs(effect().estimate - tables._COURSE.effect) / effect().standard_error


TRAINER += [
    ("In the end {:.0f}, {:.0f} and {:.0f} of 100 ideas", _in_the_end),
    ("wait behind a demonstration is {} months", lambda: words.number(tables._COURSE.wall_days / 30.4)),
    (
        "{} is demonstrated again while it waits",
        lambda: words.in_all(_again(), 3).replace("one", "One service"),
    ),
    ("adds exactly {:.0f} points", lambda: tables._COURSE.effect),
    ("{} a standard error away", lambda: words.share(round(_off(), 1), 2)),
]
GIVEN = [
    ('quoted "70% fail"', "the number without a source"),
    ("no source for the 70%", "the same"),
    ("The 70% has no source", "the same"),
    ("when it ends above one half", "a question"),
    ("with four times the requests", "an example"),
    ("per 100 of what?", "a question"),
    ("to be wrong by half", "a question"),
    ("Freireich and others (1963)", "a source"),
]
