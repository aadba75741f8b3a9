"""Case studies: what the reader sets, what the model says at every setting, how it is drawn and told.

A case study is one `Explorer`. Python computes every number over the whole grid of settings; the page's
script selects and draws, so that the built page answers without a kernel and JupyterLab shows the same
widget, live. A module ``digital_factory.cases.<bare>`` has one function, ``explorer()``, that returns it;
every word a reader sees stands in constants at its top. The tests in ``tests/cases`` find the module and
hold it to the page contract (keyboard, screen reader, table, no script, print, size).

**1. Controls**, two to four. `grid` gives their values as arrays that broadcast over all settings:

>>> import numpy as np
>>> from digital_factory.explorer import *
>>> people = Control(name="people", label="People", values=(50, 100, 150), default=100, unit="people")
>>> size = Control(name="size", label="Squad size", values=(5, 10), default=10, unit="people")
>>> n, s = grid(people, size)

A model that takes one setting at a time is called with ``evaluate_on_grid(model, people, size)``.

**2. Values**: the model's numbers by name. ``dims`` names the controls that they depend on, in the order of
the leading axes; what is left of the shape is one setting: a scalar, or an array that a panel draws. Name
only the controls that matter and round to the ``decimals`` that can be seen: every page carries these bytes
(aim for less than 300 kB in all, ``len(explorer.payload.data)``).

>>> both = ("people", "size")
>>> weeks = np.arange(0, 5)
>>> values = {
...     "links": Values(n * (s - 1) / 2, both, decimals=0),  # a scalar per setting: shape (3, 2)
...     "weeks": Values(weeks, decimals=0),  # the same at every setting
...     "found": Values((n * (s - 1) / 2)[..., None] * (1 - 0.5**weeks), both, decimals=1),  # (3, 2, 5)
...     "now": Values(2),
...     "found_now": Values(n * (s - 1) / 2 * 0.75, both, decimals=1),
... }

NaN means "no value" (a gap, no bar, "none" in the table); infinity means "without bound" (a bar that leaves
the chart, a marker on its edge, "without bound" in words). Whole numbers with ``labels`` stand for texts.

**3. A readout**: one sentence, or several of which a scalar picks one (`pick`). It names every control as
``{control}`` and numbers as ``{scalar:.1f}``; formats are ``.1f``, ``,.0f``, ``+.1f`` and ``.0%``;
``**...**`` emphasises. Make another sentence true where the first would not be (no steady state, no
solution).

>>> readout = Readout(("{people} in squads of {size} have **{links:,.0f} links** inside squads.",))

**4. Panels**, half the width of the page each unless ``wide=True``. Every axis label has its unit in
brackets. A range left out covers all settings, so that the scale stands still while the reader moves a
control; give ``y_range`` where extremes would flatten the ordinary, or ``y_between`` where one control
changes the size of everything. Series differ by dash, texture or mark as well as by colour; ``tone``
(1 to 6) keeps one look for one thing across panels.

`Lines`, with an optional band (``low``, ``high``), reference lines and a marker:

>>> lines = Lines(
...     title="Links found", description="A curve that rises and flattens along the weeks.",
...     x="weeks", series=(Series(label="Links found", values="found"),),
...     x_label="Weeks", x_fmt=".0f", y_label="Links found",
...     marker=Marker(label="you are here", x="now", y="found_now"),
...     rules=(Rule(label="half of the people", at=50.0),),
... )

and the case study is

>>> Explorer(
...     name="squads", title="Links in squads", controls=(people, size), values=values,
...     panels=(lines,), readout=readout, caption="Links between people of one squad.",
... ).sentence(people=150)
'150 people in squads of 10 people have 675 links inside squads.'

`Area` takes the same arguments; each series is the thickness of a layer, from the bottom up (a cumulative
flow diagram). `Bars` draws one number per category and series, side by side or ``stacked``, upright or
``horizontal``:

>>> bars = Bars(
...     title="Where the time goes", description="One bar cut into building and waiting.",
...     categories=("Today", "After"), value_label="Months", stacked=True, horizontal=True,
...     series=(Series(label="building", values="build"), Series(label="waiting", values="wait", tone=2)),
... )  # "build" and "wait": shape (2,) per setting

`Funnel` draws one number per stage:

>>> funnel = Funnel(
...     title="What is left", description="Four stages, each smaller than the one before.",
...     stages=("Ideas", "Demonstrations", "Industrialised", "In use"), values="left", value_label="Services",
... )  # "left": shape (4,) per setting

`Gantt` draws segments of several kinds in rows along time:

>>> gantt = Gantt(
...     title="Who waits for whom", description="Three projects, each waiting and then being built.",
...     rows=("A", "B", "C"), kinds=("waits", "is built"), x_label="Weeks",
...     start="start", end="end", what="what",
... )  # all three: shape (3 rows, segments) per setting; "what" holds 0 for "waits" and 1 for "is built"

`Network` draws nodes and links of several kinds, placed by Python (`place_groups` puts groups on a circle):

>>> places = place_groups((4, 4, 3))  # shape (11, 2)
>>> network = Network(
...     title="Links between squads", description="Three groups; dashed links join them.",
...     places="places", links="links", states=("free", "blocked"), state="state",
...     link_kinds=("inside a squad", "between squads"), link_kind="kind",
... )  # per setting: "places" (nodes, 2), "state" (nodes,), "links" (links, 2), "kind" (links,)

`Scatter` draws clouds of points; ``joined`` makes a cloud a frontier:

>>> scatter = Scatter(
...     title="Speed against cost", description="A frontier, and the options that it beats.",
...     x_label="Cost (M EUR)", y_label="Services a year",
...     points=(
...         Points(label="frontier", x="best_cost", y="best_speed", joined=True),
...         Points(label="other options", x="cost", y="speed", names=("today", "merged")),
...     ),
...     marker=Marker(label="you are here", x="my_cost", y="my_speed"),
... )

``observations`` names the settings to which the chapter's three things to look for lead, so that pictures can
be taken there.

**In the next cell** the reader calls the model itself, with any settings. For a test,
``explorer.at(people=150)["links"]`` gives the numbers of a setting as the page shows them and
``explorer.sentence(people=150)`` the readout. To look at a case study in JupyterLab, display it.
"""

from digital_factory.explorer._errors import ExplorerError
from digital_factory.explorer.case_study import Explorer, Observations
from digital_factory.explorer.controls import Control, evaluate_on_grid, grid
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
    "Observations",
    "Points",
    "Readout",
    "Rule",
    "Scatter",
    "Series",
    "Values",
    "evaluate_on_grid",
    "grid",
    "place_groups",
]
