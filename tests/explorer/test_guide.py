"""The examples in the docstrings, the guide for authors above all, say what is true."""

import doctest
import importlib
import pkgutil

import pytest

from digital_factory import cases, explorer

MODULES = ["digital_factory.explorer"] + [
    found.name
    for package in (explorer, cases)
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_module_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_guide_has_an_example_for_every_kind_of_panel():
    for kind in ("Lines", "Area", "Bars", "Funnel", "Gantt", "Network", "Scatter"):
        assert f"`{kind}`" in explorer.__doc__
