"""The grader is graded, for every assignment in solutions/: what is asked and shown, what passes and fails.

A new assignment is covered as soon as its folder exists; its answers stand in
answers/SLUG.py (see `digital_factory.authoring.sample_answers`).
"""

import re
from functools import cache

import nbformat
import pytest
from cell_names import bound, definitions, loaded, used
from harness import ROOT, Outcome, run, run_each
from leaks import leaks
from likeness import likeness
from traitlets.config import PyFileConfigLoader

from digital_factory import checks, text
from digital_factory.authoring import exercises
from digital_factory.authoring.assignment import (
    TEST_SUFFIX,
    Assignment,
    grade_id,
    notebook_path,
    read_notebook,
    slugs,
)
from digital_factory.authoring.sample_answers import Answers, cells_of, read_answers, source
from digital_factory.checks._given import Given

SLUGS = slugs()
TOTAL_POINTS = 20
# The pattern for the later chapters was given a longer list of misconceptions.
FEWEST_WRONG = {"08-the-wall": 3}
FEWEST_WRONG_ELSEWHERE = 2
# Right answers to a task that are unlike the reference and one another.
FEWEST_RIGHT = 3
# Two answers of which this share is the same, names aside, are one answer.
ALIKE = 0.85
SAMPLE_CLASS_SIZE = 12

each_assignment = pytest.mark.parametrize("slug", SLUGS)


@cache
def assignment_of(slug: str) -> Assignment:
    return Assignment.read(slug, ROOT)


@cache
def answers_of(slug: str) -> Answers:
    return read_answers(slug, ROOT)


@cache
def exercise_of(slug: str) -> nbformat.NotebookNode:
    return read_notebook(notebook_path(slug, ROOT / "exercises"))


def stubs_of(slug: str) -> dict[str, str]:
    return {grade_id(cell): cell.source for cell in exercise_of(slug).cells if grade_id(cell)}


def prose_of(notebook_cells) -> str:
    return "\n".join(cell.source for cell in notebook_cells if cell.cell_type == "markdown")


# ---- the files


@each_assignment
def test_exercise_committed_equals_a_regeneration(slug):
    stale = exercises.stale(slug)
    assert stale == [], f"exercises/{stale[0]} is not what solutions/{slug} gives. Run `make exercises`."


@each_assignment
def test_notebooks_committed_hold_no_outputs(slug):
    for folder in ("solutions", "exercises"):
        for cell in read_notebook(notebook_path(slug, ROOT / folder)).cells:
            if cell.cell_type == "code":
                assert (cell.outputs, cell.execution_count) == ([], None), (
                    f"{folder}/{slug}: {cell.source[:60]}"
                )


@each_assignment
def test_exercise_shows_nothing_hidden(slug):
    assert assignment_of(slug).hidden
    assert leaks(assignment_of(slug), ROOT / "exercises") == []


@each_assignment
def test_book_shows_nothing_hidden(slug):
    assert leaks(assignment_of(slug), ROOT / "_build" / "html") == []


# ---- the points


@each_assignment
def test_points_stated_equal_points_given(slug):
    assignment = assignment_of(slug)
    stated = dict(re.findall(r"`([a-z]+-(?:\d+|answer))`,? (\d+) points?", prose_of(assignment.cells)))
    assert {name: float(points) for name, points in stated.items()} == assignment.tasks | assignment.written


@each_assignment
def test_points_add_up_to_the_stated_total(slug):
    assignment = assignment_of(slug)
    assert sum((assignment.tasks | assignment.written).values()) == TOTAL_POINTS
    assert f"{TOTAL_POINTS} points in all" in prose_of(assignment.cells)


@each_assignment
def test_tasks_are_numbered_and_one_answer_is_written(slug):
    assignment = assignment_of(slug)
    word = slug.rsplit("-", 1)[-1]
    bare = next(iter(assignment.tasks)).rsplit("-", 1)[0]
    assert list(assignment.tasks) == [f"{bare}-{number}" for number in range(1, len(assignment.tasks) + 1)]
    assert word == bare
    assert 6 <= len(assignment.tasks) <= 8
    assert list(assignment.written) == [f"{bare}-answer"]


@each_assignment
def test_grade_ids_are_unique_and_each_task_has_its_test(slug):
    ids = [grade_id(cell) for cell in assignment_of(slug).cells if grade_id(cell)]
    assert len(ids) == len(set(ids))
    assignment = assignment_of(slug)
    expected = {*assignment.tasks, *(task + TEST_SUFFIX for task in assignment.tasks), *assignment.written}
    assert set(ids) == expected


@each_assignment
def test_tests_each_have_a_visible_and_a_hidden_part(slug):
    assignment = assignment_of(slug)
    stubs = stubs_of(slug)
    for task in assignment.tasks:
        cell = assignment.graded[task + TEST_SUFFIX]
        assert "### BEGIN HIDDEN TESTS" in cell.source, task
        assert "checks." in stubs[task + TEST_SUFFIX], task


# ---- the stub has the solution's shape


@each_assignment
def test_stub_has_the_functions_and_parameters_of_the_solution(slug):
    stubs = stubs_of(slug)
    for task in assignment_of(slug).tasks:
        assert definitions(stubs[task]) == definitions(assignment_of(slug).answer(task)), task


@each_assignment
def test_check_reads_no_name_but_the_answers(slug):
    assignment, stubs, known = assignment_of(slug), stubs_of(slug), set()
    for cell in assignment.cells:
        if grade_id(cell) in assignment.tasks:
            known |= bound(stubs[grade_id(cell)])
        elif grade_id(cell).endswith(TEST_SUFFIX):
            # Not `toy`, which a learner may have changed; no name of another test, which may stop.
            assert used(cell.source) <= known, f"{grade_id(cell)} uses {used(cell.source) - known}"


@each_assignment
def test_check_is_given_what_a_cell_above_keeps(slug):
    kept: set[str] = set()
    for cell in assignment_of(slug).cells:
        if cell.cell_type == "code":
            taken = set(re.findall(r"checks\.given\.(\w+)", cell.source))
            assert taken <= kept, f"{grade_id(cell)} takes {taken - kept}, which no `checks.keep` above has"
            for call in re.findall(r"checks\.keep\(([^)]*)\)", cell.source):
                kept |= set(re.findall(r"(\w+)=", call))


@each_assignment
def test_check_after_a_restart_says_to_run_the_cells_above(slug, monkeypatch):
    for task in assignment_of(slug).tasks:
        monkeypatch.setattr(checks, "given", Given())
        with pytest.raises(checks.CheckFailed, match="Run the cells above") as caught:
            exec(stubs_of(slug)[task + TEST_SUFFIX], {"__name__": "__main__"})
        assert str(caught.value), task


@each_assignment
def test_written_answer_has_a_cell_above_it_that_shows_the_figures_of_most_tasks_together(slug):
    assignment = assignment_of(slug)
    at = next(at for at, cell in enumerate(assignment.cells) if grade_id(cell) in assignment.written)
    own = [cell.source for cell in assignment.cells[:at] if cell.cell_type == "code" and not grade_id(cell)]
    assert own[-1].startswith("# Look here."), slug
    assert "print(" in own[-1]
    words = set(re.findall(r"\w+", own[-1]))
    shown = [task for task in assignment.tasks if bound(assignment.answer(task)) & words]
    assert len(shown) > len(assignment.tasks) / 2, f"{own[-1]}\nshows {shown}"


@each_assignment
def test_exercise_states_the_rules_of_the_course(slug):
    found = assignment_of(slug).cells[1].source
    assert found == text.EXERCISE_RULES, f"The second cell of solutions/{slug} is not `text.EXERCISE_RULES`."


def test_limit_of_the_rules_is_the_one_that_the_grader_keeps():
    settings = PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config()
    assert f"A cell may use {settings.Classroom.cell_s:g} s of processor time." in text.EXERCISE_RULES
    grading = (ROOT / "book" / "trainer" / "grading.md").read_text(encoding="utf-8")
    assert f"c.Classroom.cell_s = {settings.Classroom.cell_s:g}  # seconds of processor time" in grading


# ---- the grading


def spare_names(slug: str) -> list[str]:
    """Return what the cells above the first task give and no answer reads: a learner may change it."""
    assignment = assignment_of(slug)
    codes = [cell for cell in assignment.cells if cell.cell_type == "code"]
    first = next(at for at, cell in enumerate(codes) if grade_id(cell) in assignment.tasks)
    given = set().union(*(bound(cell.source) for cell in codes[:first]))
    below = [cell for cell in codes[first:] if not grade_id(cell).endswith(TEST_SUFFIX)]
    return sorted(given - set().union(*(loaded(cell.source) for cell in below)))


@each_assignment
def test_reference_gets_full_marks_without_a_warning_though_the_learner_changes_the_given_data(slug):
    assignment, spare = assignment_of(slug), spare_names(slug)
    assert any(name.startswith("toy") for name in spare)
    task = next(iter(assignment.tasks))
    changed = "\n".join([assignment.answer(task), *(f"{name} = None" for name in spare)])
    outcome = run(assignment, {task: changed}, strict=True)
    assert dict(outcome.errors) == {}
    assert {task: message for task, message in outcome.messages.items() if message} == {}
    assert set(outcome.messages) == set(assignment.tasks)


@each_assignment
def test_untouched_exercise_gets_nothing_but_messages(slug):
    stubs = stubs_of(slug)
    outcome = run(assignment_of(slug), {task: stubs[task] for task in assignment_of(slug).tasks})
    assert dict(outcome.errors) == {}, "a stub must run: its check is what speaks to the learner"
    assert outcome.failed == set(assignment_of(slug).tasks)
    for task, message in outcome.messages.items():
        assert re.match(r"`[^`]+` (is still|gives None)", message), f"{task} says: {message}"


# An assignment without answers fails in its own tests below, and does not stop the collection of the others'.
ANSWERED = [slug for slug in SLUGS if (ROOT / "answers" / f"{slug}.py").exists()]


def _wrong() -> list[tuple[str, str, str]]:
    return [
        (slug, task, name)
        for slug in ANSWERED
        for task, named in answers_of(slug).wrong.items()
        for name in named
    ]


@cache
def wrong_runs(slug: str) -> dict[str, dict[str, Outcome]]:
    assignment, wrong = assignment_of(slug), answers_of(slug).wrong
    return run_each(
        assignment,
        {
            task: {name: source(assignment, task, one.answer) for name, one in named.items()}
            for task, named in wrong.items()
        },
    )


@pytest.mark.parametrize(("slug", "task", "name"), _wrong(), ids=lambda part: str(part))
def test_wrong_answer_fails_its_own_task_with_its_own_message(slug, task, name):
    wrong, outcome = answers_of(slug).wrong[task][name], wrong_runs(slug)[task][name]
    message = outcome.messages[task]
    assert message is not None, f"{task} passes with {name!r}"
    assert wrong.message in message
    assert outcome.failed == {task, *wrong.also}, f"other tasks say: {dict(outcome.messages)}"


def test_answers_run_in_one_walk_fail_what_each_fails_by_itself():
    slug, task = "08-the-wall", "wall-3"
    answers = {
        name: source(assignment_of(slug), task, one.answer)
        for name, one in answers_of(slug).wrong[task].items()
    }
    answers["cuts the table"] = assignment_of(slug).answer(task) + "\nlog.drop(columns='left', inplace=True)"
    together = run_each(assignment_of(slug), {task: answers})[task]
    for name, code in answers.items():
        alone = run(assignment_of(slug), {task: code})
        assert {task: message for task, message in together[name].messages.items() if message} == {
            task: message for task, message in alone.messages.items() if message
        }
    assert together["cuts the table"].failed == {"wall-4"}, "what an answer does to `log` reaches the next"


def _right() -> list[tuple[str, str]]:
    """Return the right answers, but for the slow ones: test_slow_answers.py has them graded."""
    return [
        (slug, name) for slug in ANSWERED for name in answers_of(slug).right if not name.startswith("slow: ")
    ]


@pytest.mark.parametrize(("slug", "name"), _right(), ids=lambda part: str(part))
def test_alternative_right_answer_gets_full_marks(slug, name):
    assignment = assignment_of(slug)
    alternative = answers_of(slug).right[name]
    assert set(alternative) <= set(assignment.tasks)
    outcome = run(
        assignment, {task: source(assignment, task, answer) for task, answer in alternative.items()}
    )
    assert {task: message for task, message in outcome.messages.items() if message} == {}


@each_assignment
def test_each_task_has_right_answers_that_were_written_independently(slug):
    assignment = assignment_of(slug)
    for task in assignment.tasks:
        independent = [assignment.answer(task)]
        for answers in answers_of(slug).right.values():
            answer = answers.get(task)
            if isinstance(answer, str) and all(likeness(answer, other) < ALIKE for other in independent):
                independent.append(answer)
        found = len(independent) - 1
        assert found >= FEWEST_RIGHT, f"{task}: {found} right answers unlike; at least {FEWEST_RIGHT}"


@each_assignment
def test_answers_are_enough_to_grade_the_grader(slug):
    answers = answers_of(slug)
    fewest = FEWEST_WRONG.get(slug, FEWEST_WRONG_ELSEWHERE)
    assert set(answers.wrong) == set(assignment_of(slug).tasks)
    for task, named in answers.wrong.items():
        assert len(named) >= fewest, f"{task}: {len(named)} wrong answers; at least {fewest}"


# ---- the sample class


@each_assignment
def test_sample_class_is_twelve_learners_of_every_kind(slug):
    answers = answers_of(slug)
    learners = answers.sample_class
    assert len({learner.name for learner in learners}) == len(learners) == SAMPLE_CLASS_SIZE
    assert {learner.status for learner in learners} == {"graded", "timeout", "crashed"}
    assert any(learner.blank == "all" for learner in learners)
    assert any(learner.late_h > 0 for learner in learners)
    assert any(
        not learner.mistakes and not learner.blank for learner in learners if learner.status == "graded"
    )


@each_assignment
def test_sample_class_makes_named_mistakes_in_every_task(slug):
    answers = answers_of(slug)
    made = {(task, name) for learner in answers.sample_class for task, name in learner.mistakes.items()}
    assert made <= {(task, name) for task, named in answers.wrong.items() for name in named}
    for task in answers.wrong:
        assert sum(one == task for one, _ in made) >= FEWEST_WRONG_ELSEWHERE, task


@each_assignment
def test_sample_class_fits_the_assignment(slug):
    for learner in answers_of(slug).sample_class:
        cells = cells_of(learner, assignment_of(slug), answers_of(slug))
        assert set(cells) == {*assignment_of(slug).tasks, *assignment_of(slug).written}
