"""Which names a cell binds, changes and reads: each rule on a few lines of source."""

import pytest

from classroom.assignment.names import names_of


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("x = 1", {"x"}),
        ("x, (y, *z) = 1, (2, 3)", {"x", "y", "z"}),
        ("x: int = 1", {"x"}),
        ("for row in rows: last = row", {"row", "last"}),
        ("with open(p) as file: pass", {"file"}),
        ("if (n := 3) > 2: pass", {"n"}),
        ("def f(a):\n    inside = a", {"f"}),
        ("async def f(): pass", {"f"}),
        ("class C:\n    field = 1", {"C"}),
        ("import os.path, numpy as np", {"os", "np"}),
        ("from math import pi as p, e", {"p", "e"}),
        ("def f():\n    global g\n    g = 1", {"f", "g"}),
        ("[a for a in range(3)]", set()),
        ("f = lambda a: a", {"f"}),
    ],
)
def test_names_bound_at_the_top_level_are_found(source: str, bound: set[str]) -> None:
    assert names_of(source).bound == bound


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ('df["x"] = 1', {"df"}),
        ("df.columns = names", {"df"}),
        ("df.loc[0].values[1] = 2", {"df"}),
        ("items.append(1)", {"items"}),
        ("df.sort_values('x', inplace=True)", {"df"}),
        ("del d['x']", {"d"}),
        ("random.shuffle(cards)", {"cards"}),
        ("(a.b).c += 1", {"a"}),
        ("df['x']", set()),
        ("df.sort_values('x')", set()),
        ("def f():\n    items.append(1)", set()),
    ],
)
def test_names_changed_in_place_at_the_top_level_are_found(source: str, changed: set[str]) -> None:
    assert names_of(source).changed == changed


def test_names_read_inside_a_function_are_read_but_only_globals_are_reached() -> None:
    names = names_of("def f(a):\n    b = a + rate\n    return b")

    assert names.read == {"a", "b", "rate"}
    assert names.reached == {"rate"}


def test_names_of_imports_are_statements_and_every_module_they_may_mean() -> None:
    names = names_of("import os\nfrom pandas import testing as t\ndef f():\n    import json")

    assert names.imports == ("import os", "from pandas import testing as t")
    assert names.modules == {"os", "pandas", "pandas.testing", "json"}


def test_names_of_a_cell_that_draws_a_table_include_what_pandas_draws_with() -> None:
    assert "matplotlib.pyplot" in names_of("flow.plot(title='items')").modules
    assert names_of("plot = 3").modules == frozenset()


def test_names_of_a_relative_import_name_no_module() -> None:
    assert names_of("from . import helpers").modules == frozenset()


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("%matplotlib inline\nx = 1", {"x"}),
        ("files = !ls\nx = 1", {"files", "x"}),
        ("took = %timeit -o f()", {"took"}),
        ("%time x = 1", {"x"}),
        ("%%time\nx = 1", {"x"}),
        ("%%bash\nx = 1", set()),
        ("df?\nx = 1", {"x"}),
    ],
)
def test_names_beside_magics_are_found(source: str, bound: set[str]) -> None:
    names = names_of(source)

    assert names.bound == bound
    assert names.valid


@pytest.mark.parametrize(
    "source", ["x = ", "'" + "x" * 100_001 + "'", "(" * 5000 + ")" * 5000], ids=["broken", "long", "deep"]
)
def test_names_of_what_cannot_be_read_are_none(source: str) -> None:
    names = names_of(source)

    assert not names.valid
    assert names.bound == names.read == names.reached == frozenset()


@pytest.mark.parametrize(
    ("source", "touched"),
    [
        ("def f(x):\n    stock.append(x)", {"stock"}),
        ("def f(k, x):\n    prices[k] = x", {"prices"}),
        ("def f():\n    global count\n    count += 1", {"count"}),
        ("def f(stock, x):\n    stock.append(x)", set()),
        ("def f():\n    found = []\n    found.append(1)\n    return found + stock", set()),
        ("stock.append(1)", set()),
    ],
)
def test_names_that_functions_change_outside_themselves_are_found(source: str, touched: set[str]) -> None:
    assert names_of(source).touched == touched


@pytest.mark.parametrize(
    ("source", "mutating", "passed"),
    [
        ("def order(xs):\n    xs[0], xs[1] = xs[1], xs[0]\norder(nums)", {"order"}, {("order", "nums")}),
        ("async def put(*, xs):\n    xs.append(1)\nput(xs=nums)", {"put"}, {("put", "nums")}),
        ("def total(xs):\n    found = []\n    found.append(xs)\ntotal([1])", set(), set()),
        ("stock.append(1)\ndef f(x):\n    return g(x)", set(), set()),
    ],
)
def test_functions_that_change_what_they_are_given_are_found(
    source: str, mutating: set[str], passed: set[tuple[str, str]]
) -> None:
    assert names_of(source).mutating == mutating
    assert names_of(source).passed == passed
