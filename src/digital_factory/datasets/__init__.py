"""The sample data as tables: load what the course ships, read a file of your own, draw a fresh factory.

`load` and the wrappers ``load_<table>()`` give the shipped tables, `read` checks a CSV file against the
dictionary (``data/datapackage.json``), `fresh` draws the same tables of another factory. Dates load as
``datetime64``, texts as ``str``; an empty cell is missing. Owns the errors of a learner's file; imports no
generator but for `fresh`.
"""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from digital_factory.datasets import _csv_check, generators
from digital_factory.datasets._csv_check import DataError
from digital_factory.datasets.schema import Resource

__all__ = ["DataError", "fresh", "load", "names", "path", "read"]

_DATA = Path(__file__).parents[1] / "data"
_WRAPPER = "load_"


def names() -> list[str]:
    """Return the names of all tables, in the order of their chapters.

    Examples
    --------
    >>> "handovers" in names()
    True
    """
    return list(_resources())


def path(name: str) -> Path:
    """Return the path of a shipped table's CSV file.

    Raises
    ------
    DataError
        If the course has no table of that name.
    """
    return _DATA / resource(name).file


def resource(name: str) -> Resource:
    """Return the dictionary of a table.

    Raises
    ------
    DataError
        If the course has no table of that name.
    """
    resources = _resources()
    if name in resources:
        return resources[name]
    near = difflib.get_close_matches(str(name), names(), n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "Choose one of them."
    raise DataError(f"The course has no table {name!r}; it has {', '.join(names())}. {hint}")


def load(name: str) -> pd.DataFrame:
    """Return a shipped table, a new copy each time.

    Raises
    ------
    DataError
        If the course has no table of that name.

    Examples
    --------
    >>> load("handover_stages")["stage"].tolist()
    ['security review', 'architecture board', 'integration', 'release train']
    """
    return _shipped(name).copy(deep=False)


def read(file: str | Path, name: str) -> pd.DataFrame:
    """Return a CSV file of your own, checked row by row against the dictionary of a table.

    Parameters
    ----------
    file
        The file: comma separated, UTF-8, a header with the table's columns in any order.
    name
        The table whose dictionary it must follow, for example ``"handovers"``.

    Raises
    ------
    DataError
        If the file is missing, a folder, empty or no such CSV file, or if a column, a type or a value is not
        what the dictionary says. The message names the file, the row, what was expected, what came, and the
        next step.
    """
    described = resource(name)
    _csv_check.check(Path(file), described)
    return _typed(Path(file), described)


def fresh(name: str, seed: int) -> pd.DataFrame:
    """Return the table of a fresh factory: the same columns and mechanism, other values and other truths.

    Parameters
    ----------
    name
        A table. Tables of one chapter and one seed belong together.
    seed
        At least 0; the same seed gives the same factory.

    Raises
    ------
    DataError
        If the course has no table of that name.
    """
    return _drawn(resource(name).module, seed)[name].copy(deep=False)


# Both are asked for again and again. A copy costs nothing: pandas copies the data when one is written to.
@functools.lru_cache(maxsize=16)
def _shipped(name: str) -> pd.DataFrame:
    return _typed(path(name), resource(name))


@functools.lru_cache(maxsize=32)  # the tests of one assignment ask for up to 21 factories
def _drawn(module: str, seed: int) -> dict[str, pd.DataFrame]:
    return generators.build(generators.module(module), seed, fresh=True)


def __getattr__(attribute: str) -> Callable[[], pd.DataFrame]:
    """Give every table its ``load_<table>()``, so that a new table needs no line here."""
    name = attribute.removeprefix(_WRAPPER)
    if attribute.startswith(_WRAPPER) and name in names():
        return functools.partial(load, name)
    raise AttributeError(f"module {__name__!r} has no attribute {attribute!r}")


def __dir__() -> list[str]:
    return [*__all__, *(f"{_WRAPPER}{name}" for name in names())]


@functools.lru_cache(maxsize=1)
def _resources() -> dict[str, Resource]:
    package: dict[str, list[dict[str, object]]] = json.loads((_DATA / "datapackage.json").read_text("utf-8"))
    return {str(described["name"]): Resource.from_descriptor(described) for described in package["resources"]}


def _typed(file: Path, described: Resource) -> pd.DataFrame:
    moments = [field.name for field in described.fields if field.type in ("date", "datetime")]
    others = {field.name: field.dtype for field in described.fields if field.name not in moments}
    table = pd.read_csv(
        file,
        encoding="utf-8-sig",
        dtype=others,
        parse_dates=moments,
        date_format="ISO8601",
        keep_default_na=False,
        na_values=[""],
    )
    ordered = table[[field.name for field in described.fields]]
    return ordered.astype({field.name: field.dtype for field in described.fields})
