"""Whatever a test leaves in its process, a later test could see."""

from __future__ import annotations

import os
import random
import sys
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from classroom.kernel.traces import differing, state

HELPERS = "kept = {'rows': [1, 2]}\nclass Holder:\n    table = None\nheld = Holder()\nheld.inner = [1]\n"


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The names of a set-up, in a process that is as it was afterwards."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "traced_helpers.py").write_text(HELPERS)
    module = types.ModuleType("traced_helpers")
    module.__file__ = str(tmp_path / "traced_helpers.py")
    exec(HELPERS, vars(module))
    monkeypatch.setitem(sys.modules, "traced_helpers", module)
    generators = random.getstate(), np.random.get_state()
    shown = np.get_printoptions()["precision"]
    with warnings.catch_warnings(), pd.option_context("display.max_rows", 60):
        yield {"helpers": module, "table": pd.DataFrame({"a": [1, 2]}), "rows": [[1], [2]], "np": np}
    random.setstate(generators[0])
    np.random.set_state(generators[1])
    np.set_printoptions(precision=shown)


def leave_nothing(space: dict[str, Any]) -> None:
    space["table"].assign(a=3)
    sorted(space["rows"], reverse=True)


def change_a_table(space: dict[str, Any]) -> None:
    space["table"].loc[0, "a"] = 7


def change_a_list_in_a_list(space: dict[str, Any]) -> None:
    space["rows"][0].append(1)


def change_what_a_module_keeps(space: dict[str, Any]) -> None:
    space["helpers"].kept["rows"].append(3)


def change_an_object_of_a_module(space: dict[str, Any]) -> None:
    space["helpers"].held.inner.append(2)


def draw(space: dict[str, Any]) -> None:
    random.random()


def draw_of_numpy(space: dict[str, Any]) -> None:
    np.random.random()


def set_warnings(space: dict[str, Any]) -> None:
    warnings.simplefilter("error", DeprecationWarning)


def set_printing(space: dict[str, Any]) -> None:
    np.set_printoptions(precision=3)


def set_an_option(space: dict[str, Any]) -> None:
    pd.set_option("display.max_rows", 7)


def write_a_file(space: dict[str, Any]) -> None:
    Path("left.txt").write_text("here")


def set_the_environment(space: dict[str, Any]) -> None:
    os.environ["LEFT"] = "here"


@pytest.mark.parametrize(
    "change",
    [
        change_a_table,
        change_a_list_in_a_list,
        change_what_a_module_keeps,
        change_an_object_of_a_module,
        draw,
        draw_of_numpy,
        set_warnings,
        set_printing,
        set_an_option,
        write_a_file,
        set_the_environment,
    ],
)
def test_state_after_a_change_differs(
    change: Any, space: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEFT", "")
    before = state(space)
    change(space)
    assert differing(before, state(space))


def test_state_after_nothing_is_the_same(space: dict[str, Any]) -> None:
    before = state(space)
    leave_nothing(space)
    assert differing(before, state(space)) == []


def test_state_of_a_module_that_looks_at_a_clock_is_never_the_same(
    space: dict[str, Any], tmp_path: Path
) -> None:
    other = tmp_path / "other_helpers.py"
    other.write_text("import time\n")
    space["helpers"].__file__ = str(other)
    before = state(space)
    assert differing(before, state(space)) == ["clock in traced_helpers"]
