"""The tables of Air Vélin: what they owe each other, and the truths their docstring promises."""

import itertools

import pandas as pd
import pytest

from digital_factory.datasets import generators
from digital_factory.datasets.generate import SEED
from digital_factory.datasets.generators import space as module

SEEDS = (SEED, 1, 2, 3, 4)  # the airline that is shipped, and others like it
MOMENTS = ["approved", "dev_started", "dev_ended", "compliance_ended", "integration_ended", "in_service"]


@pytest.fixture(scope="module", params=SEEDS)
def airline(request):
    return generators.build(module, request.param)


@pytest.fixture(scope="module")
def many():
    """The projects of twenty airlines: one has too few large ones in its factory to compare sizes."""
    return pd.concat([_with_days(generators.build(module, seed)["projects"]) for seed in range(100, 120)])


def _with_days(projects: pd.DataFrame) -> pd.DataFrame:
    return projects.assign(
        development=(projects["dev_ended"] - projects["dev_started"]).dt.days,
        integration=(projects["integration_ended"] - projects["compliance_ended"]).dt.days,
        total=(projects["in_service"] - projects["approved"]).dt.days,
    )


def _ratio(projects: pd.DataFrame, column: str) -> float:
    """Mean in the factory over mean in the departments, projects in service."""
    means = projects.dropna(subset="in_service").groupby("place")[column].mean()
    return float(means["factory"] / means["department"])


def test_projects_moments_follow_each_other_and_stop_once(airline):
    projects = airline["projects"]
    for before, after in itertools.pairwise(MOMENTS):
        assert (projects[after] > projects[before]).eq(projects[after].notna()).all()


def test_projects_late_questions_are_known_exactly_after_integration(airline):
    projects = airline["projects"]
    assert projects["late_questions"].notna().eq(projects["integration_ended"].notna()).all()


def test_contacts_weeks_are_weeks_of_development_or_after_within_the_records(airline):
    weeks = airline["contacts"].merge(airline["projects"], on="project_id", validate="many_to_one")
    assert len(weeks) == len(airline["contacts"])
    last = weeks["dev_started"] + pd.to_timedelta(7 * weeks["week"], unit="D")
    assert (last <= pd.Timestamp("2025-12-31")).all()
    assert weeks.groupby(["project_id", "partner"])["distance_m"].nunique().eq(1).all()


def test_fresh_airlines_differ_in_distance_and_speed():
    others = [generators.build(module, seed, fresh=True) for seed in range(331, 337)]
    metres = [other["contacts"]["distance_m"].quantile(0.9) for other in others]
    speeds = [1 / _ratio(_with_days(other["projects"]), "development") for other in others]
    assert max(metres) > 2 * min(metres)
    assert max(speeds) > 1.5 * min(speeds)


def test_truth_development_takes_a_third_for_one_size(many):
    for _, projects in many.groupby("size"):
        assert _ratio(projects, "development") == pytest.approx(1 / 3, abs=0.03)


def test_truth_gain_from_approval_to_customers_is_about_a_tenth_for_one_size(many):
    gains = [1 - _ratio(projects, "total") for _, projects in many.groupby("size")]
    assert sum(gains) / len(gains) == pytest.approx(0.11, abs=0.03)


def test_truth_part_of_the_lead_is_the_size_of_the_projects(many):
    small = many["size"].eq("small").groupby(many["place"]).mean()
    assert small["factory"] > small["department"] + 0.2
    within = [_ratio(projects, "total") for _, projects in many.groupby("size")]
    assert _ratio(many, "total") < sum(within) / len(within) - 0.02


def test_truth_contact_falls_to_a_third_and_messages_do_not_make_up_for_it(airline):
    contacts = airline["contacts"]
    near, thirty = contacts["distance_m"].le(5), contacts["distance_m"].between(25, 35)
    far = contacts["distance_m"].gt(60)
    met, written = contacts["face_to_face"], contacts["messages"]
    assert met[thirty].mean() / met[near].mean() == pytest.approx(0.4, abs=0.1)  # the near are at 3 m, not 0
    gained = written[far].mean() - written[near].mean()
    assert 0 < gained < (met[near].mean() - met[far].mean()) / 2


def test_truth_late_questions_lengthen_the_integration(many):
    done = many.dropna(subset="late_questions").astype({"late_questions": float})
    covariance = done[["late_questions", "integration"]].cov()
    slope = (
        covariance.loc["late_questions", "integration"] / covariance.loc["late_questions", "late_questions"]
    )
    assert slope == pytest.approx(5, abs=0.5)  # days for each
