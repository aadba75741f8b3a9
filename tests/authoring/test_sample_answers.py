"""Recipes: answers that do not fit their assignment say so before anything runs."""

import nbformat
import pytest

from digital_factory.authoring import sample_class
from digital_factory.authoring.assignment import ROOT, Assignment, grade_id
from digital_factory.authoring.sample_answers import (
    Answers,
    AnswersError,
    Learner,
    Wrong,
    cells_of,
    read_answers,
    source,
    submission,
)

SLUG = "08-the-wall"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Assignment.read(SLUG, ROOT)


def test_source_of_a_pair_replaces_one_passage_of_the_reference(assignment):
    changed = source(assignment, "wall-4", (".idxmax()", ".idxmin()"))
    assert changed == assignment.answer("wall-4").replace(".idxmax()", ".idxmin()")


def test_source_of_a_pair_that_is_not_in_the_reference_says_so(assignment):
    with pytest.raises(AnswersError, match=r"wall-4: '\.argmax\(\)' stands 0 times"):
        source(assignment, "wall-4", (".argmax()", ".argmin()"))


def test_learner_with_both_a_mistake_and_an_answer_is_refused():
    with pytest.raises(AnswersError, match="adele: both a mistake and an answer for wall-1"):
        Learner("adele", mistakes={"wall-1": "counts visits"}, answers={"wall-1": "pass"})


def test_learner_of_unknown_status_is_refused():
    with pytest.raises(AnswersError, match="adele: status is 'lost'"):
        Learner("adele", status="lost")


def test_cells_of_a_learner_with_an_unknown_task_name_it(assignment):
    with pytest.raises(AnswersError, match="adele: no task wall-9 in 08-the-wall"):
        cells_of(Learner("adele", blank=("wall-9",)), assignment, Answers({}, {}, ()))


def test_submission_is_the_exercise_with_the_learners_cells(assignment):
    wrong = {"wall-4": {"typed in": Wrong("def bottleneck(*a):\n    return 'integration'", "")}}
    learner = Learner("adele", mistakes={"wall-4": "typed in"}, blank=("wall-1",))
    text = submission(learner, assignment, Answers(wrong, {}, (learner,)), ROOT, made_from="here")
    cells = {grade_id(cell): cell.source for cell in nbformat.reads(text, as_version=4).cells}
    assert cells["wall-4"] == "def bottleneck(*a):\n    return 'integration'"
    assert "# Write your code here." in cells["wall-1"]
    assert cells["wall-3"] == assignment.answer("wall-3")
    assert "HIDDEN" not in text


def test_answers_that_do_not_exist_name_the_file(tmp_path):
    with pytest.raises(AnswersError, match=r"answers/08-the-wall\.py does not exist"):
        read_answers(SLUG, tmp_path)


def test_answers_without_a_name_say_which(tmp_path):
    path = tmp_path / "answers" / f"{SLUG}.py"
    path.parent.mkdir(parents=True)
    path.write_text("WRONG = {}\nRIGHT = {}\n")
    with pytest.raises(AnswersError, match="does not define SAMPLE_CLASS"):
        read_answers(SLUG, tmp_path)


def test_sample_class_of_an_unknown_assignment_lists_the_known(capsys):
    assert sample_class.main(["08-wall"]) == 2
    assert "No sample class for 08-wall; there is one for" in (told := capsys.readouterr().err)
    assert SLUG in told
