"""A seed that a test sets is noticed, and so is a draw that leaves most of the state as it was."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from classroom.kernel.randomness import Seeds, Standing, start_from


@pytest.fixture(autouse=True)
def _generators() -> Iterator[None]:
    plain, numbers = random.getstate(), np.random.get_state()
    np.random.seed(5)
    yield
    random.setstate(plain)
    np.random.set_state(numbers)


@pytest.mark.parametrize(
    "use", [random.random, np.random.random, np.random.normal, lambda: random.gauss(0, 1), np.random.seed]
)
def test_standing_after_a_draw_or_a_seed_has_moved(use: Callable[[], object]) -> None:
    standing = Standing()
    assert not standing.has_moved()
    use()
    assert standing.has_moved()


def test_standing_sees_the_normal_number_that_was_kept_for_the_next_call() -> None:
    np.random.normal()  # draws two and keeps one
    standing = Standing()
    np.random.normal()
    assert standing.has_moved()


def test_start_from_another_state_goes_on_from_there() -> None:
    there = Standing()
    wanted = np.random.random(), random.random()
    found = start_from(there.state, None)
    assert not found.has_moved()
    assert (np.random.random(), random.random()) == wanted


def test_start_from_nothing_new_is_where_the_generators_stand() -> None:
    before = Standing()
    np.random.random()
    assert not start_from([], None).has_moved()
    assert start_from([], before) is before


def test_seeds_of_a_cell_without_randomness_say_nothing() -> None:
    seeds = Seeds()
    seeds.begin("assert f(1) == 2")
    np.random.seed(1)
    assert seeds.changed() is None
    seeds.moved_on()
    assert seeds.changed() is None


def test_seeds_set_again_after_the_student_drew_are_a_change() -> None:
    seeds = Seeds()
    seeds.begin("np.random.seed(1)")
    np.random.seed(1)
    assert seeds.changed() == Standing().state
    assert seeds.changed() == []
    seeds.moved_on()
    np.random.seed(1)
    assert seeds.changed() == Standing().state
