"""Every case study is written after one template, and every word that a reader sees stands in a constant."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from digital_factory import cases

NAMES = sorted(module.name for module in pkgutil.iter_modules(cases.__path__))
PARTS = ["explorer", "controls", "values", "panels"]
# Arguments of controls and panels that a reader sees or hears.
SHOWN = {
    *("title", "description", "caption", "label", "unit", "words", "categories", "rows", "kinds", "names"),
    *("states", "stages", "link_kinds", "labels", "value_label", "x_label", "y_label", "readout"),
}
LINE = "# ---- every word a reader sees"


LETTER = re.compile(r"[^\W\d]")


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"digital_factory.cases.{request.param}")


def tree(case: ModuleType) -> ast.Module:
    return ast.parse(Path(case.__file__ or "").read_text("utf-8"))


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts of an expression, but for formats and the name by which a sentence is picked."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in children:
            skipped = name == "format_spec" or (isinstance(child, ast.keyword) and child.arg == "pick")
            if isinstance(child, ast.AST) and not skipped:
                yield from texts(child)


def test_case_has_the_parts_of_the_template_in_their_order(case: ModuleType) -> None:
    functions = [node.name for node in tree(case).body if isinstance(node, ast.FunctionDef)]
    assert [name for name in functions if name in PARTS] == PARTS
    assert set(PARTS) <= set(case.__all__)


def test_case_values_take_the_controls_by_their_names(case: ModuleType) -> None:
    names = [control.name for control in case.controls()]
    assert list(inspect.signature(case.values).parameters) == names


def test_case_explorer_is_put_together_from_the_parts(case: ModuleType) -> None:
    study = case.explorer()
    assert (study.title, study.caption) == (case.TITLE, case.CAPTION)
    assert study.controls == case.controls()
    assert study.panels == case.panels()
    assert study.observations == case.OBSERVATIONS


def test_case_stops_at_settings_for_each_of_the_three_things_to_look_for(case: ModuleType) -> None:
    assert len(case.OBSERVATIONS) == 3
    assert all(settings for observation in case.OBSERVATIONS for settings in observation)


def test_case_writes_no_word_that_a_reader_sees_outside_the_constants(case: ModuleType) -> None:
    written = [
        f"line {argument.value.lineno}: {text!r}"
        for function in tree(case).body
        if isinstance(function, ast.FunctionDef)
        for argument in ast.walk(function)
        if isinstance(argument, ast.keyword) and argument.arg in SHOWN
        for text in texts(argument.value)
        if LETTER.search(text)
    ]
    assert written == []


def test_case_formats_of_controls_hold_no_word(case: ModuleType) -> None:
    formats = [
        argument.value.value
        for argument in ast.walk(tree(case))
        if isinstance(argument, ast.keyword) and argument.arg == "fmt"
        if isinstance(argument.value, ast.Constant) and isinstance(argument.value.value, str)
    ]
    assert [fmt for fmt in formats if LETTER.search(re.sub(r"\{.*?\}|\.\df", "", fmt))] == []


def test_case_words_are_constants_below_their_line(case: ModuleType) -> None:
    source = Path(case.__file__ or "").read_text("utf-8")
    assert source.count(LINE) == 1
    line = source[: source.index(LINE)].count("\n") + 1
    words = {
        target.id: node.lineno
        for node in tree(case).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in ast.walk(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        if isinstance(target, ast.Name) and isinstance(getattr(case, target.id), str)
    }
    assert {"TITLE", "CAPTION"} <= set(words)
    assert [name for name, at in words.items() if at < line] == []
