"""What a file that is no notebook is said to be."""

from __future__ import annotations

import json

import pytest

from classroom import messages
from classroom.submission.notebook import UnreadableError, read_notebook

NOTEBOOK = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {"deletable": False},
                "source": 'a = "\u00e9\\n"',
                "outputs": [],
            },
            {"cell_type": "markdown", "metadata": {}, "source": ["one\n", "two " * 30]},
        ],
        "metadata": {"kernelspec": {"name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    },
    indent=1,
)


@pytest.mark.parametrize("share", range(2, 100, 2))
def test_file_cut_off_anywhere_is_said_to_be_cut_off(share: int) -> None:
    cut = NOTEBOOK[: len(NOTEBOOK) * share // 100]
    with pytest.raises(UnreadableError) as caught:
        read_notebook(cut.encode(), "lesson.ipynb")
    assert str(caught.value) == messages.READ_FAILED.format(name="lesson.ipynb", why=messages.READ_TRUNCATED)


def test_file_with_a_fault_in_the_middle_is_said_to_be_no_json_there() -> None:
    broken = NOTEBOOK.replace('"metadata": {}', '"metadata" {}')
    with pytest.raises(UnreadableError) as caught:
        read_notebook(broken.encode(), "lesson.ipynb")
    assert messages.READ_TRUNCATED not in str(caught.value)
    assert f"line {broken[: broken.index('{}')].count(chr(10)) + 1}" in str(caught.value)
