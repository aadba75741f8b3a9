"""The planted truths of chapter 7's tables, measured over the course's factories and others."""

import numpy as np
import pandas as pd
import pytest

from digital_factory.datasets.generators import build, module, years
from digital_factory.models.years import decided_shares, difference_in_differences, kaplan_meier

STAGES = ["proposed", "prototype", "demonstrated", "in use"]
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def course() -> Tables:
    return build(module("years"), 2026)


@pytest.fixture(scope="module")
def draws() -> list[Tables]:
    """The course's six factories, drawn with other seeds."""
    return [build(module("years"), seed) for seed in range(12)]


@pytest.fixture(scope="module")
def others() -> list[Tables]:
    return [build(module("years"), seed, fresh=True) for seed in range(8)]


@pytest.fixture(scope="module")
def every(course: Tables, draws: list[Tables], others: list[Tables]) -> list[Tables]:
    return [course, *draws, *others]


def _wide(tables: Tables) -> pd.DataFrame:
    """One row per idea with the first moment of each event."""
    first = tables["idea_events"].groupby(["idea_id", "event"])["moment"].min().unstack()
    return first.reset_index().merge(tables["ideas"]).merge(tables["factories"])


def _expected_in_use(tables: Tables) -> float:
    wide = _wide(tables)
    stage = wide[STAGES].notna().sum(axis=1)
    dropped = stage[wide["dropped"].notna()].value_counts().reindex([1, 2, 3]).to_numpy()
    passed = [(stage > position).sum() for position in (1, 2, 3)]
    return float(100 * np.prod(decided_shares(passed, dropped)))


def _by_line(tables: Tables) -> pd.DataFrame:
    """Online requests per 100 before, in the third year, and whether the line works with the factory."""
    months = tables["line_months"].merge(tables["factories"][["firm", "opened"]])
    third = months["month"] >= months["opened"] + pd.DateOffset(months=24)
    periods = {"before": months[months["month"] < months["opened"]], "after": months[third]}
    sums = {name: period.groupby("line")[["online", "requests"]].sum() for name, period in periods.items()}
    rates = pd.DataFrame({name: 100 * part["online"] / part["requests"] for name, part in sums.items()})
    return rates.join(months.groupby("line")["with_factory"].first())


def _effect(tables: Tables) -> float:
    lines = _by_line(tables)
    return difference_in_differences(lines["before"], lines["after"], lines["with_factory"]).estimate


def test_build_events_of_an_idea_follow_each_other(every: list[Tables]) -> None:
    for tables in every:
        wide = _wide(tables)
        assert (wide[STAGES].notna().astype(int).diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)
        assert not (wide[STAGES].diff(axis=1).iloc[:, 1:] <= pd.Timedelta(0)).any(axis=None)
        assert not (wide["dropped"].notna() & wide["in use"].notna()).any()
        dropped = wide[wide["dropped"].notna()]
        assert (dropped["dropped"] > dropped[STAGES].max(axis=1)).all()


def test_build_no_event_lies_outside_the_three_years(every: list[Tables]) -> None:
    for tables in every:
        events = tables["idea_events"].merge(tables["ideas"]).merge(tables["factories"])
        assert (events["moment"] < events["extract"]).all()
        local_midnight = events["opened"].dt.tz_localize("UTC") - pd.Timedelta(hours=14)
        assert (events["moment"] > local_midnight).all()


def test_build_tables_of_a_draw_belong_together(every: list[Tables]) -> None:
    for tables in every:
        assert set(tables["idea_events"]["idea_id"]) == set(tables["ideas"]["idea_id"])
        assert set(tables["ideas"]["firm"]) == set(tables["factories"]["firm"]) == set(years.FIRMS)


def test_build_four_ideas_of_a_hundred_come_into_use_in_the_end(draws: list[Tables]) -> None:
    found = [_expected_in_use(tables) for tables in draws]
    # each draw scatters by some 0.8; the mean of twelve must lie within three of its standard errors
    assert np.mean(found) == pytest.approx(4, abs=3 * np.std(found, ddof=1) / np.sqrt(len(found)))


def test_build_extract_shows_half_of_what_will_come(every: list[Tables]) -> None:
    for tables in every:
        counted = 100 * _wide(tables)["in use"].notna().mean()
        assert counted < 0.75 * _expected_in_use(tables)


def test_build_waits_that_have_ended_are_shorter_than_waits(every: list[Tables]) -> None:
    for tables in every:
        wide = _wide(tables)
        shown = wide[wide["demonstrated"].notna()]
        decision = shown["in use"].fillna(shown["dropped"])
        days = (decision.fillna(shown["extract"]) - shown["demonstrated"]).dt.days
        curve = kaplan_meier(days, decision.notna())
        assert curve.median() > days[decision.notna()].median() + 20


def test_build_some_services_are_demonstrated_again(every: list[Tables]) -> None:
    for tables in every:
        events = tables["idea_events"]
        times = events[events["event"] == "demonstrated"].groupby("idea_id").size()
        assert 0.15 < (times > 1).mean() < 0.45


def test_build_ideas_come_in_local_office_hours(every: list[Tables]) -> None:
    for tables in every:
        wide = _wide(tables)
        outside = []
        for zone, ideas in wide.groupby("time_zone"):
            hours = ideas["proposed"].dt.tz_convert(str(zone)).dt.hour
            outside.append(~hours.between(8, 18))
            assert outside[-1].mean() < 0.09
        in_utc = ~wide["proposed"].dt.hour.between(8, 18)
        assert in_utc.mean() > 3 * pd.concat(outside).mean()


def test_build_lines_with_a_factory_were_ahead_before_it(draws: list[Tables]) -> None:
    before = [_by_line(tables).groupby("with_factory")["before"].mean() for tables in draws]
    assert np.mean([means[True] - means[False] for means in before]) == pytest.approx(5, abs=1)


def test_build_half_of_the_lines_of_each_firm_work_with_the_factory(every: list[Tables]) -> None:
    for tables in every:
        lines = tables["line_months"].drop_duplicates("line")
        assert (lines.groupby("firm")["with_factory"].mean() == 0.5).all()
        assert (tables["line_months"].groupby("line").size() == 60).all()


def test_build_difference_in_differences_recovers_the_planted_effect(
    course: Tables, draws: list[Tables]
) -> None:
    lines = _by_line(course)
    found = difference_in_differences(lines["before"], lines["after"], lines["with_factory"])
    assert abs(found.estimate - 3) < found.standard_error
    effects = [_effect(tables) for tables in draws]
    assert np.mean(effects) == pytest.approx(3, abs=3 * np.std(effects, ddof=1) / np.sqrt(len(effects)))


def test_build_naive_comparisons_show_much_more_than_the_effect(draws: list[Tables]) -> None:
    lines = [_by_line(tables) for tables in draws]
    before_after = [(each["after"] - each["before"])[each["with_factory"]].mean() for each in lines]
    with_without = [
        each.loc[each["with_factory"], "after"].mean() - each.loc[~each["with_factory"], "after"].mean()
        for each in lines
    ]
    assert min(before_after) > 9
    assert np.mean(with_without) == pytest.approx(8, abs=1)


def test_fresh_factories_differ_in_what_they_add(others: list[Tables]) -> None:
    effects = [_effect(tables) for tables in others]
    assert min(effects) < 0 < 4 < max(effects)


def test_build_same_seed_gives_the_same_tables(course: Tables) -> None:
    again = build(module("years"), 2026)
    for name, table in course.items():
        pd.testing.assert_frame_equal(again[name], table)
