"""Panels of another shape than a plane: funnel, Gantt, network. Imports no drawing library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from digital_factory.explorer._errors import refuse
from digital_factory.explorer._panel import Need, Panel, Range, span
from digital_factory.explorer.values import Values

__all__ = ["Funnel", "Gantt", "Network", "place_groups"]


@dataclass(frozen=True, kw_only=True)
class Funnel(Panel):
    """What is left after each of `stages`, from the first to the last.

    Parameters
    ----------
    stages
        Their names, first to last.
    values
        Name of the array. Per setting: one number per stage.
    value_label
        What is counted, with its unit.
    fmt
        Format of the numbers.
    """

    kind: ClassVar[str] = "funnel"

    stages: tuple[str, ...]
    values: str
    value_label: str
    fmt: str = ",.0f"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.stages) < 2:
            refuse(f"{self.where}: stages", "name at least two", self.stages, "Use Bars for one number.")

    def needs(self) -> Iterator[Need]:
        yield Need(self.values, "values", (len(self.stages),))

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        return {"value_range": span([values[self.values].array], from_zero=True)}


@dataclass(frozen=True, kw_only=True)
class Gantt(Panel):
    """Rows of segments along time.

    Parameters
    ----------
    rows
        Names of the rows, top to bottom.
    start, end
        Names of the arrays, per setting (rows, segments): where a segment begins and ends. NaN: no segment.
    what
        Name of the array, per setting (rows, segments): which of `kinds` the segment is, from 0.
    kinds
        Names of the kinds of segment, for example "waits", "is decided".
    x_label
        The time axis, with its unit.
    x_range
        (low, high) of the axis; None takes the span over every setting.
    fmt
        Format of the times in the table.
    """

    kind: ClassVar[str] = "gantt"

    rows: tuple[str, ...]
    start: str
    end: str
    what: str
    kinds: tuple[str, ...]
    x_label: str
    x_range: Range | None = None
    fmt: str = ".1f"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.rows or not self.kinds:
            refuse(f"{self.where}: rows and kinds", "not be empty", (self.rows, self.kinds), "Name them.")

    def needs(self) -> Iterator[Need]:
        for argument in ("start", "end", "what"):
            yield Need(getattr(self, argument), argument, (len(self.rows), "segments"))

    def ranges(self, values: Mapping[str, Values]) -> dict[str, Range]:
        times = [values[self.start].array, values[self.end].array]
        return {"x_range": self.x_range or span(times, from_zero=True)}


@dataclass(frozen=True, kw_only=True)
class Network(Panel):
    """Nodes in groups and the links between them, such as people in squads.

    Parameters
    ----------
    places
        Name of the array, per setting (nodes, 2): x and y of every node between 0 and 1 (see `place_groups`).
        NaN: no such node at this setting.
    states
        Names of what a node can be, for example "free", "blocked"; each has its own shape.
    state
        Name of the array, per setting (nodes,): which of `states` the node is, from 0. None for one state.
    links
        Name of the array, per setting (links, 2): the two nodes of every link, from 0. NaN: no such link.
    link_kinds
        Names of the kinds of link, for example "inside a squad", "between squads"; each has its own line.
    link_kind
        Name of the array, per setting (links,): which of `link_kinds`. None for one kind.
    palette
        The tone of each state, 1 to 6: its colour and shape; 6 is grey, for what should stay in the
        background. By default the position in `states`.
    """

    kind: ClassVar[str] = "network"

    places: str
    links: str
    states: tuple[str, ...]
    link_kinds: tuple[str, ...]
    state: str | None = None
    link_kind: str | None = None
    palette: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.palette and (len(self.palette) != len(self.states) or set(self.palette) - set(range(1, 7))):
            rule = f"give a tone from 1 to 6 for each of {self.states}"
            refuse(f"{self.where}: palette", rule, self.palette, "Or leave it out for the usual order.")
        for argument, names, array in (
            ("state", self.states, self.state),
            ("link_kind", self.link_kinds, self.link_kind),
        ):
            if not names or (array is None and len(names) > 1):
                rule = f"name the array that tells {names} apart"
                refuse(f"{self.where}: {argument}", rule, array, "Or give one name only.")

    def needs(self) -> Iterator[Need]:
        yield Need(self.places, "places", ("nodes", 2))
        yield Need(self.links, "links", ("links", 2))
        if self.state is not None:
            yield Need(self.state, "state", ("nodes",))
        if self.link_kind is not None:
            yield Need(self.link_kind, "link_kind", ("links",))


def place_groups(sizes: Sequence[int]) -> npt.NDArray[np.float64]:
    """Return places for nodes in groups: the groups on a circle, the nodes of a group on a circle of its own.

    Parameters
    ----------
    sizes
        Nodes of each group; the result lists group by group.

    Returns
    -------
    numpy.ndarray
        Shape (sum of sizes, 2), between 0 and 1.

    Raises
    ------
    ExplorerError
        If there is no group, or an empty one.
    """
    groups = len(sizes)
    if groups == 0 or min(sizes) < 1:
        refuse("place_groups: sizes", "be positive whole numbers", sizes, "Leave empty groups out.")
    # Circles of neighbouring groups just do not touch; a single group takes the middle.
    outer = 0.0 if groups == 1 else 0.5 / (1.0 + 0.85 * np.sin(np.pi / groups))
    inner = 0.46 if groups == 1 else 0.80 * outer * np.sin(np.pi / groups)
    places = []
    for position, size in enumerate(sizes):
        turn = 2 * np.pi * position / groups - np.pi / 2
        centre = 0.5 + outer * np.array([np.cos(turn), np.sin(turn)])
        angles = 2 * np.pi * np.arange(size) / size + turn
        ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) if size > 1 else np.zeros((1, 2))
        places.append(centre + inner * ring)
    return np.concatenate(places)
