"""What is known of a test cell is what running it would give; no more than that is taken as known."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from classroom.assignment.plan import AssignmentPlan
from classroom.grading.known import Known
from classroom.grading.outcome import Outcome
from classroom.grading.processes import Engine
from classroom.grading.session import Session
from classroom.limits import Limits
from classroom.records import Role
from classroom.sandbox.backends import best_isolation
from classroom.sandbox.base import Process

LIMITS = Limits(cell_s=1.5, notebook_s=20)
SET_UP = "table = [1, 2, 3]"
RIGHT = "calls = 0\ndef total(values):\n    global calls\n    calls += 1\n    return sum(values)"
WRONG = RIGHT.replace("sum(values)", "sum(values[:3])")
TEST = "print(total(table))\nassert total(table) == 6, 'of three'\nassert total([*table, 4]) == 10, 'of four'"
SHOW = "print(calls)"


class Counted:
    """A sandbox that counts what it starts."""

    def __init__(self, engine: Engine) -> None:
        self._sandbox = engine.sandbox
        self.started = Counter[Role]()

    def start(self, role: Role, *rest: object) -> Process:
        self.started[role] += 1
        return self._sandbox.start(role, *rest)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    isolation = best_isolation()
    assert isolation is not None
    made = Engine(AssignmentPlan("known", (), {"data.txt": b"17"}, LIMITS, isolation, ()))
    yield made
    made.close()


@pytest.fixture
def sandbox(engine: Engine) -> Counted:
    return Counted(engine)


@pytest.fixture
def graded(engine: Engine, sandbox: Counted) -> Graded:
    return Graded(engine, sandbox)


class Graded:
    """Runs one notebook after another: set-up, answer, tests, and a last cell of the student's."""

    def __init__(self, engine: Engine, sandbox: Counted) -> None:
        self._engine, self._sandbox = engine, sandbox
        self.known = Known()

    def __call__(
        self, answer: str, *tests: str, known: Known | None = None, alone: bool = True
    ) -> list[Outcome]:
        folders: Sequence[Path] = [self._engine.files]
        session = Session(
            self._sandbox,  # type: ignore[arg-type]
            folders,
            1,
            LIMITS,
            known=known or self.known,
        )
        try:
            made = [session.learner(SET_UP)]
            session.prepare(SET_UP, [], [])
            made.append(session.learner(answer))
            session.prepare(None, ["total", "calls"], ["total", "calls"])
            made += [session.test(test, ["total", "calls"], alone) for test in tests]
            return [*made, session.learner(SHOW)]
        finally:
            session.close()


def said(outcome: Outcome) -> str:
    return "".join(str(output.get("text", output.get("evalue", ""))) for output in outcome.outputs)


def verdicts(outcomes: Sequence[Outcome]) -> list[tuple[bool, str, str]]:
    return [(outcome.failed, outcome.ended, said(outcome)) for outcome in outcomes]


def test_known_same_answers_give_the_same_and_the_tests_are_not_run(graded: Graded, sandbox: Counted) -> None:
    first, second = (
        graded(RIGHT, TEST),
        graded(RIGHT.replace("sum(values)", "values[0] + sum(values[1:])"), TEST),
    )
    assert verdicts(first) == verdicts(second)
    assert said(first[2]) == "6\n"
    assert (first[2].failed, said(first[3])) == (False, "3\n")  # the functions are called all the same
    assert sandbox.started == {Role.LEARNER: 2, Role.CHECKER: 1}


def test_known_another_answer_is_judged_by_the_tests_and_asked_once(graded: Graded, sandbox: Counted) -> None:
    right, wrong, again = graded(RIGHT, TEST), graded(WRONG, TEST), graded(WRONG, TEST)
    assert not right[2].failed
    assert verdicts(wrong) == verdicts(again)
    assert (wrong[2].failed, said(wrong[2]), said(wrong[3])) == (True, "6\nof four", "3\n")
    assert (wrong[2].line, wrong[2].direct, again[2].line, again[2].direct) == (3, True, 3, True)
    assert sandbox.started[Role.CHECKER] == 2


def test_known_what_another_worker_noted_is_not_run_again(graded: Graded, sandbox: Counted) -> None:
    there, here = graded.known, Known()
    noted = [verdicts(graded(answer, TEST)) for answer in (RIGHT, WRONG)]
    started, news = sandbox.started[Role.CHECKER], there.news()
    assert there.news() == []
    here.learn(news)
    here.learn(news)
    assert [verdicts(graded(answer, TEST, known=here)) for answer in (RIGHT, WRONG)] == noted
    assert sandbox.started[Role.CHECKER] == started
    assert here.news() == []


def test_known_answers_of_other_sizes_and_kinds_are_judged_anew(graded: Graded) -> None:
    answers = [
        RIGHT,
        *(RIGHT.replace("sum(values)", given) for given in ("0", "6", "'six'", "[0] * 50", "1 / 0")),
    ]
    answers += ["total = 3", "pass", RIGHT]
    alone = [verdicts(graded(answer, TEST, known=Known())) for answer in answers]
    assert [verdicts(graded(answer, TEST)) for answer in answers] == alone
    assert [verdicts(graded(answer, TEST)) for answer in reversed(answers)] == alone[::-1]


def test_known_many_answers_in_any_order_get_what_running_gives(graded: Graded) -> None:
    tests = (TEST, "assert total([]) == 0\nassert total([5]) == 5", "assert total(table[:2]) == 3")
    rng = random.Random(4)
    parts = (
        "sum(values)",
        "sum(values[:3])",
        "sum(values) if values else None",
        "len(values)",
        "max(values)",
    )
    answers = [RIGHT.replace("sum(values)", rng.choice(parts)) for _ in range(12)]
    alone = [verdicts(graded(answer, *tests, known=Known())) for answer in answers]
    assert [verdicts(graded(answer, *tests)) for answer in answers] == alone


def test_known_question_that_is_never_answered_is_stopped_and_the_rest_goes_on(graded: Graded) -> None:
    graded(RIGHT, TEST, "assert total([1]) == 1")
    endless = RIGHT.replace("return", "while calls == 2: pass\n    return")
    *_, stopped, after, last = graded(endless, TEST, "assert total([1]) == 1")
    assert (stopped.failed, stopped.ended) == (True, "timeout")
    assert (after.failed, last.failed) == (False, False)


def test_known_question_that_ends_the_process_costs_its_own_points(graded: Graded) -> None:
    graded(RIGHT, TEST, "assert total([1]) == 1")
    leaving = RIGHT.replace("return", "if calls == 2: __import__('os')._exit(3)\n    return")
    *_, ended, after, last = graded(leaving, TEST, "assert total([1]) == 1")
    assert (ended.failed, ended.ended) == (True, "crashed")
    assert (after.failed, last.failed) == (False, False)


def test_known_test_that_asks_something_else_each_time_is_run_for_everybody(graded: Graded) -> None:
    asks = (
        "number = __import__('os').urandom(1)[0]\nassert total([number]) == number\nassert total([1, 1]) == 2"
    )
    outcomes = [graded(answer, asks, TEST) for answer in (RIGHT, RIGHT.replace("sum", "max"), RIGHT, RIGHT)]
    assert [outcome[2].failed for outcome in outcomes] == [False, True, False, False]
    assert [said(outcome[4]) for outcome in (outcomes[0], *outcomes[2:])] == ["5\n"] * 3


def test_known_test_that_draws_numbers_is_run_for_everybody(graded: Graded, sandbox: Counted) -> None:
    draws = "import random\nrandom.seed(3)\nassert total([random.random()]) > 0"
    assert [graded(RIGHT, draws, TEST)[2].failed for _ in range(3)] == [False] * 3
    assert sandbox.started[Role.CHECKER] == 3


def test_known_test_that_lends_a_function_is_run_for_everybody(graded: Graded, sandbox: Counted) -> None:
    lends = "def own(value):\n    return value\nassert total([1]) == 1\nassert keep(own) == 3"
    keeps = RIGHT + "\nkept = []\ndef keep(given):\n    kept.append(given)\n    return given(3)"
    later = "assert total([1]) == 1\nassert kept_says() == 4"
    keeps += "\ndef kept_says():\n    return kept[0](4)"
    for _ in range(3):
        *_, first, second, _ = graded(keeps, lends, later)
        assert (first.failed, second.failed) == (False, False), said(first) + said(second)
    assert sandbox.started[Role.CHECKER] == 3


def test_known_names_of_a_test_that_stands_alone_are_gone_after_it(graded: Graded) -> None:
    binds = "left, table = 1, []\nassert total([left]) == 1"
    *_, first, second, _ = graded(RIGHT, binds, "assert total(table) == 6\nleft")
    assert not first.failed
    assert "NameError" in [output.get("ename") for output in second.outputs]


def test_known_nothing_after_a_test_that_does_not_stand_alone(graded: Graded, sandbox: Counted) -> None:
    for _ in range(2):
        *_, first, second, _ = graded(RIGHT, "left = total([1])", "assert left == 1", alone=False)
        assert (first.failed, second.failed) == (False, False)
    assert sandbox.started[Role.CHECKER] == 2
