"""Case studies."""

from digital_factory.explorer._rules import ExplorerError
from digital_factory.explorer.controls import Control, grid
from digital_factory.explorer.explorer import Explorer
from digital_factory.explorer.panels import Area, Bars, Lines, Marker, Points, Rule, Scatter, Series
from digital_factory.explorer.readout import Readout
from digital_factory.explorer.shapes import Funnel, Gantt, Network, place_groups
from digital_factory.explorer.values import Values

__all__ = [
    "Area",
    "Bars",
    "Control",
    "Explorer",
    "ExplorerError",
    "Funnel",
    "Gantt",
    "Lines",
    "Marker",
    "Network",
    "Points",
    "Readout",
    "Rule",
    "Scatter",
    "Series",
    "Values",
    "grid",
    "place_groups",
]
