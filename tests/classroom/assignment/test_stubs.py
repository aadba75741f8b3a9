"""What is still to be written in an open cell: each form on a few lines of source."""

from __future__ import annotations

import pytest

from classroom.assignment.stubs import stubs_of


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    pass",
        "def f(x):\n    '''Square x.'''\n    # your code here\n    ...",
        "def f(x):\n    raise NotImplementedError('write me')",
        "def f(x):\n    result = None\n    return result",
        "async def f(x):\n    return None",
        "class f:\n    '''A shop.'''\n    def price(self):\n        pass",
        "f = None  # your answer",
        "%matplotlib inline\nf = ...",
    ],
)
def test_place_to_fill_is_the_students(source: str) -> None:
    assert stubs_of(source) == {"f"}


@pytest.mark.parametrize("source", ["def f(x):\n    return x + 1", "f = 0", "f.x = None", "no Python"])
def test_what_does_something_is_the_trainers(source: str) -> None:
    assert stubs_of(source) == set()
