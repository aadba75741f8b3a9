"""The page on ten thousand learners says what was measured, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def large_class() -> ModuleType:
    spec = importlib.util.spec_from_file_location("large_class", BENCHMARKS / "large_class.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_holds_the_measured_figures(large_class: ModuleType) -> None:
    page = large_class.PAGE.read_text(encoding="utf-8")
    found = json.loads(large_class.FIGURES.read_text(encoding="utf-8"))
    assert page == large_class.with_section(page, found), "run: python -m benchmarks.large_class --page"


def test_page_has_no_figure_of_time_outside_the_measured_part(large_class: ModuleType) -> None:
    page = large_class.PAGE.read_text(encoding="utf-8")
    rest = page.partition(large_class.BEGIN)[0] + page.partition(large_class.END)[2]
    assert re.findall(r"\d+(?:\.\d+)? (?:s|ms|seconds|minutes|hours|MB)\b", rest) == []


def test_section_doubles_the_time_where_a_worker_is_twice_as_slow(large_class: ModuleType) -> None:
    found = json.loads(large_class.FIGURES.read_text(encoding="utf-8"))
    slow = large_class.section({**found, "worker_s": 1.2, "writer_s": 0.012})
    slower = large_class.section({**found, "worker_s": 2.4, "writer_s": 0.012})
    assert "| 2 | 1.7 hours |" in slow  # 10,000 * 1.2 s / 2
    assert "| 2 | 3.3 hours |" in slower
    assert "Beyond 100 workers" in slow
    assert "| 128 | 2 minutes |" in slow  # the main process's 10,000 * 12 ms
