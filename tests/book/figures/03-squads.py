"""Numbers in the text of chapter 3, and the code that computes them."""

from collections.abc import Callable

from solved import Solved

from digital_factory import datasets
from digital_factory.models.squads import Organisation, chance_blocked, links, outlook, squad_links

_LINKS = squad_links(150, 10)


def _ask(**change: float) -> float:
    return outlook(Organisation(**change)).squads_asked


def _blocked(**change: float) -> float:
    return outlook(Organisation(**change)).blocked


def _row(not_ready: float) -> tuple[float, ...]:
    return tuple(float(share) for share in chance_blocked([0, 1, 2, 3, 5, 8], not_ready))


def _asked():
    return datasets.load("tickets").groupby("release_id")["asked_squad"].nunique()


def _slips():
    releases = datasets.load("releases").set_index("release_id")
    return (releases["released"] - releases["planned"]).dt.days


def _release(name: str):
    return datasets.load("releases").set_index("release_id").loc[name]


def _skills(formed: str) -> tuple[int, int]:
    """Fewest and most skills of a squad that was formed in this way."""
    counts = datasets.load("squad_skills").groupby("squad").size()
    squads = datasets.load("squads")
    mine = counts[squads.loc[squads["formed"] == formed, "squad"]]
    return mine.min(), mine.max()


def _r242():
    waits = datasets.load("tickets").set_index("release_id").loc["R242", "waited_days"]
    return _slips()["R242"], waits.sum()


FIGURES: list[tuple[str, Callable[[], object]]] = [
    ("**{:.0f} releases.**", lambda: 100 * chance_blocked(3, 0.2)),
    ("{:%Y} the {} squad", lambda: (_release("R069")["planned"], _release("R069")["squad"])),
    ("The release is planned for {:%A}", lambda: _release("R069")["planned"]),
    (
        "goes out on {:%A %-d %B}, {} days late",
        lambda: (_release("R069")["released"], _slips()["R069"]),
    ),
    (
        "planned for {:%-d %B %Y} and went out on {:%-d %B}",
        lambda: (_release("R242")["planned"], _release("R242")["released"]),
    ),
    ("still add up to {}.", lambda: len(datasets.load("releases"))),
    (
        "department has {} or {} of the 8 skills, a mixed squad {} or {}.",
        lambda: (*_skills("renamed"), *_skills("mixed")),
    ),
    ("150 people of the factory it gives {:,.0f} links", lambda: links(150)),
    ("{:.0f} links inside squads and {:.0f} between them", lambda: (_LINKS.within, _LINKS.between)),
    ("saves {:.0%} of the links", lambda: 1 - _LINKS.total / links(150)),
    ("leaves {:.0f} links of {:,.0f}", lambda: (_LINKS.total, links(150))),
    ("the other {:,.0f}?", lambda: links(150) - _LINKS.total),
    ("from {:,.0f} to {:.0f}. The work", lambda: (links(150), _LINKS.total)),
    ("| Blocked, $q=10\\%$ | {:.0%} | {:.0%} | {:.0%} | {:.0%} | {:.0%} | {:.0%} |", lambda: _row(0.1)),
    ("| Blocked, $q=20\\%$ | {:.0%} | {:.0%} | {:.0%} | {:.0%} | {:.0%} | {:.0%} |", lambda: _row(0.2)),
    ("four times in five, block {:.0f} releases in 100", lambda: 100 * chance_blocked(3, 0.2)),
    ("$1-0.93^7={:.2f}$", lambda: chance_blocked(7, 0.07)),
    (
        "From {:.1f} other squads to {:.1f}, and from {:.0%} of releases blocked to {:.0%}.",
        lambda: (
            _ask(skills_on_board=3),
            _ask(skills_on_board=8),
            _blocked(skills_on_board=3),
            _blocked(skills_on_board=8),
        ),
    ),
    ("From {:.0%} blocked to {:.0%}.", lambda: (_blocked(), _blocked(not_ready=0.1))),
    (
        "between 7 and 8 skills on board for that ({:.0%} and {:.0%})",
        lambda: (_blocked(skills_on_board=7), _blocked(skills_on_board=8)),
    ),
    (
        "Squads of 50 ask {:.1f} others in place of {:.1f}",
        lambda: (_ask(squad_size=50), _ask()),
    ),
    (
        "{:.0%} of releases are blocked in place of {:.0%}",
        lambda: (_blocked(squad_size=50), _blocked()),
    ),
    (
        "{:,.0f} links inside squads in place of {:.0f}",
        lambda: (squad_links(150, 50).within, _LINKS.within),
    ),
    (
        "there are {:.0f} pairs of squads to keep in touch in place of {:.0f}",
        lambda: (squad_links(150, 5).between, _LINKS.between),
    ),
    ("R242 was {:.0f} days late, and its waits add up to {:.0f}", _r242),
    ("asks {:.2f} other squads on average", lambda: _asked().mean()),
    (
        "{:.0%} ask none, and {:.0%} ask three or more",
        lambda: ((_asked() == 0).mean(), (_asked() >= 3).mean()),
    ),
]

_REFERENCE = Solved("03-squads").names
_TICKETS = _REFERENCE["tickets"]


def _by_number(asked: int) -> float:
    return _REFERENCE["blocked_by_number"](_TICKETS).reset_index().set_index("asked").loc[asked, "blocked"]


def _requests(squad: str) -> int:
    return _REFERENCE["requests"](_TICKETS).reset_index().set_index("asked_squad").loc[squad, "requests"]


def _missing(skill: str) -> int:
    return _REFERENCE["missing_skills"](_TICKETS, _REFERENCE["squad_skills"])[skill]


def _usually_not_ready() -> float:
    """Share of all requests for which the squad was not ready."""
    table = _REFERENCE["requests"](_TICKETS)
    return float((table["requests"] * table["not_ready"]).sum() / table["requests"].sum())


RUBRIC: list[tuple[str, Callable[[], object]]] = [
    ("{:.2f} other squads on average; a very good", lambda: _asked().mean()),
    ("{:.0%} of the releases ask none", lambda: (_asked() == 0).mean()),
    ("{:.0%} ask three or more", lambda: (_asked() >= 3).mean()),
    ("though {:.0%} of the tickets waited", lambda: _REFERENCE["ticket_shares"](_TICKETS)["waited"]),
    (
        "({:.0%} at one, {:.0%} at two, {:.0%} at three)",
        lambda: tuple(_by_number(asked) for asked in (1, 2, 3)),
    ),
    (
        "design, missing for {} tickets, next marketing with {}",
        lambda: (_missing("design"), _missing("marketing")),
    ),
    ("halving it, from {:.0%} to 10%", _usually_not_ready),
    (
        "expected share from {:.0%} to about {:.0%}",
        lambda: tuple(
            _REFERENCE["expected_blocked"](_TICKETS, q) for q in (round(_usually_not_ready(), 2), 0.1)
        ),
    ),
    ("which {} releases asked", lambda: _requests("Customer file")),
    ("only {} releases asked it", lambda: _requests("Core policies")),
]


def _blockers() -> tuple[str, str, float, float]:
    """The squads asked most and blocking most; requests to the one least often ready, and their median."""
    table = _REFERENCE["requests"](_TICKETS).reset_index().set_index("asked_squad")
    blocked = table["requests"] * table["not_ready"]
    worst = table["not_ready"].idxmax()
    return table["requests"].idxmax(), blocked.idxmax(), table["requests"][worst], table["requests"].median()


def _asked_most_blocks_most() -> str:
    asked, blocks, _, _ = _blockers()
    return "The squad that blocks most is the one asked most" if asked == blocks else "?"


def _least_ready_is_asked_seldom() -> str:
    _, _, asked, usual = _blockers()
    return "asked seldom" if asked < usual else "?"


TRAINER: list[tuple[str, Callable[[], object]]] = [
    ("{:,.0f} links between 150 people, {:.0f} once", lambda: (links(150), _LINKS.total)),
    ("needs from the other {}", lambda: 15 - 1),
    ("{}", _asked_most_blocks_most),
    ("the one least often ready is {}", _least_ready_is_asked_seldom),
    (
        "{} tickets wait, many releases do",
        lambda: "Few" if _REFERENCE["ticket_shares"](_TICKETS)["waited"] < 0.1 else "?",
    ),
]
GIVEN = [
    ("Draw 15 circles", "the squads of the model"),
    ("starts from the squad that is asked most", "the column to sort by"),
]
