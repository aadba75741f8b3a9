"""The figures that the exercise and its model answer state are those of the bank's log."""

import pandas as pd
import pytest
from solved import Solved

SOLVED = Solved("08-the-wall")


@pytest.fixture
def bank() -> dict[str, object]:
    """The names that the solution makes."""
    return SOLVED.names


def test_model_answer_states_the_figures_of_the_tasks(bank):
    log, stages, start, end = bank["log"], bank["stages"], bank["START"], bank["END"]
    handed_over = bank["handed_over"](log)
    used = bank["utilisation"](log, stages, start, end)
    growth = bank["options"](**bank["TODAY"])
    for stated in (
        f"{handed_over[2025]} services in 2025, after {handed_over[2023]} in 2023",
        f"{bank['waiting_share'](bank['stage_days'](log)):.0%} of their days",
        f"{used['security review']:.0%} of its capacity is used",
        f"against {used['integration']:.0%} at integration",
        f"{bank['share_within'](log, 180, end):.0%} of services are in operation",
        f"the {bank['still_open'](log):.0%} that are still open",
        f"the backlog grows by {growth['today']:.1f} services a month",
        f"brings that to {growth['one more reviewer']:.1f}",
        f"half the returns to {growth['half the returns']:.1f}",
        f"would need {bank['needed']} reviewers instead of {bank['TODAY']['reviewers']}",
    ):
        assert stated in SOLVED.prose


def test_letters_in_the_tasks_state_the_figures_of_the_log(bank):
    log, end = bank["log"], bank["END"]
    law = bank["little"](log, bank["START"], end)
    assert f"{law['wip']:.0f} services are on their way" in SOLVED.prose
    assert round(law["days"] / 30.44) == 4
    assert "takes four months" in SOLVED.prose
    lead_days = log[log["outcome"].eq("passed") & log["stage"].eq("release train")].set_index("service_id")[
        "left"
    ] - log.groupby("service_id")["entered"].min().rename("left")
    brochure = (lead_days.dropna().dt.days <= 180).mean()
    assert round(brochure, 1) == 0.9
    assert "nine services in ten are in operation half a year after hand-over" in SOLVED.prose


def test_situation_of_the_what_if_is_measured_since_july_2024(bank):
    log, end, today = bank["log"], bank["END"], bank["TODAY"]
    since = pd.Timestamp("2024-07-01")
    months = (end - since).days / 30.4375
    first_days = log.groupby("service_id")["entered"].min()
    security = log[log["stage"].eq("security review") & log["left"].ge(since) & log["started"].notna()]
    returned = log[log["outcome"].eq("returned") & log["left"].ge(since)]
    assert today["arrival_rate"] == pytest.approx((first_days >= since).sum() / months, abs=0.05)
    work_days = (security["left"] - security["started"]).dt.days.mean()
    assert today["service_rate"] == pytest.approx(30.4375 / work_days, abs=0.05)
    assert today["return_share"] == pytest.approx(len(returned) / len(security), abs=0.005)
    reviewers = bank["stages"].set_index("stage")["reviewers"]
    assert today["reviewers"] == reviewers["security review"]
