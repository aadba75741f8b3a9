"""Tables of chapter 4: the bets of Hôtels Ormevent, and the tests by which it decided about them.

The mechanism is the chapter's model. An idea is good or bad; nobody knows which. Its minimum viable product
is shown to half of the visitors for some weeks, and the test says "go" if the variant ends at least one
standard error ahead (`BAR`). A good idea moves the rate of booking, a bad one does not, so the test is wrong
about as often either way. A steering group then scales the bet or stops it.

In the factory of the course one idea in five is good, the test is right about five times in six, tests last
six weeks, and stopping takes five times as long as scaling. Another factory draws other shares, other costs,
other tests and other sponsors who overrule the test.

Planted truths (for trainers), measured by the tests:

- The A/A tests, in which both arms show the same page, say "go" about once in six at the end of the test, and
  about twice as often in one week or another.
- The steering group takes far longer to stop a bet than to scale one, and pays for it.
- One sponsor has bets scaled against the verdict of the test. They pay much less often than the others.
- A stopped bet is settled at once, one that was scaled after two years. Counting whatever is settled today
  counts too many stopped bets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from digital_factory.datasets.schema import Field, Resource

__all__ = ["BAR", "KNOWN_AFTER_DAYS", "LAST_DAY", "RESOURCES", "SPONSORS", "build", "fresh"]

BAR: Final = 1.0  # standard errors by which the variant must be ahead
KNOWN_AFTER_DAYS: Final = 730  # from the decision to the value that finance counts
SPONSORS: Final = ("executive committee", "business line", "factory")
_SPONSOR_SHARES: Final = (0.25, 0.4, 0.35)
_THEMES: Final = ("booking", "loyalty", "stay", "offers")
_FIRST_DAY: Final = np.datetime64("2017-10-02")  # a Monday: the factory opened the day before
LAST_DAY: Final = np.datetime64("2025-12-31")  # the day of the extract
_AA_TESTS: Final = 60
_MVP_DAYS: Final = (42, 113)  # from the start of a bet to that of its test
_MVP_SPREAD, _SCALE_SPREAD, _VALUE_SPREAD = 0.35, 0.3, 0.5  # of the logarithm
_BAD_VALUE_KEUR: Final = 60.0  # median of what a bad idea brings
_KILLED_AFTER_GO: Final = 0.08  # bets stopped for want of money though the test said go [1]
_BURN_KEUR_DAY: Final = 0.4  # the team waits, and is paid

RESOURCES: Final = (
    Resource(
        name="bets",
        title="The bets of a hotel group's factory",
        description=(
            "One row per bet: an idea that the digital factory of Hôtels Ormevent (a fictional hotel group) "
            "tested on visitors. From the opening of the factory in October 2017 to the extract on "
            f"{LAST_DAY}; bets whose test was still running on that day are not in the table."
        ),
        chapter="04-innovate",
        fields=(
            Field("bet_id", "string", "Number of the bet.", pattern=r"B[0-9]{3}", unique=True),
            Field("theme", "string", "What the idea is about.", enum=_THEMES),
            Field("sponsor", "string", "Who asked for it.", enum=SPONSORS),
            Field(
                "started",
                "date",
                "Day on which work on its minimum viable product began.",
                minimum=str(_FIRST_DAY),
                maximum=str(LAST_DAY),
            ),
            Field("tested", "date", "Last day of its test.", minimum=str(_FIRST_DAY), maximum=str(LAST_DAY)),
            Field(
                "decided",
                "date",
                "Day on which the steering group decided. Empty: not yet.",
                minimum=str(_FIRST_DAY),
                maximum=str(LAST_DAY),
                required=False,
            ),
            Field(
                "decision",
                "string",
                "What it decided: to scale the idea to all hotels, or to stop it. Empty: not yet decided.",
                enum=("scale", "stop"),
                required=False,
            ),
            Field("mvp_keur", "integer", "Cost of the minimum viable product and its test.", "k€", minimum=1),
            Field(
                "after_keur",
                "integer",
                "What the team cost from the end of the test to the decision. Empty: not yet decided.",
                "k€",
                minimum=0,
                required=False,
            ),
            Field(
                "scale_keur",
                "integer",
                "Cost of scaling. Empty: stopped, or not yet decided.",
                "k€",
                minimum=1,
                required=False,
            ),
            Field(
                "value_keur",
                "integer",
                "Margin that finance counts over the two years after the decision. Empty: not scaled, or "
                "scaled less than two years (730 days) before the extract.",
                "k€",
                minimum=0,
                required=False,
            ),
        ),
        primary_key=("bet_id",),
    ),
    Resource(
        name="experiments",
        title="Week by week, the tests of the bets",
        description=(
            "One row per test, week and arm: how many visitors saw the page as it was (control) or the idea "
            "(variant), and how many booked. In an A/A test both arms show the same page; it tries the test, "
            "not an idea, and has no row among the bets."
        ),
        chapter="04-innovate",
        fields=(
            Field(
                "bet_id",
                "string",
                "The bet that is tested; for an A/A test, a number of its own.",
                pattern=r"[AB][0-9]{3}",
            ),
            Field("kind", "string", "A/B: page against idea. A/A: page against itself.", enum=("A/B", "A/A")),
            Field("week", "integer", "Week of the test, from 1.", "weeks", minimum=1),
            Field("arm", "string", "What the visitors saw.", enum=("control", "variant")),
            Field(
                "visitors", "integer", "Visitors who were shown that arm that week.", "visitors", minimum=1
            ),
            Field("bookings", "integer", "Those of them who booked a stay.", "bookings", minimum=0),
        ),
        primary_key=("bet_id", "week", "arm"),
    ),
)


@dataclass(frozen=True)
class _Factory:
    """What a factory bets on, how well it tests, and how it decides."""

    chance: float  # of an idea to be good [1]
    ahead: float  # where a good idea ends on average [standard errors]
    weeks: int  # length of a test
    value_keur: float  # mean of a good idea
    mvp_keur: float  # mean
    scale_keur: float  # mean
    scale_days: float  # mean from the end of the test to the decision
    stop_days: float
    strong_sponsor: str
    overrules: float  # chance that the strong sponsor has a bet scaled though the test says stop [1]


_ORMEVENT: Final = _Factory(
    chance=0.2,
    ahead=2.0,
    weeks=6,
    value_keur=3000,
    mvp_keur=150,
    scale_keur=850,
    scale_days=21,
    stop_days=105,
    strong_sponsor="executive committee",
    overrules=0.5,
)


def build(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of Hôtels Ormevent, drawn with `rng`."""
    return _tables(_ORMEVENT, rng)


def fresh(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of another factory, which bets and decides otherwise."""
    other = _Factory(
        chance=rng.uniform(0.15, 0.4),
        ahead=rng.uniform(1.6, 2.6),
        weeks=int(rng.choice([4, 5, 7, 8])),
        value_keur=rng.uniform(1800, 4500),
        mvp_keur=rng.uniform(80, 300),
        scale_keur=rng.uniform(500, 1300),
        scale_days=rng.uniform(12, 35),
        stop_days=rng.uniform(60, 160),
        strong_sponsor=str(rng.choice(SPONSORS)),
        overrules=rng.uniform(0.3, 0.7),
    )
    return _tables(other, rng)


def _tables(factory: _Factory, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    count = int(rng.integers(175, 216))
    span = int((LAST_DAY - _FIRST_DAY).astype(int))
    started = _FIRST_DAY + np.sort(rng.integers(0, span - 180, count))
    tested = started + rng.integers(*_MVP_DAYS, count) + 7 * factory.weeks
    started, tested = started[tested <= LAST_DAY], tested[tested <= LAST_DAY]
    count = started.size
    good = rng.random(count) < factory.chance
    ids = [f"B{number:03d}" for number in range(1, count + 1)]
    bets_tests = _weeks(ids, "A/B", np.where(good, factory.ahead, 0.0), factory.weeks, rng)
    own_ids = [f"A{number:03d}" for number in range(1, _AA_TESTS + 1)]
    own_tests = _weeks(own_ids, "A/A", np.zeros(_AA_TESTS), factory.weeks, rng)
    bets = _bets(factory, good, _standard_errors(bets_tests) >= BAR, rng)
    bets.insert(0, "bet_id", ids)
    bets.insert(3, "started", started)
    bets.insert(4, "tested", tested)
    bets["decided"] = tested + bets["waited"].to_numpy().astype("timedelta64[D]")
    pending = bets["decided"] > LAST_DAY
    young = bets["decided"] > LAST_DAY - KNOWN_AFTER_DAYS
    for column in ("decided", "decision", "after_keur", "scale_keur", "value_keur"):
        bets[column] = bets[column].mask(pending)
    bets["value_keur"] = bets["value_keur"].mask(young)
    experiments = pd.concat([bets_tests, own_tests], ignore_index=True)
    return {"bets": bets.drop(columns="waited"), "experiments": experiments}


def _bets(
    factory: _Factory, good: npt.NDArray[np.bool_], go: npt.NDArray[np.bool_], rng: np.random.Generator
) -> pd.DataFrame:
    """Return what the steering group decides about each bet, after how many days, and what comes of it."""
    count = good.size
    sponsor = rng.choice(SPONSORS, count, p=_SPONSOR_SHARES)
    overruled = (sponsor == factory.strong_sponsor) & (rng.random(count) < factory.overrules)
    scaled = np.where(go, rng.random(count) >= _KILLED_AFTER_GO, overruled)
    days = np.where(scaled, factory.scale_days, factory.stop_days)
    waited = 3 + np.rint(rng.gamma(3.0, 1.0, count) * (days - 3) / 3)
    brought = np.where(good, factory.value_keur / np.exp(_VALUE_SPREAD**2 / 2), _BAD_VALUE_KEUR)
    value = np.rint(brought * rng.lognormal(0, _VALUE_SPREAD, count))
    scale = _around(factory.scale_keur, _SCALE_SPREAD, count, rng)
    after = np.rint(waited * _BURN_KEUR_DAY * rng.uniform(0.7, 1.3, count))
    return pd.DataFrame(
        {
            "theme": rng.choice(_THEMES, count),
            "sponsor": sponsor,
            "waited": waited,
            "decision": np.where(scaled, "scale", "stop"),
            "mvp_keur": _around(factory.mvp_keur, _MVP_SPREAD, count, rng).astype(np.int64),
            "after_keur": after,
            "scale_keur": pd.Series(scale).where(scaled),
            "value_keur": pd.Series(value).where(scaled),
        }
    )


def _around(mean: float, spread: float, count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return whole lognormal numbers of that mean, at least 1."""
    numbers: npt.NDArray[np.float64] = mean / np.exp(spread**2 / 2) * rng.lognormal(0, spread, count)
    return np.maximum(1, np.rint(numbers))


def _weeks(
    ids: list[str], kind: str, ahead: npt.NDArray[np.float64], weeks: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return visitors and bookings by week and arm of tests that end `ahead` standard errors on average."""
    rate = rng.uniform(0.02, 0.05, len(ids))
    traffic = rng.uniform(1500, 5000, len(ids))  # visitors an arm and week
    visitors = rng.poisson(np.broadcast_to(traffic[:, None, None], (len(ids), weeks, 2)))
    lift = ahead * np.sqrt(2 * rate * (1 - rate) / (traffic * weeks))
    rates = np.stack([rate, rate + lift], axis=-1)[:, None, :]
    bookings = rng.binomial(visitors, rates)
    return pd.DataFrame(
        {
            "bet_id": np.repeat(ids, weeks * 2),
            "kind": kind,
            "week": np.tile(np.repeat(np.arange(1, weeks + 1), 2), len(ids)),
            "arm": np.tile(["control", "variant"], len(ids) * weeks),
            "visitors": visitors.ravel(),
            "bookings": bookings.ravel(),
        }
    )


def _standard_errors(tests: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return by how many standard errors the variant of each test ends ahead."""
    sums = tests.groupby(["bet_id", "arm"])[["visitors", "bookings"]].sum().unstack("arm")
    visitors, bookings = sums["visitors"].to_numpy(), sums["bookings"].to_numpy()
    pooled = bookings.sum(axis=1) / visitors.sum(axis=1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / visitors).sum(axis=1))
    rates = bookings / visitors
    gap: npt.NDArray[np.float64] = (rates[:, 1] - rates[:, 0]) / error
    return gap
