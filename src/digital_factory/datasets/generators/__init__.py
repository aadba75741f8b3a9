"""One module per chapter for the tables of the sample data: their dictionary and their generator.

What a module owes, and all it takes to add tables to the course (then run ``make data``):

``RESOURCES: tuple[Resource, ...]``
    the dictionary of its tables;
``build(rng) -> dict[str, pandas.DataFrame]``
    the tables as the course ships them, by name, from a generator of its own;
``fresh(rng) -> dict[str, pandas.DataFrame]``, optional
    the tables of another factory for hidden tests, where the mechanism itself should differ (the bottleneck
    elsewhere, other rates). Without it, another seed of `build` serves.

Modules are discovered: every module here is one, except names that begin with an underscore.
Each gets a random stream that depends on the seed and on its own name only, so that a new chapter changes
nobody's data.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Protocol, cast

import numpy as np
import pandas as pd

from digital_factory.datasets.schema import Resource

__all__ = ["TableModule", "build", "module", "modules"]


class TableModule(Protocol):
    """A module of this package, as the others see it."""

    __name__: str
    RESOURCES: tuple[Resource, ...]

    def build(self, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
        """Return the module's tables by name."""


def modules() -> tuple[TableModule, ...]:
    """Return the table modules in the order of their chapters.

    Raises
    ------
    ValueError
        If two modules define the same table, or a table's chapter is not that of its module.
    """
    by_name = {
        name: module(name) for _, name, _ in pkgutil.iter_modules(__path__) if not name.startswith("_")
    }
    owners: dict[str, str] = {}
    for name, owner in by_name.items():
        for resource in owner.RESOURCES:
            if resource.module != name:
                raise ValueError(
                    f"generators/{name}.py defines `{resource.name}` of chapter {resource.chapter}, "
                    f"which belongs in generators/{resource.module}.py. Move it, or correct the chapter."
                )
            if resource.name in owners:
                raise ValueError(
                    f"generators/{name}.py and generators/{owners[resource.name]}.py both define "
                    f"`{resource.name}`. Rename one."
                )
            owners[resource.name] = name
    return tuple(sorted(by_name.values(), key=lambda owner: owner.RESOURCES[0].chapter))


def module(name: str) -> TableModule:
    """Return the table module of that bare name, for example ``wall``."""
    return cast(TableModule, importlib.import_module(f"{__name__}.{name}"))


def build(owner: TableModule, seed: int, *, fresh: bool = False) -> dict[str, pd.DataFrame]:
    """Return the tables of a module for a seed, columns in the order and with the dtypes of the dictionary.

    Parameters
    ----------
    owner
        One of `modules`.
    seed
        At least 0; the module's stream is derived from it and from the module's name.
    fresh
        Whether to ask for another factory (`fresh` where the module has it).

    Raises
    ------
    ValueError
        If the module's tables or columns are not those of its dictionary.
    """
    stream = np.random.SeedSequence(seed, spawn_key=tuple(owner.__name__.rpartition(".")[2].encode()))
    make = getattr(owner, "fresh", owner.build) if fresh else owner.build
    built = make(np.random.default_rng(stream))
    named = [resource.name for resource in owner.RESOURCES]
    if sorted(built) != sorted(named):
        raise ValueError(
            f"{owner.__name__} made the tables {sorted(built)}, its RESOURCES name {sorted(named)}."
        )
    return {resource.name: _conform(built[resource.name], resource) for resource in owner.RESOURCES}


def _conform(table: pd.DataFrame, resource: Resource) -> pd.DataFrame:
    names = [field.name for field in resource.fields]
    if sorted(table.columns) != sorted(names):
        raise ValueError(f"`{resource.name}` was made with the columns {list(table.columns)}, not {names}.")
    ordered = table[names].reset_index(drop=True)
    # Rounded before it is written, so that a fresh table and a loaded one hold the same values.
    numbers = [field.name for field in resource.fields if field.type == "number"]
    ordered[numbers] = ordered[numbers].round(4)
    return ordered.astype({field.name: field.dtype for field in resource.fields})
