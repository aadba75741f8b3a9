"""Models stand alone: they import NumPy, the standard library and one another, and keep no state."""

import ast
import doctest
import importlib
import re
import sys
from pathlib import Path

import pytest

from digital_factory import cases, models

CHAPTERS = Path(__file__).parents[2] / "book"
MODULES = sorted(Path(models.__file__).parent.glob("*.py"))


def imported(tree: ast.Module) -> set[str]:
    """Return the modules that a module imports, wherever it does."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_model_imports_numpy_and_models_only(path):
    foreign = {
        name
        for name in imported(ast.parse(path.read_text("utf-8")))
        if name.partition(".")[0] not in {"numpy", *sys.stdlib_module_names}
        and not name.startswith("digital_factory.models")
    }

    assert not foreign, f"{path.name} imports {foreign}; models import NumPy only"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_model_has_no_global_randomness_and_no_global_statement(path):
    tree = ast.parse(path.read_text("utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}

    assert not any(isinstance(node, ast.Global) for node in ast.walk(tree))
    assert not {call for call in calls if call.startswith(("np.random.", "random."))}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_model_examples_in_the_docstrings_hold(path):
    name = "digital_factory.models" if path.stem == "__init__" else f"digital_factory.models.{path.stem}"
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)

    assert result.failed == 0


def test_package_lists_every_module_once_and_the_chapter_of_every_model():
    listed = re.findall(r"^`(\w+)` +(\d+|-) ", models.__doc__ or "", re.MULTILINE)
    slugs = [page.stem for page in CHAPTERS.glob("[0-9]*.md")]
    chapters = {(slug.rsplit("-", 1)[-1], slug[:2].lstrip("0")) for slug in slugs}

    assert sorted(name for name, _ in listed) == [path.stem for path in MODULES if path.stem != "__init__"]
    assert chapters <= set(listed)


def test_array_types_are_declared_in_one_module():
    packages = (Path(package.__file__ or "").parent for package in (models, cases))
    declared = {
        path.name
        for package in packages
        for path in package.glob("*.py")
        if re.search(r"^\w+ = npt\.NDArray\[", path.read_text("utf-8"), re.MULTILINE)
    }

    assert declared == {"arrays.py"}
