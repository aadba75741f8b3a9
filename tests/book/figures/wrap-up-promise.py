"""The wrap-up on the promise: which numbers of its questions come from which data."""

import numpy as np

from digital_factory import datasets

projects = datasets.fresh("projects", seed=5)
tickets = datasets.fresh("tickets", seed=5)
waited = tickets["waited_days"].fillna(0) > 0


def days(first: str, last: str) -> tuple[float, float]:
    """Mean days between two moments, in the factory and in the departments."""
    means = (projects[last] - projects[first]).dt.days.groupby(projects["place"]).mean()
    return float(means["factory"]), float(means["department"])


FIGURES = [
    ("develops in {:.0f} days, the departments in {:.0f}", lambda: days("dev_started", "dev_ended")),
    ("{:.0f} days against {:.0f}", lambda: days("approved", "in_service")),
    ("{1:.0f} less {0:.0f} is", lambda: days("approved", "in_service")),
    ("is {:.0f}. Look at what distance", lambda: -float(np.subtract(*days("approved", "in_service")))),
    ("{:.0f} releases in a hundred", lambda: 100 * waited.groupby(tickets["release_id"]).any().mean()),
    (
        "Exactly {:.0f} days sooner",
        lambda: days("dev_started", "dev_ended")[1] - days("dev_started", "dev_ended")[0],
    ),
]
