"""The wrap-up on the wall: what its right answers claim about the other bank."""

import pandas as pd
import words

from digital_factory import datasets

END = pd.Timestamp("2026-01-01")
log = datasets.fresh("handovers", seed=43)
stages = datasets.fresh("handover_stages", seed=43).set_index("stage")
begun = log.dropna(subset=["started"])
used_days = (begun["left"].fillna(END) - begun["started"]).dt.days.groupby(begun["stage"]).sum()
used = used_days / (stages["reviewers"] * (END - pd.Timestamp("2023-01-02")).days)
waits = (log["started"] - log["entered"]).dt.days.groupby(log["stage"]).mean()
TENTHS = {9: "nine tenths"}
QUARTERS = {1: "a quarter"}
WEEKS = {6: "six weeks", 2: "two weeks"}


def _interval() -> str:
    """Return the weeks between two release trains, of which services wait half."""
    weeks = stages.loc["release train", "session_every_days"] / 7
    assert round(waits["release train"] / 7) == round(weeks / 2)
    return words.number(weeks)


def _in_production() -> tuple[int, int]:
    """Services handed over in 2025 that are in production, and all that were handed over in that year."""
    of_year = log.groupby("service_id")["entered"].min().dt.year == 2025
    live = log[(log["stage"] == "release train") & (log["outcome"] == "passed") & log["left"].notna()]
    return int(of_year.index[of_year].isin(live["service_id"]).sum()), int(of_year.sum())


FIGURES = [
    ("Only {} of its {} services are in production", _in_production),
    ("It is used at {} over", lambda: TENTHS[round(10 * used["integration"])]),
    ("services wait {} for it", lambda: WEEKS[round(waits["integration"] / 7)]),
    ("has {} of its time free", lambda: QUARTERS[round(4 * (1 - used["security review"]))]),
    ("At {} used, the security review", lambda: words.share(used["security review"], 4)),
    ("whatever the load is half an interval of {} weeks", _interval),
    ("At half of {}, it would be idle more than half", lambda: words.share(used["integration"], 10)),
    ("A wait of {} whatever", lambda: WEEKS[round(waits["release train"] / 7)]),
]
GIVEN = [
    ("What does the mean for 2025 say?", "a year of the table above it"),
    (
        "Those that are missing are the ones that take longest",
        "what is not over lasts longer than it has",
    ),
    ("The true mean of 2025 is higher", "the same"),
    ("The bank halves the time that one integration takes", "a premise of the question"),
    ("rose from 24% to 31%. In lines of business without the factory it rose from 25% to 29%", "premises"),
]
