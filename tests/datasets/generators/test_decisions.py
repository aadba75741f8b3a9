"""The planted truths of chapter 6's tables, measured over firms drawn with other seeds."""

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets.generators import decisions as module
from digital_factory.models.decisions import Committee, mean_wait

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def firms() -> list[Tables]:
    course = module.build(np.random.default_rng(0))
    return [course, *(module.fresh(np.random.default_rng(seed)) for seed in range(20))]


def _waits(decisions: pd.DataFrame) -> pd.Series:
    return (decisions["decided"] - decisions["ready"]).dt.days


def _committee(firm: Tables) -> pd.DataFrame:
    return firm["decisions"][firm["decisions"]["forum"] == "committee"]


def _easy(decisions: pd.DataFrame) -> pd.Series:
    return (decisions["amount_keur"] < 50) & decisions["reversible"]


def _every(firm: Tables) -> float:
    meetings = firm["presentations"]["meeting"].drop_duplicates().sort_values()
    return float(meetings.diff().dt.days.median())


def _asked(firm: Tables) -> pd.DataFrame:
    people = firm["rotations"].dropna(subset="practices_after_six_months").copy()
    people["long"] = (people["returned"] - people["arrived"]).dt.days > 365
    people["company"] = people["team_alumni"].clip(upper=2)
    return people


def _kept(people: pd.DataFrame) -> float:
    return float(people["practices_after_six_months"].sum() / people["practices_at_return"].sum())


def test_build_agendas_and_decisions_tell_one_story(firms: list[Tables]) -> None:
    for firm in firms:
        up, agendas = _committee(firm), firm["presentations"]
        last = agendas.groupby("decision_id").last().reindex(up["decision_id"])
        decided = up.set_index("decision_id")["decided"]
        assert last["result"].eq("decided").equals(decided.notna())
        assert last["meeting"][decided.notna()].equals(decided.dropna().rename("meeting"))
        first = agendas.groupby("decision_id")["meeting"].first()
        assert (first > up.set_index("decision_id")["ready"].reindex(first.index)).all()
        teams = firm["decisions"][firm["decisions"]["forum"] == "team"]
        assert not agendas["decision_id"].isin(teams["decision_id"]).any()


def test_build_committee_waits_longer_than_half_the_interval(firms: list[Tables]) -> None:
    for firm in firms:
        assert _waits(_committee(firm)).mean() > 1.1 * _every(firm) / 2


def test_build_agenda_makes_most_firms_wait_longer_than_the_formula(firms: list[Tables]) -> None:
    longer = []
    for firm in firms:
        examined = firm["presentations"].query("result != 'not reached'")["result"]
        formula = mean_wait(Committee(_every(firm), (examined == "sent back").mean()))
        longer.append(_waits(_committee(firm)).mean() - formula)
    assert np.mean(np.array(longer) > 0) > 0.7
    assert np.mean(longer) > 2


def test_build_smallest_decisions_wait_longest(firms: list[Tables]) -> None:
    gaps = []
    for firm in firms:
        up = _committee(firm)
        small = up["amount_keur"] < 10
        gaps.append(_waits(up[small]).mean() - _waits(up[~small]).mean())
    assert np.mean(np.array(gaps) > 0) > 0.8


def test_build_easy_decisions_are_half_of_the_agenda_and_little_money(firms: list[Tables]) -> None:
    for firm in firms:
        up = _committee(firm)
        easy = up[_easy(up)]
        assert firm["presentations"]["decision_id"].isin(easy["decision_id"]).mean() > 0.45
        assert easy["amount_keur"].sum() / up["amount_keur"].sum() < 0.25


def test_build_team_decides_within_days(firms: list[Tables]) -> None:
    for firm in firms:
        teams = firm["decisions"][firm["decisions"]["forum"] == "team"]
        assert len(teams) > 30
        assert _waits(teams).max() <= 6  # four working days and a weekend
        assert teams["decided"].notna().all()


def test_build_correction_depends_on_the_decision_and_not_on_the_forum(firms: list[Tables]) -> None:
    every = pd.concat(firm["decisions"] for firm in firms).dropna(subset="corrected")
    share = every.groupby([_easy(every), "forum"])["corrected"].mean()
    assert share[True, "team"] == pytest.approx(share[True, "committee"], abs=0.03)
    by_forum = every.groupby("forum")["corrected"].mean()
    assert by_forum["committee"] > by_forum["team"] + 0.05


def test_build_corrections_are_known_for_decisions_of_more_than_six_months_ago(firms: list[Tables]) -> None:
    for firm in firms:
        table = firm["decisions"]
        old = table["decided"] <= pd.Timestamp(module.LAST_DAY) - pd.Timedelta(days=183)
        assert table["corrected"].notna().equals(old)


def test_build_long_stays_bring_more_home_and_keep_no_more_of_it(firms: list[Tables]) -> None:
    people = pd.concat(_asked(firm) for firm in firms)
    assert _kept(people[people["long"]]) < _kept(people[~people["long"]]) - 0.08
    for firm in firms:
        at_return = _asked(firm).groupby("long")["practices_at_return"].mean()
        assert at_return[True] > at_return[False] + 0.4
    for company, kept in enumerate((0.3, 0.62, 0.88)):
        for long in (True, False):
            chosen = people[people["long"].eq(long) & people["company"].eq(company)]
            assert _kept(chosen) == pytest.approx(kept, abs=0.05)


def test_build_company_keeps_practice_in_every_firm(firms: list[Tables]) -> None:
    for firm in firms:
        kept = [_kept(people) for _, people in _asked(firm).groupby("company")]
        assert len(kept) == 3
        assert kept[0] < kept[1] < kept[2]


def test_build_people_who_stayed_long_leave_before_they_are_asked_more_often(firms: list[Tables]) -> None:
    people = pd.concat(firm["rotations"] for firm in firms)
    back = people[people["returned"] + pd.Timedelta(days=183) <= pd.Timestamp(module.LAST_DAY)]
    gone = back["practices_after_six_months"].isna()
    long = (back["returned"] - back["arrived"]).dt.days > 365
    assert gone[long].mean() > 1.5 * gone[~long].mean() > 0


def test_build_same_seed_gives_the_same_tables(firms: list[Tables]) -> None:
    for name, table in module.build(np.random.default_rng(0)).items():
        pd.testing.assert_frame_equal(table, firms[0][name])
    for name, table in module.fresh(np.random.default_rng(3)).items():
        pd.testing.assert_frame_equal(table, firms[4][name])
