"""Numbers in the text of chapter 2, and the code that computes them."""

from collections.abc import Callable

import numpy as np
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.cases.space import LATE_ANSWER_MONTHS, QUESTIONS
from digital_factory.models.space import (
    Project,
    break_even_distance,
    contact,
    saving,
    shortest_time,
    time_to_market,
)

_SPEEDS = [1, 2, 3, 5, 10, 1e12]  # the last: no time at all


def _far(speed: float, metres: float) -> Project:
    return Project(
        speed_up=speed, distance_m=metres, questions=QUESTIONS, late_answer_months=LATE_ANSWER_MONTHS
    )


def _row(measure: Callable[[Project], object]) -> tuple[float, ...]:
    return tuple(float(number) for number in np.atleast_1d(measure(Project(speed_up=_SPEEDS))))


def _button():
    return datasets.load("projects").set_index("project_id").loc["AVL-009"]


def _button_days() -> tuple[int, int]:
    """From approval to service, and in development [days]."""
    row = _button()
    return (row["in_service"] - row["approved"]).days, (row["dev_ended"] - row["dev_started"]).days


def _more_messages() -> float:
    """Messages a week beyond 100 m over those within 20 m, less 1."""
    contacts = datasets.load("contacts")
    far, near = contacts["distance_m"] > 100, contacts["distance_m"] <= 20
    return contacts.loc[far, "messages"].mean() / contacts.loc[near, "messages"].mean() - 1


def _share(place: str) -> float:
    projects = datasets.load("projects").dropna(subset="in_service").query("place == @place")
    development = (projects["dev_ended"] - projects["dev_started"]).dt.days.mean()
    return development / (projects["in_service"] - projects["approved"]).dt.days.mean()


def _approved_in(year: int) -> tuple[int, int]:
    projects = datasets.load("projects")
    mine = projects[projects["approved"].dt.year == year]
    return len(mine), mine["in_service"].notna().sum()


FIGURES: list[tuple[str, Callable[[], object]]] = [
    ("**{:.1f} months.**", lambda: float(time_to_market(Project(speed_up=3)))),
    (
        "On {:%-d %B %Y}, after {} days of work",
        lambda: (_button()["dev_ended"], {17: "seventeen"}[_button_days()[1]]),
    ),
    ("approved on {:%-d %B}. It had waited", lambda: _button()["approved"]),
    ("for a team until {:%B}. Compliance", lambda: _button()["dev_started"]),
    ("Compliance takes until {:%B}.", lambda: _button()["compliance_ended"]),
    ("takes until the end of {:%B}, because", lambda: _button()["integration_ended"]),
    ("because {} questions come up", lambda: {11: "eleven"}[_button()["late_questions"]]),
    (
        "on {:%-d %B %Y}, {:.0f} days after the approval",
        lambda: (_button()["in_service"], _button_days()[0]),
    ),
    ("Development was {:.0%} of that", lambda: _button_days()[1] / _button_days()[0]),
    (
        "| Time to market (months) | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |",
        lambda: _row(time_to_market),
    ),
    ("| Saved | {:.0%} | {:.0%} | {:.0%} | {:.0%} | {:.0%} | {:.0%} |", lambda: _row(saving)),
    (
        "At $d_0$ metres it is {:.0%}, at twice that distance {:.0%}",
        lambda: tuple(contact(Project(distance_m=[30, 60]))),
    ),
    (
        "From {:.1f} months to {:.1f}, from {:.0%} sooner to {:.0%}",
        lambda: (*_row(time_to_market)[2:5:2], *_row(saving)[2:5:2]),
    ),
    (
        "The level line, the limit, stands at {:.1f}, {:.0%} sooner",
        lambda: (float(shortest_time(Project())), _row(saving)[-1]),
    ),
    (
        "customers have it after {:.1f} months, sooner than with a team three times as fast ({:.1f})",
        lambda: (float(time_to_market(Project(rest_months=11))), float(time_to_market(Project(speed_up=3)))),
    ),
    (
        "three times the speed brings {:.1f} months in place of {:.0f}",
        lambda: tuple(float(time_to_market(Project(12, 4, speed))) for speed in (3, 1)),
    ),
    (
        "1.5 times the speed saves {:.1f} months. At {:.0f} m the late answers cost as much",
        lambda: (18 - float(time_to_market(_far(1.5, 0))), float(break_even_distance(_far(1.5, 0)))),
    ),
    (
        "after {:.1f} months, {:.0%} later than from the slow",
        lambda: (float(time_to_market(_far(1.5, 150))), -float(saving(_far(1.5, 150)))),
    ),
    (
        "survives the move with {:.1f} months, {:.0%} sooner",
        lambda: (float(time_to_market(_far(3, 150))), float(saving(_far(3, 150)))),
    ),
    ("the dates of {} projects", lambda: len(datasets.load("projects"))),
    ("only {:.0%} more messages", _more_messages),
    ("Development is {:.0%} of its time", lambda: _share("factory")),
    ("Of {} projects approved in 2024, {} are in service", lambda: _approved_in(2024)),
    (
        "it is {:.0%} of a department's project and {:.0%} of the factory's",
        lambda: (_share("department"), _share("factory")),
    ),
    (
        "Three times the speed on 4 of 18 months saves {:.0%}, all the speed in the world {:.0%}",
        lambda: _row(saving)[2::3],
    ),
]

_REFERENCE = Solved("02-agile-space").names
_PROJECTS, _CONTACTS = _REFERENCE["projects"], _REFERENCE["contacts"]


def _both(column: str) -> tuple[float, float]:
    """Factory and departments."""
    table = _REFERENCE["by_place"](_PROJECTS).reset_index().set_index("place")
    return table.loc["factory", column], table.loc["department", column]


def _contact(column: str) -> tuple[float, float]:
    table = _REFERENCE["contact_by_place"](_PROJECTS, _CONTACTS).reset_index().set_index("place")
    return table.loc["factory", column], table.loc["department", column]


def _saved() -> tuple[float, float, float]:
    return tuple(100 * _REFERENCE["saved_by_size"](_PROJECTS)[size] for size in ("small", "medium", "large"))


def _large_in_service() -> int:
    done = _PROJECTS[_PROJECTS["in_service"].notna()]
    return len(done.query("place == 'factory' and size == 'large'"))


RUBRIC: list[tuple[str, Callable[[], object]]] = [
    ("Development is {:.1f} times as fast", lambda: _REFERENCE["times_as_fast"]),
    ("({:.0f} days against {:.0f}); from approval", lambda: _both("development")),
    ("gain is {:.0%} (", lambda: 1 - _both("total")[0] / _both("total")[1]),
    ("({:.0f} days against {:.0f}).", lambda: _both("total")),
    ("saves {:.0f}% of small, {:.0f}% of medium and {:.0f}% of large", _saved),
    ("only {} large ones", _large_in_service),
    ("{:.1f} conversations in person a week against {:.1f}", lambda: _contact("face_to_face")),
    ("only {:.0f} messages against {:.0f}", lambda: _contact("messages")),
    (
        "{:.1f} conversations between 10 and 30 m against {:.1f} beyond 120 m",
        lambda: tuple(_REFERENCE["met"](_CONTACTS, *band) for band in ((10, 30), (120, 1000))),
    ),
    ("integrated {:.0f} days later", lambda: _REFERENCE["extra_days"](_PROJECTS, 10)),
    (
        "would wait {:.0f} days in place of {:.0f}, for {:.0f} of those",
        lambda: (
            _REFERENCE["forecast"](_PROJECTS, 3),
            _both("total")[1],
            _both("total")[1] - _both("development")[1],
        ),
    ),
    ("integration, {:.0f} days over all", lambda: _REFERENCE["mean_steps"](_PROJECTS)["integration"]),
]


def _own_choices() -> tuple[float, float, float]:
    """Days at two and four times as fast [days], and conversations a week from 0 to 30 m."""
    twice, four = (_REFERENCE["forecast"](_PROJECTS, speed_up) for speed_up in (2, 4))
    return twice, four, _REFERENCE["met"](_CONTACTS, 0, 30)


RUBRIC += [
    ("as fast {:.0f} days, at four times {:.0f}; from 0 to 30 m {:.1f} conversations", _own_choices),
]

_AIRLINES = range(1, 31)  # the page speaks of 500, which take half a minute


def _small(place: str) -> float:
    return float((_PROJECTS.loc[_PROJECTS["place"] == place, "size"] == "small").mean())


def _saved_by_many() -> tuple[str, ...]:
    """Mean savings over many airlines by size and in the raw figures [%], as the page has them, if near."""
    found = []
    for seed in _AIRLINES:
        done = datasets.fresh("projects", seed=seed).dropna(subset="in_service")
        days = (done["in_service"] - done["approved"]).dt.days
        sizes = days.groupby([done["size"], done["place"]]).mean().unstack()
        raw = days.groupby(done["place"]).mean()
        saved = 1 - sizes["factory"] / sizes["department"]
        found.append([*saved[["small", "medium", "large"]], 1 - raw["factory"] / raw["department"]])
    said, near = (6, 10, 15, 13), 100 * np.nanmean(found, axis=0)  # some airline has no large one in service
    assert np.allclose(near, said, atol=3), near
    return said


def _development_by_size() -> float:
    """Development in the factory over that in the departments, for projects of one size, on average."""
    days = (_PROJECTS["dev_ended"] - _PROJECTS["dev_started"]).dt.days
    means = days.groupby([_PROJECTS["size"], _PROJECTS["place"]]).mean().unstack()
    return float((means["factory"] / means["department"]).mean())


TRAINER: list[tuple[str, Callable[[], object]]] = [
    ("needed no time at all? It is {:.0f}", lambda: float(shortest_time(Project()))),
    (
        "{} of its projects are small, against {:.0%} in the departments",
        lambda: (words.share(_small("factory"), 2).capitalize(), _small("department")),
    ),
    ("customers served {:.0%} sooner", lambda: 1 - _both("total")[0] / _both("total")[1]),
    ("customers are served {:.0%} sooner", lambda: 1 - _both("total")[0] / _both("total")[1]),
    ("the factory develops {} as fast", lambda: words.times(_REFERENCE["times_as_fast"])),
    (
        "{} of a department's time is something else",
        lambda: words.share(1 - _share("department"), 4).capitalize(),
    ),
    (
        "the departments became three times as fast, {:.0f} of them not development",
        lambda: _both("total")[1] - _both("development")[1],
    ),
    ("Across the car park {} meets", lambda: {True: "hardly anybody"}[_contact("face_to_face")[0] < 0.5]),
    ("Development in the factory takes {} of the time", lambda: words.share(_development_by_size(), 3)),
    (
        "it saves {}% for small, {}% for medium and {}% for large projects on average, and {}% in the raw",
        _saved_by_many,
    ),
    ("to {:.0%} over 30 m", lambda: float(contact(Project(distance_m=30)))),
    ("{} days after the approval", lambda: _button_days()[0]),
    ("the answer is {:.1f}", lambda: _row(time_to_market)[2]),
    ("development {:.1f} times as fast", lambda: _REFERENCE["times_as_fast"]),
    ("({:.0f} days against {:.0f}), customers", lambda: _both("development")),
    ("({:.0f} days against {:.0f});", lambda: _both("total")),
    ("{:.0f}% for small, {:.0f}% for medium, {:.0f}% for large", _saved),
    ("only {} in service", lambda: {11: "eleven"}[_large_in_service()]),
    ("{:.1f} conversations a week against {:.1f}", lambda: _contact("face_to_face")),
    ("{:.0f} messages against {:.0f}", lambda: _contact("messages")),
    ("or {:.0f} more days of integration", lambda: _REFERENCE["extra_days"](_PROJECTS, 10)),
    (
        "(twice as fast leaves {:.0f} days, four times {:.0f}; from 0 to 30 m there are {:.1f} conversations",
        _own_choices,
    ),
    ("the limit: {:.0f} days", lambda: _REFERENCE["forecast"](_PROJECTS, 3)),
]
GIVEN = [
    ("Expect 6 months from those who divide the whole by three, and perhaps 12", "expected of learners"),
    ("a record at exactly 30 m", "the edge of a band"),
    ("can all earn the half point", "marks"),
    ("over 500 such airlines", "how many were drawn for the page"),
    ("that small projects gain most here is luck", "the three shares above it"),
    ("rise by two a week at most", "the generator's setting"),
    (
        "Projects end with the year 2025, and those approved in 2024",
        "the end of the records, in their dictionary",
    ),
]
