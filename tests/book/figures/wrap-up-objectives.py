"""The wrap-up on the objectives: which numbers of its questions come from which data or model."""

from digital_factory import datasets
from digital_factory.models.innovate import Bet, posterior

items = datasets.fresh("items", seed=9).dropna(subset=["opened"])
decisions = datasets.fresh("decisions", seed=9)
decisions = decisions[decisions["reversible"]]
wait_days = (decisions["decided"] - decisions["ready"]).dt.days.groupby(decisions["forum"]).mean()


rotations = datasets.fresh("rotations", seed=9)
WORDS = {1: "one practice", 4: "four"}


def one_in_ten() -> str:
    """Return it if both forums corrected so many of their reversible decisions."""
    shares = decisions.groupby("forum")["corrected"].mean()
    return {(1, 1): "one in ten"}[round(10 * shares["committee"]), round(10 * shares["team"])]


def practices_left() -> tuple[str, str]:
    """Practices still in use after six months, of somebody alone and of somebody beside two others."""
    left = rotations.groupby("team_alumni")["practices_after_six_months"].mean()
    return WORDS[round(left[0])], WORDS[round(left[2])]


def days(first: str, last: str) -> float:
    """Mean days between two moments of an item that reached its customers."""
    return float((items[last] - items[first]).dt.days.mean())


FIGURES = [
    ("About {:.0f}%", lambda: 10 * round(10 * float(posterior(Bet(chance=0.2, accuracy=0.9))))),
    ("A day and a half of {:.0f}", lambda: days("proposed", "opened")),
    ("it lies {:.0f} days", lambda: days("selected", "started")),
    ("took {:.0f} days in committee", lambda: wait_days["committee"]),
    ("about {} was corrected later in both", one_in_ten),
    ("With {} decisions in the teams", lambda: {100: "a hundred"}[int((decisions["forum"] == "team").sum())]),
    ("Alone, people keep about {} of five; beside two others, about {}", practices_left),
]
