"""The wrap-up on the objectives: which numbers of its questions come from which data or model."""

from digital_factory import datasets
from digital_factory.models.innovate import Bet, posterior

items = datasets.fresh("items", seed=9).dropna(subset=["opened"])
decisions = datasets.fresh("decisions", seed=9)
decisions = decisions[decisions["reversible"]]
wait_days = (decisions["decided"] - decisions["ready"]).dt.days.groupby(decisions["forum"]).mean()


def days(first: str, last: str) -> float:
    """Mean days between two moments of an item that reached its customers."""
    return float((items[last] - items[first]).dt.days.mean())


FIGURES = [
    ("About {:.0f}%", lambda: 10 * round(10 * float(posterior(Bet(chance=0.2, accuracy=0.9))))),
    ("A day and a half of {:.0f}", lambda: days("proposed", "opened")),
    ("it lies {:.0f} days", lambda: days("selected", "started")),
    ("took {:.0f} days in committee", lambda: wait_days["committee"]),
]
