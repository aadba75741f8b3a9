"""Models stand alone: they import NumPy, the standard library and one another, and keep no state."""

import ast
import sys
from pathlib import Path

import pytest

from digital_factory import models

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
