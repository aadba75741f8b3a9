"""Which changes of shared lists and dictionaries a test's process notices."""

from __future__ import annotations

from typing import Any

import pytest

from classroom.kernel.copies import Copies


def test_copies_list_that_the_test_changes_is_noticed() -> None:
    copies, shared = Copies(), [1, 2]
    copies.watch([shared], 10)
    assert not copies.altered()

    shared.append(3)

    assert copies.altered()


def test_copies_change_by_the_students_code_is_none_of_the_test() -> None:
    copies, shared = Copies(), [1, 2]
    copies.watch([shared], 10)

    shared.append(3)
    copies.renew(shared)

    assert not copies.altered()


@pytest.mark.parametrize("changed", [[[1], [2]], ([1], 2), {"k": [1]}])
def test_copies_change_inside_of_what_an_argument_holds_is_noticed_until_the_next_test(changed: Any) -> None:
    copies = Copies()
    copies.renew(changed)
    assert copies.altered()

    copies.clear()

    assert not copies.altered()
