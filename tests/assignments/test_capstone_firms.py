"""The capstone's tasks work for each of the six firms that an id can draw."""

from functools import cache

import pytest
from harness import ROOT, Outcome, run_each

from digital_factory.authoring.assignment import Assignment
from digital_factory.models.capstone import FIRMS, draw_firm

SLUG = "10-capstone"
LEARNERS = {draw_firm(name): name for name in ("adele", "bruno", "david", "farid", "ines", "karim")}


def test_learners_draw_all_six_firms():
    assert set(LEARNERS) == set(FIRMS)


@cache
def runs() -> dict[str, Outcome]:
    """Return the run of a learner of each firm: the reference, but for the id."""
    assignment = Assignment.read(SLUG, ROOT)
    first = assignment.answer("capstone-1")
    answers = {firm: first.replace('"reference"', f'"{name}"') for firm, name in LEARNERS.items()}
    return run_each(assignment, {"capstone-1": answers})["capstone-1"]


@pytest.mark.parametrize("firm", FIRMS)
def test_reference_of_a_learner_of_each_firm_gets_full_marks(firm):
    outcome = runs()[firm]
    assert dict(outcome.errors) == {}
    assert "capstone-1" in outcome.messages
    assert outcome.failed == set(), dict(outcome.messages)
