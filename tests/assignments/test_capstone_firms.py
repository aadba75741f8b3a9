"""The capstone's tasks work for each of the six firms that an id can draw."""

import pytest
from harness import ROOT, run

from digital_factory.authoring.assignment import Assignment
from digital_factory.models.capstone import FIRMS, draw_firm

SLUG = "10-capstone"
LEARNERS = {draw_firm(name): name for name in ("adele", "bruno", "david", "farid", "ines", "karim")}


def test_learners_draw_all_six_firms():
    assert set(LEARNERS) == set(FIRMS)


@pytest.mark.parametrize("firm", FIRMS)
def test_reference_of_a_learner_of_each_firm_gets_full_marks(firm):
    assignment = Assignment.read(SLUG, ROOT)
    first = assignment.answer("capstone-1").replace('"reference"', f'"{LEARNERS[firm]}"')

    outcome = run(assignment, {"capstone-1": first}, strict=True)

    assert dict(outcome.errors) == {}
    assert outcome.failed == set(), dict(outcome.messages)
