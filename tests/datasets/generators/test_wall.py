"""Chapter 8's planted truths, measured from the shipped tables, against the trainers' docstring."""

import re
from itertools import pairwise

import pandas as pd
import pytest

from digital_factory import datasets
from digital_factory.datasets.generators import wall

OPENED, STEP, LAST_YEAR, CLOSED = (
    pd.Timestamp(day) for day in ("2023-01-02", "2024-07-01", "2025-01-01", "2026-01-01")
)
MONTH = pd.Timedelta(days=365.25 / 12)


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return visits(datasets.load("handovers"))


@pytest.fixture(scope="module")
def stages() -> pd.DataFrame:
    return datasets.load("handover_stages").set_index("stage")


def visits(log: pd.DataFrame) -> pd.DataFrame:
    """Add the days of waiting and of work in each visit, open ones counted up to the end of the window."""
    until = log["left"].fillna(CLOSED)
    began = log["started"].fillna(until)
    return log.assign(
        began=began,
        until=until,
        wait=(began - log["entered"]).dt.days,
        work=(until - began).dt.days,
    )


def utilisation(log: pd.DataFrame, stage: pd.Series, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Busy reviewer days over reviewer days; for sessions, places used over places offered."""
    here = log[log["stage"] == stage.name]
    if stage["rule"] == "continuous":
        busy = (here["until"].clip(upper=end) - here["began"].clip(lower=start)).dt.days.clip(lower=0)
        return busy.sum() / (stage["reviewers"] * (end - start).days)
    first = here["started"].min()
    sessions = pd.date_range(first, end, freq=f"{stage['session_every_days']}D", inclusive="left")
    used = here["started"].between(start, end, inclusive="left").sum()
    return used / (stage["reviewers"] * (sessions >= start).sum())


def figures(log: pd.DataFrame, stages: pd.DataFrame) -> list[str]:
    """Return the lines of the docstring, made from the tables."""
    by_service = log.groupby("service_id")
    handed_over, last_seen = by_service["entered"].min(), by_service["until"].max()
    released = set(log.loc[(log["stage"] == "release train") & (log["outcome"] == "passed"), "service_id"])
    withdrawn = set(log.loc[log["outcome"] == "withdrawn", "service_id"])
    open_ = [service not in released | withdrawn for service in handed_over.index]
    elapsed = (last_seen.mask(open_, CLOSED) - handed_over).dt.days
    work = by_service["work"].sum()
    returns = (log["outcome"] == "returned").groupby(log["service_id"]).sum()
    channel = by_service["channel"].first()

    whole = {name: utilisation(log, stage, OPENED, CLOSED) for name, stage in stages.iterrows()}
    security = stages.loc["security review"]
    slow, early = log["stage"] == "security review", log["entered"] < STEP
    train = log["stage"] == "release train"
    queue = {
        day: (slow & (log["entered"] <= day) & (log["began"] > day)).sum()
        for day in (STEP - pd.Timedelta(days=1), CLOSED - pd.Timedelta(days=1))
    }
    often = returns >= 2
    delay = elapsed - work
    home = elapsed[elapsed.index.isin(released)] / 7
    wait, mean_work = log.groupby("stage")["wait"], log.groupby("stage")["work"].mean()
    before, after = (
        (handed_over < STEP).sum() / ((STEP - OPENED) / MONTH),
        (handed_over >= STEP).sum() / ((CLOSED - STEP) / MONTH),
    )

    def each(values: "pd.Series | dict[str, float]", digits: int) -> str:
        return ", ".join(f"{name} {values[name]:.{digits}f}" for name in stages.index)

    return [
        f"{len(handed_over)} services, {len(log)} visits; {len(released)} in operation, {len(withdrawn)} "
        f"withdrawn, {sum(open_)} still on their way",
        f"services handed over a month: {before:.1f} before July 2024, {after:.1f} from then on",
        f"utilisation: {each(whole, 2)}",
        "utilisation of the security review: "
        f"{utilisation(log, security, OPENED, STEP):.2f} before July 2024, "
        f"{utilisation(log, security, LAST_YEAR, CLOSED):.2f} in 2025",
        f"mean wait per visit in days: {each(wait.mean(), 1)}",
        f"median wait per visit in days: {each(wait.median(), 1)}",
        "mean wait of visits that began before July 2024, in days: "
        f"security review {log.loc[slow & early, 'wait'].mean():.1f}, "
        f"release train {log.loc[train & early, 'wait'].mean():.1f}",
        f"mean work per visit in days: {each(mean_work, 1)}",
        f"share of all waiting: {each(wait.sum() / log['wait'].sum(), 2)}",
        f"queue at the security review: {queue[STEP - pd.Timedelta(days=1)]} at the end of June 2024, "
        f"{queue[CLOSED - pd.Timedelta(days=1)]} at the end of 2025",
        f"services in operation: {home.mean():.1f} weeks from hand-over on average, "
        f"{work[work.index.isin(released)].mean() / 7:.1f} of them in work; one in ten took over "
        f"{home.quantile(0.9):.0f} weeks",
        f"services returned at least twice: {often.mean():.1%} of services, "
        f"{delay[often].sum() / delay.sum():.1%} of the time not in work",
        f"returns per service: partner {returns[channel == 'partner'].mean():.2f}, other channels "
        f"{returns[channel != 'partner'].mean():.2f}",
    ]


def test_docstring_of_the_wall_tables_states_the_measured_figures(log, stages):
    text = " ".join(wall.__doc__.split())

    missing = [line for line in figures(log, stages) if line not in text]

    assert not missing, "generators/wall.py should say:\n" + "\n".join(f"- {line}." for line in missing)
    stated = re.search(r"open visits count up to its end: (.*?)\. What a learner", text)
    assert stated is not None
    assert stated[1].count("- ") == len(figures(log, stages))


def test_bottleneck_is_the_security_review_by_utilisation_and_by_waiting(log, stages):
    whole = pd.Series({name: utilisation(log, stage, OPENED, CLOSED) for name, stage in stages.iterrows()})
    waiting = log.groupby("stage")["wait"]

    assert whole.idxmax() == waiting.sum().idxmax() == waiting.mean().idxmax() == "security review"
    assert 0.92 <= whole["security review"] <= 0.97
    assert whole.drop("security review").max() < 0.75


def test_decoys_look_slower_than_the_bottleneck_in_one_measure_each(log, stages):
    work = log.groupby("stage")["work"].mean()
    early = log[log["entered"] < STEP].groupby("stage")["wait"].mean()

    assert work.idxmax() == "integration"
    assert early.idxmax() == "release train"


def test_queue_grows_in_the_last_eighteen_months_only(log, stages):
    at = pd.date_range("2023-06-30", "2025-12-31", freq="6ME")
    slow = log[log["stage"] == "security review"]
    queue = [((slow["entered"] <= day) & (slow["began"] > day)).sum() for day in at]

    assert max(queue[:3]) < 20
    assert queue[2] < queue[3] < queue[4] < queue[5]
    assert queue[5] > 100


def test_reviewers_are_never_more_than_the_dictionary_says(log, stages):
    for name, stage in stages.iterrows():
        here = log[(log["stage"] == name) & log["started"].notna()]
        for day in here["started"].unique():
            assert ((here["started"] <= day) & (here["until"] > day)).sum() <= stage["reviewers"], (name, day)


def test_services_are_taken_first_come_first_served(log):
    for name, here in log[log["started"].notna()].groupby("stage"):
        in_order = here.sort_values(["entered", "started"])
        assert in_order["started"].is_monotonic_increasing, name


def test_returned_service_starts_again_at_the_security_review(log):
    seen = 0
    for _, history in log.groupby("service_id"):
        # Two visits of a service may begin on one day; the one with fewer returns came first.
        rows = history.sort_values(["entered", "returns"], kind="stable").to_dict("records")
        for before, after in pairwise(rows):
            if before["outcome"] == "returned":
                assert after["stage"] == "security review"
                assert after["returns"] == before["returns"] + 1
                assert after["entered"] > before["left"]
                seen += 1
            else:
                assert before["outcome"] == "passed"
                assert after["entered"] == before["left"]
    assert seen > 100


def test_dates_of_a_visit_are_in_order_on_working_days(log):
    for column in ("entered", "started", "left"):
        assert (log[column].dropna().dt.day_of_week < 5).all()

    assert not (log["started"] < log["entered"]).any()
    assert not (log["left"] < log["began"]).any()
    assert (log["left"].isna() == log["outcome"].isna()).all()
    assert (log.loc[log["started"].isna() & log["left"].notna(), "outcome"] == "withdrawn").all()


def test_sessions_meet_at_their_interval(log, stages):
    for name, stage in stages[stages["rule"] == "sessions"].iterrows():
        met = log.loc[log["stage"] == name, "started"].dropna()
        assert ((met - met.min()).dt.days % stage["session_every_days"] == 0).all()


@pytest.mark.parametrize("seed", range(12))
def test_fresh_factory_keeps_the_structure_and_changes_the_values(seed, stages):
    other_log = visits(datasets.fresh("handovers", seed))
    other = datasets.fresh("handover_stages", seed).set_index("stage")
    whole = pd.Series(
        {name: utilisation(other_log, stage, OPENED, CLOSED) for name, stage in other.iterrows()}
    )
    waiting = other_log.groupby("stage")["wait"].sum()

    assert list(other.index) == list(stages.index)
    assert 400 <= other_log["service_id"].nunique() <= 900
    assert other_log["left"].isna().sum() > 30
    bottleneck = whole.idxmax()
    assert bottleneck in ("security review", "integration")
    assert waiting.idxmax() == bottleneck
    assert whole[bottleneck] > 0.8
    assert whole.drop(bottleneck).max() < whole[bottleneck] - 0.05


def test_fresh_factories_have_their_bottleneck_at_different_stages():
    found = set()
    for seed in range(12):
        log = visits(datasets.fresh("handovers", seed))
        found.add(log.groupby("stage")["wait"].sum().idxmax())
    assert found == {"security review", "integration"}
