"""The wrap-up on the objectives: which numbers of its questions come from which data or model."""

from digital_factory import datasets
from digital_factory.models.innovate import Bet, posterior

items = datasets.fresh("items", seed=9).dropna(subset=["opened"])
decisions = datasets.fresh("decisions", seed=9)
decisions = decisions[decisions["reversible"]]
wait_days = (decisions["decided"] - decisions["ready"]).dt.days.groupby(decisions["forum"]).mean()


rotations = datasets.fresh("rotations", seed=9)
WORDS = {1: "one practice", 4: "four"}
RARE = Bet(chance=0.2, accuracy=0.9)


def one_in_ten() -> str:
    """Return it if both forums corrected so many of their reversible decisions."""
    shares = decisions.groupby("forum")["corrected"].mean()
    return {(1, 1): "one in ten"}[round(10 * shares["committee"]), round(10 * shares["team"])]


def practices_left() -> tuple[str, str]:
    """Practices still in use after six months, of somebody alone and of somebody beside two others."""
    left = rotations.groupby("team_alumni")["practices_after_six_months"].mean()
    return WORDS[round(left[0])], WORDS[round(left[2])]


def passes() -> tuple[int, int, int, int]:
    """Of 100 ideas: good ones that pass, all good ones, bad ones that pass, all bad ones."""
    good = round(100 * RARE.chance)
    return round(good * RARE.accuracy), good, round((100 - good) * (1 - RARE.accuracy)), 100 - good


def few_in_company() -> str:
    """Return "Few" if of those asked after six months fewer than one in ten met three or more others."""
    asked = rotations[rotations["practices_after_six_months"].notna()]
    return "Few" if (asked["team_alumni"] > 2).mean() < 0.1 else "?"


def days(first: str, last: str) -> float:
    """Mean days between two moments of an item that reached its customers."""
    return float((items[last] - items[first]).dt.days.mean())


def half_days(value: float) -> str:
    """Return a duration to the nearest half of a day, in words."""
    return {3: "a day and a half"}[round(2 * value)]


FIGURES = [
    ("About {:.0f}%", lambda: 10 * round(10 * float(posterior(RARE)))),
    ("it passes {} of the {} good ones, and {} of the {} bad ones too", passes),
    ("{} of the {} that pass are good", lambda: (passes()[0], passes()[0] + passes()[2])),
    ("which takes {}.", lambda: half_days(days("committed", "deployed"))),
    (
        "{} of {:.0f}",
        lambda: (half_days(days("committed", "deployed")).capitalize(), days("proposed", "opened")),
    ),
    ("From selected to started it lies {:.0f} days", lambda: days("selected", "started")),
    ("why {:.0f} days of selected work", lambda: days("selected", "started")),
    ("{} months. **Right.** Little's law", lambda: 20 / 8),
    ("8 a month finished it is {} months", lambda: 20 / 8),
    ("took {:.0f} days in committee", lambda: wait_days["committee"]),
    ("about {} was corrected later in both", one_in_ten),
    ("With {} decisions in the teams", lambda: {100: "a hundred"}[int((decisions["forum"] == "team").sum())]),
    ("Alone, people keep about {} of five; beside two others, about {}", practices_left),
    ("{} people stand in the last row", few_in_company),
]
GIVEN = [
    ("One idea in five is good. A test that is right nine times in ten", "a premise of the question"),
    ("A team starts 8 items a month, and 20 are started", "a premise of the question"),
    ("With 20 in progress and 8 a month finished", "the premise again"),
    ("Among 100 ideas", "the number to count by"),
    ("Hardly anything: the work sleeps", "a judgement on a day and a half of 165"),
]
