"""The wrap-up on the promise: which numbers of its questions come from which data."""

import numpy as np
import words

from digital_factory import datasets
from digital_factory.models.squads import links, squad_links

registry = datasets.fresh("registry", seed=5)
year = registry["open_date"].dt.year
projects = datasets.fresh("projects", seed=5)
tickets = datasets.fresh("tickets", seed=5)
waited = tickets["waited_days"].fillna(0) > 0


def days(first: str, last: str) -> tuple[float, float]:
    """Mean days between two moments, in the factory and in the departments."""
    means = (projects[last] - projects[first]).dt.days.groupby(projects["place"]).mean()
    return float(means["factory"]), float(means["department"])


def opened(still_open: bool = False) -> tuple[int, int]:
    """Factories opened in 2018 and in 2024, all or those open today."""
    counted = year[registry["close_date"].isna()] if still_open else year
    return int((counted == 2018).sum()), int((counted == 2024).sum())


def small(place: str) -> float:
    """Share of small projects among those of a place that the second table counts."""
    done = projects[projects["in_service"].notna() & (projects["place"] == place)]
    return float((done["size"] == "small").mean())


def fewest() -> int:
    """Projects behind the mean that rests on the fewest."""
    return int(projects[projects["in_service"].notna()].groupby(["size", "place"]).size().min())


def lead() -> float:
    """Share of the departments' time that the factory is sooner."""
    factory, departments = days("approved", "in_service")
    return 1 - factory / departments


FIGURES = [
    ("{} are from 2018, {} from 2024", lambda: opened(still_open=True)),
    ("{} opened in 2018 and {} in 2024", opened),
    ("{} of the older ones have closed", lambda: words.most(1 - opened(True)[0] / opened()[0]).capitalize()),
    (
        "today's factories, {} as many date from 2024 as from 2018",
        lambda: words.times(np.divide(*opened(True)[::-1])),
    ),
    ("six more years in which to close", lambda: 2024 - 2018),
    ("About {} sooner", lambda: words.share(lead(), 10)),
    ("Nearly {} of the factory's projects are small", lambda: words.nearly(small("factory"), 2)),
    ("less than {} of the departments'", lambda: words.nearly(small("department"), 4)),
    ("A mean of {} projects moves a lot", fewest),
    ("all five are free only {} in ten", lambda: words.times(10 * 0.9**5)),
    ("people fall from {:,.0f} to {:.0f}", lambda: (links(150), squad_links(150, 10).total)),
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
GIVEN = [
    ("is free of a wait nine times in ten", "a premise of the answer"),
    ("The insurer cuts 150 people into 15 squads", "a premise of the question"),
    ("shows how few projects stand behind some of the means", "the mean of 16 in the next sentence"),
    ("if most releases stay within one squad", "a hope, and called one"),
]
