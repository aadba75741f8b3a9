"""Chapter 8: which numbers of the text come from which code."""

import pandas as pd
import words
from solved import Solved

from digital_factory import datasets
from digital_factory.models import wall
from digital_factory.models.wall import HandOver

END = pd.Timestamp("2026-01-01")
STEP = pd.Timestamp("2024-07-01")
MONTHS = 18

log = datasets.load("handovers")
stages = datasets.load("handover_stages").set_index("stage")
handed_over = log.groupby("service_id")["entered"].min()
live = log[(log["stage"] == "release train") & (log["outcome"] == "passed")].set_index("service_id")["left"]
security = log[log["stage"] == "security review"]


def months(lam: float, mu: float, cv: float = 1.0, p: float = 0.0) -> float:
    """Time from hand-over to production in the case study's terms [months]."""
    return float(wall.stay(HandOver(lam, mu, 1, cv, cv, p, fix_months=0.5)).total)


def scene() -> tuple[float, ...]:
    visits = log[log["service_id"] == "VAL-0376"]
    return ((visits["left"].max() - visits["entered"].min()).days / 7,)


def waits() -> list[float]:
    visits = log[log["service_id"] == "VAL-0376"]
    return [float(days) / 7 for days in (visits["started"] - visits["entered"]).dt.days]


def worked() -> str:
    visits = log[log["service_id"] == "VAL-0376"]
    weeks = round((visits["left"] - visits["started"]).dt.days.sum() / 7)
    return {7: "seven"}[weeks]


def changed() -> str:
    """Weeks between the return of the first review and the next visit."""
    visits = log[log["service_id"] == "VAL-0376"].sort_values("entered")
    return {3: "three"}[round((visits["entered"].iloc[1] - visits["left"].iloc[0]).days / 7)]


def busy_in_2025() -> float:
    start = security["started"].clip(lower=pd.Timestamp("2025-01-01"))
    left = security["left"].fillna(END)
    work = (left - start).dt.days.clip(lower=0).sum()
    return float(work / (stages.loc["security review", "reviewers"] * 365))


def waiting(day: str) -> int:
    moment = pd.Timestamp(day)
    gone = (security["started"] <= moment) | (security["left"] <= moment)
    return int(((security["entered"] <= moment) & ~gone).sum())


def live_a_month(start: str, end: str) -> float:
    return float(((live >= start) & (live < end)).sum() / 12)


def train_weeks() -> str:
    return words.number(stages.loc["release train", "session_every_days"] / 7)


def third_quarter() -> tuple[int, int, float, int]:
    chosen = handed_over[handed_over.dt.to_period("Q") == "2025Q3"].index
    weeks = (live.reindex(chosen) - handed_over[chosen]).dt.days / 7
    return len(chosen), int(weeks.count()), float(weeks.mean()), int(weeks.isna().sum())


FIGURES = [
    ("**{:.1f} months.**", lambda: months(1.8, 2.2)),
    ("the one day in {} weeks on which new software goes live", train_weeks),
    ("19 December, {:.0f} weeks", scene),
    ("the people it was handed to worked on it for {}", worked),
    ("The squad took {} weeks to change it", changed),
    ("It waited {:.0f} weeks for a security review", lambda: waits()[0]),
    ("it waited {:.0f} more for a second review", lambda: waits()[1]),
    ("that year the security reviewers were busy {:.0%} of the time", busy_in_2025),
    (
        "At $\\lambda=1$ a service spends {:.0f} month; at 1.5, {:.0f} months; at 1.8, {:.0f} months; "
        "at 1.9, {:.0f} months",
        lambda: tuple(months(lam, 2.0) for lam in (1.0, 1.5, 1.8, 1.9)),
    ),
    (
        "the wait is {:.0f} review times when $c_a=c_s=1$, and {:.1f} when $c_s=2$",
        lambda: tuple(float(wall.mean_wait(HandOver(0.9, 1.0, 1, 1.0, cs))) for cs in (1.0, 2.0)),
    ),
    (
        "From 1.0 to 1.5 services a month, a service takes {:.0f} month more. From 1.5 to 1.8, {:.0f} months "
        "more. From 1.8 to 1.9, {:.0f} months more.",
        lambda: tuple(months(b, 2.0) - months(a, 2.0) for a, b in ((1.0, 1.5), (1.5, 1.8), (1.8, 1.9))),
    ),
    (
        "a service takes {:.1f} months at variability 2, {:.1f} at 1, and {:.1f} at 0.5",
        lambda: tuple(months(1.8, 2.0, cv) for cv in (2.0, 1.0, 0.5)),
    ),
    ("the same reviewers need {:.1f} months a service", lambda: months(1.8, 2.0)),
    (
        "A tenth more capacity makes it {:.1f} months; a tenth fewer arrivals, {:.1f}; "
        "half the variability, {:.1f}.",
        lambda: (months(1.8, 2.2), months(1.8 * 0.9, 2.0), months(1.8, 2.0, 0.5)),
    ),
    ("pay for a capacity of 2.2: {:.1f} months", lambda: months(1.8, 2.2, p=0.1)),
    ("$1/(2.2-1.8)={:.1f}$ months", lambda: months(1.8, 2.2)),
    (
        "Of the {} handed over in the third quarter of 2025, {} did. Their {:.1f} weeks",
        lambda: third_quarter()[:3],
    ),
    ("the other {} have no lead time yet", lambda: third_quarter()[3]),
    (
        "from {:.1f} services a month to {:.1f} in July 2024",
        lambda: ((handed_over < STEP).sum() / MONTHS, (handed_over >= STEP).sum() / MONTHS),
    ),
    (
        "In the twelve months before, {:.1f} a month went live; in 2025, {:.1f}",
        lambda: (live_a_month("2023-07-01", "2024-07-01"), live_a_month("2025-01-01", "2026-01-01")),
    ),
    (
        "For {:.0%} more services handed over, customers got {:.0%} more",
        lambda: (
            (handed_over >= STEP).sum() / (handed_over < STEP).sum() - 1,
            live_a_month("2025-01-01", "2026-01-01") / live_a_month("2023-07-01", "2024-07-01") - 1,
        ),
    ),
    (
        "{} services in front of the security review at the end of June 2024, {} at the end of 2025",
        lambda: (waiting("2024-06-30"), waiting("2025-12-31")),
    ),
]

solved = Solved("08-the-wall").names


def utilisation(stage: str) -> float:
    return float(
        solved["utilisation"](solved["log"], solved["stages"], solved["START"], solved["END"])[stage]
    )


def growth() -> tuple[float, float, float]:
    """Services a month: today, with one more reviewer, with half the returns."""
    return tuple(solved["options"](**solved["TODAY"]).values())


def still_open() -> float:
    return float(solved["still_open"](solved["log"]))


def little() -> dict[str, float]:
    return dict(solved["little"](solved["log"], solved["START"], solved["END"]))


def brochure() -> str:
    """Of ten services in operation, how many got there within 180 days."""
    days = (live - handed_over.reindex(live.index)).dt.days
    return words.number(10 * (days <= 180).mean())


def since_the_step() -> tuple[float, float, int, float]:
    """Since July 2024: arrivals and reviews of one reviewer a month, reviewers, returns a review."""
    days_a_month = 30.4375
    arrivals = (handed_over >= STEP).sum() / ((END - STEP).days / days_a_month)
    reviewed = security[(security["left"] >= STEP) & security["started"].notna()]
    returned = log[log["outcome"].eq("returned") & (log["left"] >= STEP)]
    work_days = (reviewed["left"] - reviewed["started"]).dt.days.mean()
    reviewers = int(stages.loc["security review", "reviewers"])
    return arrivals, days_a_month / work_days, reviewers, len(returned) / len(reviewed)


RUBRIC = [
    ("{} services in 2025, after {} in 2023", lambda: tuple(_handed_over(year) for year in (2025, 2023))),
    (
        "spend {:.0%} of their days",
        lambda: float(solved["waiting_share"](solved["stage_days"](solved["log"]))),
    ),
    ("{:.0%} of its capacity is used", lambda: utilisation("security review")),
    ("against {:.0%} at integration", lambda: utilisation("integration")),
    (
        "{:.0%} of services are in operation",
        lambda: float(solved["share_within"](solved["log"], 180, solved["END"])),
    ),
    ("leaves out the {:.0%} that are still open", still_open),
    ("grows by {:.1f} services a month", lambda: growth()[0]),
    ("brings that to {:.1f}, half the returns to {:.1f}", lambda: growth()[1:]),
    ("need {} reviewers instead of {}", lambda: (solved["needed"], solved["TODAY"]["reviewers"])),
    ("Finance says {:.0f} services are on their way", lambda: little()["wip"]),
    ("a service takes {} months", lambda: words.number(little()["days"] / 30.44)),
    ("{} services in ten are in operation half a year after hand-over", brochure),
]
CODE = [
    (
        '"arrival_rate": {:.1f}, # services handed over a month "service_rate": {:.1f}, # reviews that one '
        'reviewer completes a month "reviewers": {}, "return_share": {:.2f},',
        since_the_step,
    ),
]


def work_a_visit() -> tuple[float, float]:
    """Mean days of work of a visit at integration and at the security review."""
    days = (log["left"] - log["started"]).dt.days.groupby(log["stage"]).mean()
    return days["integration"], days["security review"]


def train_looked_worst() -> str:
    """Return "worst" if before the step services waited longest for the release train."""
    early = log[log["entered"] < STEP]
    waits = (early["started"] - early["entered"]).dt.days.groupby(early["stage"]).mean()
    return "worst" if waits.idxmax() == "release train" else "?"


def elsewhere() -> float:
    """Weeks of the scene in which neither the stages nor the squad worked on the service."""
    return scene()[0] - 7 - 3


def partners() -> float:
    """Share of the visits of services for partners that are returned, over that of the others."""
    returned = (log["outcome"] == "returned").groupby(log["channel"] == "partner").mean()
    return float(returned[True] / returned[False])


def not_live() -> tuple[float, float]:
    """Shares of the services that were still on their way, and that had been withdrawn."""
    withdrawn = (log["outcome"] == "withdrawn").groupby(log["service_id"]).any()
    return 1 - len(live) / len(withdrawn) - withdrawn.mean(), float(withdrawn.mean())


def longest_work() -> str:
    days = (log["left"] - log["started"]).dt.days.groupby(log["stage"]).mean()
    return {"integration": "longest"}[days.idxmax()]


TRAINER = [
    ("ask where the other {:.0f} went", elsewhere),
    ("The answer is {:.1f}.", lambda: months(1.8, 2.2)),
    ("Integration works {:.0f} days on a visit, security {:.0f} (means)", work_a_visit),
    ("Before {:%B %Y} the release train looked {}", lambda: (STEP, train_looked_worst())),
    (
        "faster by about {} in {:%B %Y}",
        lambda: (words.share((handed_over >= STEP).sum() / (handed_over < STEP).sum() - 1, 3), STEP),
    ),
    ("integration (the {} work, with people to spare)", longest_work),
    (
        "services for partners are returned more than {} as often",
        lambda: {True: "twice"}[2 < partners() < 3],
    ),
    (
        "Nearly {} was not in operation when the log was drawn",
        lambda: words.in_all(sum(not_live()), 3).replace("one", "one service"),
    ),
    ("{:.1%} were still on their way, and {:.0%} had been withdrawn", not_live),
    ("The log has {:,} services", lambda: len(log)),
    ("{:.0f} weeks of which", scene),
    (
        "which {} are work by those it was handed to",
        worked,
    ),
    ("and {} are changes by the squad", changed),
    ("used at {}", lambda: {True: "more than nine tenths"}[utilisation("security review") > 0.9]),
    (
        "integration has {} of its time free",
        lambda: {3: "a third"}[round(1 / (1 - utilisation("integration")))],
    ),
    ("{} of the services are still open", lambda: {True: "More than a quarter"}[still_open() > 0.25]),
]


def _handed_over(year: int) -> int:
    return int(solved["handed_over"](solved["log"])[year])


GIVEN = [
    (
        "Expect 4.5 months, because capacity rises by a tenth",
        "expected of learners; a premise of the question",
    ),
    ("if twice as many services came", "a question"),
    ("the second half of the report", "a question"),
    ("let half of the services skip the review", "one of three choices"),
    ("more than 70% of its initiatives", "a source of the chapter"),
    ("(half for two)", "marks"),
    ("more than one more reviewer", "the reviewer of the task, not a number"),
]
