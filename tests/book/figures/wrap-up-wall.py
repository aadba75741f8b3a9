"""The wrap-up on the wall: what its right answers claim about the other bank."""

import pandas as pd

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

FIGURES = [
    ("It is used at {} over", lambda: TENTHS[round(10 * used["integration"])]),
    ("services wait {} for it", lambda: WEEKS[round(waits["integration"] / 7)]),
    ("has {} of its time free", lambda: QUARTERS[round(4 * (1 - used["security review"]))]),
    ("A wait of {} whatever", lambda: WEEKS[round(waits["release train"] / 7)]),
]
